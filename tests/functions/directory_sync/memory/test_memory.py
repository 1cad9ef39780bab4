"""What is remembered of directories comes back as it was, costs what it must, and is written by one at a time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.memory import credentials, members, people_rows, readings, states, unsettled
from functions.directory_sync.memory.members import UNSETTLED
from functions.directory_sync.memory.readings import NOT_SHARED, Seen, Sight
from functions.directory_sync.memory.states import NEW
from functions.directory_sync.memory.unsettled import Matter
from functions.directory_sync.people import DirectoryPerson
from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.aws.errors import Contended
from koppel.aws.writes import Put
from koppel.domain.times import from_text
from tests.functions.directory_sync.people import guid, person
from tests.harness.metering import metered
from tests.harness.world import World, world

ONE, TWO = (members.packed(guid(number)) for number in (1, 2))
DIGEST = b"12345678"


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


# --- Members ----------------------------------------------------------------------------------------------------------


def test_members_come_and_go(w: World) -> None:
    assert members.every(w.tenant, "entra") == {}
    members.write(w.tenant, "entra", {ONE: DIGEST, TWO: UNSETTLED})
    assert members.every(w.tenant, "entra") == {ONE: DIGEST, TWO: UNSETTLED}
    assert members.some(w.tenant, "entra", [ONE, members.packed(guid(3))]) == {ONE: DIGEST}
    members.write(w.tenant, "entra", {ONE: None, members.packed(guid(3)): None})
    assert members.every(w.tenant, "entra") == {TWO: UNSETTLED}
    assert members.every(w.tenant, "other") == {}


def test_what_is_so_already_costs_no_write(w: World) -> None:
    members.write(w.tenant, "entra", {ONE: DIGEST})
    with metered() as meter:
        members.write(w.tenant, "entra", {ONE: DIGEST})
    assert dict(meter.requests) == {"BatchGetItem": 1}


def test_ten_thousand_members_take_few_rows(w: World) -> None:
    many = {members.packed(guid(number)): DIGEST for number in range(10_000)}
    members.write(w.tenant, "entra", many)
    with metered() as meter:
        assert members.every(w.tenant, "entra") == many
    assert dict(meter.requests) == {"Query": 1}
    assert meter.read < 80


def test_a_write_of_others_in_between_is_kept(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    members.write(w.tenant, "entra", {ONE: DIGEST})
    same_row = next(
        each
        for each in (members.packed(guid(number)) for number in range(3, 5000))
        if members._shard(each) == members._shard(ONE)
    )
    rows = w.tenant.table.get_many([row_keys.directory.members("demo", "entra", members._shard(ONE))])
    members.write(w.tenant, "entra", {same_row: DIGEST})
    monkeypatch.setattr(type(w.tenant.table), "get_many", lambda *_: rows)
    members.write(w.tenant, "entra", {ONE: UNSETTLED})
    monkeypatch.undo()
    assert members.every(w.tenant, "entra") == {ONE: UNSETTLED, same_row: DIGEST}


def test_who_is_always_too_late_says_so(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key = row_keys.directory.members("demo", "entra", members._shard(ONE))
    w.tenant.table.write(Put(key, {"people": b"", "version": 5}))
    monkeypatch.setattr(type(w.tenant.table), "get_many", lambda *_: {})
    monkeypatch.setattr(type(w.tenant.table), "get", lambda *_: None)
    with pytest.raises(Contended):
        members.write(w.tenant, "entra", {ONE: DIGEST})


def test_keys_hold_no_id_of_a_person(w: World) -> None:
    members.write(w.tenant, "entra", {ONE: DIGEST})
    unsettled.write(w.tenant, "entra", {guid(1): Matter(slugs=("x",), person=person(1))})
    readings.add(w.tenant, "20261129T154300-1a2b3c4d", 0, [Seen(Sight(ONE, DIGEST, NOT_SHARED, True), person(1))])
    for item in dynamodb().scan(TableName=w.runtime.table.name)["Items"]:
        assert guid(1) not in f"{item['pk']} {item['sk']}"


# --- People and readings ----------------------------------------------------------------------------------------------

TEXTS = st.text(max_size=8)
PEOPLE = st.builds(
    DirectoryPerson,
    id=TEXTS,
    attributes=st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2).map(tuple), max_size=3),
    groups=st.frozensets(TEXTS, max_size=2),
    enabled=st.booleans(),
    removed=st.booleans(),
)


@given(st.lists(PEOPLE, max_size=4))
def test_people_come_back_as_they_were(people: list[DirectoryPerson]) -> None:
    assert people_rows.unpack(people_rows.pack(people)) == people


def test_what_was_read_comes_back_row_by_row(w: World) -> None:
    seen = [
        Seen(Sight(members.packed(guid(number)), DIGEST, NOT_SHARED, number % 2 == 0), person(number))
        for number in range(450)
    ]
    assert readings.add(w.tenant, "run", 0, seen) == 3
    rows = list(readings.sights(w.tenant, "run", 3))
    assert [number for number, _ in rows] == [0, 1, 2]
    assert [each for _, row in rows for each in row] == [each.sight for each in seen]
    assert readings.people(w.tenant, "run", 2) == [person(number) for number in range(400, 450)]
    assert readings.people(w.tenant, "run", 3) == []


def test_rows_that_an_attempt_left_behind_do_not_count(w: World) -> None:
    one = [Seen(Sight(ONE, DIGEST, NOT_SHARED, True), person(1))]
    readings.add(w.tenant, "run", readings.add(w.tenant, "run", 0, one), one)
    assert len(list(readings.sights(w.tenant, "run", 1))) == 1
    assert list(readings.sights(w.tenant, "run", 0)) == []
    readings.forget(w.tenant, "run")
    assert list(readings.sights(w.tenant, "run", 9)) == []


def test_people_with_much_to_say_take_more_rows(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST_BYTES", 500)
    seen = [
        Seen(Sight(members.packed(guid(number)), DIGEST, NOT_SHARED, True), person(number)) for number in range(200)
    ]
    assert readings.add(w.tenant, "run", 0, seen) > 2
    assert sum(len(row) for _, row in readings.sights(w.tenant, "run", 99)) == 200


# --- Unsettled people -------------------------------------------------------------------------------------------------


def test_unsettled_people_come_back_as_they_were(w: World) -> None:
    matters = {
        guid(1): Matter(slugs=("person-without-name",), person=person(1)),
        guid(2): Matter(slugs=("person-id-shared",), entry="a/b", shared="00ff", person=person(2)),
        guid(3): Matter(slugs=("last-manager",)),
        guid(4): Matter(slugs=()),
    }
    unsettled.write(w.tenant, "entra", matters)
    assert unsettled.read(w.tenant, "entra") == matters
    unsettled.write(w.tenant, "entra", {})
    assert unsettled.read(w.tenant, "entra") == {}
    assert w.tenant.table.get(row_keys.directory.unsettled("demo", "entra")) is None


def test_of_too_many_the_first_are_kept(w: World) -> None:
    unsettled.write(w.tenant, "entra", {guid(number): Matter(slugs=("x",)) for number in range(300)})
    assert len(unsettled.read(w.tenant, "entra")) == unsettled.MOST


# --- States -----------------------------------------------------------------------------------------------------------


def test_a_state_is_changed_field_by_field(w: World) -> None:
    assert states.read(w.tenant, "entra") == NEW
    w.tenant.table.write(states.change(w.tenant, "entra", {"watermark": "w", "losses": ((5, 2), (7, 1))}))
    w.tenant.table.write(states.change(w.tenant, "entra", {"members": 3}))
    found = states.read(w.tenant, "entra")
    assert (found.watermark, found.losses, found.members) == ("w", ((5, 2), (7, 1)), 3)
    assert states.every(w.tenant) == {"entra": found}
    with pytest.raises(ValueError, match="no fields of a state"):
        states.change(w.tenant, "entra", {"odd": 1})


def test_losses_count_for_an_hour(w: World) -> None:
    w.tenant.table.write(states.change(w.tenant, "entra", {"losses": ((1000, 2), (4000, 3))}))
    found = states.read(w.tenant, "entra")
    assert (found.lost(4500), found.lost(4601), found.lost(7600)) == (5, 3, 0)


def test_failures_are_waited_for_twice_as_long_each_up_to_a_day(w: World) -> None:
    waits, before = [], NEW
    for _ in range(9):
        failed = states.after_failure(w.tenant, before, 15, "odd")
        waits.append(from_text(str(failed["next_at"])) - w.clock())
        w.tenant.table.write(states.change(w.tenant, "entra", failed))
        before = states.read(w.tenant, "entra")
    minutes = [each / timedelta(minutes=1) for each in waits]
    assert minutes == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert (before.failures, before.failed_with, bool(before.quarantined)) == (9, "odd", True)


def test_a_cycle_that_was_not_approved_is_no_failure(w: World) -> None:
    before = NEW
    for _ in range(4):
        w.tenant.table.write(states.change(w.tenant, "entra", states.after_failure(w.tenant, before, 15, "")))
        before = states.read(w.tenant, "entra")
    assert (before.quarantined, before.failed_with) == ("", "")


# --- Credentials ------------------------------------------------------------------------------------------------------


def test_a_credential_is_kept_encrypted_and_comes_back(w: World) -> None:
    assert credentials.read(w.tenant, "entra") is None
    secret = "geheim " * 1500
    credentials.store(w.tenant, "entra", secret, "2027-01-01T00:00:00", verb="set-directory-secret", actor="anna")
    found = credentials.read(w.tenant, "entra")
    assert found
    assert credentials.text(w.tenant, "entra", found) == secret
    assert found.expires == "2027-01-01T00:00:00"
    assert "geheim" not in repr(found)
    assert credentials.every(w.tenant, ["entra", "ad"]) == {"entra": found}
    for item in dynamodb().scan(TableName=w.runtime.table.name)["Items"]:
        assert "geheim" not in str(item)
