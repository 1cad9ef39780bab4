"""Reading of a file, by a child process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from functions.bulk_import.confined import Limits, child
from functions.bulk_import.workbook.block import Block, Column

LIMITS = Limits(memory=768 * 2**20, seconds=90)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file.

    sheet     name of the sheet with the data, "" for a text
    left_out  names of hidden sheets that have data too
    blocks    all rows in their order, once
    """

    sheet: str
    left_out: Sequence[str]
    blocks: Iterator[Block]


@contextmanager
def opened(file: int) -> Iterator[Table]:
    """The rows of this file (a descriptor). Raises FileRefused, here and while the blocks are read."""
    with child("functions.bulk_import.workbook.child", {"file": file}, (file,), LIMITS) as answers:
        found = next(answers)
        yield Table(found["sheet"], found["left_out"], map(block_of, answers))


def block_of(sent: Any) -> Block:
    """The block in this JSON of the child."""
    return Block(sent["first"], sent["length"], [Column(*each) for each in sent["columns"]], sent["hidden"])
