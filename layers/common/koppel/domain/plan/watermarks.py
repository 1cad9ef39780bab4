"""Watermarks: messages that arrive late or twice must not undo what newer ones said.

An account keeps, for each aspect, the time of the newest event applied: `details` (its fields), `activity` (active or
not), `relations` (the last event that replaced its relationships) and `relation/<professional id>` (the last event that
named this professional). An event strictly older than the watermark of its aspect has no effect there; one of the same
time applies, in order of arrival.
"""

from collections.abc import Mapping

DETAILS = "details"
ACTIVITY = "activity"
RELATIONS = "relations"


def relation(professional_id: str) -> str:
    """The aspect of one professional's relationship."""
    return f"relation/{professional_id}"


def is_late(watermarks: Mapping[str, str], aspect: str, event_time: str) -> bool:
    """Whether something newer was applied already. Never for what has no event time."""
    return bool(event_time) and event_time < watermarks.get(aspect, "")


def advance(watermarks: Mapping[str, str], aspect: str, event_time: str) -> dict[str, str]:
    """The watermarks after an event."""
    newest = max(watermarks.get(aspect, ""), event_time)
    return {**watermarks, aspect: newest} if newest else dict(watermarks)
