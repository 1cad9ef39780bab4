"""Texts: rows separated by line ends, cells by a semicolon, a comma, a tab or a bar (RFC 4180, and what Excel makes of
it in other countries)."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO

from functions.bulk_import.problems import workbook
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook.addresses import address
from functions.bulk_import.workbook.archive import CHUNK
from functions.bulk_import.workbook.blocks import blocks_of
from functions.bulk_import.workbook.prescan import LAST_ROW, MOST_COLUMNS, MOST_ROWS, Facts

LONGEST_CELL = 131_072
_SEPARATORS = ";,\t|"
_SAMPLE = 20
"""Rows that tell what separates cells."""
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # bytes that are no character in Windows-1252
_HINT = re.compile(r"sep=(.)\r?\n?")
_AS_TEXT = re.compile(r'="([^"]*)"')
"""How programs write a cell so that Excel takes it for a text."""


def read(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """What is read of this file, as `xlsx.read` describes it. Raises FileRefused."""
    text = TextIOWrapper(file, encoding=_charset(file), newline="")
    csv.field_size_limit(LONGEST_CELL)
    try:
        separator, skipped = _separator(text)
        yield {"sheet": "", "left_out": []}
        yield from blocks_of(_rows(text, separator, skipped), 1, 0, Facts())
    except UnicodeDecodeError:
        raise FileRefused(workbook.NO_CHARSET) from None
    finally:
        text.detach()


def _charset(file: BinaryIO) -> str:
    """The character set: what the mark at the start says, else UTF-8 where all of it is, else Windows-1252."""
    head = file.read(4)
    file.seek(0)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    decoder, is_utf8, is_windows = codecs.getincrementaldecoder("utf-8")(), True, True
    while chunk := file.read(CHUNK):
        is_windows = is_windows and not _UNDEFINED.search(chunk)
        try:
            if is_utf8:
                decoder.decode(chunk)
        except UnicodeDecodeError:
            is_utf8 = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    file.seek(0)
    if not is_utf8 and not is_windows:
        raise FileRefused(workbook.NO_CHARSET)
    return "utf-8" if is_utf8 else "cp1252"


def _separator(text: TextIOWrapper) -> tuple[str, int]:
    """What separates cells, and how many rows at the start only say so. It is what gives the first rows the same number
    of cells, and more than one."""
    lines = list(islice(iter(lambda: text.readline(LONGEST_CELL), ""), 10 * _SAMPLE))
    text.seek(0)
    if lines and (hint := _HINT.fullmatch(lines[0])):
        return hint[1], 1
    return max(_SEPARATORS, key=lambda each: _fit(lines, each)), 0


def _fit(lines: Sequence[str], separator: str) -> tuple[bool, float, int]:
    try:
        lengths = [len(row) for row in islice(csv.reader(lines, delimiter=separator), _SAMPLE) if row]
    except csv.Error:
        return False, 0.0, 0
    width = lengths[0] if lengths else 0
    return width > 1, sum(each == width for each in lengths) / max(len(lengths), 1), width


def _rows(text: TextIOWrapper, separator: str, skipped: int) -> Iterator[list[str]]:
    """The rows, also those without any cell. Raises FileRefused."""
    reader = csv.reader(text, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise FileRefused(workbook.TOO_LONG_TEXT) from None
            raise FileRefused(workbook.BROKEN_QUOTES, {"row": str(number)}) from None
        if number > LAST_ROW and any(row):
            raise FileRefused(workbook.TOO_MANY_ROWS, {"cell": address(number, 0), "most": f"{MOST_ROWS:,}"})
        if len(row) > MOST_COLUMNS:
            where = {"cell": address(number, len(row) - 1), "most": str(MOST_COLUMNS)}
            raise FileRefused(workbook.TOO_MANY_COLUMNS, where)
        yield [] if number <= skipped else [_plain(each) if each[:1] == "=" else each for each in row]


def _plain(cell: str) -> str:
    found = _AS_TEXT.fullmatch(cell)
    return found[1] if found else cell
