"""Incomplete accounts: one entry for each missing field and source counts them, and a search finds those of now."""

from collections.abc import Iterator

import pytest

from koppel.accounts import incomplete, store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind, Value
from koppel.domain.plan.desired import DELETED, Desired, Manner
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from koppel.organisation.entry import Entry
from tests.harness.world import World, world


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def hl7(w: World, client: str, **values: Value) -> None:
    """Apply a message about this client."""
    fields: dict[str, Value] = {"last_name": "Berg", **values}
    desired = Desired(kind=Kind.CLIENT, id=client, values=fields, manner=Manner.LENIENT)
    synchronise(w.tenant, desired, w.origin("hl7_intake", "Ward"))


def missing(w: World, client: str) -> tuple[str, ...]:
    found = store.by_id(w.tenant, Kind.CLIENT, client)
    assert found is not None
    return found.missing


def entries(w: World, slug: str) -> list[Entry]:
    page, _ = error_log.entries(w.tenant, "hl7_intake", State.OPEN)
    return [each for each in page if each.slug == slug]


def lacking(w: World) -> list[str]:
    """Ids of the clients without an e-mail address."""
    found, rest = incomplete.search(w.tenant, Kind.CLIENT, "email", source="Ward", limit=100)
    assert rest == ""
    assert incomplete.search(w.tenant, Kind.CLIENT, "email", source="Other", limit=100) == ([], "")
    return [each.text("id") for each in found]


def test_a_missing_field_is_one_entry_for_its_source_with_a_count(w: World) -> None:
    for number in range(5):
        hl7(w, f"C{number}", first_name="Jan", gender="m")
    hl7(w, "C0", infix="van")
    (entry,) = entries(w, "incomplete")
    assert (entry.count, entry.subject) == (5, "")
    assert "email" in entry.explanation.nl
    assert "Ward" in entry.explanation.nl
    assert lacking(w) == [f"C{number}" for number in range(5)]
    hl7(w, "C1", email="c1@client.example")
    assert lacking(w) == ["C0", "C2", "C3", "C4"], "a complete account is no longer found"
    hl7(w, "C1", email=DELETED)
    assert (len(lacking(w)), entries(w, "incomplete")[0].count) == (5, 6)


def test_each_missing_field_is_an_entry_of_its_own(w: World) -> None:
    hl7(w, "C1")
    assert missing(w, "C1") == ("first_name", "email", "gender")
    assert len(entries(w, "incomplete")) == 3
    hl7(w, "C1", first_name="Jan", gender="m", email="c1@client.example")
    assert missing(w, "C1") == ()


def test_a_search_reads_a_bounded_number_of_accounts(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incomplete, "MOST_SEEN", 3)
    for number in range(8):
        hl7(w, f"C{number}", **({} if number % 2 else {"email": f"c{number}@client.example"}))
    found: list[str] = []
    after, rounds = "", 0
    while rounds == 0 or after:
        page, after = incomplete.search(w.tenant, Kind.CLIENT, "email", limit=2, after=after)
        found, rounds = found + [each.text("id") for each in page], rounds + 1
        assert len(page) <= 2
    assert found == ["C1", "C3", "C5", "C7"]
    assert rounds >= 3
