"""What following a directory of 10,000 people may ask of AWS: requests and units of the table, exactly, with the least
that any design could do with beside it, and why ours does more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from functions.directory_sync import schedule
from functions.directory_sync.memory import members, states
from functions.directory_sync.rules import rules_of
from koppel.aws.queues import Queue
from koppel.runs.queueing import DIRECTORY_QUEUE
from koppel.runtime import variable
from tests.functions.directory_sync.people import guid, person, source
from tests.functions.directory_sync.site import Site, site
from tests.harness.metering import Meter, metered

PEOPLE, CHANGED = 10_000, 10
WATERMARK = 3_200
"""Signs in a watermark of Entra ID: two links of Graph, each with a token of 1,500 (`tests/bench/directory_entra`)."""


@dataclass(frozen=True)
class Cost:
    """Requests of all services; units of the table. `floor` is the least: units read and written
    (performance: "AD sync")."""

    requests: Mapping[str, int]
    read: float
    written: int
    floor: tuple[float, float]
    word: str


QUEUED = Cost(
    {"GetItem": 1, "Query": 1, "SendMessageBatch": 1},
    read=2,
    written=0,
    floor=(1, 0),
    word="whether the tile is on, and which sources are due",
)
UNCHANGED = Cost(
    {"BatchGetItem": 1, "UpdateItem": 1},
    read=8,
    written=4,
    floor=(1, 1),
    word="eight rows in one request: the organisation and three tiles, and of the source its state, its slot, its "
    "credential and its unsettled people; the state has the watermark, of more than 3 KB",
)
TEN_CHANGED = Cost(
    {"BatchGetItem": 15, "GetItem": 8, "Query": 4, "PutItem": 16, "TransactWriteItems": 14, "DeleteItem": 1}
    | {"SendMessage": 1},
    read=161,
    written=165,
    floor=(11, 11),
    word="a person is looked up by three claims and a key when planned and when applied (8), is looked for among the "
    "members five times (5), and is written with a trail in a transaction (4) and among the members (2). The rest is "
    "the run, with which any process can go on at any moment: its row, which has the watermark twice, is written at "
    "each step, and what was read, what is planned and what became of it is kept",
)
EVERYBODY = Cost(
    {"BatchGetItem": 13, "GetItem": 57, "Query": 7, "PutItem": 114, "TransactWriteItems": 14, "DeleteItem": 50}
    | {"SendMessage": 1},
    read=901,
    written=872,
    floor=(30, 51),
    word="once a day: who was seen is kept, 33 bytes a person, in 50 rows, which are written, read and deleted; and "
    "the row of the run is written with each of them",
)


@pytest.fixture(scope="module")
def followed() -> Iterator[Site]:
    """A site that follows 10,000 people, of whom these tests change the first ten. Only these have accounts: nothing is
    asked about the others."""
    with site() as here:
        here.directory.page, here.directory.length = 200, WATERMARK
        here.employ(*range(1, CHANGED + 1))
        here.cycle()
        rules = rules_of(source())
        everybody = {members.packed(guid(each)): rules.digest(person(each)) for each in range(1, PEOPLE + 1)}
        members.write(here.tenant, "entra", everybody)
        here.tenant.table.write(states.change(here.tenant, "entra", {"members": PEOPLE}))
        here.done("set-directory-secret", source="entra", secret="s3cret")
        yield here


def queue_due(here: Site) -> Meter:
    """What the sweep asks, fifteen minutes later."""
    here.world.clock.move(minutes=15)
    with metered() as meter:
        schedule.enqueue_due(here.tenant, lambda: Queue(variable(DIRECTORY_QUEUE)))
    return meter


def worked(here: Site) -> tuple[list[str], Meter]:
    """What the worker does with what is queued, and asks for it."""
    with metered() as meter:
        return here.work(), meter


def spent(meter: Meter) -> tuple[Mapping[str, int], float, int]:
    """What the meter shows."""
    return dict(meter.requests), meter.read, meter.written


def test_the_sweep_queues_a_source_that_is_due(followed: Site) -> None:
    assert spent(queue_due(followed)) == (QUEUED.requests, QUEUED.read, QUEUED.written)
    assert followed.work() == ["unchanged"]


def test_a_cycle_without_changes_is_one_read_and_one_write(followed: Site) -> None:
    queue_due(followed)
    outcomes, meter = worked(followed)
    assert outcomes == ["unchanged"]
    assert spent(meter) == (UNCHANGED.requests, UNCHANGED.read, UNCHANGED.written)


def test_ten_changes_among_ten_thousand_people(followed: Site) -> None:
    for each in range(1, CHANGED + 1):
        followed.directory.put(each, person(each, surname=f"Bos{each}"))
    queue_due(followed)
    outcomes, meter = worked(followed)
    assert outcomes == ["started", "done"]
    assert followed.last().outcomes == {"applied": CHANGED}
    assert spent(meter) == (TEN_CHANGED.requests, TEN_CHANGED.read, TEN_CHANGED.written)


def test_ten_changes_found_by_reading_everybody(followed: Site) -> None:
    for each in range(1, PEOPLE + 1):
        followed.directory.put(each, person(each, surname=f"Vis{each}" if each <= CHANGED else f"Smit{each}"))
    followed.directory.loses = True
    queue_due(followed)
    outcomes, meter = worked(followed)
    assert outcomes == ["started", "done"]
    assert followed.last().outcomes == {"applied": CHANGED}
    assert followed.state().members == PEOPLE
    assert spent(meter) == (EVERYBODY.requests, EVERYBODY.read, EVERYBODY.written)
