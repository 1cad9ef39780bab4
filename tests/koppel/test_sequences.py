"""Any desired states, in any order, with a process that ends anywhere: the ledger balances."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from koppel.accounts import store, waiting_lists
from koppel.accounts.merge import merge
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind, Value
from koppel.domain.plan.desired import DELETED, Desired, DesiredMerge, DesiredRelations, Manner
from tests.harness.world import World, world
from tests.koppel.interleaving import restore, rows
from tests.koppel.ledger import audit, audit_settled


@dataclass(frozen=True)
class Start:
    """The world with two professionals, and the rows to begin with again."""

    w: World
    keys: Mapping[str, str]
    items: Sequence[object]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with world() as w:
        keys = {each: w.professional(each).key for each in ("M1", "M2")}
        yield Start(w, keys, rows(w.runtime))


EMAILS = st.sampled_from(["a@x.example", "b@x.example", "c@x.example", DELETED])
CLIENT_VALUES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "last_name": st.sampled_from(["Berg", "Bos"]),
        "email": EMAILS,
        "bsn": st.sampled_from(["111222333", "123456782", DELETED]),
        "labels": st.sampled_from([("a",), ()]),
    },
)
CLIENT_WISHES = st.builds(
    Desired,
    kind=st.just(Kind.CLIENT),
    id=st.sampled_from(["C1", "C2", "C3"]),
    values=CLIENT_VALUES,
    active=st.sampled_from([None, True, False]),
    relations=st.none()
    | st.builds(
        DesiredRelations,
        professional_ids=st.lists(st.sampled_from(["P1", "P2"]), max_size=2).map(tuple),
        replace=st.booleans(),
    ),
    event_time=st.sampled_from(["", "2026-03-01T10:00:00.000000", "2026-03-01T11:00:00.000000"]),
    manner=st.sampled_from([Manner.LENIENT, Manner.LENIENT, Manner.STRICT]),
)
PROFESSIONAL_WISHES = st.builds(
    Desired,
    kind=st.just(Kind.PROFESSIONAL),
    id=st.sampled_from(["M1", "M2"]),
    values=st.fixed_dictionaries({}, optional={"email": EMAILS, "id": st.sampled_from(["P1", "P2", DELETED])}),
    manner=st.just(Manner.STRICT),
)


MERGES = st.builds(
    DesiredMerge, survivor=st.sampled_from(["C1", "C2", "C3"]), retired=st.sampled_from(["C1", "C2", "C3", "C4"])
)
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # an example that fails takes minutes to shrink
type Wish = Desired | DesiredMerge


@settings(max_examples=8, phases=QUICK)
@given(steps=st.lists(st.tuples(CLIENT_WISHES | PROFESSIONAL_WISHES | MERGES, st.booleans()), min_size=2, max_size=12))
def test_the_ledger_balances_after_any_sequence(start: Start, steps: list[tuple[Wish, bool]]) -> None:
    w = start.w
    restore(w.runtime, start.items)
    for wish, is_cut_short in steps:
        with pytest.MonkeyPatch.context() as patch:
            if is_cut_short:  # as if the process ended right after the transaction
                patch.setattr(waiting_lists, "serve", lambda *_: 0)
            if isinstance(wish, DesiredMerge):
                merge(w.tenant, wish, w.origin("hl7_intake"))
                continue
            desired = replace(wish, id="", key=start.keys[wish.id]) if wish.id in start.keys else wish
            synchronise(w.tenant, desired, w.origin("hl7_intake"))
    audit(w.tenant)
    audit_settled(w.tenant)


MESSAGES = st.lists(
    st.tuples(
        st.fixed_dictionaries(
            {
                "last_name": st.sampled_from(["Berg", "Bos"]),
                "email": st.sampled_from(["held@x.example", "free@x.example", DELETED]),
            }
        ),
        st.sampled_from([None, True, False]),
        st.lists(st.sampled_from(["P1", "P9"]), max_size=2, unique=True),
        st.booleans(),
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=5, phases=QUICK)
@given(drawn=MESSAGES, data=st.data())
def test_messages_arrivals_and_releases_may_come_in_any_order_and_twice(
    start: Start, drawn: list[tuple[dict[str, Value], bool | None, list[str], bool]], data: st.DataObject
) -> None:
    messages = [
        Desired(
            kind=Kind.CLIENT,
            id="C1",
            values=values,
            active=active,
            relations=DesiredRelations(professional_ids=tuple(ids), replace=instead),
            event_time=f"2026-03-01T10:00:0{number}.000000",
            manner=Manner.LENIENT,
        )
        for number, (values, active, ids, instead) in enumerate(drawn)
    ]
    arrival = Desired(kind=Kind.PROFESSIONAL, key=start.keys["M1"], values={"id": "P1"})
    release = Desired(kind=Kind.PROFESSIONAL, key=start.keys["M2"], values={"email": "m2@x.example"})
    every = [*messages, arrival, release]
    repeats = data.draw(st.lists(st.sampled_from(every), max_size=2))
    shuffled = data.draw(st.permutations([*every, *repeats]))
    assert outcome(start, every) == outcome(start, shuffled)


def outcome(start: Start, wishes: Sequence[Desired]) -> object:
    """What can be seen of client C1 after these wishes, when an address it may wish for is held by a professional."""
    w = start.w
    restore(w.runtime, start.items)
    held = Desired(kind=Kind.PROFESSIONAL, key=start.keys["M2"], values={"email": "held@x.example"})
    known = Desired(kind=Kind.CLIENT, id="C1", values={"last_name": "Berg"}, manner=Manner.LENIENT)
    for wish in (held, known, *wishes):
        synchronise(w.tenant, wish, w.origin("hl7_intake"))
    audit_settled(w.tenant)
    client = store.by_id(w.tenant, Kind.CLIENT, "C1")
    assert client
    made, waiting = store.relations(w.tenant, client.key)
    linked = {each.professional for each in made} | {each.professional_id for each in waiting}
    return dict(client.values), dict(client.waiting), client.active, client.deactivated_by, linked
