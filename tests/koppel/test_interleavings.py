"""Two processes change one value, and one runs between any two requests of the other: in the end the ledger balances,
and no account waits for a value that is free."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from koppel.accounts import store, waiting_lists
from koppel.accounts.merge import merge
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind, Value
from koppel.domain.plan.desired import DELETED, Desired, DesiredMerge, DesiredRelations, Manner
from koppel.runtime import Runtime, Tenant
from tests.harness.world import World, world
from tests.koppel.interleaving import interleave
from tests.koppel.ledger import audit_settled, fresh

ONE, TWO = "one@x.example", "two@x.example"

type Step = Callable[[World, Runtime], object]


@pytest.fixture(scope="module")
def w() -> Iterator[World]:
    with world() as made:
        yield made


def hl7(client: str, *ids: str, instead: bool = False, **values: Value) -> Step:
    """A message about this client."""
    relations = DesiredRelations(professional_ids=ids, replace=instead) if ids or instead else None
    given: dict[str, Value] = {"first_name": "Johanna", "last_name": "Berg", "gender": "f", **values}
    desired = Desired(kind=Kind.CLIENT, id=client, values=given, relations=relations, manner=Manner.LENIENT)
    return lambda w, runtime: synchronise(Tenant(runtime, w.organisation), desired, w.origin("hl7_intake"))


def professional(external_id: str, **values: Value) -> Step:
    """An update of the professional with this id, who is made first if need be."""

    def step(w: World, runtime: Runtime) -> object:
        found = store.by_id(Tenant(runtime, w.organisation), Kind.PROFESSIONAL, external_id)
        given: dict[str, Value] = {"first_name": "Anna", "last_name": "Smit", "email": "p@x.example", "id": external_id}
        key, wishes = (found.key, values) if found else ("", given | values)
        desired = Desired(kind=Kind.PROFESSIONAL, key=key, values=wishes)
        return synchronise(Tenant(runtime, w.organisation), desired, w.origin())

    return step


def merged(survivor: str, retired: str) -> Step:
    """A message that these two ids are one client's."""
    wish = DesiredMerge(survivor=survivor, retired=retired)
    return lambda w, runtime: merge(Tenant(runtime, w.organisation), wish, w.origin("hl7_intake"))


def cut_short(step: Step) -> Step:
    """The same, by a process that ends before it has served those who wait."""

    def until_then(w: World, runtime: Runtime) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(waiting_lists, "serve", lambda *_: 0)
            return step(w, runtime)

    return until_then


def together(*steps: Step) -> Step:
    """One after the other."""
    return lambda w, runtime: [step(w, runtime) for step in steps]


def sweep(w: World, runtime: Runtime) -> object:
    """Serve whoever was left unserved."""
    return waiting_lists.serve_all(Tenant(runtime, w.organisation))


RACES: dict[str, tuple[Step, Step, Step]] = {
    "an address is released while another begins to wait": (
        hl7("C1", email=ONE),
        hl7("C1", email=DELETED),
        hl7("C2", email=ONE),
    ),
    "an address is exchanged for another while somebody begins to wait": (
        hl7("C1", email=ONE),
        hl7("C2", email=ONE),
        cut_short(hl7("C1", email=TWO)),
    ),
    "somebody else takes an address at its release": (
        together(hl7("C1", email=ONE), hl7("C2", email=ONE)),
        hl7("C1", email=DELETED),
        hl7("C3", email=ONE),
    ),
    "an address is taken and released again, unserved, while it is served": (
        together(hl7("C1", email=ONE), hl7("C2", email=ONE), cut_short(hl7("C1", email=DELETED))),
        sweep,
        cut_short(together(hl7("C3", email=ONE), hl7("C3", email=DELETED))),
    ),
    "an address that was taken again is released, unserved, while its old mark is served": (
        together(hl7("C1", email=ONE), hl7("C2", email=ONE), cut_short(hl7("C1", email=DELETED)), hl7("C3", email=ONE)),
        sweep,
        cut_short(hl7("C3", email=DELETED)),
    ),
    "two sweeps at once": (
        together(hl7("C1", email=ONE), hl7("C2", email=ONE), hl7("C3", email=ONE), cut_short(hl7("C1", email=TWO))),
        sweep,
        sweep,
    ),
    "who waits gives up and waits again while it is served": (
        together(hl7("C1", email=ONE), hl7("C2", email=ONE), cut_short(hl7("C1", email=DELETED)), hl7("C3", email=ONE)),
        sweep,
        together(hl7("C2", email=DELETED), hl7("C2", email=ONE)),
    ),
    "who waits gives up and waits again while the address is released": (
        together(hl7("C1", email=ONE), hl7("C2", email=ONE)),
        hl7("C1", email=DELETED),
        together(hl7("C2", email=TWO), hl7("C3", email=TWO), hl7("C2", email=ONE)),
    ),
    "a professional comes while a client begins to wait": (
        together(),
        hl7("C1", "P1"),
        professional("P1"),
    ),
    "a professional comes, unserved, while a client begins to wait": (
        hl7("C2", "P1"),
        hl7("C1", "P1"),
        cut_short(professional("P1")),
    ),
    "relationships are replaced while the professional comes": (
        hl7("C1", "P1", "P2"),
        professional("P1"),
        hl7("C1", "P2", instead=True),
    ),
    "a professional goes by another id while those who wait are served": (
        together(hl7("C1", "P1"), cut_short(professional("P1"))),
        sweep,
        professional("P1", id="P3"),
    ),
    "an id is given up and taken again, unserved, while those who wait are served": (
        together(hl7("C1", "P1"), cut_short(professional("P1"))),
        sweep,
        cut_short(together(professional("P1", id="P3"), professional("P3", id="P1"))),
    ),
    "who waited for a professional is replaced and waits again": (
        together(hl7("C1", "P1"), cut_short(professional("P1")), cut_short(professional("P1", id="P3"))),
        sweep,
        together(hl7("C1", instead=True), hl7("C1", "P1")),
    ),
    "a client is merged while it changes": (
        together(hl7("C1", email=ONE), hl7("C2", email=TWO)),
        merged("C1", "C2"),
        hl7("C2", "P1", email=DELETED),
    ),
    "a client is merged while it gets what it waits for": (
        together(hl7("C1"), hl7("C2", email=ONE), hl7("C3", "P1", email=ONE)),
        merged("C1", "C3"),
        together(hl7("C2", email=DELETED), professional("P1")),
    ),
    "those who wait are served, unserved till then, while one of them is merged": (
        together(hl7("C1"), hl7("C2", email=ONE), hl7("C3", "P1", email=ONE), cut_short(professional("P1")),
                 cut_short(hl7("C2", email=DELETED))),
        sweep,
        merged("C1", "C3"),
    ),
    "two clients are merged into one another": (
        together(hl7("C1", email=ONE), hl7("C2", email=TWO)),
        merged("C1", "C2"),
        merged("C2", "C1"),
    ),
    "a client is merged into one that is merged itself": (
        together(hl7("C1", "P1"), hl7("C2", "P2"), hl7("C3", "P3")),
        merged("C2", "C3"),
        merged("C1", "C2"),
    ),
    "an id that nobody has is merged while a client gets it": (
        hl7("C1"),
        merged("C1", "C2"),
        hl7("C2", "P1", email=ONE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("race", RACES)
def test_the_ledger_balances_whatever_comes_between(w: World, race: str) -> None:
    before, one, other = RACES[race]
    assert moments(w, before, one, other) > 2


def test_an_account_that_waits_again_is_not_taken_off_the_list(w: World) -> None:
    before = together(hl7("C1", email=ONE), hl7("C2", email=ONE), cut_short(hl7("C1", email=DELETED)))
    gives_up, waits_anew = hl7("C2", email=DELETED), together(hl7("C3", email=ONE), hl7("C2", email=ONE))
    assert moments(w, before, sweep, gives_up, waits_anew) > 3


def moments(w: World, before: Step, one: Step, *others: Step) -> int:
    """In how many ways the others could come between, after each of which the books were right."""
    acts = [partial(other, w, w.runtime) for other in others]
    ways = interleave(w.runtime, lambda: before(fresh(w), w.runtime), partial(one, w), *acts)
    return sum(bool(audit_settled(w.tenant)) for _ in ways)
