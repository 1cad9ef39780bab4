"""Accounts as stored: each comes back as it was, is found by key and id, and lists stay whole while others write."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.aws.rows import to_item, to_row
from koppel.aws.table import LISTING
from koppel.aws.writes import Put
from koppel.domain.accounts.account import Account, Claim, Kind, Role, Value
from koppel.domain.accounts.relationships import Relation, RelationKind, WaitingRelation
from koppel.domain.plan.desired import Desired, DesiredRelations, Manner
from koppel.domain.times import to_microseconds
from koppel.runtime import Tenant
from tests.harness.world import World, world
from tests.koppel.ledger import fresh

EPOCH = datetime(1990, 1, 1, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1)
TIMES = st.dictionaries(TEXTS, TEXTS)
VALUES: st.SearchStrategy[dict[str, Value]] = st.dictionaries(
    TEXTS, TEXTS | st.integers(0, 150) | st.lists(TEXTS, min_size=1).map(tuple)
)
MOMENTS = st.integers(0, 4_000_000_000_000_000).map(lambda moment: EPOCH + timedelta(microseconds=moment))
WATERMARKS = st.dictionaries(TEXTS, MOMENTS.map(to_microseconds))
ACCOUNTS = st.builds(
    Account,
    kind=st.sampled_from(Kind),
    key=TEXTS,
    version=st.integers(1, 10**9),
    created=TEXTS,
    modified=TEXTS,
    values=VALUES,
    active=st.booleans(),
    roles=st.lists(st.sampled_from(Role)).map(tuple),
    directory_id=TEXTS | st.just(""),
    external_source=TEXTS | st.just(""),
    deactivated_by=TEXTS | st.just(""),
    deactivate_at=TEXTS | st.just(""),
    watermarks=WATERMARKS,
    waiting=TIMES,
    missing=st.lists(TEXTS).map(tuple),
    merged_into=TEXTS | st.just(""),
    client=TEXTS | st.just(""),
)


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    with world() as w:
        yield w


@pytest.fixture
def w(shared: World) -> World:
    """The world with nothing in it but an organisation."""
    return fresh(shared)


@pytest.fixture
def requests(w: World) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Every request to the world's table from here on: operation and parameters."""
    assert w.runtime.table.name
    made: list[tuple[str, dict[str, Any]]] = []

    def note(params: dict[str, Any], model: Any, **_: object) -> None:
        made.append((model.name, params))

    events = dynamodb().meta.events
    events.register("provide-client-params.dynamodb", note)
    yield made
    events.unregister("provide-client-params.dynamodb", note)


@given(ACCOUNTS)
def test_account_comes_back_as_it_was(shared: World, account: Account) -> None:
    row = to_row(to_item(store.to_row(shared.organisation, account) | {"pk": "demo", "sk": account.key}))
    assert store.from_row(row) == account


@given(ACCOUNTS)
def test_an_account_is_listed_as_due_or_as_an_active_application_manager(shared: World, account: Account) -> None:
    row, slug = store.to_row(shared.organisation, account), shared.organisation.slug
    listed = (row.get("listing_pk", ""), row.get("listing_sk", ""))
    if account.deactivate_at:
        assert listed == (row_keys.accounts.due(slug), account.deactivate_at)
    elif account.active and Role.APPLICATION_MANAGER in account.roles:
        assert listed == (row_keys.accounts.managers(slug), account.key)
    else:
        assert listed == ("", "")


def test_account_is_found_by_its_key_and_kind(w: World) -> None:
    c1 = w.client("C1")
    assert store.account(w.tenant, Kind.CLIENT, c1.key) == c1
    assert store.account(w.tenant, Kind.PROFESSIONAL, c1.key) is None
    assert store.account(Tenant(w.runtime, replace(w.organisation, slug="other")), Kind.CLIENT, c1.key) is None
    found = store.accounts(w.tenant, Kind.CLIENT, [c1.key, "f" * 32, c1.key])
    assert found == {c1.key: c1}


def test_account_is_found_by_its_id_and_kind(w: World) -> None:
    p1 = w.professional("X")
    assert store.by_id(w.tenant, Kind.PROFESSIONAL, "X") == p1
    assert store.by_id(w.tenant, Kind.CLIENT, "X") is None
    assert store.by_id(w.tenant, Kind.PROFESSIONAL, "x") is None
    assert store.by_id(w.tenant, Kind.PROFESSIONAL, "") is None
    assert store.by_id(w.tenant, Kind.FRIEND, "X") is None
    assert store.by_id(Tenant(w.runtime, w.add_organisation("other")), Kind.PROFESSIONAL, "X") is None


def merge(w: World, retired: Account, survivor: Account) -> None:
    """Store one account as merged into another."""
    row = store.to_row(w.organisation, replace(retired, merged_into=survivor.key))
    w.runtime.table.write(Put(row_keys.accounts.account(w.organisation.slug, retired.kind, retired.key), row))


def test_id_of_a_merged_account_leads_to_the_survivor(w: World) -> None:
    c1, c2, c3 = (w.client(each) for each in ("C1", "C2", "C3"))
    merge(w, c1, c2)
    merge(w, c2, c3)
    assert store.by_id(w.tenant, Kind.CLIENT, "C1") == c3
    found = store.stored(w.tenant, Desired(kind=Kind.CLIENT, id="C1"))
    assert (found.account, found.through) == (c3, c1.key)
    by_key = store.stored(w.tenant, Desired(kind=Kind.CLIENT, key=c2.key))
    assert by_key.account == c3
    own = store.stored(w.tenant, Desired(kind=Kind.CLIENT, id="C3"))
    assert (own.account, own.through) == (c3, "")


def test_a_circle_of_merges_ends(w: World, requests: list[tuple[str, dict[str, Any]]]) -> None:
    c1, c2 = w.client("C1"), w.client("C2")
    merge(w, c1, c2)
    merge(w, c2, c1)
    requests.clear()
    assert store.by_id(w.tenant, Kind.CLIENT, "C1")
    assert len(requests) < 20


def test_stored_reads_all_that_a_plan_needs_in_three_requests(
    w: World, requests: list[tuple[str, dict[str, Any]]]
) -> None:
    p1, c1, c2 = w.professional("P1"), w.client("C1"), w.client("C2", bsn="111222333")
    linked = Desired(
        kind=Kind.CLIENT, id="C1", relations=DesiredRelations(professional_ids=("P1", "P9")), manner=Manner.LENIENT
    )
    synchronise(w.tenant, linked, w.origin("hl7_intake"))
    requests.clear()
    values: dict[str, Value] = {"email": "C2@client.example", "bsn": "111.222.333", "first_name": "\0", "gender": "f"}
    found = store.stored(w.tenant, replace(linked, values=values))
    assert [name for name, _ in requests] == ["BatchGetItem", "GetItem", "Query"]
    assert found.account
    assert found.account.key == c1.key
    assert found.holders == {
        Claim("client-id", "C1"): c1.key,
        Claim("email", "c2@client.example"): c2.key,
        Claim("bsn", "111222333"): c2.key,
        Claim("professional-id", "P1"): p1.key,
    }
    made = Relation(client=c1.key, professional=p1.key, professional_id="P1", integration="hl7_intake")
    waiting = WaitingRelation(client=c1.key, professional_id="P9", integration="hl7_intake")
    now = w.runtime.now()
    assert found.relations == (replace(made, external_source="EPD", since=now),)
    assert found.waiting == (replace(waiting, external_source="EPD", since=now),)


def test_every_read_is_strongly_consistent_and_none_is_a_scan(
    w: World, requests: list[tuple[str, dict[str, Any]]]
) -> None:
    c1 = w.client("C1")
    list(store.listed(w.tenant, Kind.CLIENT))
    store.by_id(w.tenant, Kind.CLIENT, "C1")
    store.accounts(w.tenant, Kind.CLIENT, [c1.key])
    store.relations(w.tenant, c1.key)
    reads: dict[str, set[bool]] = {"GetItem": set(), "BatchGetItem": set(), "Query": set()}
    for name, params in requests:
        tables = params["RequestItems"].values() if name == "BatchGetItem" else [params]
        if name in reads and params.get("IndexName") != LISTING:
            reads[name] |= {bool(each.get("ConsistentRead")) for each in tables}
    assert list(reads.values()) == [{True}, {True}, {True}]
    assert "Scan" not in {name for name, _ in requests}


def test_a_kind_is_listed_in_the_order_of_its_keys_after_a_key(w: World) -> None:
    made = [w.client(f"C{number}") for number in range(5)]
    w.professional("P1")
    in_order = sorted(made, key=lambda each: each.key)
    assert list(store.listed(w.tenant, Kind.CLIENT)) == in_order
    assert list(store.listed(w.tenant, Kind.CLIENT, after=in_order[1].key)) == in_order[2:]
    assert list(store.listed(w.tenant, Kind.CLIENT, limit=2)) == in_order[:2]
    assert [each.kind for each in store.listed(w.tenant, Kind.PROFESSIONAL)] == [Kind.PROFESSIONAL]
    assert list(store.listed(Tenant(w.runtime, w.add_organisation("other")), Kind.CLIENT)) == []


def test_new_account_is_listed_at_once(w: World) -> None:
    c1 = w.client("C1")
    assert list(store.listed(w.tenant, Kind.CLIENT)) == [c1]


def test_pages_have_every_account_once_while_others_are_created_and_changed(w: World) -> None:
    made = {w.client(f"C{number}").key for number in range(9)}
    new_keys = ["0" * 31 + "-", "f" * 32, "0" * 30 + "--", "f" * 31 + "-"]  # before and beyond the others
    others = replace(w.runtime, new_key=lambda: new_keys.pop(0))
    met: list[str] = []
    after = ""
    while page := list(store.listed(w.tenant, Kind.CLIENT, after=after, limit=2)):
        met += [each.key for each in page]
        after = page[-1].key
        values: dict[str, Value] = {"first_name": "A", "last_name": "B", "email": f"{after}@x.example", "gender": "f"}
        if new_keys:
            synchronise(Tenant(others, w.organisation), Desired(kind=Kind.CLIENT, values=values), w.origin())
        for key in (page[0].key, max(made)):
            wish = Desired(kind=Kind.CLIENT, key=key, values={"infix": f"van {len(met)}"})
            synchronise(w.tenant, wish, w.origin())
    assert new_keys == []
    assert made <= set(met)
    assert len(met) == len(set(met))


def test_relationships_and_waiting_ones_are_distinguished(w: World) -> None:
    p1, c1 = w.professional("P1"), w.client("C1")
    wish = Desired(kind=Kind.CLIENT, key=c1.key, relations=DesiredRelations(professional_ids=("P1", "P8", "P9")))
    synchronise(w.tenant, wish, w.origin())
    made, waiting = store.relations(w.tenant, c1.key)
    assert [each.professional for each in made] == [p1.key]
    assert {each.professional_id for each in waiting} == {"P8", "P9"}
    assert store.relations(w.tenant, p1.key) == ((), ())


def test_keys_hold_no_data_of_people(w: World) -> None:
    w.client("C1", bsn="111222333")
    wish = Desired(kind=Kind.CLIENT, id="C1", relations=DesiredRelations(professional_ids=("P-Jansen",)))
    synchronise(w.tenant, wish, w.origin())
    for item in dynamodb().scan(TableName=w.runtime.table.name)["Items"]:
        row = to_row(item)
        text = " ".join(str(row[name]) for name in ("pk", "sk", "listing_pk", "listing_sk") if name in row)
        assert not any(each in text.lower() for each in ("c1@", "111222333", "jansen", "johanna"))
        assert not text.endswith("/C1")


def test_the_clients_of_a_professional_are_listed(w: World) -> None:
    p1, p2, c1, c2 = w.professional("P1"), w.professional("P2"), w.client("C1"), w.client("C2")
    for client, ids in ((c1, ("P1", "P2")), (c2, ("P1",))):
        wish = Desired(kind=Kind.CLIENT, key=client.key, relations=DesiredRelations(professional_ids=ids))
        synchronise(w.tenant, wish, w.origin())
    assert store.clients_of(w.tenant, p1.key) == [(c1.key, RelationKind.THERAPIST), (c2.key, RelationKind.THERAPIST)]
    assert store.clients_of(w.tenant, p2.key) == [(c1.key, RelationKind.THERAPIST)]
    over = Desired(kind=Kind.CLIENT, key=c1.key, relations=DesiredRelations(ended=(p1.key,)))
    synchronise(w.tenant, over, w.origin())
    assert store.clients_of(w.tenant, p1.key) == [(c2.key, RelationKind.THERAPIST)]
