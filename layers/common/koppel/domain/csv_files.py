"""CSV files for spreadsheets (RFC 4180): no text in them is a formula.

Spreadsheets evaluate a cell that starts with a sign such as `=`. A text from outside that does so gets an apostrophe
before it, which spreadsheets show as text.
"""

import csv
import io
from collections.abc import Iterable, Sequence

MARK = "\ufeff"
"""Stands at the start of a file: Excel then reads UTF-8."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula starts with, or what some spreadsheets drop before they look (OWASP, "CSV Injection")."""

_SEPARATORS = {"nl": ";", "en": ","}
"""What separates cells where the language is set: Dutch writes decimals with a comma."""


def lines(rows: Iterable[Sequence[str | int]], language: str) -> str:
    """These rows as lines, each ended by CR LF. Numbers are written as they are, texts safely."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=_SEPARATORS.get(language, ","), lineterminator="\r\n")
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue()


def safe(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would read it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
