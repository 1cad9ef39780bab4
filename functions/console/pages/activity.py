"""What comes in: messages, calls and logons by hour and outcome, and by month what is settled."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.console import chart, view
from functions.console.chart import Chart
from functions.console.faces import TILES
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain import csv_files
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Counted, Outcome
from koppel.domain.tiles.tile import Tile
from koppel.entrance.requests import Response

PERIODS = (1, 7, 30)
HOURS_IN_A_BAR: Mapping[int, int] = {1: 1, 7: 6, 30: 24}
"""Of each period: bars, and rows of the table, that are few enough to read."""

SERIES: Mapping[Counted, tuple[Outcome, ...]] = {
    Counted.MESSAGES: (Outcome.DONE, Outcome.REFUSED, Outcome.BROKEN),
    Counted.CALLS: (Outcome.DONE, Outcome.REFUSED, Outcome.BROKEN),
    Counted.LOGONS: (Outcome.DONE, Outcome.REFUSED, Outcome.BROKEN),
}
"""What is stacked in a chart: how what came in was answered."""

OUTCOMES: Mapping[str, Text] = {
    Outcome.DONE: Text(nl="Gelukt", en="Done"),
    Outcome.REFUSED: Text(nl="Geweigerd", en="Refused"),
    Outcome.BROKEN: Text(nl="Bij ons misgegaan", en="Failed on our side"),
    Outcome.APPLIED: Text(nl="Verwerkt", en="Applied"),
    Outcome.UNCHANGED: Text(nl="Niets te wijzigen", en="Nothing to change"),
    Outcome.FAILED: Text(nl="Niet te verwerken", en="Could not be processed"),
}
COUNTED: Mapping[str, Text] = {
    Counted.MESSAGES: Text(nl="Berichten", en="Messages"),
    Counted.CALLS: Text(nl="Aanroepen", en="Calls"),
    Counted.LOGONS: Text(nl="Logons", en="Logons"),
}


def show(turn: Turn) -> Response:
    """`/console/<organisation>/activity?days=7`: a chart and a table for each integration that counts."""
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    asked = turn.query("days")
    days = next((each for each in PERIODS if str(each) == asked), 7)
    found = [_shown(turn, tile, days) for tile in TILES.values() if tile.counts]
    usage = turn.desk.ask("show-usage")
    return turn.show(
        "activity.html",
        days=days,
        periods=PERIODS,
        integrations=found,
        is_empty=not any(each["total"] for each in found),
        usage=[each for each in usage["usage"] if each["total"]],
        accounts=usage["accounts"],
        titles={name: tile.title for name, tile in TILES.items()},
        outcomes=OUTCOMES,
        counted=COUNTED,
    )


def usage_file(turn: Turn) -> Response:
    """`/console/<organisation>/usage.csv`: what came in by month, and the accounts."""
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    usage = turn.desk.ask("show-usage")
    rows = [{**each, "what": each["counted"]} for each in usage["usage"]]
    rows += [{**each, "integration": "", "what": "accounts"} for each in usage["accounts"]]
    columns = ("month", "integration", "what", "total", *(each.value for each in OUTCOMES_IN_FILE))
    table = [columns, *([each.get(name, "") for name in columns] for each in rows)]
    body = csv_files.MARK + csv_files.lines(table, turn.words.language)
    return view.file(f"usage-{turn.organisation}.csv", body.encode(), "text/csv;charset=UTF-8")


OUTCOMES_IN_FILE = (
    Outcome.DONE,
    Outcome.REFUSED,
    Outcome.BROKEN,
    Outcome.APPLIED,
    Outcome.UNCHANGED,
    Outcome.FAILED,
)


def _shown(turn: Turn, tile: Tile, days: int) -> dict[str, Any]:
    answer = turn.desk.ask("show-activity", integration=tile.integration, days=days)
    hours = answer["hours"]
    count = HOURS_IN_A_BAR[days]
    series = SERIES[Counted(answer["counted"])]
    starts = [each["hour"] for each in hours[::count]]
    outcomes = answer["outcomes"]
    return {
        "title": tile.title,
        "integration": tile.integration,
        "counted": answer["counted"],
        "last_success": answer["last_success"],
        "series": series,
        "outcomes": outcomes,
        "totals": answer["totals"],
        "total": sum(answer["totals"][each] for each in series),
        "starts": starts,
        "chart": _chart(hours, count, series, days),
        "rows": _rows(hours, count, starts, outcomes),
    }


def _chart(hours: Sequence[Mapping[str, Any]], count: int, series: Sequence[str], days: int) -> Chart:
    bars = chart.joined([[each[one] for one in series] for each in hours], count)
    every = max(1, len(bars) // (6 if days == 1 else 7))
    return chart.draw(bars, marked=range(0, len(bars), every))


def _rows(
    hours: Sequence[Mapping[str, Any]], count: int, starts: Sequence[str], outcomes: Sequence[str]
) -> list[tuple[str, list[int]]]:
    """The table below a chart, newest first: the start of each bar, and its numbers. Bars without any are left out."""
    bars = chart.joined([[each[one] for one in outcomes] for each in hours], count)
    return [(start, bar) for start, bar in zip(starts, bars, strict=True) if any(bar)][::-1]
