"""The bench: it foretells what happens, and leaves no trace of it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from functions.hl7_intake import entry
from functions.hl7_intake.bench.trial import MOST_FIELDS, MOST_INTENTS
from functions.hl7_intake.documentation.samples import samples
from koppel.aws import clients
from koppel.domain.accounts.account import Kind
from koppel.domain.api_tokens import Scope
from koppel.domain.plan.desired import Desired
from koppel.organisation import api_users
from tests.functions.hl7_intake.adt import TIME, adt
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.gateway import gateway_event
from tests.harness.hl7_messages import message, segment
from tests.harness.home import PROJECT
from tests.harness.world import TABLE

EVENTS = PROJECT / "events"
LATER = "20260301110000"
BYTES, TEXT = "application/hl7-v2", "text/plain;charset=UTF-8"


def asked(intake: Intake, body: bytes, kind: str = BYTES, language: str = "en", **more: Any) -> dict[str, Any]:
    headers = {"Content-Type": kind, "Accept-Language": language}
    given = {"token": intake.token, "headers": headers, "body": body, **more}
    return entry.receive(gateway_event("POST", "/hl7/bench", **given), None)


def bench(intake: Intake, body: bytes, kind: str = BYTES, language: str = "en") -> dict[str, Any]:
    """What is shown of a message."""
    answer = asked(intake, body, kind, language)
    assert answer["statusCode"] == 200, answer
    found: dict[str, Any] = json.loads(answer["body"])
    return found


def effects(report: dict[str, Any]) -> dict[str, str]:
    """What would happen to each field of the first account, by field and what was read."""
    return {f"{field} {read}".strip(): effect for field, _, read, effect in report["accounts"][0]["lines"]}


def remarks(report: dict[str, Any]) -> list[str]:
    return [each["slug"] for each in report["remarks"]]


def without_control_id(report: dict[str, Any]) -> dict[str, Any]:
    """The report, but for the id that each acknowledgement gets."""
    text = report["answer"]["text"].split("|")
    return {**report, "answer": text[:9] + text[10:]}


def everything(intake: Intake) -> tuple[list[str], str]:
    """All that is stored, and how much is queued."""
    pages = clients.dynamodb().get_paginator("scan").paginate(TableName=TABLE)
    rows = sorted(json.dumps(each, sort_keys=True, default=repr) for page in pages for each in page["Items"])
    counted = clients.sqs().get_queue_attributes(QueueUrl=intake.queue_url, AttributeNames=["All"])["Attributes"]
    return rows, counted["ApproximateNumberOfMessages"]


@pytest.fixture
def untouched(intake: Intake) -> Iterator[None]:
    """Nothing that is stored or queued changes after `asked` is first called; that a token was used is noted hourly."""
    asked(intake, b"", token="")
    asked(intake, b"")
    before = everything(intake)
    yield
    assert everything(intake) == before


# --- What it shows ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("untouched")
def test_a_new_client_is_read_matched_planned_and_answered(intake: Intake) -> None:
    report = bench(intake, (EVENTS / "hl7_intake.a01.hl7").read_bytes())
    assert (report["outcome"], report["summary"]) == ("applied", "The message would be accepted and applied.")
    assert dict(report["facts"]) == {
        "Message (MSH-9)": "ADT^A01",
        "Control id (MSH-10)": "2026-000145",
        "Version (MSH-12)": "2.5",
        "Character set": "UNICODE UTF-8",
        "Feed": "HL7",
        "Time of the event, UTC": "2026-02-09T09:14:30",
    }
    assert ["PID-8", "F"] in report["fields"]
    assert report["fields"][0] == ["MSH-2", "^~\\&"]
    (account,) = report["accounts"]
    assert account["title"] == "Client 26010042"
    assert account["match"].startswith("26010042: no account has this id. The client id is that of type PI, else MR")
    assert account["outcome"] == "The account would be created."
    assert ["infix", "PID-5", "van der", "is filled in"] in account["lines"]
    assert ["therapist", "PV1-7, ROL AT", "M0001", "is linked once this professional exists"] in account["lines"]
    assert remarks(report) == ["unknown-professional"]
    assert (report["answer"]["status"], "\rMSA|AA|2026-000145\r" in report["answer"]["text"]) == (200, True)


def test_a_known_client_shows_what_would_change_and_not_what_is_stored(intake: Intake) -> None:
    intake.world.professional("P1")
    intake.send(adt("A01", pv1={7: "P1"}, pid={5: "Kanarie^Oud^^^^^L", 19: "999900067"}))
    report = bench(intake, adt("A54", LATER, pid={13: '""^NET^Internet^""', 19: "123"}, pv1={7: "P2"}))
    assert report["accounts"][0]["match"].startswith("C1: an account has this id.")
    assert report["accounts"][0]["outcome"] == "The account would be updated."
    assert effects(report) == {
        "first_name Johanna": "changes",
        'infix ""': "stays as it is",
        "last_name Berg": "changes",
        "date_of_birth 1980-01-02": "stays as it is",
        "gender f": "stays as it is",
        'email ""': "changes",
        "bsn 123": "left out: not valid",
        "therapist P2": "is linked once this professional exists",
        "therapist": "other relationships that HL7 made end",
    }
    assert remarks(report) == ["value-invalid", "unknown-professional"]
    for stored in ("Kanarie", "Oud", "johanna@post.example", "999900067", "P1", "0612345678"):
        assert stored not in json.dumps(report)


@pytest.mark.parametrize(
    ("discharge", "outcome", "active"),
    [
        ("deactivate", "The account would be deactivated.", "changes"),
        ("deactivate_later", "The account would be updated.", "changes"),
        ("nothing", "Nothing would change.", None),
    ],
)
def test_a_discharge_shows_what_the_feed_lets_it_do(
    intake: Intake, discharge: str, outcome: str, active: str | None
) -> None:
    intake.configure(discharge=discharge)
    intake.world.clock.move(days=-20)
    intake.send(adt("A01", "20260201100000"))
    report = bench(intake, adt("A03", "20260210100000", pid={13: ""}))
    assert (report["accounts"][0]["outcome"], effects(report).get("active")) == (outcome, active)


def test_merges_and_staff_are_shown(intake: Intake) -> None:
    merging = adt("A40", LATER, segment("MRG", {1: "R^^^EPD^PI"}), client="S")
    first, second = bench(intake, merging)["accounts"]
    assert (first["title"], first["match"].partition(".")[0]) == ("Client S ← R", "S: no account has this id")
    assert first["outcome"] == second["outcome"]
    assert "would be parked until this account exists" in first["outcome"]
    intake.send(adt("A01", client="S"), adt("A01", client="R", pid={13: ""}))
    first, second = bench(intake, merging)["accounts"]
    assert first["outcome"] == "The second account would be merged into the first, with its relationships."
    intake.send(merging)
    late = bench(intake, adt("A08", LATER, client="R"))
    assert "is the retired id of an account" in late["accounts"][0]["match"]
    assert set(effects(late).values()) == {"left out: see the remarks"}
    assert remarks(late) == ["retired-id"]
    intake.configure(roles={"GZP": "ith.Therapist"})
    made, gone = bench(intake, samples()["M02"].encode())["accounts"]
    assert (made["title"], made["outcome"]) == ("Professional M0001", "The account would be created.")
    assert made["match"].endswith("The id is STF-1, else MFE-4, else the only one in STF-2.")
    assert ["roles", "STF-4, STF-18, PRA-3", "ith.Therapist", "changes"] in made["lines"]
    assert [
        "email",
        "STF-15, STF-10",
        "a.brouwer@ggz-midden.example",
        "is filled in",
    ] in (made["lines"])
    assert "would be parked" in gone["outcome"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("raw", "outcome", "code", "slugs"),
    [
        (b"hello", "refused", "AR", ["unreadable-message"]),
        (message("ORU^R01", "PID|1"), "refused", "AR", ["unsupported-type"]),
        (adt("A02"), "no-effect", "AA", ["no-effect"]),
        (adt("A01", processing="T"), "no-effect", "AA", ["test-message"]),
        (adt("A01", pid={3: ""}), "refused", "AE", ["no-client-id"]),
        (adt("A01", pid={5: "^Jo"}), "refused", "AE", ["no-last-name"]),
        (adt("A01", "20260401100000"), "applied", "AA", ["time-in-future"]),
    ],
)
def test_what_is_refused_or_remarked(intake: Intake, raw: bytes, outcome: str, code: str, slugs: list[str]) -> None:
    report = bench(intake, raw)
    assert (report["outcome"], f"\rMSA|{code}|" in report["answer"]["text"], remarks(report)) == (outcome, True, slugs)


def test_an_unknown_sender_and_feeds_that_answer_otherwise(intake: Intake) -> None:
    intake.configure({"sending_application": "EPD", "acknowledgement": "none"}, {"sending_application": "ZIS",
                     "acknowledgement": "enhanced"})  # fmt: skip
    assert bench(intake, adt("A01"))["answer"] == {"status": 204, "type": "", "text": ""}
    refused = bench(intake, adt("A01", pid={3: ""}))["answer"]
    assert (refused["status"], refused["text"]) == (422, "PID-3 holds no usable client id.")
    assert "\rMSA|CA|" in bench(intake, adt("A01", sender=("ZIS", "x")))["answer"]["text"]
    assert remarks(bench(intake, adt("A01", sender=("XXX", "x")))) == ["unknown-sender"]
    intake.configure(client_id_type="PI", client_id_authority="EPD")
    assert bench(intake, adt("A01"))["accounts"][0]["match"].endswith("that the feed names: PI EPD.")


def test_it_speaks_dutch(intake: Intake) -> None:
    report = bench(intake, adt("A01"), language="nl-NL,nl;q=0.9")
    assert report["summary"] == "Het bericht zou worden aangenomen en verwerkt."
    assert report["accounts"][0]["title"] == "Cliënt C1"
    assert "wordt gevuld" in effects(report).values()


def test_it_shows_so_many_accounts_and_fields_and_no_more(intake: Intake) -> None:
    records = [f"MFE|MAD|{number}||M{number}\rSTF|M{number}||Smit{number}^A" for number in range(MOST_INTENTS + 5)]
    report = bench(intake, message("MFN^M02", *records))
    assert len(report["accounts"]) == MOST_INTENTS
    assert report["summary"].endswith("Only the first 20 accounts were looked at.")
    report = bench(intake, adt("A01", TIME, *["ZZZ|" + "x|" * 100] * 10, "ZZZ|" + "y" * 5000))
    assert len(report["fields"]) == MOST_FIELDS
    assert max(len(text) for _, text in bench(intake, adt("A01", TIME, "ZZZ|" + "y" * 5000))["fields"]) == 501


# --- Pasted text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["8859/1", "8859/15", "UNICODE UTF-8", ""])
def test_pasted_text_is_written_as_the_message_says_it_is(intake: Intake, charset: str) -> None:
    intake.configure(charset="8859/1")
    text = adt("A01", pid={5: "Berg^Zoë^^^^^L"}, charset=charset).decode(
        {"8859/1": "latin-1", "8859/15": "iso8859-15"}.get(charset, "utf-8")
    )
    assert "first_name Zoë" in effects(bench(intake, text.replace("\r", "\n").encode(), TEXT))


@pytest.mark.parametrize("charset", ["ASCII", "8859/1", "8859/15"])
def test_a_letter_that_the_character_set_does_not_have_is_located(intake: Intake, charset: str) -> None:
    text = adt("A01", pid={5: "Berg^#^^^^^L"}, charset=charset).decode().replace("#", "Š→ž")
    report = bench(intake, text.encode(), TEXT)
    assert "|PID^1^5|102^Data type error^HL70357|" in report["answer"]["text"]


def test_what_is_no_text_or_of_no_known_character_set_is_refused_as_such(intake: Intake) -> None:
    assert remarks(bench(intake, b"\xff\xfe", TEXT)) == ["unreadable-message"]
    unknown = adt("A01").replace(b"UNICODE UTF-8", b"KOI8")
    assert "|103^Table value not found" in bench(intake, unknown, TEXT)["answer"]["text"]


# --- No trace, and nothing that is not the sender's -------------------------------------------------------------------


def test_it_foretells_what_happens_and_the_message_can_still_be_sent(intake: Intake) -> None:
    story = [(EVENTS / f"hl7_intake.{name}.hl7").read_bytes() for name in ("a04", "a01", "a08", "a54", "a03")]
    story += [text.encode() for text in samples().values()]
    asked(intake, story[0])
    for raw in story:
        before = everything(intake)
        report = bench(intake, raw)
        assert everything(intake) == before
        assert "received before" not in report["summary"]
        real = intake.post(raw)
        assert real["body"].split("\rMSA|")[1] == report["answer"]["text"].split("\rMSA|")[1]
        intake.work()
        again = bench(intake, raw)
        assert "was received before" in again["summary"]
        changes = [each["outcome"] for each in again["accounts"] if "Nothing" not in each["outcome"]]
        assert all("would be parked" in each for each in changes), (raw, changes)


@pytest.mark.parametrize(("token", "status"), [("", 401), ("kplapi_demo_x", 401)])
def test_without_a_valid_token_nothing_is_shown(intake: Intake, token: str, status: int) -> None:
    answer = asked(intake, adt("A01"), token=token)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (status, "text/plain;charset=UTF-8")
    assert intake.stored() == []


def test_who_may_read_accounts_but_not_send_is_refused_and_so_is_what_is_switched_off(intake: Intake) -> None:
    world = intake.world
    _, token = api_users.create(world.tenant, "BI", [Scope.READ_ACCOUNTS])
    assert asked(intake, adt("A01"), token=token.text)["statusCode"] == 403
    intake.switch(on=False)
    assert asked(intake, adt("A01"))["statusCode"] == 403


@pytest.mark.parametrize(("kind", "size", "status"), [("application/json", 10, 415), (BYTES, 1024 * 1024 + 1, 413)])
def test_it_takes_what_the_intake_takes(intake: Intake, kind: str, size: int, status: int) -> None:
    assert asked(intake, b"x" * size, kind)["statusCode"] == status


def test_the_clients_of_another_organisation_are_nobody(intake: Intake) -> None:
    raw = adt("A01", pid={19: "999900067"})
    before = bench(intake, raw)
    own = intake.world.organisation
    intake.world.add_organisation("other")
    intake.world.client("C1", bsn="999900067", email="johanna@post.example")
    intake.world.organisation = own
    assert without_control_id(bench(intake, raw)) == without_control_id(before)
    assert asked(intake, raw, host="other.koppel.example")["statusCode"] == 401


def _a_client(intake: Intake) -> None:
    intake.world.client("C9", bsn="999900067", email="johanna@post.example")


def _a_professional(intake: Intake) -> None:
    intake.world.professional("P9", email="johanna@post.example")


@pytest.mark.parametrize("make", [_a_client, _a_professional])
@pytest.mark.parametrize("is_known", [False, True])
def test_whose_an_address_or_a_bsn_is_cannot_be_found_out(
    intake: Intake, make: Callable[[Intake], None], is_known: bool
) -> None:
    if is_known:
        intake.send(adt("A01", pid={13: ""}))
    raw = adt("A08", LATER, pid={19: "999900067"})
    before = bench(intake, raw)
    make(intake)
    assert without_control_id(bench(intake, raw)) == without_control_id(before)
    intake.send(raw)
    assert "value-taken" in intake.entries()


def test_what_a_stored_account_lacks_is_not_told(intake: Intake) -> None:
    intake.world.make(Desired(kind=Kind.CLIENT, values={"id": "C1", "last_name": "x", "first_name": "y", "gender": "f",
                      "email": "a@b.example"}))  # fmt: skip
    assert "incomplete" not in remarks(bench(intake, adt("A08", pid={7: "", 13: '^NET^Internet^""'})))
    assert "incomplete" in remarks(bench(intake, adt("A08", client="C2", pid={13: ""})))


HOSTILE = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from([b"MSH|^~\\&|", b"PID|", b"\r", b"|", b"^", b"~", b"\\X", b'""', b"A40", b"\xff", b"MRG|1",
                              b"ADT^A01", b"2.5", b"||||||", b"26010042"]), max_size=40).map(b"".join),
    st.tuples(st.just(adt("A40", TIME, "MRG|R^^^EPD^PI")), st.integers(0, 300), st.binary(max_size=8)).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 1 :]
    ),
)  # fmt: skip


def test_no_bytes_make_it_fail_or_write(intake: Intake) -> None:
    asked(intake, b"")
    before = everything(intake)

    @settings(max_examples=60, deadline=None, phases=[Phase.generate])
    @given(HOSTILE, st.sampled_from([BYTES, TEXT]))
    def check(raw: bytes, kind: str) -> None:
        assert bench(intake, raw, kind)["outcome"] in {"applied", "no-effect", "refused"}

    check()
    assert everything(intake) == before


def test_nothing_of_the_message_is_logged(intake: Intake, logged: Callable[[], str]) -> None:
    bench(intake, adt("A01", pid={5: "Kanarie^Zoë"}))
    assert "bench applied" in logged()
    for secret in ("Kanarie", "C1", "johanna@post.example", intake.token):
        assert secret not in logged()
