"""The condition of a tile: what its administrator sees at a glance, by rules.

The rules look at the tile's state, at what the integration still lacks, at what expires, and at its open entries.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from koppel.domain.texts import Text
from koppel.domain.tiles.tile import TileState
from koppel.domain.times import from_text

SOON = timedelta(days=30)
"""How long before something expires it asks for attention, and how long after it has expired."""


class Condition(StrEnum):
    """The condition of a tile."""

    NOT_AVAILABLE = "not-available"
    NOT_CONFIGURED = "not-configured"
    OFF = "off"
    ON = "on"
    NEEDS_ATTENTION = "needs-attention"


class Cause(StrEnum):
    """Why a tile is not configured or needs attention."""

    LACKS = "lacks"
    ERRORS = "errors"
    WARNINGS = "warnings"
    SILENT = "silent"
    EXPIRED = "expired"
    EXPIRES_SOON = "expires-soon"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, in words."""

    cause: Cause
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """Something that expires.

    what     the kind of thing, in words
    name     by which people know it
    id       by which commands know it
    expires  UTC, `YYYY-MM-DDTHH:MM:SS`
    planned  another one has its place already, so that its end interrupts nothing
    """

    integration: str
    what: Text
    name: str
    id: str
    expires: str
    planned: bool = False


class Nearness(StrEnum):
    """When something expires, as seen from now."""

    EXPIRED = "expired"
    SOON = "soon"
    LATER = "later"


def nearness(expiry: Expiry, now: datetime) -> Nearness:
    """Whether it has expired, expires within SOON, or later."""
    left = from_text(expiry.expires) - now
    if left <= timedelta(0):
        return Nearness.EXPIRED
    return Nearness.SOON if left <= SOON else Nearness.LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the rules look at.

    lacks     what the integration still needs before it can act
    expiries  everything of it that expires
    errors    open entries of this level, at least
    warnings  the same
    silent    those of the warnings that report silence
    """

    lacks: Sequence[Text] = ()
    expiries: Sequence[Expiry] = ()
    errors: int = 0
    warnings: int = 0
    silent: int = 0


def judge(state: TileState, signs: Signs, now: datetime) -> tuple[Condition, tuple[Reason, ...]]:
    """The condition of a tile and the reasons for it. Only a tile that is on can need attention."""
    lacks = tuple(Reason(Cause.LACKS, each) for each in signs.lacks)
    if not state.available:
        return Condition.NOT_AVAILABLE, ()
    if not state.on:
        return (Condition.NOT_CONFIGURED if lacks else Condition.OFF), lacks
    reasons = (*lacks, *_of_entries(signs), *_of_expiries(signs.expiries, now))
    return (Condition.NEEDS_ATTENTION if reasons else Condition.ON), reasons


def next_expiry(expiries: Iterable[Expiry], now: datetime) -> Expiry | None:
    """What expires first of all that has not expired yet; None when nothing does."""
    left = [each for each in expiries if nearness(each, now) is not Nearness.EXPIRED]
    return min(left, key=lambda each: (each.expires, each.id), default=None)


def _of_entries(signs: Signs) -> Iterator[Reason]:
    warnings = signs.warnings - signs.silent
    if signs.errors:
        yield Reason(Cause.ERRORS, _ERRORS.fill({"count": str(signs.errors)}))
    if warnings > 0:
        yield Reason(Cause.WARNINGS, _WARNINGS.fill({"count": str(warnings)}))
    if signs.silent:
        yield Reason(Cause.SILENT, _SILENT)


def _of_expiries(expiries: Iterable[Expiry], now: datetime) -> Iterator[Reason]:
    for each in sorted(expiries, key=lambda each: (each.expires, each.id)):
        near = nearness(each, now)
        is_forgotten = from_text(each.expires) < now - SOON
        if each.planned or near is Nearness.LATER or is_forgotten:
            continue
        is_over = near is Nearness.EXPIRED
        text = _EXPIRED if is_over else _EXPIRES
        filled = Text(nl=f"{each.what.nl} “{each.name}”", en=f"{each.what.en} “{each.name}”")
        yield Reason(
            Cause.EXPIRED if is_over else Cause.EXPIRES_SOON,
            Text(nl=text.nl.format(what=filled.nl), en=text.en.format(what=filled.en)),
        )


_ERRORS = Text(
    nl="Open fouten in het foutenlogboek: {count}.",
    en="Open errors in the error log: {count}.",
)
_WARNINGS = Text(
    nl="Open waarschuwingen in het foutenlogboek: {count}.",
    en="Open warnings in the error log: {count}.",
)
_SILENT = Text(
    nl="Er komt al langer niets meer binnen dan de instellingen toestaan.",
    en="Nothing has come in for longer than the settings allow.",
)
_EXPIRED = Text(nl="Verlopen: {what}.", en="Expired: {what}.")
_EXPIRES = Text(nl="Verloopt binnenkort: {what}.", en="Expires soon: {what}.")
