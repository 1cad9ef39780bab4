"""Paths: the place of a value in a message, written as in the standard and in interface descriptions."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from koppel.domain.texts import WrongValue

_FILTER = r"\[([1-9][0-9]?)(?:\.([1-9][0-9]?))?=([^\[\]\r\n]*)\]"
_PATH = re.compile(rf"([A-Z][A-Z0-9]{{2}})-([1-9][0-9]{{0,2}})((?:{_FILTER})*)(?:\.([1-9][0-9]?)(?:\.([1-9][0-9]?))?)?")
_EXAMPLES = "PID-3.1, PID-5.1.3, PID-13[2=NET].4, PID-3[4.1=NLMINBIZA].1"
_FILTERS = re.compile(_FILTER)


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps the repetitions whose (sub)component has exactly this text; an empty text keeps those that lack it."""

    component: int
    subcomponent: int | None
    text: str

    def __str__(self) -> str:
        return f"[{_numbers(self.component, self.subcomponent)}={self.text}]"


@dataclass(frozen=True, slots=True)
class Path:
    """`PID-8`, `PID-3.1`, `PID-5.1.3`, `PID-13[2=NET].4`, `PID-3[4.1=NLMINBIZA][5=NNNLD].1`.

    Segment, field, filters on the field's repetitions, component, subcomponent, all counted from 1 as the standard
    counts them. A component or subcomponent left out is the first.
    """

    segment: str
    field: int
    filters: tuple[Filter, ...] = ()
    component: int | None = None
    subcomponent: int | None = None

    @classmethod
    @lru_cache(maxsize=256)  # code and settings use the same few again and again
    def parse(cls, text: str) -> Self:
        """From text. Raises WrongValue when it is not a path."""
        found = _PATH.fullmatch(text)
        if not found:
            raise WrongValue(
                nl="een plaats is een segment, een streepje en een veld, met eventueel filters, een component en een "
                f"subcomponent: {_EXAMPLES}",
                en="a path is a segment, a dash and a field, and optionally filters, a component and a subcomponent: "
                f"{_EXAMPLES}",
            )
        segment, field, filters, *_, component, subcomponent = found.groups()
        return cls(
            segment=segment,
            field=int(field),
            filters=tuple(
                Filter(int(first), int(second) if second else None, text.strip())
                for first, second, text in _FILTERS.findall(filters)
            ),
            component=int(component) if component else None,
            subcomponent=int(subcomponent) if subcomponent else None,
        )

    def __str__(self) -> str:
        filters = "".join(map(str, self.filters))
        tail = f".{_numbers(self.component, self.subcomponent)}" if self.component else ""
        return f"{self.segment}-{self.field}{filters}{tail}"


def _numbers(component: int, subcomponent: int | None) -> str:
    return f"{component}.{subcomponent}" if subcomponent else f"{component}"
