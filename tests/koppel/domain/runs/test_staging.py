"""From a plan to an item: what it says, its signature, and the digest of many."""

from dataclasses import replace
from typing import Any

import pytest

from koppel.domain.accounts.account import Account, Kind, Role
from koppel.domain.accounts.fields import REASONS
from koppel.domain.accounts.relationships import Relation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.matching import By, Match
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.restoration import Reason as Why
from koppel.domain.plan.restoration import Staying
from koppel.domain.plan.undo import UndoPlan
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.problems.account import OTHER_PERSON, STAYS_INACTIVE
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.undo import NOTHING_TO_UNDO
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.runs import refusals
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, ItemVerb
from koppel.domain.runs.staging import digest_of, new_account_key, stage

PSEUDONYMS = Pseudonyms(b"k" * 32)
ORIGIN = Origin(integration="directory_sync", source="AD", at="2026-03-02T09:00:00")
CANDIDATE = Candidate(label="row 1", desired=Desired(kind=Kind.PROFESSIONAL, id="P1"))
BEFORE = Account(
    kind=Kind.PROFESSIONAL,
    key="a" * 32,
    version=3,
    created="",
    modified="",
    values={"id": "P1", "last_name": "Smit", "labels": ("x",)},
    roles=(Role.THERAPIST,),
)


def staged(after: Account, before: Account | None = BEFORE, **others: Any) -> Item:
    """The item for the change from one to the other."""
    verb = others.pop("verb", Verb.UPDATE)
    change = Change(verb=verb, origin=ORIGIN, accounts=(AccountChange(before=before, after=after),), **others)
    return stage(1, CANDIDATE, Plan(match=Match(after.key, By.ID), change=change), PSEUDONYMS)


def test_an_item_shows_what_differs_as_json() -> None:
    item = staged(replace(BEFORE, values={**BEFORE.values, "last_name": "Jansen", "labels": ("x", "y")}))
    assert (item.verb, item.kind, item.key, item.version) == (ItemVerb.UPDATE, Kind.PROFESSIONAL, "a" * 32, 3)
    assert item.before == {"last_name": "Smit", "labels": ["x"]}
    assert item.after == {"last_name": "Jansen", "labels": ["x", "y"]}


def test_a_signature_is_that_of_what_changes_and_of_nothing_else() -> None:
    changed = replace(BEFORE, values={**BEFORE.values, "last_name": "Jansen"})
    one = staged(changed)
    elsewhere: dict[str, Any] = {"version": 9, "modified": "later", "values": {**BEFORE.values, "description": "new"}}
    other = staged(
        replace(changed, **{**elsewhere, "values": {**changed.values, "description": "new"}}),
        replace(BEFORE, **elsewhere),
    )
    assert one.signature == other.signature
    assert "Jansen" not in one.signature
    assert len(one.signature) == 32


@pytest.mark.parametrize(
    "other",
    [
        staged(replace(BEFORE, values={**BEFORE.values, "last_name": "Berg"})),
        staged(replace(BEFORE, values={**BEFORE.values, "last_name": "Jansen"}, active=False), verb=Verb.DEACTIVATE),
        staged(replace(BEFORE, key="b" * 32, values={**BEFORE.values, "last_name": "Jansen"})),
        staged(
            replace(BEFORE, values={**BEFORE.values, "last_name": "Jansen"}),
            replace(BEFORE, values={**BEFORE.values, "last_name": "Visser"}),
        ),
        staged(replace(BEFORE, values={**BEFORE.values, "last_name": "Jansen"}), mail_requested=True),
        staged(
            replace(BEFORE, values={**BEFORE.values, "last_name": "Jansen"}),
            relations_made=(Relation(client="c", professional="p"),),
        ),
    ],
)
def test_another_change_has_another_signature(other: Item) -> None:
    assert other.signature != staged(replace(BEFORE, values={**BEFORE.values, "last_name": "Jansen"})).signature


def test_the_name_of_the_source_and_the_time_of_a_relationship_are_no_part_of_a_signature() -> None:
    def made(since: str, source: str) -> Item:
        relation = Relation(client="c", professional="p", professional_id="P1", since=since, external_source=source)
        return staged(replace(BEFORE, external_source=source), verb=Verb.RELATE, relations_made=(relation,))

    one, other = made("2026-03-02T09:00:00", "AD"), made("2026-03-03T09:00:00", "EPD")
    assert one.signature == other.signature
    assert one.after["relations_made"] == [{"kind": "therapist", "id": "P1", "professional": "p"}]


@pytest.mark.parametrize(
    ("after", "loses"),
    [
        ({"active": False}, True),
        ({"deactivate_at": "2026-04-01T00:00:00"}, True),
        ({"roles": ()}, True),
        ({"roles": (Role.SUPERVISOR,)}, False),
        ({"values": {"id": "P1"}}, False),
    ],
)
def test_who_can_do_less_afterwards_loses_access(after: dict[str, Any], loses: bool) -> None:
    assert staged(replace(BEFORE, **after)).loses_access is loses
    assert not staged(replace(BEFORE, **after), replace(BEFORE, active=False)).loses_access
    assert not staged(replace(BEFORE, **after), None, verb=Verb.CREATE).loses_access


def test_a_plan_without_a_change_is_unchanged_refused_or_a_remark() -> None:
    matched = Match("a" * 32, By.ID)
    finding = Finding(problem=STAYS_INACTIVE, subject="P1")
    assert stage(1, CANDIDATE, Plan(match=matched), PSEUDONYMS).verb is ItemVerb.UNCHANGED
    remark = stage(1, CANDIDATE, Plan(match=matched, findings=(finding,)), PSEUDONYMS)
    assert (remark.verb, [each.slug for each in remark.reasons]) == (ItemVerb.UNCHANGED, ["stays-inactive"])
    blocked = Plan(match=matched, findings=(Finding(problem=OTHER_PERSON, subject="P1"),), is_blocked=True)
    assert stage(1, CANDIDATE, blocked, PSEUDONYMS).verb is ItemVerb.REFUSED
    refused = Plan(match=matched, refusals=(FieldRefusal("email", RefusalReason.TAKEN),))
    item = stage(1, CANDIDATE, refused, PSEUDONYMS)
    assert (item.verb, item.key, item.source) == (ItemVerb.REFUSED, "a" * 32, {})
    observed = Change(verb=Verb.OBSERVE, origin=ORIGIN, accounts=(AccountChange(before=BEFORE, after=BEFORE),))
    assert stage(1, CANDIDATE, Plan(match=matched, change=observed), PSEUDONYMS).verb is ItemVerb.UNCHANGED


def test_an_undo_that_is_refused_says_what_stays() -> None:
    stays = (Staying(account="a" * 32, field="email", reason=Why.CHANGED),)
    item = stage(
        1, CANDIDATE, UndoPlan(match=Match("a" * 32, By.KEY), refused=NOTHING_TO_UNDO, stays=stays), PSEUDONYMS
    )
    assert item.verb is ItemVerb.REFUSED
    assert [each.text.en.split(".")[0] for each in item.reasons] == [
        "Nothing of this change can be restored; each part says why",
        "Stays: email has changed since and stays so",
    ]


def test_a_digest_covers_every_item_in_its_order() -> None:
    items = [Item(number=number, label="", verb=ItemVerb.UPDATE, signature=str(number)) for number in (1, 2, 3)]
    whole = digest_of(PSEUDONYMS, "", items)
    assert len(whole) == 32
    assert digest_of(PSEUDONYMS, "", items[:2]) != whole
    assert digest_of(PSEUDONYMS, "", items[::-1]) != whole
    assert digest_of(PSEUDONYMS, "", [items[0], replace(items[1], verb=ItemVerb.REFUSED), items[2]]) != whole
    assert digest_of(PSEUDONYMS, digest_of(PSEUDONYMS, "", items[:1]), items[1:]) != whole


def test_a_row_creates_one_account_however_often_it_is_tried() -> None:
    key = new_account_key(PSEUDONYMS, "20260302T090000-00000001", 7)
    assert key == new_account_key(PSEUDONYMS, "20260302T090000-00000001", 7)
    assert key != new_account_key(PSEUDONYMS, "20260302T090000-00000001", 8)
    assert key != new_account_key(PSEUDONYMS, "20260302T090000-00000002", 7)
    assert len(key) == 32


def test_every_reason_of_a_field_is_told_in_both_languages() -> None:
    told = set(refusals.WORDS)
    assert told >= set(REASONS)
    for each in told:
        reason = refusals.explain(FieldRefusal("email", each))
        assert reason.text.nl != reason.text.en
