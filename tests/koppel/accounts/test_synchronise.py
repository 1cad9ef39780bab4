"""Synchronise: what is desired is stored with its trail, collisions are told and resolved, and the books are right."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from koppel.accounts import store, waiting_lists
from koppel.accounts.apply import Superseded
from koppel.accounts.execution import TooBusy
from koppel.accounts.synchronise import preview, synchronise
from koppel.aws.errors import Contended
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.writes import ABSENT, PRESENT, Check, Put, Write
from koppel.domain.accounts.account import Account, Kind, Value
from koppel.domain.plan.changes import Change, Verb
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner
from koppel.domain.plan.planning import Plan
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from koppel.runtime import Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world
from tests.koppel.ledger import audit, audit_settled, fresh


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    with world() as w:
        yield w


@pytest.fixture
def w(shared: World) -> World:
    """The world with an organisation of the test's own."""
    return fresh(shared)


def hl7(w: World, client: str, values: dict[str, Value] | None = None, *ids: str, instead: bool = False) -> Plan:
    """What an HL7 message about this client does."""
    relations = DesiredRelations(professional_ids=ids, replace=instead) if ids or instead else None
    desired = Desired(kind=Kind.CLIENT, id=client, values=values or {}, relations=relations, manner=Manner.LENIENT)
    return synchronise(w.tenant, desired, w.origin("hl7_intake"))


def rest(w: World, account: Account, **values: Value) -> Plan:
    """What an API user's update of this account does."""
    desired = Desired(kind=account.kind, key=account.key, values=values)
    return synchronise(w.tenant, desired, w.origin())


def client(w: World, external_id: str) -> Account:
    """The client as stored now."""
    found = store.by_id(w.tenant, Kind.CLIENT, external_id)
    assert found
    return found


def open_entries(w: World) -> list[str]:
    """Slugs of the open entries of the HL7 tile."""
    page, _ = error_log.entries(w.tenant, "hl7_intake", State.OPEN)
    return sorted(each.slug for each in page)


def test_what_was_planned_is_what_is_read_back(w: World) -> None:
    planned = hl7(w, "C1", {"last_name": "Berg", "email": "c1@client.example", "labels": ("a", "b"), "age": 7})
    assert planned.change
    after = planned.change.accounts[0].after
    assert store.account(w.tenant, Kind.CLIENT, after.key) == replace(after, version=1)
    stored = client(w, "C1")
    assert rest(w, stored, infix="van").change
    assert client(w, "C1") == replace(stored, version=2, values={**stored.values, "infix": "van"})


def test_second_time_nothing_is_written(w: World) -> None:
    w.professional("P1")
    hl7(w, "C1", {"last_name": "Berg"}, "P1", "P9")
    before = audit(w.tenant)
    assert hl7(w, "C1", {"last_name": "Berg"}, "P1", "P9").change is None
    assert audit(w.tenant) == before


def test_preview_writes_nothing(w: World) -> None:
    before = audit(w.tenant)
    desired = Desired(kind=Kind.CLIENT, id="C1", values={"last_name": "Berg"}, manner=Manner.LENIENT)
    assert preview(w.tenant, desired, w.origin("hl7_intake")).change
    assert audit(w.tenant) == before


@pytest.mark.parametrize("value", ["p1@praktijk.example", " P1@Praktijk.Example\n"])
def test_email_of_a_professional_cannot_be_a_clients_too(w: World, value: str) -> None:
    professional = w.professional("P1")
    c1 = w.client("C1")
    planned = rest(w, c1, email=value, infix="van")
    assert (planned.change, planned.refusals) == (None, (FieldRefusal("email", RefusalReason.TAKEN),))
    assert client(w, "C1") == c1
    assert audit(w.tenant).holder("email", "p1@praktijk.example") == professional.key


def test_email_of_an_inactive_account_stays_its_own(w: World) -> None:
    c1 = w.client("C1")
    synchronise(w.tenant, Desired(kind=Kind.CLIENT, key=c1.key, active=False), w.origin())
    assert rest(w, w.client("C2"), email="c1@client.example").refusals


def test_same_value_may_be_held_in_two_organisations(w: World) -> None:
    w.client("C1")
    first, _ = w.organisation, w.add_organisation("other")
    w.client("C1")
    assert audit(Tenant(w.runtime, first)).accounts.keys() != audit(w.tenant).accounts.keys()


def test_client_and_professional_may_share_an_id(w: World) -> None:
    professional, c1 = w.professional("X1"), w.client("X1", email="x1@client.example")
    assert store.by_id(w.tenant, Kind.PROFESSIONAL, "X1") == professional
    assert client(w, "X1") == c1


@pytest.mark.parametrize("value", [DELETED, "new@client.example"])
def test_a_released_email_goes_to_the_waiting_account_and_the_entry_closes(w: World, value: str) -> None:
    hl7(w, "C1", {"last_name": "Een", "email": "one@client.example"})
    hl7(w, "C2", {"last_name": "Twee", "email": "one@client.example"})
    assert "value-taken" in open_entries(w)
    assert client(w, "C2").text("email") == ""
    audit(w.tenant)
    hl7(w, "C1", {"email": value})
    assert client(w, "C2").text("email") == "one@client.example"
    assert "email" not in client(w, "C2").missing
    assert "value-taken" not in open_entries(w)
    audit_settled(w.tenant)


def test_of_two_waiting_accounts_one_gets_the_value_and_the_other_keeps_waiting(w: World) -> None:
    hl7(w, "C1", {"last_name": "Een", "bsn": "111222333"})
    for each in ("C2", "C3"):
        hl7(w, each, {"last_name": each, "bsn": "111222333"})
    hl7(w, "C1", {"bsn": DELETED})
    ledger = audit_settled(w.tenant)
    held = [key for key, row in ledger.accounts.items() if row["values"].get("bsn") == "111222333"]
    assert held == [ledger.holder("bsn", "111222333")]
    assert len(list(ledger.family("waiting"))) == 1
    hl7(w, "C2" if client(w, "C2").text("bsn") else "C3", {"bsn": "123456782"})
    ledger = audit_settled(w.tenant)
    assert list(ledger.family("waiting")) == []
    assert {client(w, each).text("bsn") for each in ("C2", "C3")} == {"111222333", "123456782"}


def test_awaited_professional_is_linked_and_the_entry_closes(w: World) -> None:
    hl7(w, "C1", {"last_name": "Een"}, "P1", "P2")
    hl7(w, "C2", {"last_name": "Twee"}, "P1")
    assert open_entries(w).count("unknown-professional") == 2
    professional = w.professional("P1")
    for each in ("C1", "C2"):
        made, waiting = store.relations(w.tenant, client(w, each).key)
        assert [(one.professional, one.integration, one.external_source) for one in made] == [
            (professional.key, "hl7_intake", "EPD")
        ]
        assert [one.professional_id for one in waiting] == (["P2"] if each == "C1" else [])
    assert open_entries(w).count("unknown-professional") == 1
    audit_settled(w.tenant)


def test_professional_that_gets_its_id_later_is_linked_then(w: World) -> None:
    hl7(w, "C1", {"last_name": "Een"}, "P1")
    nameless = w.professional("P0")
    rest(w, nameless, id="P1")
    assert [each.professional for each in store.relations(w.tenant, client(w, "C1").key)[0]] == [nameless.key]
    assert audit_settled(w.tenant).holder("professional-id", "P0") == ""


def test_an_overtaken_change_is_planned_again_and_loses_nothing(w: World) -> None:
    c1 = w.client("C1")
    runtime = overtaken(w.runtime, lambda: rest(w, c1, infix="van"), lambda: rest(w, c1, phone_number="06"))
    desired = Desired(kind=Kind.CLIENT, key=c1.key, values={"last_name": "Bos"})
    assert synchronise(Tenant(runtime, w.organisation), desired, w.origin()).change
    assert client(w, "C1").values == {**c1.values, "infix": "van", "phone_number": "06", "last_name": "Bos"}
    audit_settled(w.tenant)


def test_a_change_that_is_overtaken_each_time_is_too_busy(w: World) -> None:
    c1 = w.client("C1")
    rivals = [lambda number=number: rest(w, c1, infix=f"van {number}") for number in range(20)]
    desired = Desired(kind=Kind.CLIENT, key=c1.key, values={"last_name": "Bos"})
    with pytest.raises(TooBusy):
        synchronise(Tenant(overtaken(w.runtime, *rivals), w.organisation), desired, w.origin())
    assert client(w, "C1").text("last_name") == "Berg"


def test_two_who_create_the_same_client_make_one(w: World) -> None:
    runtime = overtaken(w.runtime, lambda: hl7(w, "C1", {"last_name": "Berg", "infix": "van"}))
    desired = Desired(kind=Kind.CLIENT, id="C1", values={"last_name": "Bos"}, manner=Manner.LENIENT)
    planned = synchronise(Tenant(runtime, w.organisation), desired, w.origin("hl7_intake"))
    assert planned.change
    assert planned.change.verb is Verb.UPDATE
    ledger = audit_settled(w.tenant)
    assert [row["values"] for row in ledger.accounts.values()] == [{"id": "C1", "last_name": "Bos", "infix": "van"}]


def test_a_value_that_was_taken_meanwhile_waits(w: World) -> None:
    runtime = overtaken(w.runtime, lambda: w.client("C1", email="one@client.example"))
    desired = Desired(
        kind=Kind.CLIENT, id="C2", values={"last_name": "Twee", "email": "one@client.example"}, manner=Manner.LENIENT
    )
    synchronise(Tenant(runtime, w.organisation), desired, w.origin("hl7_intake"))
    assert client(w, "C2").waiting == {"email": "one@client.example"}
    audit_settled(w.tenant)


def test_extra_writes_are_written_with_the_change_or_not_at_all(w: World) -> None:
    done = RowKey(f"{w.organisation.slug}/done", "1")
    seen: list[Verb] = []

    def once(change: Change) -> list[Write]:
        seen.append(change.verb)
        return [Put(done, {}, ABSENT)]

    desired = Desired(kind=Kind.CLIENT, id="C1", values={"last_name": "Berg"}, manner=Manner.LENIENT)
    synchronise(w.tenant, desired, w.origin(), once)
    assert w.runtime.table.get(done)
    before = audit(w.tenant)
    with pytest.raises(Superseded):
        synchronise(w.tenant, replace(desired, values={"last_name": "Bos"}), w.origin(), once)
    assert audit(w.tenant) == before
    assert synchronise(w.tenant, desired, w.origin(), once).change is None
    assert seen == [Verb.CREATE, Verb.UPDATE]


def test_a_refused_extra_check_supersedes_and_does_not_overtake(w: World) -> None:
    missing = Check(RowKey(f"{w.organisation.slug}/done", "2"), PRESENT)
    desired = Desired(kind=Kind.CLIENT, id="C1", values={"last_name": "Berg"}, manner=Manner.LENIENT)
    with pytest.raises(Superseded):
        synchronise(w.tenant, desired, w.origin(), lambda _: [missing])
    assert audit(w.tenant).accounts == {}


def test_a_change_is_reported_although_its_waiting_list_cannot_be_served_now(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hl7(w, "C1", {"last_name": "Een", "email": "one@client.example"})
    hl7(w, "C2", {"last_name": "Twee", "email": "one@client.example"})

    def busy(*_: object) -> int:
        raise Contended("the table was busy")

    with monkeypatch.context() as patch:
        patch.setattr(waiting_lists, "serve", busy)
        assert hl7(w, "C1", {"email": DELETED}).change
    assert client(w, "C2").waiting
    audit_settled(w.tenant)
    assert client(w, "C2").text("email") == "one@client.example"


def test_moved_watermark_leaves_no_trace_in_the_trail(w: World) -> None:
    desired = Desired(
        kind=Kind.CLIENT,
        id="C1",
        values={"last_name": "Berg"},
        manner=Manner.LENIENT,
        event_time="2026-03-01T10:00:00.000000",
    )
    synchronise(w.tenant, desired, w.origin("hl7_intake"))
    later = replace(desired, event_time="2026-03-01T11:00:00.000000")
    planned = synchronise(w.tenant, later, w.origin("hl7_intake"))
    assert planned.change
    assert planned.change.verb is Verb.OBSERVE
    ledger = audit(w.tenant)
    assert len(list(ledger.family("trail"))) == 1
    assert [row["version"] for row in ledger.accounts.values()] == [2]
