"""What the role of each function allows is what the function asks of AWS on its journeys, and little more.

The journeys are those on which `test_faults` of each function has requests fail, made once and without a fault. That no
function asks more than its role allows is looked at after every test of this folder (`conftest`).
"""

from collections.abc import Callable

import pytest

from functions.operations import entry as operations
from functions.saml_logon.connection import key_pairs
from koppel.organisation import organisations
from tests.functions.bulk_import.import_desk import client, clients_file, open_desk
from tests.functions.bulk_import.key_desk import keys  # noqa: F401
from tests.functions.bulk_import.mail_desk import mailing
from tests.functions.bulk_import.test_entry import Visitor, visitor  # noqa: F401
from tests.functions.console import test_faults as visits
from tests.functions.console.conftest import Console, console  # noqa: F401
from tests.functions.delegated_logon import test_faults as links
from tests.functions.delegated_logon.conftest import Logon, logon  # noqa: F401  # pytest finds a fixture by its name
from tests.functions.directory_sync import test_faults as directory
from tests.functions.directory_sync.conftest import Scim, here, scim  # noqa: F401
from tests.functions.directory_sync.cycle import test_faults as cycles
from tests.functions.directory_sync.people import guid
from tests.functions.directory_sync.site import Site
from tests.functions.hl7_intake import test_faults as hl7
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake, intake  # noqa: F401
from tests.functions.operations import test_faults as commands
from tests.functions.rest_api import test_faults as rest
from tests.functions.rest_api.conftest import Api, api  # noqa: F401
from tests.functions.saml_logon import test_faults as professionals
from tests.functions.saml_logon.conftest import Saml, saml  # noqa: F401
from tests.functions.session import test_faults as sessions
from tests.functions.session.conftest import Hub, hub  # noqa: F401
from tests.harness.office import CONTEXT, Office
from tests.harness.rights import Record, Right, allowed, covers, functions
from tests.harness.saml import key_pair

LAMBDA_READS_THE_QUEUE = "Lambda reads the queue with the role of its function (event source mapping)"
LAMBDA_KEEPS_FAILED_SWEEPS = "Lambda sends what failed with the role of its function (destination on failure)"
MERGE = "a merge, which has more than a journey of its own (tests/functions/hl7_intake/test_merges.py)"
MANAGER_LEAVES = "a manager leaves (directory_sync/scim/test_users.py, directory_sync/cycle/test_safety.py)"
S3_MISSES = "S3 says by it that a file is missing (koppel/aws/test_files.py)"
A_MESSAGE_FAILS = "a message fails (hl7_intake/test_entry.py)"
MAILS_WAIT = "mails wait (bulk_import/test_mail.py)"
A_RUN = "a run is to go on (test_runs.py)"
A_REPORT = "the address of a report is signed with this right (test_runs.py)"
NOT_ON_THE_JOURNEYS = {
    ("RestApi", "dynamodb:DeleteItem", "Table"): "a relation or a unique value goes (test_writes.py)",
    ("RestApi", "dynamodb:ConditionCheckItem", "Table"): "a friend is made: the client must stay (test_writes.py)",
    ("HL7Intake", "dynamodb:GetItem", "Table"): "the bench matches (bench/test_trial.py)",
    ("HL7Intake", "dynamodb:Query", "Table"): "the bench reads relationships (bench/test_trial.py)",
    ("DirectorySync", "dynamodb:Query", "Table/listing"): MANAGER_LEAVES,
    ("HL7Worker", "sqs:ReceiveMessage", "HL7Queue"): LAMBDA_READS_THE_QUEUE,
    ("HL7Worker", "sqs:DeleteMessage", "HL7Queue"): LAMBDA_READS_THE_QUEUE,
    ("HL7Worker", "sqs:GetQueueAttributes", "HL7Queue"): LAMBDA_READS_THE_QUEUE,
    ("HL7Worker", "sqs:ChangeMessageVisibility", "HL7Queue"): A_MESSAGE_FAILS,
    ("DirectoryWorker", "dynamodb:ConditionCheckItem", "Table"): MANAGER_LEAVES,
    ("DirectoryWorker", "dynamodb:Query", "Table/listing"): MANAGER_LEAVES,
    ("DirectoryWorker", "kms:Decrypt", "Key"): "a real directory is signed in to (directory_sync/test_peers.py)",
    ("DirectoryWorker", "sqs:ReceiveMessage", "DirectoryQueue"): LAMBDA_READS_THE_QUEUE,
    ("DirectoryWorker", "sqs:DeleteMessage", "DirectoryQueue"): LAMBDA_READS_THE_QUEUE,
    ("DirectoryWorker", "sqs:GetQueueAttributes", "DirectoryQueue"): LAMBDA_READS_THE_QUEUE,
    ("DirectoryWorker", "sqs:ChangeMessageVisibility", "DirectoryQueue"): A_MESSAGE_FAILS,
    ("DirectoryOperator", "dynamodb:Query", "Table"): "relationships are compared (directory_sync/operator)",
    ("DirectoryOperator", "dynamodb:Query", "Table/listing"): MANAGER_LEAVES,
    ("DirectoryOperator", "dynamodb:DeleteItem", "Table"): "a person is released (directory_sync/operator)",
    ("DirectoryOperator", "kms:Decrypt", "Key"): "a real directory is signed in to (directory_sync/test_peers.py)",
    ("DirectoryOperator", "sqs:SendMessage", "DirectoryQueue"): "a cycle is started (directory_sync/operator)",
    ("ImportOperator", "dynamodb:UpdateItem", "Table"): "a key ends (bulk_import/test_keys.py)",
    ("ImportOperator", "s3:ListBucket", "Files"): S3_MISSES,
    ("ImportWorker", "dynamodb:ConditionCheckItem", "Table"): "a relationship is made (bulk_import/test_imports.py)",
    ("ImportWorker", "dynamodb:Query", "Table"): "relationships are compared (bulk_import/test_imports.py)",
    ("ImportWorker", "s3:ListBucket", "Files"): S3_MISSES,
    ("ImportWorker", "sqs:SendMessage", "ImportQueue"): "an import takes more than one invocation (koppel/runs)",
    ("ImportWorker", "sqs:ReceiveMessage", "ImportQueue"): LAMBDA_READS_THE_QUEUE,
    ("ImportWorker", "sqs:DeleteMessage", "ImportQueue"): LAMBDA_READS_THE_QUEUE,
    ("ImportWorker", "sqs:GetQueueAttributes", "ImportQueue"): LAMBDA_READS_THE_QUEUE,
    ("ImportWorker", "sqs:ChangeMessageVisibility", "ImportQueue"): A_MESSAGE_FAILS,
    ("SamlLogon", "dynamodb:Query", "Table"): "the provider ends all sessions of a person (test_logout.py)",
    ("SamlOperator", "dynamodb:UpdateItem", "Table"): "metadata are loaded (test_commands.py)",
    ("SamlOperator", "dynamodb:DeleteItem", "Table"): "a person's lasting id is forgotten (test_account_lookup.py)",
    (
        "Sweep",
        "dynamodb:DeleteItem",
        "Table",
    ): "a sweep goes on where the last one stopped (koppel/organisation/turns.py)",
    ("Sweep", "dynamodb:ConditionCheckItem", "Table"): MERGE,
    ("Sweep", "dynamodb:UpdateItem", "Table"): "an account is deactivated on the day that was set",
    ("Sweep", "sqs:SendMessage", "HL7Queue"): "a message is queued that its sender's request left (test_left_over.py)",
    ("Sweep", "s3:DeleteObject", "Files"): "reports of imports go (bulk_import/retention.py)",
    ("Sweep", "sqs:SendMessage", "DirectoryQueue"): A_RUN,
    ("Sweep", "sqs:SendMessage", "ImportQueue"): A_RUN,
    ("Sweep", "sqs:SendMessage", "MailQueue"): MAILS_WAIT,
    ("Operator", "sqs:SendMessage", "DirectoryQueue"): A_RUN,
    ("Operator", "sqs:SendMessage", "ImportQueue"): A_RUN,
    ("Operator", "sqs:SendMessage", "MailQueue"): MAILS_WAIT,
    ("ImportMail", "sqs:SendMessage", "MailQueue"): "more mails than one invocation has time for (test_mail.py)",
    ("ImportMail", "sqs:ReceiveMessage", "MailQueue"): LAMBDA_READS_THE_QUEUE,
    ("ImportMail", "sqs:DeleteMessage", "MailQueue"): LAMBDA_READS_THE_QUEUE,
    ("ImportMail", "sqs:GetQueueAttributes", "MailQueue"): LAMBDA_READS_THE_QUEUE,
    ("ImportMail", "sqs:ChangeMessageVisibility", "MailQueue"): A_MESSAGE_FAILS,
    ("Operator", "s3:GetObject", "Files"): A_REPORT,
    ("Sweep", "sqs:SendMessage", "SweepDeadQueue"): LAMBDA_KEEPS_FAILED_SWEEPS,
    ("Operator", "dynamodb:UpdateItem", "Table"): "an entry of the error log is settled (test_entries.py)",
    ("Operator", "dynamodb:DeleteItem", "Table"): "an API user is revoked (test_organisations.py)",
    ("Operator", "dynamodb:ConditionCheckItem", "Table"): MERGE,
    ("Operator", "sqs:SendMessage", "HL7Queue"): "messages are replayed (tests/functions/hl7_intake/test_replay.py)",
    (
        "Operator",
        "sqs:DeleteMessage",
        "HL7DeadQueue",
    ): "a message is taken from the dead-letter queue (test_commands.py)",
}
"""Function, action and resource, with what needs the right."""


@pytest.fixture
def journeys(record: Record, monkeypatch: pytest.MonkeyPatch) -> Record:
    """A record that begins here. Journeys are made once, without a fault, in an environment that has just started."""

    def once(_: object, journey: Callable[[], object], look: Callable[[], object] = lambda: None) -> float:
        organisations._pseudonyms.cache_clear()
        journey()
        look()
        return float("inf")

    for each in (links, hl7, directory, cycles, commands, rest, professionals, sessions, visits):
        monkeypatch.setattr(each, "endure", once)
    record.used.clear()
    organisations._pseudonyms.cache_clear()
    return record


def check(record: Record, *names: str) -> None:
    """Every right of these functions was used, but for those that `NOT_ON_THE_JOURNEYS` lists."""
    for name in names:
        unused = {each for each in allowed(name) if not any(covers(each, used) for used in record.used[name])}
        listed = {(action, where) for function, action, where in NOT_ON_THE_JOURNEYS if function == name}
        assert {each[:2] for each in unused} == listed, name


def test_rights_of_the_rest_api(journeys: Record, api: Api) -> None:  # noqa: F811
    rest.test_client_is_made_read_changed_and_related(api)
    check(journeys, "RestApi")


def test_rights_of_hl7(journeys: Record, intake: Intake) -> None:  # noqa: F811
    hl7.test_merge_that_overtakes_the_second_record(intake)
    intake.post(adt("A01", client="C9", pid={13: ""}, pv1={7: "P9"}))
    organisations._pseudonyms.cache_clear()  # in the tests one process is intake and worker
    intake.work()
    check(journeys, "HL7Intake", "HL7Worker")


def test_rights_of_the_directory(journeys: Record, scim: Scim) -> None:  # noqa: F811
    directory.test_people_and_groups_are_pushed_changed_and_deleted(scim)
    check(journeys, "DirectorySync")


def test_rights_of_cycles(journeys: Record, here: Site) -> None:  # noqa: F811
    cycles.test_people_come_change_and_go_and_one_is_looked_up(here)
    organisations._pseudonyms.cache_clear()  # in the tests one process is worker and operator
    here.done("explain-person", source="entra", person=guid(4))
    check(journeys, "DirectoryWorker", "DirectoryOperator")


def test_rights_of_imports(journeys: Record) -> None:
    with open_desk() as desk, mailing(desk.world) as mails:
        run = desk.test_run(desk.encrypted(clients_file(client(1))))
        organisations._pseudonyms.cache_clear()  # in the tests one process is worker and operator
        done = desk.approve(run)
        organisations._pseudonyms.cache_clear()
        mails.deliver()
        desk.undo(done)
        organisations._pseudonyms.cache_clear()
        desk.done("download-template", script="new_clients")
        check(journeys, "ImportWorker", "ImportOperator", "ImportMail")


def test_rights_of_links(journeys: Record, logon: Logon) -> None:  # noqa: F811
    links.test_links_that_log_on_are_used_again_and_are_wrong(logon)
    check(journeys, "DelegatedLogon")


def test_rights_of_the_session(journeys: Record, hub: Hub) -> None:  # noqa: F811
    sessions.test_code_is_given_exchanged_and_used_again_and_the_session_ends(hub)
    check(journeys, "Session")


def test_rights_of_the_console(journeys: Record, console: Console) -> None:  # noqa: F811
    visits.test_somebody_signs_in_by_a_link_makes_an_api_user_and_signs_out(console)
    organisations._pseudonyms.cache_clear()  # in the tests one process is operator and console
    for page in ("", "/demo/do/show-sources", "/demo/do/list-import-keys"):
        console.manager.get(f"/console{page}")
    check(journeys, "Console")


def test_rights_of_saml(journeys: Record, saml: Saml) -> None:  # noqa: F811
    professionals.test_professional_logs_on_and_out_and_a_response_is_used_again(saml)
    organisations._pseudonyms.cache_clear()
    key_pairs._decrypted.cache_clear()
    response = saml.provider.respond(encrypt_for=key_pair("own 1").certificate).decode()
    saml.operate("saml-check", connection=saml.connection, response=response)
    saml.operate("saml-list-logons", connection=saml.connection)
    check(journeys, "SamlLogon", "SamlOperator")


def test_rights_of_secure_transfer(journeys: Record, visitor: Visitor) -> None:  # noqa: F811
    organisations._pseudonyms.cache_clear()  # commands of the tests themselves have filled it
    assert visitor.get("/securetransfer").status == 200
    check(journeys, "BulkImport")


def test_rights_of_operations(journeys: Record, office: Office) -> None:
    commands.test_organisation_is_made_and_set_up(office)
    for event in ({}, {"jobs": "daily"}):
        organisations._pseudonyms.cache_clear()
        operations.sweep(event, CONTEXT)
    check(journeys, "Sweep", "Operator")


def test_the_list_names_rights_that_there_are() -> None:
    rights = {(name, *each[:2]) for name in functions() for each in allowed(name)}
    assert set(NOT_ON_THE_JOURNEYS) <= rights


def test_a_right_that_a_role_lacks_is_covered_by_none_of_its_rights() -> None:
    """The watch of the conftest itself: the operator's function may decrypt no logon key, and none may scan."""
    decrypt, scan = Right("kms:Decrypt", "Key", "logon-key/k1"), Right("dynamodb:Scan", "Table")
    assert not any(covers(each, other) for each in allowed("Operator") for other in (decrypt, scan))
    assert any(covers(each, decrypt) for each in allowed("DelegatedLogon"))
