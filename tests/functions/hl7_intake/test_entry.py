"""The two triggers: what AWS delivers, what every caller gets back, and what is never logged."""

import base64
import gzip
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from functions.hl7_intake import entry
from functions.hl7_intake.reception import CONTENT_TYPES, MOST_BYTES
from functions.hl7_intake.v2.acknowledgement import CODES
from functions.hl7_intake.v2.limits import Limits
from functions.hl7_intake.v2.reading import REASONS
from koppel.domain.accounts.account import Account
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import Responsible
from koppel.organisation import api_users
from koppel.runtime import Tenant
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake, running_intake
from tests.harness.gateway import gateway_event, queue_event
from tests.harness.hl7_messages import CODECS
from tests.harness.patients import CANARIES, History, generate

EVENTS = Path(__file__).parents[3] / "events"


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"hl7_intake.{name}.json").read_text())
    return found


# --- As AWS delivers them ---------------------------------------------------------------------------------------------


def test_both_events_together_make_a_client(intake: Intake) -> None:
    posted = event("receive")
    posted["headers"]["Authorization"] = f"md-token {intake.token}"
    posted["multiValueHeaders"]["Authorization"] = [f"md-token {intake.token}"]
    answer = entry.receive(posted, None)
    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"] == "application/hl7-v2; charset=utf-8"
    assert "MSA|AA|2026-000145\r" in answer["body"]
    queued = event("apply")
    queued["Records"][0]["body"] = json.dumps({"organisation": "demo", "message": intake.stored()[0].id})
    assert entry.apply(queued, None) == {"batchItemFailures": []}
    client = intake.client("26010042")
    assert client is not None
    assert client.name == "Zoë van der Meulen"


def test_the_sample_of_the_queue_names_a_message_that_nobody_knows(intake: Intake) -> None:
    assert entry.apply(event("apply"), None) == {"batchItemFailures": []}
    assert intake.stored() == []


# --- Who may post, and what -------------------------------------------------------------------------------------------


def test_an_integration_that_is_off_answers_403_in_plain_text(intake: Intake) -> None:
    intake.switch(on=False)
    answer = intake.post(adt("A01"))
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (403, "text/plain;charset=UTF-8")
    assert "MSA" not in answer["body"]
    assert intake.stored() == []
    assert "switched-off" in intake.entries()


def test_a_token_without_the_scope_is_refused(intake: Intake) -> None:
    world = intake.world
    _, token = api_users.create(world.tenant, "BI", [Scope.READ_ACCOUNTS])
    intake.token = token.text
    answer = intake.post(adt("A01"))
    assert (answer["statusCode"], "scope hl7" in answer["body"]) == (403, True)
    assert "scope-missing" in intake.entries()


@pytest.mark.parametrize(("token", "said"), [("", "A token is needed."), ("kplapi_demo_x", "The token is not valid.")])
def test_without_a_valid_token_nothing_is_read(intake: Intake, token: str, said: str) -> None:
    intake.token = token
    answer = intake.post(adt("A01"))
    assert (answer["statusCode"], answer["body"]) == (401, said)
    assert answer["headers"]["WWW-Authenticate"] == "md-token, Bearer"


def test_another_organisations_token_is_refused(intake: Intake) -> None:
    other = intake.world.add_organisation("other")
    intake.world.set_tile("other", "hl7_intake")
    assert intake.post(adt("A01"), host="other.koppel.example")["statusCode"] == 401
    _, token = api_users.create(Tenant(intake.world.runtime, other), "EPD", [Scope.HL7])
    intake.token = token.text
    assert intake.post(adt("A01"))["statusCode"] == 401


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_messages_are_posted_and_nothing_else(intake: Intake, method: str) -> None:
    answer = entry.receive(gateway_event(method, "/hl7", token=intake.token), None)
    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "POST")


def test_another_path_is_404(intake: Intake) -> None:
    assert entry.receive(gateway_event("POST", "/hl7/adt", token=intake.token), None)["statusCode"] == 404


@pytest.mark.parametrize("sent", ["application/json", "multipart/form-data; boundary=x", "application/hl7", "x", ""])
def test_what_calls_itself_something_else_is_415(intake: Intake, sent: str) -> None:
    answer = intake.post(adt("A01"), content_type=sent)
    assert answer["statusCode"] == 415
    assert all(each in answer["body"] for each in CONTENT_TYPES)


@pytest.mark.parametrize(
    ("body", "content_type", "slug"),
    [(adt("A01"), "application/json", "body-of-other-type"), (b"x" * (MOST_BYTES + 1), "text/plain", "body-too-large")],
)
def test_a_body_that_is_not_read_is_in_the_error_log(intake: Intake, body: bytes, content_type: str, slug: str) -> None:
    for _ in range(2):
        intake.post(body, content_type=content_type)
    found = intake.entries()
    assert set(found) == {slug}
    assert (found[slug].count, found[slug].responsible) == (2, Responsible.SENDER)
    assert intake.stored() == []


def test_the_bench_records_no_body_that_it_does_not_read(intake: Intake) -> None:
    sent = {"Content-Type": "application/json"}
    answer = entry.receive(gateway_event("POST", "/hl7/bench", token=intake.token, headers=sent, body=b"{}"), None)
    assert answer["statusCode"] == 415
    assert intake.entries() == {}


def test_a_post_without_content_type_is_415(intake: Intake) -> None:
    posted = gateway_event("POST", "/hl7", token=intake.token, body=adt("A01"))
    assert entry.receive(posted, None)["statusCode"] == 415


@pytest.mark.parametrize("path", ["/hl7", "/hl7/bench"])
def test_a_packed_message(intake: Intake, path: str) -> None:
    sent = {"Content-Type": "application/hl7-v2"}
    plain = entry.receive(gateway_event("POST", path, token=intake.token, headers=sent, body=adt("A01")), None)
    sent["Content-Encoding"] = "gzip"
    body = gzip.compress(adt("A01"))
    packed = entry.receive(gateway_event("POST", path, token=intake.token, headers=sent, body=body), None)
    assert packed["statusCode"] == plain["statusCode"] == 200
    assert [each.raw for each in intake.stored()] == ([adt("A01")] if path == "/hl7" else [])
    for wrong in (adt("A01"), body[:-1]):
        answer = entry.receive(gateway_event("POST", path, token=intake.token, headers=sent, body=wrong), None)
        assert (answer["statusCode"], answer["headers"]["Accept-Encoding"]) == (415, "gzip")
    large = gzip.compress(bytes(1024 * 1024 + 1))
    answer = entry.receive(gateway_event("POST", path, token=intake.token, headers=sent, body=large), None)
    assert answer["statusCode"] == 413


def test_size_is_refused_in_two_steps(intake: Intake) -> None:
    large = adt("A01", pid={5: "x" * Limits().size})
    answer = intake.post(large)
    assert (answer["statusCode"], "MSA|AR|" in answer["body"]) == (200, True)
    assert "The message is too large." in answer["body"]
    assert intake.post(b"x" * (MOST_BYTES + 1))["statusCode"] == 413
    assert intake.stored() == []


# --- Character sets ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content_type", sorted(CONTENT_TYPES))
@pytest.mark.parametrize("charset", ["8859/1", "8859/15", "UNICODE UTF-8"])
def test_the_same_dutch_message_stores_the_same_name(intake: Intake, content_type: str, charset: str) -> None:
    pid = {5: "van 't Hooft-Müller&van 't&Hooft-Müller^Zoë Françoise"}
    for time, told, sent_as in (
        ("20260301100000", charset, content_type),
        ("20260301110000", "", f"{content_type}; charset={CODECS[charset]}"),
        ("20260301120000", charset, f"{content_type}; charset=us-ascii"),
    ):
        raw = adt("A08", time, pid=pid, charset=told, codec=CODECS[charset])
        assert intake.code(raw, content_type=sent_as) == "AA"
        intake.work()
        client = intake.client("C1")
        assert client is not None
        assert client.name == "Zoë Françoise van 't Hooft-Müller"
        assert client.watermarks["details"].endswith(f"{int(time[8:10]) - 1:02d}:00:00.000000")


@pytest.mark.parametrize(
    ("charset", "codec", "code"),
    [("UNICODE UTF-8", "iso8859-1", "102"), ("ASCII", "utf-8", "102"), ("8859/8", "utf-8", "103")],
)
def test_what_cannot_be_decoded_is_refused_and_never_replaced(
    intake: Intake, charset: str, codec: str, code: str
) -> None:
    answer = intake.post(adt("A01", pid={5: "Müller^Zoë"}, charset=charset, codec=codec))
    body = answer["body"] if not answer["isBase64Encoded"] else base64.b64decode(answer["body"]).decode("latin-1")
    assert "MSA|AR|" in body
    assert f"|{code}^" in body
    assert intake.stored() == []
    assert "unreadable-message" in intake.entries()


def test_an_answer_in_the_senders_character_set(intake: Intake) -> None:
    raw = adt("A01", sender=("ÉPD", "ZÖRG"), charset="8859/1")
    answer = intake.post(raw)
    assert answer["isBase64Encoded"]
    assert answer["headers"]["Content-Type"] == "application/hl7-v2; charset=iso-8859-1"
    assert b"|\xc9PD|Z\xd6RG|" in base64.b64decode(answer["body"])


# --- Acknowledgement --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "letters"), [("original", "A"), ("enhanced", "C")])
def test_the_three_codes_of_each_mode(intake: Intake, mode: str, letters: str) -> None:
    intake.configure(acknowledgement=mode)
    assert intake.code(adt("A01")) == f"{letters}A"
    assert intake.code(adt("A01", "20260301110000", pid={5: ""})) == f"{letters}E"
    assert intake.code(adt("A01", "20260301120000", version="3.0")) == f"{letters}R"
    assert intake.code(adt("A01", "20260301130000", version="")) == f"{letters}R"


def test_no_acknowledgement_is_204_once_stored_and_422_for_a_refusal(intake: Intake) -> None:
    intake.configure(acknowledgement="none")
    answer = intake.post(adt("A01"))
    assert (answer["statusCode"], answer["body"]) == (204, "")
    assert intake.outcomes() == ["pending"]
    answer = intake.post(adt("A01", "20260301110000", pid={5: ""}))
    assert (answer["statusCode"], answer["body"]) == (422, "PID-5 holds no last name.")


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8"])
def test_every_version_2_is_read_alike_and_answered_in_kind(intake: Intake, version: str) -> None:
    body = intake.post(adt("A01", version=version))["body"]
    assert f"|P|{version}" in body.split("\r")[0]
    assert "\rMSA|AA|" in body
    intake.work()
    assert intake.client("C1") is not None


# --- Any bytes --------------------------------------------------------------------------------------------------------

USUAL = adt("A01", pv1={7: "P1^Smit"})


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A usual message in which some stretches were replaced by anything."""
    raw = USUAL
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 40)))
        raw = (
            raw[:start] + draw(st.binary(max_size=40) | st.sampled_from([b"\r", b"|", b"~", b"\\", b'""'])) + raw[end:]
        )
    return raw


HEADERS = st.text(st.characters(codec="utf-8"), max_size=60).map(lambda text: b"MSH|^~\\&|" + text.encode())


def test_any_bytes_get_a_documented_answer_and_none_stops_the_worker() -> None:
    with running_intake() as intake:

        @settings(max_examples=150)
        @given(raw=st.binary(max_size=300) | damaged() | HEADERS)
        def post(raw: bytes) -> None:
            answer = intake.post(raw)
            assert answer["statusCode"] == 200
            body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
            field = body[3:4]
            header, acknowledgement, *_ = body.split(b"\r")
            assert header.startswith(b"MSH")
            assert acknowledgement.split(field)[1].decode() in CODES.values()

        post()
        assert all(result == {"batchItemFailures": []} for result in intake.work())
        assert not {"pending", "failed"} & set(intake.outcomes())


def test_any_content_type_gets_a_documented_answer() -> None:
    with running_intake() as intake:

        @settings(max_examples=60)
        @given(sent=st.text(max_size=40) | st.text(max_size=20).map(lambda text: f"text/plain;charset={text}"))
        def post(sent: str) -> None:
            assert intake.post(adt("A01"), content_type=sent)["statusCode"] in {200, 415}

        post()


def test_every_reason_why_a_message_cannot_be_read_has_a_code_and_a_text() -> None:
    assert all(code.isdigit() and text.endswith(".") for code, text in REASONS.values())


# --- Any order --------------------------------------------------------------------------------------------------------


def histories(most: int = 7) -> list[History]:
    """Short histories of several events; those of one message have no order."""
    found = [history for seed in (1, 2) for history in generate(120, seed).histories]
    return [each for each in found if 3 <= len(each.samples) <= most]


def state(intake: Intake, history: History) -> tuple[object, ...]:
    """What the account is, less its version and the times at which we wrote it."""
    client = intake.client(history.patient_id)
    assert client is not None
    return (dict(client.values), client.active, client.deactivated_by, dict(client.watermarks), client.missing,
            dict(client.waiting), intake.therapists(history.patient_id))  # fmt: skip


def replayed(history: History, order: list[int]) -> tuple[object, ...]:
    """The account after the worker met these messages in this order, some of them more than once."""
    with running_intake() as intake:
        for professional in generate(1, 1).professionals[:6]:
            intake.world.professional(professional.id)
        for sample in history.samples:
            assert intake.code(sample.raw) == "AA"
        ids = {each.raw: each.id for each in intake.stored()}
        for number in order:
            body = json.dumps({"organisation": "demo", "message": ids[history.samples[number].raw]})
            assert entry.apply(queue_event(("g", body)), None) == {"batchItemFailures": []}
        return state(intake, history)


@cache
def undisturbed(patient_id: str) -> tuple[object, ...]:
    """The account after every message once, in order."""
    history = next(each for each in histories() if each.patient_id == patient_id)
    return replayed(history, list(range(len(history.samples))))


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[History, list[int]]:
    """A history and the order of its messages, each at least once. All their times differ: of two messages of the same
    time the later arrival counts. And every one tells of the person all that the EHR knows: what an older message alone
    tells is not taken from it once a newer one was there."""
    history = draw(st.sampled_from(histories()))
    numbers = range(len(history.samples))
    return history, draw(st.permutations([*numbers, *draw(st.lists(st.sampled_from(numbers), max_size=3))]))


@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # to shrink an order takes very long
@given(deliveries())
def test_any_order_and_any_redelivery_ends_in_the_same_account(delivered: tuple[History, list[int]]) -> None:
    history, order = delivered
    assert replayed(history, order) == undisturbed(history.patient_id)


def test_a_history_ends_in_what_the_sender_knows() -> None:
    for history in histories(12)[:6]:
        with running_intake() as intake:
            intake.send(*(each.raw for each in history.samples))
            client = intake.client(history.patient_id)
            assert client is not None
            fields = {name: client.text(name) for name in history.expected}
            assert (fields, client.active) == (dict(history.expected), history.active)
            made, waiting = intake.therapists(history.patient_id)
            assert {*made, *waiting} == history.professionals


# --- Logs -------------------------------------------------------------------------------------------------------------


def test_no_personal_data_is_logged_whatever_happens(
    intake: Intake, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = generate(60, 3)
    for sample in stream.samples:
        intake.post(sample.raw)
        intake.post(sample.raw + b"ZZZ|" + sample.raw[-20:])
        intake.post(sample.raw.replace(b"|2.", b"|9.", 1))
    intake.work()

    def broken(*_: object) -> Account:
        raise ValueError(stream.samples[0].raw)

    monkeypatch.setattr("functions.hl7_intake.reception.judge", broken)
    assert intake.post(adt("A01", "20260301130000", pid={5: f"{CANARIES[0]}^x"}))["statusCode"] == 500
    text = logged().lower()
    assert '"answered"' in text
    assert '"worked"' in text
    assert "valueerror" in text
    for canary in (*CANARIES, *(each.lower() for history in stream.histories for each in history.canaries)):
        assert canary not in text
    for history in stream.histories:
        assert history.patient_id not in text
