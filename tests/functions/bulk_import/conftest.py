"""Files for tests of import, read as the child process reads them, or by the child process itself."""

from pydantic_core import from_json, to_json

from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.workbook import child
from functions.bulk_import.workbook.block import Block, CellValue
from functions.bulk_import.workbook.reading import block_of, opened
from tests.functions.bulk_import.key_desk import gpg, keys, pairs

__all__ = ["gpg", "keys", "pairs"]

type Row = tuple[tuple[CellValue, str], ...]


def read_here(content: bytes) -> tuple[dict[str, object], list[Block]]:
    """What is told of the sheet, and its blocks, read in this process. Raises FileRefused."""
    with memory_file((content,)) as file:
        about, *blocks = child.read({"file": file})
        return about, [block_of(as_sent(each)) for each in blocks]


def as_sent(block: dict[str, object]) -> dict[str, object]:
    """The block as it arrives from the child."""
    sent: dict[str, object] = from_json(to_json(block))
    return sent


def rows_here(content: bytes) -> list[Row]:
    """All rows, from the first one of the sheet."""
    _, blocks = read_here(content)
    rows: list[Row] = [()] * (blocks[0].first - 1 if blocks else 0)
    for each in blocks:
        rows += each.rows()
    return rows


def values_here(content: bytes) -> list[list[CellValue]]:
    """The values of all rows, without empty rows at the end and empty cells at the end of a row."""
    found = [[value for value, _ in row] for row in rows_here(content)]
    for row in found:
        while row and row[-1] == "":
            row.pop()
    while found and not found[-1]:
        found.pop()
    return found


def refusal_here(content: bytes) -> tuple[str, dict[str, str]]:
    """Why the file is refused: slug and details."""
    try:
        read_here(content)
    except FileRefused as refused:
        return refused.problem.slug, dict(refused.details)
    raise AssertionError("the file is not refused")


def refusal_of_child(content: bytes) -> tuple[str, dict[str, str]]:
    """Why the child process refuses the file."""
    try:
        with memory_file((content,)) as file, opened(file) as table:
            for _ in table.blocks:
                pass
    except FileRefused as refused:
        return refused.problem.slug, dict(refused.details)
    raise AssertionError("the file is not refused")
