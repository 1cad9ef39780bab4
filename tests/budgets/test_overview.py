"""What the overview and the counts ask of the table: the same, however much is stored."""

import pytest

from functions.operations.registry import TILES
from koppel.domain.problems.problem import Finding, Level, Problem
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Outcome
from koppel.domain.tiles.tile import Purpose
from koppel.organisation import activity, error_log
from tests.harness.metering import metered
from tests.harness.office import Office, open_office

IN_USE = [name for name, each in TILES.items() if each.purpose is not Purpose.ACCOUNTS]
TEXT = Text(nl="x.", en="x.")


def fill(office: Office, number: int) -> None:
    """So many entries and days of activity of each integration."""
    for name in IN_USE:
        for each in range(number):
            problem = Problem(f"of-{each}", Level.NOTICE, TEXT, TEXT)
            error_log.record(office.world.tenant, name, Finding(problem=problem))
    for _ in range(number):
        office.world.clock.move(days=1)
        for name in IN_USE:
            activity.count(office.world.runtime, "demo", name, {Outcome.DONE: 1})


@pytest.mark.parametrize("number", [1, 40])
def test_the_overview_asks_the_same_however_much_there_is(number: int) -> None:
    with open_office() as office:
        for name in IN_USE:
            office.done("make-available", integration=name)
        office.done("create-api-user", name="EPD", scopes=["hl7", "accounts:read"])
        office.done("create-logon-key", name="EPD")
        fill(office, number)
        with metered() as meter:
            office.done("show-overview")
        assert dict(meter.requests) == REQUESTS


REQUESTS = {
    "BatchGetItem": 3,  # the organisation with its tiles; contacts; when the person last looked at each error log
    "GetItem": 3,  # keys of links, keys of imports, and what waits behind the brake of what is pushed
    "Query": len(TILES) + len(IN_USE) + 3 + 1,  # entries; activity; API users for three tiles; waiting messages
}


@pytest.mark.parametrize(("command", "requests"), [("show-activity", 1), ("show-usage", len(IN_USE) + 1)])
def test_activity_is_read_by_one_query_for_each_integration(command: str, requests: int) -> None:
    with open_office() as office:
        fill(office, 10)
        arguments = {"integration": "hl7_intake"} if command == "show-activity" else {}
        with metered() as meter:
            office.done(command, **arguments)
        assert dict(meter.requests) == {"BatchGetItem": 1, "Query": requests}
