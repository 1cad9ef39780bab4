"""Apply: state, claims, relationships, trail and entries are written together, or nothing is."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from koppel.accounts import store
from koppel.accounts.apply import FollowUp, NotApplied, Overtaken, Superseded, apply
from koppel.accounts.synchronise import preview
from koppel.aws.errors import Contended
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.writes import ABSENT, PRESENT, Check, Delete, Put
from koppel.domain.accounts.account import Account, Claim, Kind, Value
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from koppel.runtime import Tenant
from tests.harness.world import World, world
from tests.koppel.interleaving import restore, rows
from tests.koppel.ledger import Ledger, audit, fresh


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    with world() as w:
        yield w


@pytest.fixture
def w(shared: World) -> World:
    """The world with nothing in it but an organisation."""
    return fresh(shared)


def change(w: World, desired: Desired, integration: str = "hl7_intake") -> Change:
    """What is to be done now to meet this wish."""
    planned = preview(w.tenant, desired, w.origin(integration))
    assert planned.change, planned
    return planned.change


def wish(client: str = "C1", *ids: str, instead: bool = False, **values: Value) -> Desired:
    """A lenient wish about a client."""
    relations = DesiredRelations(professional_ids=ids, replace=instead) if ids or instead else None
    given: dict[str, Value] = {"last_name": "Berg", **values}
    return Desired(kind=Kind.CLIENT, id=client, values=given, relations=relations, manner=Manner.LENIENT)


def client(w: World, external_id: str = "C1") -> Account:
    """The client as stored now."""
    found = store.by_id(w.tenant, Kind.CLIENT, external_id)
    assert found
    return found


def trail(ledger: Ledger, account: Account) -> list[dict[str, object]]:
    """The account's trail, oldest first."""
    rows = [row for key, row in ledger.family("trail") if key == account.key]
    return sorted(rows, key=lambda row: str(row["sk"]))


VALUES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "first_name": st.sampled_from(["Anna", DELETED]),
        "email": st.sampled_from(["c1@x.example", "held@x.example", DELETED]),
        "bsn": st.sampled_from(["111222333", "123456782", DELETED]),
        "labels": st.sampled_from([("b", "a"), DELETED]),
        "age": st.sampled_from([0, 17, DELETED]),
    },
)


@pytest.fixture(scope="module")
def start(shared: World) -> list[object]:
    """Rows of two professionals and of a client whose values others may wish for."""
    w = fresh(shared)
    w.professional("P1")
    w.professional("P2")
    apply(w.tenant, change(w, wish("C9", email="held@x.example", bsn="111222333")))
    return rows(w.runtime)


QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # an example that fails takes minutes to shrink


@settings(max_examples=8, phases=QUICK)
@given(
    wishes=st.lists(
        st.builds(
            lambda values, ids, instead, active: replace(wish("C1", *ids, instead=instead, **values), active=active),
            VALUES,
            st.lists(st.sampled_from(["P1", "P2", "P9"])),
            st.booleans(),
            st.sampled_from([None, True, False]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_read_back_is_what_was_planned(shared: World, start: list[object], wishes: list[Desired]) -> None:
    w = shared
    restore(w.runtime, start)
    w.look_up()
    for desired in wishes:
        planned = preview(w.tenant, desired, w.origin("hl7_intake"))
        if planned.change is None:
            continue
        after = planned.change.accounts[0].after
        old, old_waiting = store.relations(w.tenant, after.key)
        apply(w.tenant, planned.change)
        assert store.account(w.tenant, Kind.CLIENT, after.key) == replace(after, version=after.version + 1)
        new, new_waiting = store.relations(w.tenant, after.key)
        assert set(new) == {*old, *planned.change.relations_made} - {*planned.change.relations_ended}
        assert set(new_waiting) == {*old_waiting, *planned.change.waiting_made} - {*planned.change.waiting_ended}
    audit(w.tenant)


def test_trail_tells_who_did_what_when_and_why(w: World) -> None:
    p1 = w.professional("P1")
    apply(w.tenant, change(w, wish("C1", "P1", "P9", email="c1@x.example")))
    w.clock.move(hours=1)
    apply(w.tenant, change(w, wish("C1", instead=True, email=DELETED)))
    made, updated = trail(audit(w.tenant), client(w))
    common = {"integration": "hl7_intake", "source": "EPD", "actor": "EPD", "reference": "ref-1"}
    assert {name: made[name] for name in common} == {name: updated[name] for name in common} == common
    assert (made["verb"], made["at"], made["before"]) == (Verb.CREATE, "2026-03-02T09:00:00", {})
    by = {"kind": "therapist", "external_source": "EPD", "integration": "hl7_intake", "since": made["at"]}
    assert made["relations_made"] == [{"professional_id": "P1", "professional": p1.key, **by}]
    assert made["waiting_made"] == [{"professional_id": "P9", **by}]
    assert (updated["verb"], updated["at"]) == (Verb.UPDATE, "2026-03-02T10:00:00")
    assert updated["before"] == {"email": "c1@x.example", "missing": ["first_name", "gender"]}
    assert updated["after"] == {"missing": ["first_name", "email", "gender"]}
    assert updated["relations_ended"] == made["relations_made"]
    assert updated["waiting_ended"] == made["waiting_made"]
    assert trail(audit(w.tenant), p1)
    w.clock.move(hours=-1)


@pytest.mark.parametrize(
    "rival",
    [
        wish("C1", infix="van"),
        replace(wish("C1"), active=False),
        replace(wish("C1"), event_time="2026-03-01T10:00:00.000000"),
        wish("C1", "P9"),
    ],
    ids=["a field", "activity", "a watermark", "a relationship"],
)
def test_an_outdated_plan_writes_nothing(w: World, rival: Desired) -> None:
    apply(w.tenant, change(w, wish()))
    stale = change(w, wish("C1", "P8", email="c1@x.example"))
    apply(w.tenant, change(w, rival))
    before = audit(w.tenant)
    with pytest.raises(Overtaken):
        apply(w.tenant, stale)
    assert audit(w.tenant) == before


def test_same_plan_is_not_applied_twice(w: World) -> None:
    for desired in (wish(email="c1@x.example"), wish(email=DELETED), wish("C1", "P9")):
        planned = change(w, desired)
        apply(w.tenant, planned)
        before = audit(w.tenant)
        with pytest.raises(Overtaken):
            apply(w.tenant, planned)
        assert audit(w.tenant) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (wish("C1", email="one@x.example"), wish("C2", email="one@x.example")),
        (wish("C1", bsn="111222333"), wish("C2", bsn="111222333")),
        (wish("C1"), wish("C1", infix="van")),
    ],
    ids=["e-mail", "BSN", "id"],
)
def test_of_two_plans_for_one_value_the_first_applied_gets_it(w: World, first: Desired, second: Desired) -> None:
    one, other = change(w, first), change(w, second)
    apply(w.tenant, other)
    before = audit(w.tenant)
    with pytest.raises(Overtaken):
        apply(w.tenant, one)
    assert audit(w.tenant) == before


def test_claim_of_another_account_is_never_removed(w: World) -> None:
    apply(w.tenant, change(w, wish(email="one@x.example")))
    place = store.claim_key(w.organisation, Claim("email", "one@x.example"))
    release = change(w, wish(email=DELETED))
    w.runtime.table.write(Put(place, {"holder": "f" * 32, "kind": Kind.CLIENT}))  # though it cannot come to this
    with pytest.raises(Overtaken):
        apply(w.tenant, release)
    assert w.runtime.table.get(place)


def test_plan_to_wait_for_what_has_become_free_writes_nothing(w: World) -> None:
    apply(w.tenant, change(w, wish("C1", email="one@x.example")))
    to_wait = change(w, wish("C2", "P1", email="one@x.example"))
    apply(w.tenant, change(w, wish("C1", email=DELETED)))
    with pytest.raises(Overtaken):
        apply(w.tenant, to_wait)
    to_wait = change(w, wish("C2", "P1"))
    w.professional("P1")
    before = audit(w.tenant)
    with pytest.raises(Overtaken):
        apply(w.tenant, to_wait)
    assert audit(w.tenant) == before


def test_a_refused_extra_write_supersedes_the_change(w: World) -> None:
    apply(w.tenant, change(w, wish()))
    stale = change(w, wish(infix="van"))
    place = RowKey("demo/mine", "1")
    with pytest.raises(Superseded):
        apply(w.tenant, stale, [Check(place, PRESENT)])
    apply(w.tenant, stale, [Put(place, {}, ABSENT)])
    before = audit(w.tenant)
    with pytest.raises(Superseded):  # though it was overtaken as well
        apply(w.tenant, stale, [Put(place, {}, ABSENT)])
    with pytest.raises(Overtaken):
        apply(w.tenant, stale, [Delete(place)])
    assert audit(w.tenant) == before
    assert w.runtime.table.get(place)
    assert issubclass(Superseded, NotApplied)
    assert issubclass(Overtaken, NotApplied)


def test_a_busy_table_hinders_the_change(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = change(w, wish())

    def busy(*_: object) -> None:
        raise Contended("the table was busy")

    monkeypatch.setattr(type(w.runtime.table), "transact", busy)
    with pytest.raises(Overtaken):
        apply(w.tenant, planned)


def test_change_that_is_too_large_is_refused_as_a_whole(w: World) -> None:
    planned = change(w, wish("C1", *(f"P{number}" for number in range(40))))
    with pytest.raises(ValueError, match="too many writes"):
        apply(w.tenant, planned)
    assert audit(w.tenant).rows.keys() <= {"", "tile"}


def test_a_claimed_or_released_value_gives_a_follow_up(w: World) -> None:
    def followed(desired: Desired) -> set[Claim]:
        found = apply(w.tenant, change(w, desired))
        ledger = audit(w.tenant)
        marks = {(row["sk"], row["change"]) for _, row in ledger.family("follow-ups")}
        assert {(f"{each.scope}/{each.pseudonym}", each.change) for each in found} <= marks
        values = ("one@x.example", "two@x.example", "111222333", "P1", "P2", "C1")
        known = {
            FollowUp(scope, ledger.pseudonym(scope, value).rpartition("/")[2], ""): Claim(scope, value)
            for scope in ("email", "bsn", "client-id", "professional-id")
            for value in values
        }
        return {known[replace(each, change="")] for each in found}

    professional = Desired(
        kind=Kind.PROFESSIONAL,
        values={"first_name": "A", "last_name": "B", "email": "p@x.example", "id": "P1"},
    )
    assert followed(wish("C1", email="one@x.example", bsn="111222333")) == set()
    assert followed(wish("C1", email="two@x.example")) == {Claim("email", "one@x.example")}
    assert followed(wish("C1", infix="van")) == set()
    assert followed(wish("C1", email=DELETED, bsn=DELETED)) == {
        Claim("email", "two@x.example"),
        Claim("bsn", "111222333"),
    }
    assert followed(professional) == {Claim("professional-id", "P1")}
    found = store.by_id(w.tenant, Kind.PROFESSIONAL, "P1")
    assert found
    renamed = Desired(kind=Kind.PROFESSIONAL, key=found.key, values={"id": "P2"})
    assert followed(renamed) == {Claim("professional-id", "P1"), Claim("professional-id", "P2")}


def test_entries_are_opened_with_the_change_and_only_with_it(w: World) -> None:
    apply(w.tenant, change(w, wish("C9", email="held@x.example")))
    planned = change(w, wish("C1", "P9", email="held@x.example", bsn="1"))
    apply(w.tenant, planned)
    found = list(error_log.about(w.tenant, "hl7_intake", "C1"))
    assert {(each.slug, each.state, each.count, each.reference) for each in found} == {
        (slug, State.OPEN, 1, "ref-1") for slug in ("value-taken", "value-invalid")
    }
    assert [each.slug for each in error_log.about(w.tenant, "hl7_intake", "P9")] == ["unknown-professional"]
    with pytest.raises(Overtaken):
        apply(w.tenant, planned)
    assert all(each.count == 1 for each in error_log.about(w.tenant, "hl7_intake", "C1"))


def test_organisations_do_not_affect_each_other(w: World) -> None:
    one, other = w.organisation, w.add_organisation("other")
    for each in (one, other):
        w.organisation = each
        apply(Tenant(w.runtime, each), change(w, wish("C1", "P9", email="c1@x.example", bsn="111222333")))
    assert len(audit(Tenant(w.runtime, one)).accounts) == len(audit(Tenant(w.runtime, other)).accounts) == 1


@pytest.mark.parametrize("is_first", [True, False], ids=["who gives comes first", "who gets comes first"])
def test_value_may_pass_from_one_account_to_another_within_one_change(w: World, is_first: bool) -> None:
    for each in (wish("C1", email="one@x.example"), wish("C2", email="two@x.example")):
        apply(w.tenant, change(w, each))
    giver, getter = client(w, "C1"), client(w, "C2")
    gives = AccountChange(before=giver, after=replace(giver, values={"id": "C1", "last_name": "Berg"}))
    gets = AccountChange(before=getter, after=replace(getter, values={**getter.values, "email": "one@x.example"}))
    both = (gives, gets) if is_first else (gets, gives)
    change_of_two = replace(change(w, wish("C1", infix="van")), accounts=both, findings=())
    apply(w.tenant, change_of_two)
    ledger = audit(w.tenant)
    assert (ledger.holder("email", "one@x.example"), ledger.holder("email", "two@x.example")) == (getter.key, "")
    with pytest.raises(Overtaken):
        apply(w.tenant, change_of_two)
