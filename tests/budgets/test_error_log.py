"""What error logs of 10,000 entries ask of the table: exactly these requests and units, however long the logs are.

Of every command 3 units and a request (BatchGetItem) are the organisation with two tiles. A page of one log lists keys
by one Query, of all logs by one for each, which is half a unit where the log is empty; keys are 0.25 KB, rows up to
1 KB. Counting also reads when somebody last looked at each log (1 unit).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from functions.operations.registry import TILES
from koppel.aws.clients import dynamodb
from koppel.aws.row_keys import organisation as keys
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row, to_item
from koppel.domain.problems.account import VALUE_TAKEN
from koppel.domain.problems.problem import Finding, Level
from koppel.organisation import error_log
from tests.harness.metering import metered
from tests.harness.office import Office, open_office

LOG = "hl7_intake"
OTHERS = len(TILES) - 1
ENTRIES = 10_000
AN_ERROR_IN = 50  # entries; the others are warnings
FINDING = Finding(problem=VALUE_TAKEN, subject="26010042", details={"field": "email"}, reference="a" * 97)


def varied(number: int) -> Row:
    """What differs in each row."""
    level = Level.WARNING if number % AN_ERROR_IN else Level.ERROR
    day, minute = divmod(number, 500)
    seen = f"2026-02-{1 + day:02}T{minute // 60:02}:{minute % 60:02}:00.000000"
    place = {"sk": f"{number:032x}/{number:032x}", "listing_sk": f"{seen}/{level}"}
    return {**place, "level": level, "first_seen": seen, "last_seen": seen}


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """An operator's desk with a log of 10,000 entries, all of them like one that `record` has written."""
    with open_office() as made:
        table = made.world.runtime.table
        error_log.record(made.world.tenant, LOG, FINDING)
        entry = error_log.identify(made.world.organisation, LOG, FINDING)
        first = table.get(RowKey(keys.entries("demo", LOG), entry))
        assert first
        for start in range(1, ENTRIES, 25):
            rows = [{**first, **varied(number)} for number in range(start, min(start + 25, ENTRIES))]
            puts = [{"PutRequest": {"Item": to_item(each)}} for each in rows]
            dynamodb().batch_write_item(RequestItems={table.name: puts})  # type: ignore[dict-item]
        yield made


@pytest.mark.parametrize(
    ("command", "arguments", "requests", "read"),
    [
        ("list-entries", {"integration": LOG}, {"Query": 1, "BatchGetItem": 2}, 54.5),
        ("list-entries", {}, {"Query": len(TILES), "BatchGetItem": 2}, 54.5 + 0.5 * OTHERS),
        ("list-entries", {"integration": LOG, "level": "error"}, {"Query": 1, "BatchGetItem": 2}, 44.5),
        ("list-entries", {"integration": LOG, "text": "no such"}, {"Query": 1, "BatchGetItem": 6}, 524.5),
        ("list-entries", {"integration": LOG, "until": "2026-02-03"}, {"Query": 1, "BatchGetItem": 2}, 54.5),
        ("export-entries", {}, {"Query": len(TILES), "BatchGetItem": 11}, 1024.5 + 0.5 * OTHERS),
        ("count-entries", {}, {"Query": len(TILES), "BatchGetItem": 2}, 25.5 + 1.5 * OTHERS),
        ("find-entries", {"subject": "26010042"}, {"PutItem": 1, "Query": len(TILES), "BatchGetItem": 1}, 4 + OTHERS),
        ("mark-seen", {"integration": LOG}, {"GetItem": 1, "PutItem": 1, "BatchGetItem": 1}, 4),
    ],
)
def test_a_command_asks_the_same_however_long_the_log_is(
    office: Office, command: str, arguments: dict[str, Any], requests: Mapping[str, int], read: float
) -> None:
    with metered() as meter:
        office.done(command, **arguments)
    assert (dict(meter.requests), meter.read) == (requests, read)


def test_a_finding_is_one_update_of_two_kilobytes_at_most(office: Office) -> None:
    for number in range(5):
        error_log.record(office.world.tenant, LOG, replace(FINDING, reference=str(number) * 97))
    office.world.clock.move(seconds=1)
    with metered() as meter:
        error_log.record(office.world.tenant, LOG, FINDING)
    assert (dict(meter.requests), meter.written) == ({"UpdateItem": 1}, 2 + 2)  # it moves in the listing
