"""What is kept of a reading: the same text is a watermark, and where to go on with an interrupted reading.

A watermark is the state of a reading of changes that has not begun. Nothing in it grows with the number of people: the
groups of people are asked for when needed. At most some 200 KB, of which 2 × 1,000 ids of people, 3,000 of groups and
two links of Graph.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from functions.directory_sync.people import WatermarkLost

VERSION = 1
MOST_NESTED = 3_000
"""With more nested groups than this, any change of any group counts as a change of one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a reading is.

    source       digest of the settings that it was begun with
    full         whether it brings everybody
    users        link of Graph to go on with the users, "" where they have not begun
    groups       link of Graph to go on with the changes of groups, or from which the next reading begins
    groups_read  whether the changes of groups have been read
    left         ids of people who may have other groups, still to be asked for
    again        ids to ask for once more in the next reading: another server of Microsoft's may not have known yet
    nested       ids of groups within the watched ones
    crowded      whether there are too many of them to be kept
    inhabited    ids of the watched groups that had members
    seen         how many people in scope have come
    """

    source: str
    full: bool = False
    users: str = ""
    groups: str = ""
    groups_read: bool = False
    left: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()
    crowded: bool = False
    inhabited: tuple[str, ...] = ()
    seen: int = 0

    @property
    def text(self) -> str:
        """As it is kept."""
        told = {name: value for name, value in asdict(self).items() if value}
        return json.dumps({"version": VERSION} | told, separators=(",", ":"))

    @classmethod
    def read(cls, text: str, source: str) -> Self:
        """The state in a text. Raises WatermarkLost for one of other settings, or of another version of this file."""
        try:
            told: dict[str, Any] = json.loads(text)
            if told.pop("version") != VERSION or told["source"] != source or not told.keys() & {"full", "users"}:
                raise WatermarkLost
            values: Any = {name: tuple(each) if isinstance(each, list) else each for name, each in told.items()}
            return cls(**values)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise WatermarkLost from None
