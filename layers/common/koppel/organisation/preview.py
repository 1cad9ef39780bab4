"""Previews: what other settings would change, as an integration tells it in its `preview.py`. Nothing is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from koppel.domain.texts import Text
from koppel.runtime import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One thing that would be different.

    name    by which people find it, without personal data
    at      UTC, "" for none
    before  what becomes of it under the present settings
    after   what would become of it
    fields  that would differ
    """

    name: str
    before: Text
    after: Text
    at: str = ""
    fields: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many there are of a kind now, and how many there would be."""

    title: Text
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would change.

    summary   in words
    counts    before and after
    affected  the first things that would be different
    """

    summary: Text
    counts: Sequence[Count] = ()
    affected: Sequence[Affected] = ()


type Previewer = Callable[[Tenant, str, str], Preview]
"""Compares two settings, given as JSON: the present ones and the ones to come; a bounded number of requests."""
