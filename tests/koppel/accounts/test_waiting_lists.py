"""Waiting lists: a waiting account gets its value, its entry closes in the same transaction, and never twice."""

from collections.abc import Callable, Iterator

import pytest

from koppel.accounts import store, waiting_lists
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.writes import Delete
from koppel.domain.accounts.account import Account, Kind, Value
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from koppel.organisation.entry import Entry
from koppel.runtime import Runtime, Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world

WANTED = "shared@client.example"
BSN = "123456782"


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def hl7(w: World, client: str, *therapists: str, **values: Value) -> None:
    """Apply a message about this client."""
    message(w, w.runtime, client, *therapists, **values)


def message(w: World, runtime: Runtime, client: str, *therapists: str, **values: Value) -> None:
    """As `hl7`, by another process."""
    relations = DesiredRelations(professional_ids=therapists) if therapists else None
    given: dict[str, Value] = {"last_name": "Berg", **values}
    desired = Desired(kind=Kind.CLIENT, id=client, values=given, relations=relations, manner=Manner.LENIENT)
    synchronise(Tenant(runtime, w.organisation), desired, w.origin("hl7_intake", "Ward"))


def unserved(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do this, and end before the waiting list is served."""
    with monkeypatch.context() as patch:
        patch.setattr(waiting_lists, "serve", lambda *_: 0)
        act()


def client(w: World, external_id: str) -> Account:
    found = store.by_id(w.tenant, Kind.CLIENT, external_id)
    assert found is not None
    return found


def entries(w: World, slug: str, state: State = State.OPEN) -> list[Entry]:
    page, _ = error_log.entries(w.tenant, "hl7_intake", state)
    return [each for each in page if each.slug == slug]


def marks(w: World) -> list[str]:
    return [row["sk"].partition("/")[0] for row in w.runtime.table.query(row_keys.accounts.follow_ups("demo"))]


def sweep(w: World, runtime: Runtime | None = None) -> int:
    return waiting_lists.serve_all(Tenant(runtime or w.runtime, w.organisation))


@pytest.mark.parametrize(("field", "value"), [("email", WANTED), ("bsn", BSN)])
def test_the_sweep_gives_a_value_that_was_released_but_not_served(
    w: World, monkeypatch: pytest.MonkeyPatch, field: str, value: str
) -> None:
    hl7(w, "C1", **{field: value})
    hl7(w, "C2", **{field: value})
    assert (client(w, "C2").text(field), client(w, "C2").waiting) == ("", {field: value})
    unserved(monkeypatch, lambda: hl7(w, "C1", **{field: DELETED}))
    assert marks(w) == [field]
    assert sweep(w) == 1
    assert (client(w, "C2").text(field), client(w, "C2").waiting) == (value, {})
    assert marks(w) == []
    assert sweep(w) == 0


def test_the_sweep_links_an_awaited_professional(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hl7(w, "C1", "P1")
    hl7(w, "C2", "P1", "P2")
    unserved(monkeypatch, lambda: w.professional("P1"))
    assert sweep(w) == 2
    made, waiting = store.relations(w.tenant, client(w, "C2").key)
    assert [each.professional_id for each in made] == ["P1"]
    assert [each.professional_id for each in waiting] == ["P2"]
    assert [(each.integration, each.external_source) for each in made] == [("hl7_intake", "Ward")]


def test_the_entry_closes_when_the_value_comes(w: World) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    (entry,) = entries(w, "value-taken")
    assert entry.subject == "•••"
    hl7(w, "C1", email=DELETED)
    assert entries(w, "value-taken") == []
    assert [each.id for each in entries(w, "value-taken", State.SOLVED)] == [entry.id]


def test_the_entry_stays_open_when_somebody_else_is_faster(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    unserved(monkeypatch, lambda: hl7(w, "C1", email=DELETED))
    slower = overtaken(w.runtime, lambda: hl7(w, "C3", email=WANTED))
    assert sweep(w, slower) == 0
    assert client(w, "C2").waiting == {"email": WANTED}
    assert len(entries(w, "value-taken")) == 1


def test_the_entry_stays_open_when_the_process_ends_before(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    unserved(monkeypatch, lambda: hl7(w, "C1", email=DELETED))

    class Killed(Exception):
        pass

    def kill() -> None:
        raise Killed

    with pytest.raises(Killed):
        sweep(w, overtaken(w.runtime, kill))
    assert len(entries(w, "value-taken")) == 1
    assert sweep(w) == 1
    assert entries(w, "value-taken") == []


def test_an_ignored_entry_stays_ignored(w: World) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    (entry,) = entries(w, "value-taken")
    error_log.mark(w.tenant, "hl7_intake", entry.id, State.IGNORED)
    hl7(w, "C1", email=DELETED)
    assert client(w, "C2").text("email") == WANTED
    assert [each.id for each in entries(w, "value-taken", State.IGNORED)] == [entry.id]


def test_an_account_is_served_although_its_entry_is_gone(w: World) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    (entry,) = entries(w, "value-taken")
    gone = Delete(RowKey(row_keys.organisation.entries("demo", "hl7_intake"), entry.id))
    released = overtaken(w.runtime, lambda: None, lambda: w.runtime.table.write(gone))
    message(w, released, "C1", email=DELETED)
    assert client(w, "C2").text("email") == WANTED


def test_one_professional_closes_the_entry_of_all_waiting_clients(w: World) -> None:
    for each in ("C1", "C2", "C3"):
        hl7(w, each, "P1")
    (entry,) = entries(w, "unknown-professional")
    assert entry.count == 3
    w.professional("P1")
    assert entries(w, "unknown-professional") == []


def test_the_trail_names_the_origin_that_made_them_wait(w: World) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    w.clock.move(hours=1)
    hl7(w, "C1", email=DELETED)
    row = next(w.runtime.table.query(row_keys.accounts.trails("demo", client(w, "C2").key), newest_first=True))
    assert (row["integration"], row["source"], row["at"]) == ("hl7_intake", "Ward", "2026-03-02T10:00:00")
    assert (row["after"]["email"], row["before"]["waiting"]) == (WANTED, {"email": WANTED})


def test_the_mark_stays_while_an_account_cannot_be_served(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    unserved(monkeypatch, lambda: hl7(w, "C1", email=DELETED))
    rivals = [lambda name=name: hl7(w, "C2", first_name=name) for name in "abcdefgh"]
    assert sweep(w, overtaken(w.runtime, *rivals)) == 0
    assert marks(w) == ["email"]
    assert sweep(w) == 1


def test_a_released_value_stays_in_its_organisation(w: World) -> None:
    demo = w.organisation
    hl7(w, "C1", email=WANTED)
    w.add_organisation("noord")
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    noord, w.organisation = w.organisation, demo
    hl7(w, "C1", email=DELETED)
    assert sweep(w) == 0
    w.organisation = noord
    assert client(w, "C2").waiting == {"email": WANTED}


def test_the_entry_closes_when_another_value_ends_the_waiting(w: World) -> None:
    hl7(w, "C1", email=WANTED)
    hl7(w, "C2", email=WANTED)
    assert len(entries(w, "value-taken")) == 1
    hl7(w, "C2", email="own@client.example")
    assert (entries(w, "value-taken"), len(entries(w, "value-taken", State.SOLVED))) == ([], 1)
