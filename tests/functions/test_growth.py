"""Growth: twice the text takes twice the time, at every entrance, whatever characters it is of.

Times are processor times of this thread, the best of several, so that a busy machine does not decide. What is linear
takes 4 times as long for 4 times the text; what is quadratic takes 16 times as long.
"""

import json
import time
from collections.abc import Callable

import pytest

from functions.delegated_logon import wire as links
from functions.hl7_intake.rules import judge
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2 import reading as hl7
from functions.hl7_intake.v2.acknowledgement import Fault, acknowledge
from functions.hl7_intake.v2.limits import Limits
from functions.saml_logon.account_lookup import _claim
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.rules import Identity
from functions.saml_logon.tile import MatchOn
from koppel.aws.secrets import Secrets
from koppel.aws.table import Table
from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.fields import FIELDS, InvalidValue, normalise
from koppel.domain.organisation import Mode, Organisation
from koppel.domain.pseudonyms import Pseudonyms
from koppel.runtime import Runtime, Tenant
from tests.functions.rest_api.conftest import Api, api
from tests.harness.hl7_messages import message, segment
from tests.harness.world import START

__all__ = ["api"]

UNITS = ["\u0301\u0327\u0345", "\u0344", "a\u0315", "\u200b", " ", "\r\n", "\x1c", "é", "ᾂ", "가", "\ud7ff\u11a8", "A"]
MOST = 40_000  # characters of the longest text: with UTF-8 within every limit on bytes
TIMES = 4


def normalised(text: str) -> None:
    """As a field, of every type there is."""
    for kind, fields in FIELDS.items():
        for name in fields:
            try:
                normalise(kind, name, [text] if name == "labels" else text, START.date())
            except InvalidValue:
                continue


def received(text: str) -> None:
    """In an HL7 message: as name, id, address, and in the header."""
    person = {3: f"{text}^^^EPD^PI", 5: f"{text}^{text}", 13: f"^NET^Internet^{text}"}
    raw = message("ADT^A01", segment("PID", person), segment("PV1", {7: text}))
    found = hl7.read(raw, "UNICODE UTF-8", limits=Limits(size=10 * len(raw)))
    judge(found, Feed(), Mode.PRODUCTION, START)


def answered(text: str) -> None:
    """In the header of an HL7 message, which is repeated in the answer."""
    raw = message(f"ADT^{text}", control_id=text, sender=(text, text), version=text)
    acknowledge(hl7.peek(raw), "AR", errors=[Fault("207", text)], now=START, control_id=text)


ORGANISATION = Organisation(slug="demo", name="Demo", mode=Mode.PRODUCTION, pseudonyms=Pseudonyms(bytes(32)))


def linked(text: str) -> None:
    """In a signed link."""
    parameters = dict.fromkeys((*links.REQUIRED, links.REDIRECT), (text,))
    try:
        links.read(parameters)
    except links.Malformed:
        links.Link({"userid": text}, "", "sha512").user.strip()


def asserted(text: str) -> None:
    """In the value of a SAML attribute."""
    runtime = Runtime(
        table=Table(""), secrets=Secrets(""), domain_name="", default_organisation="", clock=lambda: START
    )
    for field in (MatchOn.ID, MatchOn.EMAIL):
        try:
            _claim(Tenant(runtime, ORGANISATION), Identity(field, "NameID", text))
        except Rejected:
            continue
    try:
        directory_ids.normalise(text)
    except InvalidValue:
        return


def growth(take: Callable[[str], object], unit: str, most: int = MOST) -> float:
    """How many times as long four times as much text takes, less what no text at all takes."""
    texts = ["", *(f"A{unit * (most // len(unit) // part)}A" for part in (4, 2, 1))]
    best = [float("inf")] * len(texts)
    for _ in range(TIMES):
        for number, text in enumerate(texts):
            start = time.thread_time()
            take(text)
            best[number] = min(best[number], time.thread_time() - start)
    nothing, one, two, four = best
    floor = 0.0005  # of which a clock tells little
    assert two - nothing < 3 * max(one - nothing, floor)
    return (four - nothing) / max(one - nothing, floor)


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
@pytest.mark.parametrize("take", [normalised, received, answered, linked, asserted], ids=lambda each: each.__name__)
def test_time_grows_as_the_text_does(take: Callable[[str], object], unit: str) -> None:
    assert growth(take, unit) < 8


@pytest.mark.parametrize("unit", UNITS[:3], ids=ascii)
def test_a_body_of_marks_is_refused_at_once(api: Api, unit: str) -> None:
    made = api.world.client("C1")

    def write(part: str) -> None:
        given = json.dumps({"last_name": f"a{part}"}, ensure_ascii=False).encode()
        answer = api.send(
            "PATCH", f"/c/{made.key}", token=api.writer, headers={"Content-Type": "application/json"}, body=given
        )
        assert answer.status in {200, 422}

    assert growth(write, unit, 120_000) < 8
