"""What came in during one month in all organisations, as a page and as a file: the operator settles accounts by it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from functions.console import view
from functions.console.faces import TILES
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain import csv_files
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Counted, Outcome
from koppel.entrance.requests import Response

ON_A_PAGE, IN_A_PART = 50, 200
MOST_PARTS = 50
"""Of a file: more organisations than this are not written into one."""
MONTHS_BACK = 13
_MONTH = re.compile("20[0-9]{2}-(0[1-9]|1[0-2])")
_SLUG = re.compile("[a-z0-9-]{1,40}")

COUNTED: Mapping[str, Text] = {
    Counted.MESSAGES: Text(nl="Berichten", en="Messages"),
    Counted.CALLS: Text(nl="Aanroepen", en="Calls"),
    Counted.LOGONS: Text(nl="Logons", en="Logons"),
}
OUTCOMES = (
    Outcome.DONE,
    Outcome.REFUSED,
    Outcome.BROKEN,
    Outcome.APPLIED,
    Outcome.UNCHANGED,
    Outcome.FAILED,
)
COLUMNS = ("organisation", "month", "integration", "counted", "total", *(str(each) for each in OUTCOMES))
ACCOUNTS: Mapping[str, Text] = {
    "clients": Text(nl="Cliënten", en="Clients"),
    "professionals": Text(nl="Medewerkers", en="Professionals"),
    "friends": Text(nl="Naasten", en="Friends"),
}


def show(turn: Turn) -> Response:
    """`/console/operator/usage?month=2027-01`."""
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    month, after = _month(turn), turn.query("after")
    found = turn.desk.ask("list-usage", month=month, limit=ON_A_PAGE, after=after if _SLUG.fullmatch(after) else "")
    return turn.show(
        "usage.html",
        month=month,
        months=_months(turn),
        usage=[each for each in found["usage"] if each["total"]],
        accounts=found["accounts"],
        titles={name: tile.title for name, tile in TILES.items()},
        counted=COUNTED,
        kinds=ACCOUNTS,
        next=found["next"],
    )


def export(turn: Turn) -> Response:
    """`/console/operator/usage.csv?month=2027-01`: a line for each organisation and integration, and one for its
    accounts."""
    if turn.rest[1:]:
        return turn.refuse(404, UNKNOWN_PAGE)
    month = _month(turn)
    heading: list[str | int] = [*COLUMNS, *ACCOUNTS]
    rows = [heading, *_rows(turn, month)]
    body = csv_files.MARK + csv_files.lines(rows, turn.words.language)
    return view.file(f"usage-{month}.csv", body.encode(), "text/csv;charset=UTF-8")


def _rows(turn: Turn, month: str) -> Iterator[list[str | int]]:
    after = ""
    for _ in range(MOST_PARTS):
        found = turn.desk.ask("list-usage", month=month, limit=IN_A_PART, after=after)
        for each in found["usage"]:
            yield [*(each[name] for name in COLUMNS), *("" for _ in ACCOUNTS)]
        for each in found["accounts"]:
            yield [*_accounts(each), *(each[name] for name in ACCOUNTS)]
        after = found["next"]
        if not after:
            return


def _accounts(row: Mapping[str, Any]) -> list[str | int]:
    own = {**row, "integration": "", "counted": "accounts"}
    return [own.get(name, "") for name in COLUMNS]


def _month(turn: Turn) -> str:
    """The month that is asked for; the present one without."""
    asked = turn.query("month")
    return asked if _MONTH.fullmatch(asked) else _months(turn)[0]


def _months(turn: Turn) -> list[str]:
    """The last months, the present one first."""
    now = turn.visit.page.now
    first = now.year * 12 + now.month - 1
    return [f"{date(each // 12, each % 12 + 1, 1):%Y-%m}" for each in range(first, first - MONTHS_BACK, -1)]
