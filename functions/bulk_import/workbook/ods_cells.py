"""Cells of an .ods (OpenDocument 1.3 part 3 section 19.385, `office:value-type`)."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time

from functions.bulk_import.problems import workbook
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook.block import CellKind

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TYPE = f"{OFFICE}value-type"
_FORMULA = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 formula"
_ERROR = re.compile(r"#[A-Z/0]+[!?]?|Err:[0-9]{3}")
_NUMBERS = frozenset({"float", "percentage", "currency"})


def error_in(attributes: Mapping[str, str], text: str) -> CellKind | None:
    """Why the cell has no value to be read; None where it has one, or is empty. LibreOffice gives an error a type of
    its own besides the one of the standard, as text or as the number 0."""
    types = {name.rpartition(" ")[2]: value for name, value in attributes.items() if name.endswith(" value-type")}
    of_extension = [value for name, value in attributes.items() if name.endswith(" value-type") and name != _TYPE]
    if "error" in of_extension:
        return CellKind.ERROR
    if _FORMULA in attributes:
        if _ERROR.fullmatch(text):
            return CellKind.ERROR
        if not types and not text:
            return CellKind.FORMULA
    return None


def value_of(attributes: Mapping[str, str], text: str) -> str | float | bool | date | datetime | time:
    """The value of the cell, "" for an empty one. Raises FileRefused for a value that is not of its type."""
    kind = attributes.get(_TYPE, "")
    try:
        if kind in _NUMBERS:
            number = float(attributes[f"{OFFICE}value"])
            return number if math.isfinite(number) else text
        if kind == "date":
            return _day(attributes[f"{OFFICE}date-value"])
        if kind == "boolean":
            return attributes[f"{OFFICE}boolean-value"] == "true"
    except (KeyError, ValueError):
        raise FileRefused(workbook.DAMAGED) from None
    if kind == "time":
        return time()
    return attributes.get(f"{OFFICE}string-value", text)


def _day(text: str) -> date | datetime:
    """A date, or a date with a time of day other than midnight."""
    if len(text) == 10:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.time() != time() else moment.date()
