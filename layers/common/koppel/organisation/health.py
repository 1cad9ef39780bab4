"""Health: what an integration tells of itself in its `health.py`, for the overview and the calendar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from koppel.domain.texts import Text
from koppel.domain.tiles.condition import Expiry
from koppel.runtime import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What an integration finds when it looks at itself: what it still needs, what expires, and how many of its open
    entries report silence."""

    lacks: Sequence[Text] = ()
    expiries: Sequence[Expiry] = ()
    silent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The health of one integration.

    look     reads what it needs, given its settings as JSON; a bounded number of requests
    waiting  counts what was received and is not processed yet, up to a limit; None where nothing waits
    """

    look: Callable[[Tenant, str], Findings]
    waiting: Callable[[Tenant, int], int] | None = None
