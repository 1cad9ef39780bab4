"""An organisation that has something of everything, every text of it a script that browsers must show as text."""

from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from functions.console.faces import TILES, integrations
from functions.directory_sync.memory import states
from functions.hl7_intake import problems as hl7_problems
from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Message, Outcome
from functions.saml_logon.memory import logon_history
from functions.saml_logon.memory.logon_history import LogonReport
from koppel.accounts.merge import merge
from koppel.aws import functions, row_keys
from koppel.aws.clients import dynamodb, s3
from koppel.aws.writes import Put
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.plan.desired import Desired, DesiredMerge
from koppel.domain.problems.account import VALUE_TAKEN
from koppel.domain.problems.problem import Finding, Problem, State
from koppel.domain.tiles import activity as counted
from koppel.logon import references
from koppel.organisation import activity, error_log
from tests.functions.console.conftest import Browser, Console
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, person, source
from tests.functions.hl7_intake.adt import adt
from tests.harness.saml import key_pair, metadata
from tests.harness.world import World

MARK = "zebra"
"""Stands in every text that only people of the organisation may see."""
SCRIPT = f"<script>alert('{MARK}')</script>\"'>"
REFERENCE = "3f2a9c1e-0000-4000-8000-00000000000"


@dataclass
class Furnished:
    """The console of such an organisation, `demo`, and those who come to it.

    values    by the name of an argument of commands a value that something of the organisation has
    may       those whose organisation it is, and the operator
    may_not   the others: people of the organisation, the manager of another one, nobody
    """

    console: Console
    values: dict[str, Any] = field(default_factory=dict)
    may: dict[str, Browser] = field(default_factory=dict)
    may_not: dict[str, Browser] = field(default_factory=dict)


def furnish(console: Console) -> Furnished:
    """Make the organisation and the visitors."""
    made = Furnished(console)
    where: Any = {"LocationConstraint": "eu-west-1"}
    s3().create_bucket(Bucket="files", CreateBucketConfiguration=where)
    _name(console)
    done = console.office.done
    for integration in integrations():
        done("make-available", integration=integration)
        done("switch-on", integration=integration)
    done("set-contact", contact=SCRIPT, costs_nl=SCRIPT, costs_en=SCRIPT)
    feed = {"name": SCRIPT, "sending_facility": SCRIPT}
    done("change-settings", integration="hl7_intake", settings={"feeds": [feed]})
    done("change-settings", integration="delegated_logon", settings={"hint": "hint <i>"})
    _directory(made)
    _secrets(made)
    _people(made)
    _errors(made)
    _messages(made)
    _logons(made)
    for integration in integrations():
        for outcome in counted.RECEIVED:
            activity.count(console.world.runtime, "demo", integration, {outcome: 1234})
    _visitors(made)
    return made


def saml(command: str, **arguments: Any) -> dict[str, Any]:
    """The result of a command about connections."""
    given = {"organisation": "demo", **arguments}
    answer = functions.invoke("SamlOperator", {"command": command, "arguments": given, "actor": "test"})
    assert "result" in answer, answer
    result: dict[str, Any] = answer["result"]
    return result


def _name(console: Console) -> None:
    """Name the organisation with a script, too. Everybody may see that name."""
    w = console.world
    key = row_keys.organisation.organisation("demo")
    row = w.runtime.table.get(key)
    assert row is not None
    kept = {name: each for name, each in row.items() if name not in {"pk", "sk"}}
    w.runtime.table.write(Put(key, kept | {"name": SCRIPT.replace(MARK, "name")}))
    w.organisation = w.look_up()


def _secrets(made: Furnished) -> None:
    done = made.console.office.done
    done("create-api-user", name=SCRIPT, scopes=["hl7"])
    done("create-api-user", name="EPD", scopes=["accounts:read", "accounts:write"], expires="2026-03-20")
    done("create-logon-key", name=SCRIPT)
    connection = saml("saml-create-connection", name=SCRIPT.replace(MARK, "way"))["connection"]
    told = metadata(key_pair("idp"), entity_id=f"https://idp.example/{MARK}").decode()
    saml("saml-load-metadata", connection=connection, metadata=told)
    saml("saml-create-connection", name="AD FS")
    made.values |= {"connection": connection, "metadata": told}
    users = done("list-api-users")["api_users"]
    keys = done("list-logon-keys")["logon_keys"]
    made.values |= {"user": users[0]["id"], "key": keys[0]["id"], "api_user": users[0]["id"]}


def _directory(made: Furnished) -> None:
    """Two sources, one of which has failed, and people of whom one is found by `C2`."""
    done, tenant = made.console.office.done, made.console.world.tenant
    sources = [source(), source(name="second", on=False)]
    told = [each.model_dump(mode="json") for each in sources]
    done("change-settings", integration="directory_sync", settings={"sources": told})
    failed = {"failures": 4, "problems": ("ldap-no-answer",), "quarantined": tenant.now(), "members": 12}
    tenant.table.write(states.change(tenant, "entra", {**failed, "completed": tenant.now(), "next_at": tenant.now()}))
    for number, mail in enumerate((f"1@{MARK}.example", "C2", f"3@{MARK}.example"), start=1):
        somebody = person(number, EMPLOYEES, MANAGERS, givenName=SCRIPT, surname=SCRIPT, mail=mail)
        made.console.directory.put(number, somebody)
    made.values["source"] = "entra"


def _people(made: Furnished) -> None:
    w = made.console.world
    for kind, number in ((Kind.PROFESSIONAL, "P1"), (Kind.CLIENT, "C1"), (Kind.CLIENT, "C2")):
        gender = {"gender": "f"} if kind is Kind.CLIENT else {}
        values = {
            "id": number,
            "first_name": SCRIPT,
            "last_name": SCRIPT,
            "email": f"{number}@{MARK}.example",
            **gender,
        }
        roles = (Role.THERAPIST,) if kind is Kind.PROFESSIONAL else ()
        account = w.make(Desired(kind=kind, values=values, roles=roles))
        made.values |= {"account_key": account.key, "kind": kind}
    planned = merge(w.tenant, DesiredMerge(survivor="C2", retired="C1"), w.origin(source=SCRIPT))
    assert planned.change


def _errors(made: Furnished) -> None:
    """Each problem of HL7 intake, with scripts for its details; one in the log of each other tile."""
    tenant = made.console.world.tenant
    for each in vars(hl7_problems).values():
        if isinstance(each, Problem):
            details = dict.fromkeys(names_in(each), SCRIPT)
            error_log.record(tenant, "hl7_intake", Finding(problem=each, subject=SCRIPT, details=details))
    for integration in TILES:
        finding = Finding(problem=VALUE_TAKEN, subject=SCRIPT, details={"field": SCRIPT}, reference=SCRIPT)
        error_log.record(tenant, integration, finding)
    made.values["entry"] = error_log.entries(tenant, "hl7_intake", State.OPEN)[0][0].id


def names_in(problem: Problem) -> set[str]:
    """What is to be filled in in the texts of a problem."""
    texts = (problem.explanation, problem.remedy)
    return {name for each in texts for text in (each.nl, each.en) for _, name, _, _ in Formatter().parse(text) if name}


def _messages(made: Furnished) -> None:
    w = made.console.world
    for number, outcome in enumerate(Outcome):
        message = Message(
            id=f"{number:032x}-{'b' * 64}",
            group=messages.group(w.organisation, "C1"),
            raw=adt("A01", pid={5: f"{SCRIPT}^{SCRIPT}"}),
            charset="8859/1",
            fingerprint="f",
            answer=f"MSH|^~\\&|KOPPEL\rMSA|AA|{SCRIPT}".encode(),
            sender=made.values["user"],
            trigger="ADT^A01",
            received=w.runtime.moment(),
            outcome=outcome,
            feed=SCRIPT,
        )
        messages.store(w.tenant, message)
        made.values |= {"message": message.id, "messages": [message.id]}


def _logons(made: Furnished) -> None:
    tenant, connection = made.console.world.tenant, made.values["connection"]
    for number, outcome in enumerate(("logged on", "schema-invalid", "unsolicited")):
        report = LogonReport(outcome=outcome, passed=("form", "xml"), attributes={SCRIPT: [SCRIPT]})
        logon_history.record(tenant, connection, f"{REFERENCE}{number}", report)
        finding = Finding(
            problem=VALUE_TAKEN, subject=SCRIPT, details={"field": SCRIPT}, reference=f"{REFERENCE}{number}"
        )
        references.record(tenant, "saml_logon", finding)
    made.values["reference"] = f"{REFERENCE}1"


def _visitors(made: Furnished) -> None:
    console = made.console
    w = console.world
    therapist, client, linked = console.browser(), console.browser(), console.by_link()
    therapist.log_on(console.professional("T1", Role.THERAPIST))
    client.log_on(w.client("C9"))
    w.add_organisation("elm")
    other = Browser(w, host="elm.koppel.example")
    other.log_on(console.professional("M9", Role.APPLICATION_MANAGER))
    w.organisation = w.look_up("demo")
    stranger = Browser(w, cookies=dict(other.cookies))
    made.may = {"operator": console.by_link("operator"), "manager": console.manager, "manager by link": linked}
    made.may_not = {
        "therapist": therapist,
        "client": client,
        "manager of another organisation": other,
        "manager of another organisation, at this one": stranger,
        "nobody": console.browser(),
    }


def rows(world: World) -> dict[tuple[str, str], Any]:
    """Everything in the table but what belongs to the other organisation."""
    found: dict[tuple[str, str], Any] = {}
    for page in dynamodb().get_paginator("scan").paginate(TableName=world.runtime.table.name):
        for item in page["Items"]:
            place = (item["pk"]["S"], item["sk"]["S"])
            if place[0].partition("/")[0] != "elm":
                found[place] = item
    return found
