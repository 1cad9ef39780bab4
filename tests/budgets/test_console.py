"""What pages of the console ask of the table: the same, however many entries and messages are stored.

Compared are 200 rows of each and 2,000: a page of the console has 25 rows, so that a request for each row, or for each
so many of them, shows between these two. `test_error_log` has 10,000 entries. 100,000 messages would take longer than
all other tests: moto looks at every row of a table for each query.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from functions.console import routes
from functions.console.faces import TILES
from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Message, Outcome
from functions.hl7_intake.problems import NOT_PROCESSED
from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row, to_item
from koppel.domain.problems.problem import Finding
from koppel.organisation import error_log
from tests.functions.console.conftest import Console, open_console
from tests.functions.hl7_intake.adt import adt
from tests.harness.metering import metered
from tests.harness.rights import Record

FEW, MANY = 200, 2000
MOST = 40
"""Requests of one page."""
FILES = {"errors.csv": 120, "usage.csv": MOST, "calendar.ics": MOST}
"""Requests of a file: that of entries is written from 5,000 of them at most."""
HOME = "/console/demo"
FINDING = Finding(problem=NOT_PROCESSED, subject="26010042", reference="a" * 97)


def pages() -> dict[str, int]:
    """The pages of an organisation that are about all that is stored, each with the most that it may ask."""
    own = [HOME, *(f"{HOME}/{each}" for each in (*routes.PAGES, *TILES) if each != "do")]
    of_tiles = [f"{HOME}/{tile}/{name}" for tile in TILES for name in routes.OF_TILES]
    filtered = [f"{HOME}/messages?outcome=in-trouble", f"{HOME}/hl7_intake/errors?level=error"]
    return {each: FILES.get(each.rpartition("/")[2], MOST) for each in (*own, *of_tiles, *filtered)}


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    with open_console(Record()) as made:
        for tile in TILES.values():
            if tile.counts:
                made.office.done("make-available", integration=tile.integration)
        yield made


def fill(console: Console, start: int, end: int) -> None:
    """Entries and messages like those that are written, numbered so."""
    tenant = console.world.tenant
    first = error_log.identify(tenant.organisation, "hl7_intake", FINDING)
    if start == 0:
        error_log.record(tenant, "hl7_intake", FINDING)
    entry = tenant.table.get(RowKey(row_keys.organisation.entries("demo", "hl7_intake"), first))
    assert entry
    rows = [{**entry, **_entry(number)} for number in range(start + 1, end)]
    rows += [_message(console, number) for number in range(start, end)]
    for each in range(0, len(rows), 25):
        puts = [{"PutRequest": {"Item": to_item(row)}} for row in rows[each : each + 25]]
        dynamodb().batch_write_item(RequestItems={tenant.table.name: puts})  # type: ignore[dict-item]


def _entry(number: int) -> Row:
    seen = f"2026-02-{1 + number // 500:02}T{number % 24:02}:00:{number % 60:02}.000000"
    place = {"sk": f"{number:032x}/{number:032x}", "listing_sk": f"{seen}/error"}
    return {**place, "first_seen": seen, "last_seen": seen}


def _message(console: Console, number: int) -> Row:
    """The row of a message, as the archive writes it."""
    tenant, outcomes = console.world.tenant, [Outcome.APPLIED, Outcome.FAILED, Outcome.REFUSED, Outcome.UNCHANGED]
    received = f"2026-02-{1 + number // 500:02}T{number % 24:02}:00:00.{number:06}"
    outcome = outcomes[number % len(outcomes)]
    message = replace(MESSAGE, id=f"{number:032x}-{'b' * 64}", received=received, outcome=outcome)
    key = row_keys.traffic.message(tenant.slug, message.id)
    if number < len(outcomes):
        messages.store(tenant, message)
        _STORED[message.outcome] = dict(tenant.table.get(key) or {})
    shelf = messages.shelf(tenant.organisation, message)
    own = {"pk": key.pk, "sk": key.sk, "received": received, "listing_sk": shelf, "shelf": shelf}
    return {**_STORED[outcome], **own}


_STORED: dict[Outcome, Row] = {}
MESSAGE = Message(
    id="",
    group="g" * 64,
    raw=adt("A01"),
    charset="8859/1",
    fingerprint="f" * 64,
    answer=b"MSH|^~\\&|KOPPEL\rMSA|AA|1",
    sender="u",
    trigger="ADT^A01",
    received="2026-02-01T09:00:00.000000",
    outcome=Outcome.APPLIED,
    feed="EPD",
)


def asked(console: Console) -> Mapping[str, Mapping[str, int]]:
    """The requests of each page."""
    found: dict[str, Mapping[str, int]] = {}
    for target in pages():
        with metered() as meter:
            answer = console.manager.get(target)
        assert answer.status == 200, target
        found[target] = dict(meter.requests)
    return found


def test_pages_ask_the_same_however_much_is_stored(console: Console) -> None:
    fill(console, 0, FEW)
    few = asked(console)
    fill(console, FEW, MANY)
    many = asked(console)
    assert {each: many[each] for each in many if not each.endswith(".csv")} == {
        each: few[each] for each in few if not each.endswith(".csv")
    }
    over = {each: requests for each, requests in many.items() if sum(requests.values()) > pages()[each]}
    assert over == {}
