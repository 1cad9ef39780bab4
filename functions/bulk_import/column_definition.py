"""Definition of a column: what a script says about one of its columns."""

from dataclasses import dataclass
from enum import StrEnum

from functions.bulk_import.cell_types import CellType
from koppel.domain.texts import Text


class Needed(StrEnum):
    """Whether a script needs a column."""

    ALWAYS = "always"
    BY_SETTINGS = "by settings"
    """Where the organisation demands the field."""
    OPTIONAL = "optional"


class Use(StrEnum):
    """What the value of a column is for."""

    VALUE = "value"
    """A field of the account, named as the column is."""
    FIND = "find"
    """It tells which account is meant."""
    CHECK = "check"
    """It must fit the account that is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a script.

    name    unique within the script; of a value the name of the field
    needed  whether an empty cell, or no such column, is refused
    """

    name: str
    title: Text
    explanation: Text
    example: str
    type: CellType
    use: Use = Use.VALUE
    needed: Needed = Needed.OPTIONAL
