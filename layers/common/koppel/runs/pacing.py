"""Pacing: when a worker stops in the middle of a run and has it queued again."""

from koppel.aws import patience

RESERVE_SECONDS = 15
"""Time of the invocation's budget in which nothing new is begun: it is for the item or page in progress, and for
storing how far the run is."""


def is_over(needed: float = RESERVE_SECONDS) -> bool:
    """Whether too little time is left to begin something that takes so many seconds."""
    return patience.left() < needed
