"""The plans that undo many changes are those that undo each of them."""

from collections.abc import Iterator

import pytest

from koppel.accounts import store, undo, undo_many
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner, Origin
from koppel.domain.plan.recorded import ChangeName
from koppel.domain.problems.undo import UNKNOWN_CHANGE
from tests.harness.world import World, world


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def origin_of(w: World, name: ChangeName) -> Origin:
    """Whoever undoes one change requests it so."""
    return Origin(integration="operations", actor="boss", reference=f"{name.key}/{name.version}", at=w.runtime.now())


def test_many_at_once_are_as_each_alone(w: World) -> None:
    client, professional = w.client("C1"), w.professional("P1")
    friend = w.make(Desired(kind=Kind.FRIEND, client=client.key, values={"name": "Jan", "email": "jan@x.example"}))
    for desired in (
        Desired(kind=Kind.CLIENT, id="C1", values={"last_name": "Visser", "email": "new@x.example"}),
        Desired(kind=Kind.CLIENT, id="C1", relations=DesiredRelations(professional_ids=("P1", "P9"))),
        Desired(kind=Kind.CLIENT, id="C1", values={"email": "p1@praktijk.example"}, manner=Manner.LENIENT),
        Desired(kind=Kind.PROFESSIONAL, id="P1", active=False),
        Desired(kind=Kind.PROFESSIONAL, id="P1", values={"description": DELETED, "last_name": "Jansen"}),
        Desired(kind=Kind.FRIEND, key=friend.key, values={"name": "Piet"}),
    ):
        synchronise(w.tenant, desired, w.origin())
    names = []
    for kind, key in ((Kind.CLIENT, client.key), (Kind.PROFESSIONAL, professional.key), (Kind.FRIEND, friend.key)):
        account = store.account(w.tenant, kind, key)
        assert account is not None
        names += [ChangeName(kind, key, version) for version in range(1, account.version + 1)]
    assert len(names) >= 9
    alone = [undo.preview(w.tenant, name, "boss") for name in names]
    wanted = [(name, origin_of(w, name)) for name in names]
    assert undo_many.previews(w.tenant, wanted) == alone


def test_a_change_that_the_trail_does_not_have_is_refused(w: World) -> None:
    account = w.professional("P1")
    unknown = [ChangeName(Kind.PROFESSIONAL, account.key, 7), ChangeName(Kind.CLIENT, "f" * 32, 1)]
    plans = undo_many.previews(w.tenant, [(name, w.origin()) for name in unknown])
    assert [each.refused for each in plans] == [UNKNOWN_CHANGE] * 2
