"""Whose number it is: which of the numbers of a professional in a message is the id of the professional's account."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.rules import Verdict, judge
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.reading import read
from koppel.domain.organisation import Mode
from koppel.domain.plan.desired import Desired
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake
from tests.functions.hl7_intake.test_rules import NOW
from tests.functions.hl7_intake.test_staff import known, record, staff
from tests.harness.hl7_messages import message, segment

LATER = "20260301110000"
BSN = "999900328"
GOED, AGB = "Q1^Goed^P^^^^^^EPD", "0142^Goed^P^^^^^^VEKTIS"
AGB_OID = "0142^Goed^P^^^^^^&2.16.840.1.113883.2.4.6.1&ISO"


def verdict(event: str, pv1_7: str, *others: str, **feed: Any) -> Verdict:
    raw = adt(event, LATER, *others, pv1={7: pv1_7})
    return judge(read(raw, "ASCII"), Feed.model_validate(feed), Mode.PRODUCTION, NOW)


def therapists(found: Verdict) -> tuple[str, ...] | None:
    (intent,) = found.intents
    assert isinstance(intent, Desired)
    return intent.relations.professional_ids if intent.relations else None


@pytest.mark.parametrize(
    ("pv1_7", "feed", "expected", "is_told"),
    [
        (GOED, {}, ("Q1",), False),
        ("Q1^Goed~Q2^Beter", {}, ("Q1", "Q2"), False),
        (f"{GOED}~Q2^Beter^B^^^^^^EPD", {}, ("Q1", "Q2"), False),
        (f"{GOED}~Q2^Beter^B^^^^^^EPD&1.2.3&ISO", {}, ("Q1", "Q2"), False),
        (f"{AGB}~{GOED}", {}, ("Q1",), True),
        (f"{GOED}~{AGB}", {}, ("Q1",), True),
        (f"{GOED}~{AGB_OID}", {}, ("Q1",), True),
        (f"Q1^Goed~{AGB}", {}, ("Q1",), True),
        (f"{GOED}~0142^Goed^P^^^^^^EPD^^^^NPI", {}, ("Q1",), True),
        (AGB, {}, None, True),
        (f"{GOED}~0142^Goed^P^^^^^^LAB", {}, None, True),
        ("Q1^Goed~0142^Goed^P^^^^^^LAB", {}, None, True),
        (f"{GOED}~Q1^Goed^P^^^^^^LAB", {}, ("Q1",), False),
        (f"{AGB}~{GOED}", {"professional_id_authority": "EPD"}, ("Q1",), False),
        (f"{AGB}~{GOED}", {"professional_id_authority": "vektis"}, ("0142",), False),
        (AGB, {"professional_id_authority": "EPD"}, None, True),
        ("Q1^Goed^P^^^^^^^^^^EI~0142^Goed^P^^^^^^^^^^PRN", {"professional_id_type": "ei"}, ("Q1",), False),
        ('""^Goed^P', {}, None, False),
        ('""^""^""~Q1^""^""^""^""^""^""^""^""', {}, ("Q1",), False),
        ('Q1^Goed^P^""^""^""^""^""^""&""&""^""^""^""^""', {}, ("Q1",), False),
    ],
)  # fmt: skip
def test_therapists_are_named_by_their_own_ids(
    pv1_7: str, feed: dict[str, str], expected: tuple[str, ...] | None, is_told: bool
) -> None:
    found = verdict("A01", pv1_7, **feed)
    assert therapists(found) == expected
    assert (found.finding.problem.slug if found.finding else "") == ("professionals-unclear" if is_told else "")


@pytest.mark.parametrize(
    ("pv1_7", "expected"),
    [('""', ()), ('""^""^""', ()), ('""~""', ()), ('""^Goed^P', None), (AGB, None), ("", None), ("^Goed", None)],
)
def test_relations_end_only_where_the_message_says_that_there_is_nobody(
    pv1_7: str, expected: tuple[str, ...] | None
) -> None:
    assert therapists(verdict("A54", pv1_7)) == expected


def test_roles_and_visits_are_read_alike() -> None:
    role = segment("ROL", {2: "AD", 3: "at", 4: AGB})
    assert therapists(verdict("A01", GOED, role)) == ("Q1",)
    for place, number in (("PV1-8", 8), ("PV1-9", 9), ("PV1-17", 17)):
        raw = adt("A01", LATER, pv1={number: f"{AGB}~{GOED}"})
        feed = Feed.model_validate({"relation_sources": [place]})
        assert therapists(judge(read(raw, "ASCII"), feed, Mode.PRODUCTION, NOW)) == ("Q1",)


def test_a_stranger_never_sees_the_client(intake: Intake) -> None:
    for each in ("Q1", "0142"):
        intake.world.professional(each)
    intake.send(adt("A01", pv1={7: f"{AGB}~{GOED}"}))
    assert intake.therapists("C1") == (["Q1"], [])
    assert intake.entries()["professionals-unclear"].count == 1
    intake.send(adt("A08", LATER, pv1={7: AGB}))
    assert intake.therapists("C1") == (["Q1"], [])
    assert intake.entries()["professionals-unclear"].count == 2


@pytest.mark.parametrize(
    ("mfe_4", "stf", "feed", "expected"),
    [
        ("P1", {1: "P1"}, {}, "P1"),
        ("P1", {1: '""'}, {}, "P1"),
        ('""', {1: '""', 2: 'P1^""^""^EPD'}, {}, "P1"),
        ("", {2: "0142^^^VEKTIS~P1^^^EPD"}, {}, "P1"),
        ("", {1: "0142^Goed^VEKTIS", 2: "P1^^^EPD"}, {}, "P1"),
        ("", {2: f"{BSN}^^^NLMINBIZA^NNNLD"}, {}, ""),
        ("", {2: "P1^^^EPD~P2^^^EPD"}, {}, ""),
        ("Q9", {1: "Q9", 2: "P1^^^EPD~0142^^^VEKTIS"}, {"professional_id_authority": "EPD"}, "P1"),
        ("P1^Goed^EPD", {1: "Q9"}, {"professional_id_authority": "EPD"}, "P1"),
        ("P1", {1: "P1^Goed^99LOK"}, {"professional_id_authority": "EPD"}, "P1"),
        ("0142", {1: "0142^^VEKTIS"}, {"professional_id_authority": "VEKTIS"}, "0142"),
        ("", {1: "0142^^VEKTIS"}, {"professional_id_authority": "EPD"}, ""),
        ("P1", {1: "P1^^EPD"}, {"professional_id_type": "EI"}, "P1"),
        ("Q9", {1: "Q9", 2: "0142^^^EPD^PRN~P1^^^EPD^EI"}, {"professional_id_type": "EI"}, "P1"),
    ],
)
def test_the_id_of_a_staff_record_is_found(
    mfe_4: str, stf: Mapping[int, str], feed: dict[str, str], expected: str
) -> None:
    parts = (f"MFE|MAD|1||{mfe_4}", segment("STF", {3: "Goed^Piet", **stf}))
    found = judge(read(message("MFN^M02", "MFI|STF", *parts), "ASCII"), Feed.model_validate(feed), Mode.PRODUCTION, NOW)
    assert found.letter == ("A" if expected else "E")
    assert [intent.id for intent in found.intents if isinstance(intent, Desired)] == ([expected] if expected else [])


def test_staff_with_nulls_is_made(intake: Intake) -> None:
    intake.send(
        staff(
            LATER,
            record("MAD", STF_3='Vries, de&de&""^Kim^""', STF_10='^WPN^INTERNET^kim@example.com^""', STF_15='""'),
            record("mad", "P2", STF_3='""~Berg&""&""^Jo', STF_15="jo@example.com^NET^Internet", STF_7='""'),
        )
    )
    first, second = known(intake), known(intake, "P2")
    assert (first.name, first.text("email")) == ("Kim de Vries", "kim@example.com")
    assert (second.name, second.text("email")) == ("Jo Berg", "jo@example.com")


ISSUERS = st.sampled_from(["", "EPD", "LAB", "VEKTIS", "&2.16.528.1.1007.3.1&ISO", '""'])


@given(st.lists(st.tuples(st.sampled_from(["Q1", "Q2", "0142"]), ISSUERS), min_size=1, max_size=5))
def test_therapists_are_all_of_one_authority(named: list[tuple[str, str]]) -> None:
    found = therapists(verdict("A01", "~".join(f"{number}^Goed^P^^^^^^{issuer}" for number, issuer in named))) or ()
    own = {
        (number, issuer.strip('"')) for number, issuer in named if issuer not in ("VEKTIS", "&2.16.528.1.1007.3.1&ISO")
    }
    assert set(found) <= {number for number, _ in own}
    assert len(found) <= 1 or len({issuer for _, issuer in own}) == 1
