"""Watermarks: messages that arrive late or twice must not undo what newer ones said.

An account keeps, for each aspect, the time of the newest event applied: `details` (its fields), `activity` (active or
not), `relations` (the last event that replaced its relationships), `relation/<professional id>` (the last event that
named this professional) and `relation-ended/<professional id>` (the last event that ended this relationship).
`separated/<account key>` is the time at which people undid the merge of this account into that one. An event
that lies wholly before the watermark of its aspect has no effect there; one that can be of the same time applies, in
order of arrival.
"""

import re
from collections.abc import Mapping

DETAILS = "details"
ACTIVITY = "activity"
RELATIONS = "relations"

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}")
EARLIEST = "1990-01-01T00:00:00.000000"
"""No event is older; an older time is a mistake of a clock or of a program."""


def relation(professional_id: str) -> str:
    """The aspect of one professional's relationship."""
    return f"relation/{professional_id}"


def relation_ended(professional_id: str) -> str:
    """The aspect of the end of one professional's relationship."""
    return f"relation-ended/{professional_id}"


def separated(account: str) -> str:
    """The aspect of being another person than this account."""
    return f"separated/{account}"


def is_late(watermarks: Mapping[str, str], aspect: str, event_time: str, event_end: str = "") -> bool:
    """Whether a newer event was applied already. Never true without an event time.

    `event_end` is the end (exclusive) of the interval in which the event was; without it the time is exact.
    """
    newest = watermarks.get(aspect, "")
    return bool(event_time and newest) and (event_end <= newest if event_end else event_time < newest)


def advance(watermarks: Mapping[str, str], aspect: str, event_time: str) -> dict[str, str]:
    """The watermarks after an event."""
    newest = max(watermarks.get(aspect, ""), event_time)
    return {**watermarks, aspect: newest} if newest else dict(watermarks)


def healed(watermarks: Mapping[str, str]) -> dict[str, str]:
    """The watermarks that are valid times. Rows of before years were bounded and padded may have others, such as
    `998-12-31T23:40:28.000000`: that text sorts after every time, and every event would be late."""
    return {aspect: time for aspect, time in watermarks.items() if _TIME.fullmatch(time) and time >= EARLIEST}
