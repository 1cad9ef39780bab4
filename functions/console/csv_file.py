"""Tables as files (RFC 4180) that spreadsheets open as they are."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

CONTENT_TYPE = "text/csv;charset=UTF-8;header=present"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The table with these columns, first the line of their names. The byte order mark says that it is UTF-8."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(row.get(each, "")) for each in columns])
    return made.getvalue().encode("utf-8-sig", "replace")


def _harmless(value: Any) -> Any:
    """The value, without what a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
