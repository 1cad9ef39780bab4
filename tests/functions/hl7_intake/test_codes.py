"""Codes of a header: where a name or a BSN stands in place of one, nobody reads it in keys, entries or log lines."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake import codes
from functions.hl7_intake.codes import UNREADABLE
from functions.hl7_intake.effects import EFFECTS, KNOWN_EVENTS
from koppel.aws import clients
from tests.functions.hl7_intake.adt import TIME
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.hl7_messages import message, segment
from tests.harness.world import TABLE

PERSON = "Jansen-Pietersen 123456782"
CONTENT = {"raw", "answer", "whom"}
"""What is kept of a message as it was sent, and goes after a while; and the subject of an entry of the error log, which
is shown to those only who open it and say why."""


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (("ADT", "A01"), "ADT^A01"),
        (("ORU", "R01"), "ORU^R01"),
        (("ZA1", "Z99"), "ZA1^Z99"),
        (("ACK", ""), "ACK^"),
        (("", ""), "^"),
        (("ADT", PERSON), f"ADT^{UNREADABLE}"),
        (("Jansen", "A01"), f"{UNREADABLE}^A01"),
        (("BOS", "JAN"), f"{UNREADABLE}^{UNREADABLE}"),
        (("adt", "a01"), f"{UNREADABLE}^{UNREADABLE}"),
        (("ADT", "123"), f"ADT^{UNREADABLE}"),
        (("ADT", "A٣١"), f"ADT^{UNREADABLE}"),
        (("ADT", "A01\n"), f"ADT^{UNREADABLE}"),
        (("ADT", "A" * 2000), f"ADT^{UNREADABLE}"),
    ],
)
def test_a_code_is_shown_when_it_is_one(sent: tuple[str, str], shown: str) -> None:
    assert codes.event(*sent) == shown


def test_every_event_that_we_know_is_a_code() -> None:
    for message_type, trigger in KNOWN_EVENTS:
        assert codes.event(message_type, trigger) == f"{message_type}^{trigger}"
    assert all(map(codes.is_trigger, EFFECTS))


@given(st.text() | st.from_regex("[A-Z0-9]{0,4}", fullmatch=True), st.text())
def test_nothing_that_is_no_code_is_shown(message_type: str, trigger: str) -> None:
    for text, is_code, shown in zip(
        (message_type, trigger),
        (codes.is_type(message_type), codes.is_trigger(trigger)),
        codes.event(message_type, trigger).split("^", 1),
        strict=True,
    ):
        assert shown == (text if is_code or not text else UNREADABLE)
        assert not is_code or (len(text) == 3 and text.isascii() and text.isalnum() and text == text.upper())


@pytest.mark.parametrize(
    "header",
    [
        {"type_": f"ADT^{PERSON}"},
        {"type_": f"{PERSON}^A01"},
        {"type_": PERSON},
        {"type_": "ADT^" + PERSON * 90},
        {"type_": f"MFN^{PERSON}"},
        {"type_": f"ADT^A99^{PERSON}"},
        {"control_id": PERSON * 20},
        {"sender": (PERSON, PERSON)},
        {"time": PERSON},
        {"version": f"2.5^{PERSON}", "processing": PERSON},
        {"charset": f"8859/1~{PERSON}", "codec": "ascii"},
    ],
    ids=str,
)
@pytest.mark.parametrize("ignore", [True, False])
def test_a_header_whose_fields_are_shifted_tells_nobody_about_a_person(
    intake: Intake, logged: Callable[[], str], header: dict[str, str], ignore: bool
) -> None:
    for feed in ({"sending_application": "EPD"}, {"ignore_other_types": ignore}):
        intake.configure(**feed)
        answer = intake.post(_message(header))
        assert answer["statusCode"] == 200
        assert answer["body"].startswith("MSH|")
    intake.work()
    for row in clients.dynamodb().scan(TableName=TABLE)["Items"]:
        kept = {name: value for name, value in row.items() if name not in CONTENT and name != "values"}
        assert "Jansen" not in repr(kept)
        assert "123456782" not in repr(kept)
        for name, most in (("pk", 2048), ("sk", 1024), ("listing_pk", 2048), ("listing_sk", 1024)):
            assert name not in row or 1 <= len(row[name]["S"].encode()) <= most
    assert "Jansen" not in logged()
    assert "123456782" not in logged()


def _message(header: dict[str, str]) -> bytes:
    given = {"type_": "ADT^A28", "charset": "", **header}
    person = segment("PID", {3: "C1^^^EPD^PI", 5: "Berg^Johanna"})
    return message(given.pop("type_"), f"EVN||{TIME}", person, **given)  # type: ignore[arg-type]


def test_a_trigger_that_is_no_code_is_not_repeated_in_the_answer(intake: Intake) -> None:
    body = intake.post(_message({"type_": f"ADT^{PERSON}"}))["body"]
    assert body.split("\r")[0].split("|")[8] == "ACK"
    assert PERSON not in body
