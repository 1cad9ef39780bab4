"""What comes in by the two triggers of operations, and what they answer and log."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Message
from functions.operations import entry
from functions.operations.commands import COMMANDS
from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.aws import clients
from koppel.aws.errors import Contended
from koppel.aws.table import Table
from koppel.domain.accounts.account import Kind
from koppel.domain.api_tokens import read_token
from koppel.domain.plan.desired import Desired, Manner
from koppel.entrance.schedule import JobFailed
from koppel.organisation import audit_log
from tests.harness.home import PROJECT
from tests.harness.office import ACTOR, CONTEXT, Office
from tests.harness.output import Output
from tests.harness.world import World


def event(name: str) -> Any:
    """A recorded event."""
    return json.loads((PROJECT / "events" / f"{name}.json").read_text())


def pending(w: World, identity: str) -> None:
    """A message that was stored and never queued."""
    message = Message(
        id=identity, group="g1", raw=b"MSH|^~\\&|", charset="", fingerprint="f1", answer=b"", sender="u1",
        trigger="ADT^A01", received=w.runtime.moment(),
    )  # fmt: skip
    messages.store(w.tenant, message)


class TestOperate:
    def test_a_command_is_carried_out_in_the_name_of_who_gave_it(self, office: Office) -> None:
        answer = office.give(event("operations.operate"))
        user, token = answer["result"]["id"], answer["result"]["token"]
        assert answer == {
            "result": {
                "id": user,
                "name": "EPD",
                "scopes": ["accounts:read", "bsn:read"],
                "created": "2026-03-02T09:00:00",
                "expires": "2027-01-31T00:00:00",
                "last_used": "",
                "previous_until": "",
                "per_minute": 1200,
                "burst": 100,
                "token": token,
            }
        }
        assert read_token(token) is not None
        (act,) = audit_log.every(office.world.runtime, "demo")
        assert act.actor == event("operations.operate")["actor"]

    def test_the_log_tells_what_was_done_and_neither_to_whom_nor_what_was_answered(
        self, office: Office, output: Output
    ) -> None:
        token = office.done("create-api-user", name="Canary", scopes=["hl7"])["token"]
        office.declined("find-entries", integration="nothing", subject="canary@client.example")
        carried_out, declined = output.lines
        assert (carried_out["message"], carried_out["route"], carried_out["organisation"]) == (
            "carried out",
            "create-api-user",
            "demo",
        )
        assert (declined["message"], declined["outcome"]) == ("declined", "unknown-integration")
        assert carried_out["reference"] == "request-1"
        for secret in (token, "canary", "Canary", ACTOR):
            assert secret not in output.text

    def test_what_is_no_command_is_not_logged_either(self, office: Office, output: Output) -> None:
        assert office.ask("Johanna Berg")["problem"]["slug"] == "unknown-command"
        assert "Johanna" not in output.text

    def test_all_commands_are_named_to_who_mistypes_one(self, office: Office) -> None:
        message = office.ask("list-organisation")["problem"]["message"]
        assert all(name in message for name in COMMANDS)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"command": "list-organisations"}, "actor"),
            ({"command": "list-organisations", "actor": ""}, "actor"),
            ({"actor": ACTOR}, "command"),
            ({"command": "list-organisations", "actor": ACTOR, "arguments": []}, "arguments"),
            ({"command": "list-organisations", "actor": ACTOR, "more": 1}, "more"),
            ({"command": "list-organisations", "actor": "\ud800"}, "(all)"),
            ({"command": "list-organisations", "actor": ACTOR, "arguments": {"x": float("nan")}}, "(all)"),
            ([], "(all)"),
            (None, "(all)"),
            ("list-organisations", "(all)"),
        ],
    )
    def test_what_is_no_order_is_declined(self, office: Office, given: object, field: str) -> None:
        problem = office.give(given)["problem"]
        assert problem["slug"] == "invalid"
        assert set(problem["fields"]) == {field}

    def test_a_busy_table_is_no_fault_of_the_command(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        def busy(*_: object) -> None:
            raise Contended

        monkeypatch.setattr(Table, "get_many", busy)
        assert office.declined("show-organisation")["slug"] == "busy"

    def test_a_fault_of_ours_is_told_by_reference_only(
        self, office: Office, output: Output, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise ZeroDivisionError("canary")

        monkeypatch.setattr(Table, "get_many", broken)
        problem = office.declined("show-organisation")
        assert problem["slug"] == "broke"
        assert "request-1" in problem["message"]
        assert "canary" not in output.text
        assert output.lines[0]["error"] == "ZeroDivisionError"

    def test_the_environment_says_which_table_and_key(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.undo()
        runtime = office.world.runtime
        for name, value in (("TABLE", "koppel"), ("KEY_ID", runtime.secrets.key_id), ("DOMAIN_NAME", "localhost")):
            monkeypatch.setenv(name, value)
        assert [each["organisation"] for each in office.ask("list-organisations")["result"]["organisations"]] == [
            "demo"
        ]


def discharged(w: World, due: str) -> None:
    """A client whose account is to be deactivated at this time."""
    w.client("C1")
    leaving = Desired(kind=Kind.CLIENT, id="C1", active=False, active_from=due, manner=Manner.LENIENT)
    synchronise(w.tenant, leaving, w.origin("hl7_intake"))


def is_active(w: World) -> bool:
    client = store.by_id(w.tenant, Kind.CLIENT, "C1")
    assert client is not None
    return client.active


class TestSweep:
    def test_what_was_left_unfinished_is_finished(self, office: Office) -> None:
        w = office.world
        pending(w, "a-b")
        discharged(w, "2026-03-02T09:02:00")
        w.clock.move(minutes=6)
        done = entry.sweep(event("operations.sweep"), CONTEXT)
        assert {job: count for job, count in done.items() if count} == {"messages": 1, "deactivations": 1}
        assert [json.loads(body) for body in office.queued()] == [{"organisation": "demo", "message": "a-b"}]
        assert not is_active(w)

    def test_the_operator_may_have_it_done_at_once(self, office: Office) -> None:
        pending(office.world, "a-b")
        office.world.clock.move(minutes=6)
        done = office.ask("sweep")["result"]
        assert done.keys() >= {"messages", "follow-ups", "deactivations"}
        assert {job: count for job, count in done.items() if count} == {"messages": 1}

    def test_a_queue_that_does_not_answer_stops_no_other_job_and_is_told(self, office: Office) -> None:
        w = office.world
        pending(w, "a-b")
        discharged(w, "2026-03-02T09:02:00")
        w.clock.move(minutes=6)
        clients.sqs().delete_queue(QueueUrl=office.queue_url)
        with pytest.raises(JobFailed):
            entry.sweep(event("operations.sweep"), CONTEXT)
        assert not is_active(w)

    def test_the_operator_is_told_which_jobs_failed(self, office: Office) -> None:
        pending(office.world, "a-b")
        office.world.clock.move(minutes=6)
        clients.sqs().delete_queue(QueueUrl=office.queue_url)
        problem = office.ask("sweep")["problem"]
        assert (problem["slug"], problem["message"]) == (
            "sweep-failed",
            "Jobs that failed, with the number of organisations: messages (1). The others were done."
            " For each one that failed, the log names the organisation and the error.",
        )


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(max_size=8), each, max_size=4),
    max_leaves=12,
)
ENTRY = f"-/{'0' * 32}"
PLAUSIBLE: dict[str, list[Any]] = {
    "organisation": ["demo", "demo", "demo", "noord", "nobody"],
    "name": ["EPD", "Praktijk"],
    "mode": ["production", "training"],
    "integration": ["client_details", "professional_details", "rest_api", "hl7_intake", "nothing"],
    "settings": [
        {"id": "off"},
        {"id": "optional"},
        {"id": None},
        {"manual_updates": "always"},
        {"feeds": [{"zone": "Europe/Nowhere"}]},
        {"feeds": [{"field_map": {"email": ["PID-13", "-"]}}]},
        {"feeds": []},
    ],
    "version": [None, None, None, None, 0, 1, 2, "1"],
    "limit": [1, 50, "7"],
    "scopes": [["hl7"], ["accounts:read", "accounts:read"], []],
    "expires": ["", "2027-01-31", "2020-01-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-10:00"],
    "user": ["0123456789ab", ""],
    "state": ["open", "solved", "ignored"],
    "after": ["", f"2026-03-02T09:00:00.000000/{ENTRY}"],
    "subject": ["C1"],
    "entry": [ENTRY, "x"],
    "kind": ["client", "professional", "friend"],
    "source": ["", "HR"],
    "accounts": [
        [{"id": "T1", "values": {"first_name": "A", "last_name": "B", "email": "a@b.example"}, "active": False}],
        [{"id": "T1", "values": {"email": "c@d.example", "labels": ["x"]}, "roles": ["ith.Therapist"]}],
        [{"id": "C1", "values": {"age": 2**70, "bsn": "123456782", "gender": "x", "id": "C2"}}],
        [{"id": " \t", "values": {"labels": ["x"] * 60}}],
    ],
    "key": ["first", "second", "0123456789ab"],
    "groups": [["clients"], ["clients", "professionals"], []],
    "allow_sha1": [True, "false"],
    "asks": [True, "false"],
    "replaces": [None, "0123456789ab"],
    "per_minute": [0, 600, "60", -1],
    "burst": [1, 50, 0],
    "until": ["", "2027-01-31", "2020-01-01"],
    "secret": ["0123456789abcdef", "short", "\ud800" * 20],
    "home": ["https://platform.example", "http://platform.example", "https://[x"],
    "initiate_login": ["https://platform.example/start", "//platform.example"],
    "redirects": [["https://platform.example/back"], ["https://platform.example:x/"], []],
    "after_logout": [[], ["https://platform.example/out"]],
    "reference": ["0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0", "/"],
}


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """A command with arguments of which most might be right."""
    command = draw(st.sampled_from(sorted(COMMANDS)))
    arguments = {
        name: draw(st.sampled_from(PLAUSIBLE[name]) if name in PLAUSIBLE and draw(st.integers(0, 29)) else ANY_JSON)
        for name in COMMANDS[command].arguments.model_fields
        if draw(st.integers(0, 29))
    }
    return {"command": command, "arguments": arguments, "actor": ACTOR}


def well_formed(answer: dict[str, Any]) -> bool:
    """Whether this is a result or a problem, can be sent, and is no fault of ours."""
    assert len(json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()) < 6_000_000
    if "result" in answer:
        return set(answer) == {"result"}
    problem = answer["problem"]
    assert problem["slug"] not in {"broke", "busy"}
    assert problem["message"]
    assert "{" not in problem["message"]
    return set(answer) == {"problem"} and set(problem) == {"slug", "message", "texts", "fields", "field_texts"}


@settings(max_examples=300)
@given(orders())
def test_every_command_has_a_result_or_a_problem(office: Office, event: object) -> None:
    assert well_formed(office.give(event))


@given(ANY_JSON)
def test_whatever_comes_in_is_answered(office: Office, event: object) -> None:
    assert well_formed(office.give(event))
