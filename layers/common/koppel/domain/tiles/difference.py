"""The difference between two settings, value by value, for people to read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

LONGEST = 200  # characters of a value that are shown


class _Absent:
    pass


_ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. `field` is a path with dots; None stands for a value that is not there."""

    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every value that differs, in the order of `after`. Lists are compared place by place."""
    return tuple(_of("", dict(before), dict(after)))


def _of(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict | _Absent) and isinstance(after, dict | _Absent) and before is not after:
        old, new = (each if isinstance(each, dict) else {} for each in (before, after))
        for name in [*new, *(each for each in old if each not in new)]:
            yield from _of(_joined(path, name), old.get(name, _ABSENT), new.get(name, _ABSENT))
        if not old and not new:  # an empty object appears or goes
            yield from _leaf(path, before, after)
    elif isinstance(before, list) and isinstance(after, list):
        for number, pair in enumerate(zip_longest(before, after, fillvalue=_ABSENT)):
            yield from _of(_joined(path, str(number)), *pair)
    else:
        yield from _leaf(path, before, after)


def _leaf(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before != after:
        yield Difference(path, _shown(before), _shown(after))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: Any) -> Any:
    """The value, cut off when it is a long text."""
    if isinstance(value, _Absent):
        return None
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value
