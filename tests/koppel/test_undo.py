"""Any creations, updates, relationships and merges: what is undone is as it was, and the ledger balances."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppel.accounts import store, trail, undo, waiting_lists
from koppel.accounts.merge import merge
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.plan.changes import Verb, flat
from koppel.domain.plan.desired import Desired, DesiredMerge
from koppel.domain.plan.recorded import ChangeName, RecordedChange
from koppel.domain.plan.restoration import Reason
from koppel.domain.plan.undo import UndoPlan
from koppel.domain.problems.refusal import Declined
from tests.harness.world import World, world
from tests.koppel.interleaving import restore, rows
from tests.koppel.ledger import Ledger, audit, audit_settled
from tests.koppel.test_sequences import CLIENT_WISHES, MERGES, PROFESSIONAL_WISHES, QUICK, Start, Wish

ACTOR = "somebody"
NOT_RESTORED = ("version", "modified", "watermarks", "mark")
FRIENDS = st.builds(
    Desired,
    kind=st.just(Kind.FRIEND),
    id=st.sampled_from(["C1", "C2", "C3"]),
    values=st.fixed_dictionaries({"name": st.just("Bo"), "email": st.sampled_from(["f@x.example", "g@x.example"])}),
)
STEPS = st.lists(CLIENT_WISHES | PROFESSIONAL_WISHES | MERGES | FRIENDS, min_size=2, max_size=9)


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with world() as w:
        keys = {each: w.professional(each).key for each in ("M1", "M2")}
        yield Start(w, keys, rows(w.runtime))


def step(start: Start, wish: Wish) -> None:
    """Carry out one wish; a friend is the friend of whoever has the id now."""
    w = start.w
    if isinstance(wish, DesiredMerge):
        merge(w.tenant, wish, w.origin("hl7_intake"))
        return
    if wish.kind is Kind.FRIEND:
        home = store.by_id(w.tenant, Kind.CLIENT, wish.id)
        if home is None:
            return
        wish = replace(wish, id="", client=home.key)
    desired = replace(wish, id="", key=start.keys[wish.id]) if wish.id in start.keys else wish
    synchronise(w.tenant, desired, w.origin("hl7_intake"))


def seen(w: World) -> Mapping[str, Any]:
    """All that people see: accounts, relationships, whose friends they are."""
    ledger = Ledger.read(w.tenant)
    accounts = {
        key: {name: value for name, value in row.items() if name not in NOT_RESTORED}
        for key, row in ledger.accounts.items()
    }
    found = [each for family in ("relations", "friends") for each in ledger.family(family)]
    links = sorted(found, key=lambda each: (each[1]["pk"], each[1]["sk"]))
    return {"accounts": accounts, "links": links}


def history(w: World) -> dict[str, RecordedChange]:
    """Every change of the trail, by its name."""
    ledger = Ledger.read(w.tenant)
    kinds = {key: Kind(row["kind"]) for key, row in ledger.accounts.items()}
    every = (each for key, kind in kinds.items() for each in trail.page(w.tenant, kind, key))
    return {each.name: each for each in every}


def undone(w: World, change: RecordedChange) -> UndoPlan:
    """Look at it, and do it. Raises Declined."""
    name = ChangeName(change.kind, change.key, change.version)
    digest = undo.digest(w.tenant, undo.preview(w.tenant, name, ACTOR))
    return undo.undo(w.tenant, name, digest, ACTOR)


@settings(max_examples=10, phases=QUICK)
@given(steps=STEPS)
def test_undoing_the_last_change_restores_what_was(start: Start, steps: list[Wish]) -> None:
    w = start.w
    restore(w.runtime, start.items)
    for wish in steps[:-1]:
        step(start, wish)
    waiting_lists.serve_all(w.tenant)
    before, known = seen(w), history(w)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting_lists, "serve", lambda *_: 0)  # so that the last step is one change
        step(start, steps[-1])
        new = [each for name, each in history(w).items() if name not in known]
        main = [each for each in new if each.verb is Verb.MERGE] or new
        if not main:
            return
        if main[0].verb is Verb.CREATE and not main[0].after["active"]:
            return  # inactive already; nothing is deleted
        planned = undone(w, main[0])
    reasons = {each.reason for each in planned.stays}
    is_made = any(each.version == 1 for each in main)
    assert reasons == ({Reason.NOT_DELETED} if is_made else set())
    after = seen(w)
    made = after["accounts"].keys() - before["accounts"].keys()
    assert len(made) == is_made
    assert all(not after["accounts"][key]["active"] for key in made)
    assert {key: row for key, row in after["accounts"].items() if key not in made} == before["accounts"]
    assert [each for each in after["links"] if not made & {each[0], each[1]["sk"]}] == before["links"]
    audit(w.tenant)
    audit_settled(w.tenant)


@settings(max_examples=10, phases=QUICK)
@given(steps=STEPS, data=st.data())
def test_undoing_an_earlier_change_restores_what_has_not_changed_since(
    start: Start, steps: list[Wish], data: st.DataObject
) -> None:
    w = start.w
    restore(w.runtime, start.items)
    for wish in steps:
        step(start, wish)
    every = history(w)
    change = every[data.draw(st.sampled_from(sorted(every)))]
    account = store.account(w.tenant, change.kind, change.key)
    assert account
    now, before = flat(account), seen(w)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting_lists, "serve", lambda *_: 0)
        try:
            planned = undone(w, change)
        except Declined:
            assert seen(w) == before
            return
    restored = store.account(w.tenant, change.kind, change.key)
    assert restored
    stays = {each.field for each in planned.stays if each.account == change.key}
    for name in (*FIELDS[change.kind], "roles", "directory_id"):
        then = flat(restored).get(name)
        if change.version == 1 or not change.touches(name) or name in stays:
            assert then == now.get(name) or (change.verb is Verb.MERGE and name in stays)
        elif now.get(name) == change.after.get(name):
            assert then == change.before.get(name)
    made, _ = store.relations(w.tenant, change.key)
    if change.verb is not Verb.MERGE:
        assert not set(change.relations_made) & set(made)
    audit(w.tenant)
    audit_settled(w.tenant)
