"""Each function may do its own work and nothing else, and none fails unheard."""

import ast
import json
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Any

import pytest

from functions.delegated_logon import link_keys
from functions.directory_sync.memory import credentials
from functions.saml_logon.connection import key_pairs
from koppel.aws.patience import LONGEST_TRY
from koppel.entrance.budget import RESERVE_SECONDS
from koppel.entrance.queue import TRIES
from koppel.organisation import organisations
from tests.harness.home import PROJECT
from tests.template.conftest import Template
from tests.template.evaluation import Evaluation

FUNCTIONS = (
    "RestApi",
    "HL7Intake",
    "HL7Worker",
    "DirectorySync",
    "DelegatedLogon",
    "Session",
    "SamlLogon",
    "SamlOperator",
    "DirectoryWorker",
    "DirectoryOperator",
    "BulkImport",
    "ImportWorker",
    "ImportOperator",
    "ImportMail",
    "Sweep",
    "Operator",
    "Console",
)
PATHS = {
    "RestApi": ("/api", "/api/{proxy+}", "/docs", "/docs/api", "/docs/page.js"),
    "HL7Intake": ("/hl7", "/hl7/{proxy+}", "/docs/hl7"),
    "DirectorySync": ("/scim/v2", "/scim/v2/{proxy+}", "/docs/active-directory", "/docs/scim"),
    "DelegatedLogon": ("/", "/{proxy+}"),
    "Session": ("/logon", "/logon/{proxy+}", "/session", "/session/{proxy+}", "/.well-known/{proxy+}"),
    "SamlLogon": ("/saml", "/saml/{proxy+}", "/docs/saml"),
    "BulkImport": ("/docs/import", "/securetransfer", "/securetransfer/{proxy+}"),
    "Console": ("/console", "/console/{proxy+}"),
}
ENVIRONMENT = {
    "TABLE",
    "KEY_ID",
    "DOMAIN_NAME",
    "DEFAULT_ORGANISATION",
    "GATEWAY_DOMAIN",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_LOG_LEVEL",
}

OWN_ENVIRONMENT = {
    "HL7_QUEUE_URL",
    "HL7_SOURCE_QUEUE_URL",
    "HL7_DEAD_QUEUE_URL",
    "DIRECTORY_QUEUE_URL",
    "IMPORT_QUEUE_URL",
    "MAIL_QUEUE_URL",
    "MAIL_CONFIGURATION_SET",
    "FILES_BUCKET",
    "SIGNING_KEYS",
    "PUBLIC_ADDRESS",
    "OPERATOR_FUNCTION",
    "SAML_OPERATOR_FUNCTION",
    "DIRECTORY_OPERATOR_FUNCTION",
    "IMPORT_OPERATOR_FUNCTION",
}


def test_these_are_all_functions(template: Template) -> None:
    assert set(template.functions) == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_its_own_role_and_log_group(template: Template, name: str) -> None:
    function = template.functions[name]
    assert function["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    assert function["LoggingConfig"] == {"LogGroup": {"Ref": f"{name}Logs"}}
    assert f"{name}Logs" in template.of("Logs::LogGroup")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_handler_stands_where_the_template_says(template: Template, name: str) -> None:
    module, _, handler = template.functions[name]["Handler"].rpartition(".")
    source = (PROJECT / f"{module.replace('.', '/')}.py").read_text()
    assert handler in {each.name for each in ast.parse(source).body if isinstance(each, ast.FunctionDef)}
    assert template.functions[name]["CodeUri"] == "/".join(module.split(".")[:2])


def test_a_function_owns_its_path_and_all_below_with_every_method(template: Template) -> None:
    owned = {}
    for name, function in template.functions.items():
        events = [each["Properties"] for each in function.get("Events", {}).values() if each["Type"] == "Api"]
        if events:
            owned[name] = {(each["Path"], each["Method"]) for each in events}
    assert owned == {name: {(path, "ANY") for path in paths} for name, paths in PATHS.items()}


def test_no_role_holds_a_wildcard(template: Template) -> None:
    for role, properties in template.of("IAM::Role").items():
        for statement in (
            each for policy in properties.get("Policies", ()) for each in policy["PolicyDocument"]["Statement"]
        ):
            assert "*" not in str(statement["Action"]), role
            of_files = {"Fn::Sub": "${Files.Arn}/*"}  # every object of the one bucket, as IAM writes it
            assert "*" not in str([each for each in listed(statement["Resource"]) if each != of_files]), role


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_role_belongs_to_lambda_and_has_no_other_policies(template: Template, name: str) -> None:
    role = template.properties(f"{name}Role")
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert "ManagedPolicyArns" not in role


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(
    ("variable", "queue"),
    [
        ("HL7_QUEUE_URL", "HL7Queue"),
        ("DIRECTORY_QUEUE_URL", "DirectoryQueue"),
        ("IMPORT_QUEUE_URL", "ImportQueue"),
        ("MAIL_QUEUE_URL", "MailQueue"),
    ],
)
def test_a_function_sends_to_a_queue_exactly_when_it_knows_it(
    template: Template, name: str, variable: str, queue: str
) -> None:
    knows = variable in template.functions[name]["Environment"]["Variables"]
    assert allowed(template, name, "sqs:SendMessage", queue) is knows


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_uses_files_exactly_when_it_knows_the_bucket(template: Template, name: str) -> None:
    knows = "FILES_BUCKET" in template.functions[name]["Environment"]["Variables"]
    uses = [each["Resource"] for each in template.statements(f"{name}Role") if "Object" in str(each["Action"])]
    assert uses == ([{"Fn::Sub": "${Files.Arn}/*"}] if knows else [])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_shows_messages_again_exactly_when_it_knows_where_they_come_from(
    template: Template, name: str
) -> None:
    knows = "HL7_SOURCE_QUEUE_URL" in template.functions[name]["Environment"]["Variables"]
    assert allowed(template, name, "sqs:ChangeMessageVisibility", "HL7Queue") is knows
    assert allowed(template, name, "sqs:ChangeMessageVisibility", "DirectoryQueue") is (name == "DirectoryWorker")
    assert allowed(template, name, "sqs:ChangeMessageVisibility", "ImportQueue") is (name == "ImportWorker")
    assert allowed(template, name, "sqs:ChangeMessageVisibility", "MailQueue") is (name == "ImportMail")


def test_only_who_applies_changes_may_delete(template: Template) -> None:
    assert {name for name in FUNCTIONS if allowed(template, name, "dynamodb:DeleteItem", "Table")} == {
        "RestApi",
        "HL7Worker",
        "DirectorySync",
        "DirectoryWorker",
        "DirectoryOperator",
        "ImportWorker",
        "SamlOperator",
        "Sweep",
        "Operator",
    }


SIGNING_KEYS = {"FirstSigningKey": "ECC_NIST_P256", "SecondSigningKey": "ECC_NIST_P256", "RsaSigningKey": "RSA_2048"}


@pytest.mark.parametrize(
    ("purpose", "decrypt", "encrypt"),
    [
        (organisations.PSEUDONYM_KEY, set(FUNCTIONS), {"Operator"}),
        (link_keys._purpose("k1"), {"DelegatedLogon"}, {"Operator"}),
        (key_pairs.purpose("c1", "k1"), {"SamlLogon", "SamlOperator"}, {"SamlOperator"}),
        (credentials.purpose("entra") + "/1-1", {"DirectoryWorker", "DirectoryOperator"}, {"DirectoryOperator"}),
        ("import-key/0123456789ab/1-1", {"ImportWorker"}, {"ImportOperator"}),
        ("anything-else", set(), set()),
    ],
)
def test_a_function_decrypts_what_is_its_own_and_nothing_else(
    template: Template, purpose: str, decrypt: set[str], encrypt: set[str]
) -> None:
    assert {name for name in FUNCTIONS if may_use_key(template, name, "kms:Decrypt", purpose)} == decrypt
    assert {name for name in FUNCTIONS if may_use_key(template, name, "kms:Encrypt", purpose)} == encrypt


def test_no_function_uses_the_key_without_a_purpose(template: Template) -> None:
    """What the table and the queues need of the key they do in the caller's name: the key's own policy allows it."""
    for name in FUNCTIONS:
        for each in template.statements(f"{name}Role"):
            if each["Resource"] == {"Fn::GetAtt": ["Key", "Arn"]}:
                assert each["Action"] in {"kms:Encrypt", "kms:Decrypt"}
                assert set(each["Condition"]["StringLike"]) == {"kms:EncryptionContext:purpose"}
    (through,) = [
        each["Condition"]["StringEquals"]["kms:ViaService"]
        for each in template.properties("Key")["KeyPolicy"]["Statement"]
        if each["Sid"] == "ThroughTableQueuesAndBucket"
    ]
    assert [each["Fn::Sub"].split(".")[0] for each in through] == ["dynamodb", "s3", "sqs"]


def test_only_who_looks_for_what_is_left_over_reads_the_index(template: Template) -> None:
    readers = {
        name
        for name in FUNCTIONS
        if any("/index/listing" in str(each["Resource"]) for each in template.statements(f"{name}Role"))
    }
    assert readers == {"DirectorySync", "DirectoryWorker", "DirectoryOperator", "ImportMail", "Sweep", "Operator"}


@pytest.mark.parametrize(("level", "written"), [("DEBUG", "DEBUG"), ("INFO", "INFO"), ("ERROR", "INFO")])
def test_the_log_level_holds_under_json_logging_and_keeps_metrics(template: Template, level: str, written: str) -> None:
    """Lambda takes a line without a level, as those of metrics, for INFO (Lambda developer guide, "Log-level
    filtering"). What is above INFO is therefore left to the logger itself."""
    variables = template.data["Globals"]["Function"]
    chosen = Evaluation(template.data, {"LogLevel": level}).chosen(variables["LoggingConfig"])
    assert chosen == {"LogFormat": "JSON", "ApplicationLogLevel": written, "SystemLogLevel": "INFO"}
    assert variables["Environment"]["Variables"]["POWERTOOLS_LOG_LEVEL"] == {"Ref": "LogLevel"}


def test_only_the_session_function_signs(template: Template) -> None:
    for name in FUNCTIONS:
        for key in SIGNING_KEYS:
            assert allowed(template, name, "kms:Sign", key) is (name == "Session")
    for key, kind in SIGNING_KEYS.items():
        properties = template.properties(key)
        assert (properties["KeySpec"], properties["KeyUsage"]) == (kind, "SIGN_VERIFY")
    given = template.functions["Session"]["Environment"]["Variables"]["SIGNING_KEYS"]["Fn::Sub"]
    assert given == ",".join(f"${{{key}.Arn}}" for key in SIGNING_KEYS), "the order in which the function reads them"


def test_who_logs_people_on_can_encrypt_nothing_and_list_nobody(template: Template) -> None:
    for name in ("DelegatedLogon", "Session"):
        assert not allowed(template, name, "kms:Encrypt", "Key")
        assert not allowed(template, name, "dynamodb:Query", "Table")


def test_nobody_may_scan_the_table(template: Template) -> None:
    assert "dynamodb:Scan" not in template.text


def test_a_batch_of_the_queue_has_time_to_fail_and_its_good_messages_stay_done(template: Template) -> None:
    found = triggers(template, "SQS")
    assert sorted(name for name, _ in found) == ["DirectoryWorker", "HL7Worker", "ImportMail", "ImportWorker"]
    for name, event in found:
        queue = template.properties(event["Queue"]["Fn::GetAtt"][0])
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        # A batch of ten, each of which fails three times and is given up by the worker, is shown thirty times.
        assert queue["RedrivePolicy"]["maxReceiveCount"] > event["BatchSize"] * TRIES
        assert queue["VisibilityTimeout"] >= 6 * template.functions[name]["Timeout"]


def test_a_schedule_that_fails_is_kept(template: Template) -> None:
    found = triggers(template, "ScheduleV2")
    assert [name for name, _ in found] == ["Sweep", "Sweep"]
    dead = {"Fn::GetAtt": ["SweepDeadQueue", "Arn"]}
    for name, event in found:
        assert event["DeadLetterConfig"] == {"Arn": dead}
        failed = template.functions[name]["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
        assert failed == {"Type": "SQS", "Destination": dead}
        assert allowed(template, name, "sqs:SendMessage", "SweepDeadQueue")


def test_what_is_done_daily_is_asked_for_as_the_function_expects(template: Template) -> None:
    inputs = [event["Input"] for _, event in triggers(template, "ScheduleV2") if "Input" in event]
    assert [json.loads(each) for each in inputs] == [
        json.loads((PROJECT / "events" / "operations.sweep_daily.json").read_text())
    ]


def test_every_dead_letter_queue_is_watched(template: Template) -> None:
    watched = {
        str(alarm["Dimensions"])
        for alarm in template.of("CloudWatch::Alarm").values()
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible" and alarm["Threshold"] == 0
    }
    for queue in template.of("SQS::Queue"):
        if "Dead" in queue:
            assert str([{"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}]) in watched


def test_every_alarm_reaches_the_topic(template: Template) -> None:
    topics = [
        {"Fn::If": [condition, {"Ref": topic}, {"Ref": "AWS::NoValue"}]}
        for condition, topic in (("HasAlarmEmail", "Alarms"), ("HasAlarmTopic", "AlarmTopic"))
    ]
    alarms = template.of("CloudWatch::Alarm").values()
    assert {alarm.get("MetricName") for alarm in alarms} >= {"ApproximateAgeOfOldestMessage", "Errors", "5XXError"}
    assert all(alarm["AlarmActions"] == topics for alarm in alarms)


def test_functions_run_on_arm_unless_told_otherwise(template: Template) -> None:
    assert template.data["Parameters"]["Architecture"]["Default"] == "arm64"
    assert template.data["Globals"]["Function"]["Architectures"] == [{"Ref": "Architecture"}]


def test_functions_are_told_the_same_things(template: Template) -> None:
    assert set(template.data["Globals"]["Function"]["Environment"]["Variables"]) == ENVIRONMENT
    for function in template.functions.values():
        own = set(function["Environment"]["Variables"])
        assert own - OWN_ENVIRONMENT == {"POWERTOOLS_SERVICE_NAME"}
        assert function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == function["CodeUri"].split("/")[1]


def test_who_operates_may_invoke_the_operators_functions_and_nothing_else(template: Template) -> None:
    statements = template.properties("OperatorPolicy")["PolicyDocument"]["Statement"]
    names = ("Operator", "SamlOperator", "DirectoryOperator", "ImportOperator")
    functions = [{"Ref": f"{name}.Alias"} for name in names]
    assert [(each["Action"], each["Resource"]) for each in statements] == [
        ("lambda:InvokeFunction", functions),
        ("cloudformation:DescribeStacks", {"Ref": "AWS::StackId"}),
    ]
    assert template.data["Outputs"]["OperatorPolicyArn"]["Value"] == {"Ref": "OperatorPolicy"}


@pytest.mark.parametrize("section", ["Parameters", "Outputs"])
def test_every_parameter_and_output_is_explained(template: Template, section: str) -> None:
    for name, each in template.data[section].items():
        assert len(each["Description"]) > 15, name


def listed(value: Any) -> list[Any]:
    """The value as a list, where it may be one or not."""
    return value if isinstance(value, list) else [value]


def allowed(template: Template, function: str, action: str, resource: str) -> bool:
    """Whether the function's role permits the action on the resource."""
    arn = ["TableArn", "Value"] if resource == "Table" else [resource, "Arn"]
    return any(
        action in each["Action"] and str({"Fn::GetAtt": arn}) in str(each["Resource"])
        for each in template.statements(f"{function}Role")
    )


def may_use_key(template: Template, function: str, action: str, purpose: str) -> bool:
    """Whether the function's role permits the action on the key under this purpose of the encryption context."""
    for each in template.statements(f"{function}Role"):
        if each["Action"] == action and each["Resource"] == {"Fn::GetAtt": ["Key", "Arn"]}:
            allowed_for = each["Condition"]["StringLike"]["kms:EncryptionContext:purpose"]
            patterns = [allowed_for] if isinstance(allowed_for, str) else allowed_for
            if any(fnmatchcase(purpose, pattern) for pattern in patterns):
                return True
    return False


def triggers(template: Template, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Function and event, for all events of a kind."""
    return [
        (name, event["Properties"])
        for name, function in template.functions.items()
        for event in function.get("Events", {}).values()
        if event["Type"] == kind
    ]


def test_every_function_has_a_budget_in_which_a_request_can_be_repeated(template: Template) -> None:
    for name, function in template.functions.items():
        module, _, handler = function["Handler"].rpartition(".")
        assert getattr(getattr(import_module(module), handler), "__wrapped__", None), name
        assert function["Timeout"] - RESERVE_SECONDS >= 3 * LONGEST_TRY, name
