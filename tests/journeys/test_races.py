"""Races at the real table: many threads want the same values and the same account, and nothing is lost or doubled."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from secrets import token_hex
from threading import Barrier

import pytest

from koppel.accounts import store
from koppel.accounts.execution import TooBusy
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind, Value
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.runtime import Runtime
from tests.harness.world import Clock, World
from tests.koppel.ledger import Ledger, audit, audit_settled

THREADS, TURNS, PATIENCE = 16, 4, 20


@pytest.fixture
def w(runtime: Runtime) -> World:
    """The deployed table with one more organisation, new on any stack."""
    made = World(runtime=runtime, clock=Clock())
    made.add_organisation(f"races-{token_hex(4)}")
    return made


def at_once[Result](act: Callable[[int], Result]) -> list[Result]:
    """What came of it when so many threads did this at the same moment, each with its own number."""
    barrier = Barrier(THREADS)

    def start(number: int) -> Result:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(start, range(THREADS)))


def persistently(w: World, desired: Desired, integration: str = "rest_api") -> bool:
    """Wish this until it is done or refused, as a sender who is told to try again later; whether it was a change."""
    for _ in range(PATIENCE):
        with suppress(TooBusy):
            return synchronise(w.tenant, desired, w.origin(integration)).change is not None
    raise TooBusy


def test_one_account_for_each_address_and_no_claim_without_account(w: World) -> None:
    addresses = [f"person{number}@x.example" for number in range(12)]

    def create(number: int) -> list[FieldRefusal]:
        refusals: list[FieldRefusal] = []
        chance = Random(number)
        for address in chance.sample(addresses, len(addresses)):
            values: dict[str, Value] = {"first_name": "A", "last_name": f"B{number}", "email": address}
            kind = (Kind.CLIENT, Kind.PROFESSIONAL, Kind.FRIEND)[number % 3]
            if kind is Kind.CLIENT:
                values |= {"gender": "f", "id": f"C{number}-{address}"}
            if kind is Kind.FRIEND:
                values = {"name": "A", "email": address}
            desired = Desired(kind=kind, values=values)
            refusals += synchronise(w.tenant, desired, w.origin()).refusals
        return refusals

    refused = [each for refusals in at_once(create) for each in refusals]
    ledger = audit_settled(w.tenant)
    assert Counter(row["values"]["email"] for row in ledger.accounts.values()) == dict.fromkeys(addresses, 1)
    assert refused == [FieldRefusal("email", RefusalReason.TAKEN)] * (THREADS - 1) * len(addresses)


def test_no_update_of_one_account_is_lost(w: World) -> None:
    c1 = w.client("C1", first_name="", nickname="0")
    fields = ["first_name", "infix", "phone_number"]
    wishes = [(number, turn) for number in range(THREADS) for turn in range(TURNS)]

    def update(number: int) -> int:
        made = 0
        for turn in range(TURNS):
            values: dict[str, Value] = {fields[number % len(fields)]: f"{number}-{turn}"}
            relations = DesiredRelations(professional_ids=(f"P{number}-{turn}",))
            made += persistently(w, Desired(kind=Kind.CLIENT, key=c1.key, values=values, relations=relations))
        return made

    assert sum(at_once(update)) == len(wishes)
    ledger = audit_settled(w.tenant)
    assert ledger.accounts[c1.key]["version"] == 1 + len(wishes)
    _, waiting = store.relations(w.tenant, c1.key)
    assert {each.professional_id for each in waiting} == {f"P{number}-{turn}" for number, turn in wishes}
    for at, name in enumerate(fields):
        wished = {f"{number}-{turn}" for number, turn in wishes if number % len(fields) == at}
        assert sorted(told(ledger, name)) == sorted(wished)


def told(ledger: Ledger, name: str) -> list[str]:
    """Every value that the trail says this field got."""
    return [row["after"][name] for _, row in ledger.family("trail") if name in row["after"]]


def test_one_client_is_made_though_all_threads_bring_it(w: World) -> None:
    def bring(number: int) -> bool:
        values: dict[str, Value] = {"last_name": "Berg", "bsn": "111222333", "infix": f"van {number}"}
        desired = Desired(kind=Kind.CLIENT, id="C1", values=values, manner=Manner.LENIENT)
        return persistently(w, desired, "hl7_intake")

    assert all(at_once(bring))
    ledger = audit_settled(w.tenant)
    (account,) = ledger.accounts.values()
    assert account["version"] == THREADS
    assert sorted(told(ledger, "infix")) == sorted(f"van {number}" for number in range(THREADS))


def test_nobody_waits_in_vain_for_an_address_that_goes_from_hand_to_hand(w: World) -> None:
    addresses = ["one@x.example", "two@x.example", DELETED]

    def exchange(number: int) -> None:
        chance = Random(number)
        for _ in range(8):
            values: dict[str, Value] = {"last_name": "Berg", "email": chance.choice(addresses)}
            desired = Desired(kind=Kind.CLIENT, id=f"C{number % 6}", values=values, manner=Manner.LENIENT)
            persistently(w, desired, "hl7_intake")

    at_once(exchange)
    audit(w.tenant)
    audit_settled(w.tenant)


def test_clients_and_professionals_find_each_other_whoever_comes_first(w: World) -> None:
    def come(number: int) -> None:
        if number % 2:
            w.professional(f"P{number}")
            return
        ids = tuple(f"P{each}" for each in range(1, THREADS, 2))
        for each in Random(number).sample(ids, len(ids)):
            relations = DesiredRelations(professional_ids=(each,))
            values: dict[str, Value] = {"last_name": "Berg"}
            desired = Desired(
                kind=Kind.CLIENT, id=f"C{number}", values=values, relations=relations, manner=Manner.LENIENT
            )
            persistently(w, desired, "hl7_intake")

    at_once(come)
    ledger = audit_settled(w.tenant)
    assert list(ledger.family("waiting")) == []
    assert len(list(ledger.family("relations"))) == (THREADS // 2) ** 2
