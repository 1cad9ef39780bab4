"""Messages: segments, fields and their values, unescaped and trimmed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Self

import hl7

from functions.hl7_intake.v2.header import Header
from functions.hl7_intake.v2.paths import Filter, Path
from koppel.domain import characters

NULL: Final = '""'
"""The null value (HL7 2.5 section 2.5.3): the sender wants what is stored emptied. A field that is empty is left."""


def choose(values: Iterable[str | None]) -> str | None:
    """The first value among the texts of the places where one value may be. DELETED when there is no value and at least
    one place holds the null value; else None.

    Every value is read through this. Many senders write `""` into each component that they do not fill, so in a
    component or a repetition it means only that the sender has no value there.
    """
    null = None
    for each in values:
        if each == NULL:
            null = each
        elif each:
            return each
    return null


@dataclass(frozen=True, slots=True, eq=False)
class Repetition:
    """One repetition of a field, such as one identifier of PID-3 or one address of PID-13."""

    _part: Any = field(repr=False)  # a text, or the hl7 package's lists of them
    _header: Header = field(repr=False)

    def value(self, component: int = 1, subcomponent: int = 1) -> str | None:
        """The text, unescaped, trimmed and composed (NFC, so that one id has one spelling); None when empty; DELETED
        also where the component or the whole repetition around it is null. What the sender did not divide is its own
        first (sub)component."""
        within = _nth(self._part, component)
        found = _nth(within, subcomponent)
        if not found:
            is_null = (component > 1 and _is_null(self._part)) or (subcomponent > 1 and _is_null(within))
            return NULL if is_null else None
        text = self._header.delimiters.unescape(found, self._header.charset)
        return characters.composed(characters.trimmed(text)) or None

    def known(self, component: int = 1, subcomponent: int = 1) -> str | None:
        """As `value`, None for the null value too: codes, types and authorities cannot be deleted."""
        text = self.value(component, subcomponent)
        return None if text == NULL else text

    def passes(self, filters: tuple[Filter, ...]) -> bool:
        """Whether it matches the filters of a path. Case does not matter: filters compare codes of tables."""
        return all(
            (self.known(each.component, each.subcomponent or 1) or "").casefold() == each.text.casefold()
            for each in filters
        )

    @property
    def is_null(self) -> bool:
        """Whether it is the null value: it begins with it and holds nothing else."""
        return _is_null(self._part)

    @property
    def is_divided(self) -> bool:
        """Whether it has more components than one."""
        return not isinstance(self._part, str) and len(self._part) > 1

    @property
    def is_void(self) -> bool:
        """Whether it holds nothing but null values, if anything."""
        return _is_void(self._part)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One segment of a message. `place` counts the segments before it."""

    name: str
    place: int
    _fields: Any = field(repr=False)
    _header: Header = field(repr=False)

    def repetitions(self, path: str | Path) -> tuple[Repetition, ...]:
        """The repetitions of the path's field that pass its filters, in order. The null value means the whole
        field, so it passes every filter when the field holds nothing else."""
        path = Path.parse(path) if isinstance(path, str) else path
        if path.segment != self.name or path.field >= len(self._fields):
            return ()
        found = tuple(Repetition(each, self._header) for each in self._fields[path.field])
        nulls = tuple(each for each in found if each.is_null)
        if nulls and all(each.is_void for each in found):
            return nulls
        return tuple(each for each in found if each.passes(path.filters)) if path.filters else found

    def values(self, path: str | Path) -> list[str]:
        """The values at the path in each repetition, in order; only DELETED when there is none and one is null.
        ValueError for a bad path."""
        path = Path.parse(path) if isinstance(path, str) else path
        found = [each.value(path.component or 1, path.subcomponent or 1) for each in self.repetitions(path)]
        chosen = choose(found)
        return [NULL] if chosen == NULL else [each for each in found if each and each != NULL]

    def value(self, path: str | Path) -> str | None:
        """The first of `values`, None when there is none."""
        return next(iter(self.values(path)), None)

    def known(self, path: str | Path) -> str | None:
        """As `value`, None for the null value too."""
        found = self.value(path)
        return None if found == NULL else found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Message(Header):
    """A message: its header, and the values of its segments.

    Segments are parsed on first use: most segments of a usual message are not needed.
    """

    _lines: tuple[str, ...] = field(repr=False)
    _parsed: dict[str, tuple[Segment, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, header: Header, text: str) -> Self:
        """From a header and the whole text, whose segments end in CR."""
        lines = tuple(text.split("\r"))
        return cls(delimiters=header.delimiters, charset=header.charset, fields=header.fields, _lines=lines)

    @property
    def trigger(self) -> str:
        """MSH-9.2, else EVN-1, where senders of version 2.1 put it."""
        return self.text(9, 2) or self.known("EVN-1") or ""

    def segments(self, name: str) -> tuple[Segment, ...]:
        """All segments of this name, in order."""
        if name not in self._parsed:
            self._parsed[name] = tuple(self._parse(name))
        return self._parsed[name]

    def in_order(self, *names: str) -> list[Segment]:
        """All segments of these names, as they follow each other."""
        return sorted((each for name in names for each in self.segments(name)), key=lambda each: each.place)

    def repetitions(self, path: str | Path) -> tuple[Repetition, ...]:
        """As `Segment.repetitions`, in the first segment of the path's name."""
        path = Path.parse(path) if isinstance(path, str) else path
        return next((each.repetitions(path) for each in self.segments(path.segment)), ())

    def values(self, path: str | Path) -> list[str]:
        """As `Segment.values`, in the first segment of the path's name."""
        path = Path.parse(path) if isinstance(path, str) else path
        return next((each.values(path) for each in self.segments(path.segment)), [])

    def value(self, path: str | Path) -> str | None:
        """The first of `values`, None when there is none."""
        return next(iter(self.values(path)), None)

    def known(self, path: str | Path) -> str | None:
        """As `value`, None for the null value too."""
        found = self.value(path)
        return None if found == NULL else found

    def filled(self) -> Iterator[tuple[str, str]]:
        """Place and text, as sent, of every field that holds something, in order: `PID-3`, `1^^^EPD^PI`. The second and
        later segments of one name are counted: `MFE(2)-1`."""
        seen: dict[str, int] = {}
        for line in self._lines:
            name, *fields = line.split(self.delimiters.field)
            seen[name] = seen.get(name, 0) + 1
            counted = name if seen[name] == 1 else f"{name}({seen[name]})"
            for number, text in enumerate(fields, 2 if name == "MSH" else 1):  # MSH-1 is the separator itself
                if text.strip():
                    yield f"{counted}-{number}", text

    def _parse(self, name: str) -> Iterator[Segment]:
        mark = self.delimiters.field
        places = [at for at, line in enumerate(self._lines) if line.startswith(name + mark) or line == name]
        if places:
            declaring = f"MSH{mark}{self.raw(2)}{mark}"  # the parser reads the delimiters there
            _, *parsed = hl7.parse("\r".join([declaring, *(self._lines[place] for place in places)]))
            for place, fields in zip(places, parsed, strict=True):
                yield Segment(name, place, fields, self)


def message_identity(message: Header) -> tuple[str, str, str, str]:
    """What identifies a message: MSH-3, MSH-4, MSH-10 and MSH-7, whole and as sent."""
    return message.raw(3).strip(), message.raw(4).strip(), message.control_id, message.raw(7).strip()


def _nth(part: Any, number: int) -> Any:
    if isinstance(part, str):
        return part if number == 1 else ""
    return list.__getitem__(part, number - 1) if number <= len(part) else ""  # the package's own is slow


def _is_null(part: Any) -> bool:
    if isinstance(part, str):
        return part.strip() == NULL
    return bool(part) and _is_null(list.__getitem__(part, 0)) and _is_void(part)


def _is_void(part: Any) -> bool:
    return part.strip() in ("", NULL) if isinstance(part, str) else all(map(_is_void, part))
