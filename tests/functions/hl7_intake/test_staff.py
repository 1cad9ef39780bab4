"""Staff files: MFN^M02 makes, changes and deactivates professionals."""

import pytest

from koppel.accounts import store
from koppel.domain.accounts.account import Account, Kind, Role
from koppel.domain.plan.desired import Desired
from tests.functions.hl7_intake.adt import T1, T2, T3, adt
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.hl7_messages import message, segment


def record(event: str, external_id: str = "P1", **fields: str) -> tuple[str, str]:
    """One record about a professional: STF_3="…" replaces a field."""
    usual = {1: external_id, 3: "de Vries&de&Vries^Kim", 7: "A", 15: f"{external_id.lower()}@praktijk.example"}
    given = {int(name.removeprefix("STF_")): value for name, value in fields.items()}
    return f"MFE|{event}|1|20260301|{external_id}|CWE", segment("STF", {**usual, **given})


def staff(time: str, *records: tuple[str, ...]) -> bytes:
    segments = (each for parts in records for each in parts)
    return message("MFN^M02", "MFI|STF^Staff^HL70175||UPD|||AL", *segments, control_id=f"S{time}", time=time)


def professional(intake: Intake, external_id: str = "P1") -> Account | None:
    return store.by_id(intake.world.tenant, Kind.PROFESSIONAL, external_id)


def known(intake: Intake, external_id: str = "P1") -> Account:
    found = professional(intake, external_id)
    assert found is not None
    return found


@pytest.mark.parametrize("event", ["MAD", "MUP", "MAC"])
def test_these_make_a_professional(intake: Intake, event: str) -> None:
    intake.send(staff(T1, record(event)))
    made = known(intake)
    assert (made.name, made.text("email"), made.active) == ("Kim de Vries", "p1@praktijk.example", True)
    assert made.roles == (Role.THERAPIST,)
    assert made.external_source == "HL7"


@pytest.mark.parametrize("event", ["MDC", "MDL"])
def test_these_deactivate_and_never_make_or_delete_one(intake: Intake, event: str) -> None:
    intake.send(staff(T1, record("MAD")), staff(T2, record(event)))
    assert (known(intake).active, known(intake).deactivated_by) == (False, "hl7_intake")
    intake.send(staff(T3, record(event, "P2")))
    assert professional(intake, "P2") is None


def test_a_deactivation_that_overtakes_the_addition_has_its_effect(intake: Intake) -> None:
    intake.send(staff(T2, record("MDC")))
    assert professional(intake) is None
    intake.send(staff(T1, record("MAD")))
    assert not known(intake).active


def test_reactivation_is_of_what_hl7_deactivated(intake: Intake) -> None:
    intake.send(staff(T1, record("MAD")), staff(T2, record("MDC")), staff(T3, record("MAC")))
    assert known(intake).active


@pytest.mark.parametrize(("letter", "active"), [("A", True), ("I", False), ("", True)])
def test_the_record_itself_may_say_who_is_active(intake: Intake, letter: str, active: bool) -> None:
    intake.send(staff(T1, record("MUP", STF_7=letter)))
    assert known(intake).active is active


@pytest.mark.parametrize(
    ("event", "letter", "activation", "inactivation", "active"),
    [
        ("MAD", "", "", "20260228", False),
        ("MUP", "", "", "20260228^Zorg", False),
        ("MAC", "", "", "20260228", True),  # reactivated, whatever an old date says
        ("MAD", "A", "", "20260228", True),
        ("MAD", "", "", "20260302", True),  # today has not ended
        ("MAD", "", "20250101", "20260228", False),
        ("MAD", "", "20260301", "20260228", True),
        ("MAD", "", "20250101^Noord~20250101^Zuid", "20260228^Noord", True),
        ("MAD", "", "20250101^Noord~20250101^Zuid", "20260228^Noord~20260228^Zuid", False),
        ("MAD", "", "", '""', True),
    ],
)
def test_who_has_left_is_not_active(
    intake: Intake, *, event: str, letter: str, activation: str, inactivation: str, active: bool
) -> None:
    intake.send(staff(T1, record(event, STF_7=letter, STF_12=activation, STF_13=inactivation)))
    assert known(intake).active is active


def test_a_deactivation_waits_for_its_date(intake: Intake) -> None:
    intake.send(staff(T1, record("MAD")))
    intake.send(staff(T2, ("MFE|MDC|1|20260401|P1|CWE",)))
    assert (known(intake).active, known(intake).deactivate_at) == (True, "2026-03-31T22:00:00")


def test_one_message_holds_many_records(intake: Intake) -> None:
    intake.send(staff(T1, *(record("MAD", f"P{number}") for number in range(1, 4)), record("MDC", "P9")))
    assert [known(intake, f"P{number}").active for number in range(1, 4)] == [True] * 3
    assert intake.outcomes() == ["waiting"]
    assert intake.entries()["unknown-account"].count == 1


def test_a_relation_that_waited_is_fulfilled(intake: Intake) -> None:
    intake.send(adt("A01", pv1={7: "P1"}))
    intake.send(staff(T2, record("MAD")))
    assert intake.therapists("C1") == (["P1"], [])


def test_roles_come_from_the_feeds_table_and_others_stay(intake: Intake) -> None:
    table = {"PSY": Role.THERAPIST, "SEC": Role.SECRETARY, "SUP": Role.SUPERVISOR}
    intake.configure(roles=table, default_role=None)
    intake.send(staff(T1, record("MAD", STF_4="PSY~SUP~XXX")))
    assert set(known(intake).roles) == {Role.THERAPIST, Role.SUPERVISOR}
    manager = (*known(intake).roles, Role.APPLICATION_MANAGER)
    intake.world.make(Desired(kind=Kind.PROFESSIONAL, key=known(intake).key, roles=tuple(map(Role, manager))))
    intake.send(staff(T2, record("MUP", STF_18="SEC")))
    assert set(known(intake).roles) == {Role.SECRETARY, Role.APPLICATION_MANAGER}
    intake.send(staff(T3, record("MUP")))
    assert set(known(intake).roles) == {Role.SECRETARY, Role.APPLICATION_MANAGER}, "no code leaves them"
    intake.send(staff("20260301130000", record("MAD", "P2")))
    assert known(intake, "P2").roles == ()


@pytest.mark.parametrize(
    ("parts", "code", "place"),
    [
        ((), "101", "MFE^1"),
        ((("MFE|XXX|1||P1", "STF|P1||Vries^Kim"),), "103", "MFE^1^1"),
        ((("MFE|MAD|1||", "STF|||Vries^Kim"),), "101", "STF^1^1"),
        ((("MFE|MAD|1||P1", "STF|P1||^Kim"),), "101", "STF^1^3"),
        ((("MFE|MAD|1||P1",),), "101", "STF^1^3"),
        ((record("MAD"), ("MFE|MAD|2||P2", "STF|P2")), "101", "STF^2^3"),
    ],
)
def test_a_record_that_cannot_be_used_is_an_error_and_nothing_is_written(
    intake: Intake, parts: tuple[tuple[str, ...], ...], code: str, place: str
) -> None:
    body = intake.post(staff(T1, *parts))["body"]
    assert "MSA|AE|" in body
    assert f"ERR||{place}|{code}^" in body
    assert intake.work() == []
    assert professional(intake) is None
    assert "bad-staff-record" in intake.entries()
