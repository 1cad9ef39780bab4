"""The header of a message, MSH: who sent what to whom, when, in which version."""

import re
from dataclasses import dataclass, field

from functions.hl7_intake import codes
from functions.hl7_intake.v2.encoding import ASCII, Charset, Delimiters

_VERSION = re.compile(r"2(?:\.[0-9]{1,2}){1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """MSH as sent, as far as it could be read; empty texts for what is absent.

    charset  that in which an answer is to be written
    fields   the texts of MSH-1, MSH-2 … as sent, escape sequences included
    """

    delimiters: Delimiters = field(default=Delimiters(), repr=False)
    charset: Charset = ASCII
    fields: tuple[str, ...] = field(default=(), repr=False)

    def raw(self, number: int) -> str:
        """MSH-number as sent."""
        return self.fields[number - 1] if number <= len(self.fields) else ""

    def text(self, number: int, component: int = 1) -> str:
        """One component of the first repetition of MSH-number, unescaped and trimmed; empty for the null value."""
        parts = self.raw(number).split(self.delimiters.repetition, 1)[0].split(self.delimiters.component)
        part = parts[component - 1] if component <= len(parts) else ""
        text = self.delimiters.unescape(part.split(self.delimiters.subcomponent, 1)[0], self.charset).strip()
        return "" if text == '""' else text

    def texts(self, number: int) -> list[str]:
        """The first component of each repetition of MSH-number, as `text`; what is empty or the null value left out."""
        signs = self.delimiters
        parts = (each.split(signs.component, 1)[0] for each in self.raw(number).split(signs.repetition))
        found = (signs.unescape(part.split(signs.subcomponent, 1)[0], self.charset).strip() for part in parts)
        return [each for each in found if each not in {"", '""'}]

    @property
    def control_id(self) -> str:
        """MSH-10, the whole field as sent, without spaces around it: an id is compared and repeated, never read.

        "" when each of its parts is empty or the null value (HL7 2.5 section 2.5.3).
        """
        whole = self.raw(10).strip()
        return whole if any(part.strip() not in {"", '""'} for part in self.delimiters.divide(whole)) else ""

    @property
    def type(self) -> str:
        """MSH-9.1, such as ADT."""
        return self.text(9)

    @property
    def trigger(self) -> str:
        """MSH-9.2, such as A01."""
        return self.text(9, 2)

    @property
    def event(self) -> str:
        """Type and trigger as they may be stored and shown, see `codes.event`."""
        return codes.event(self.type, self.trigger)

    @property
    def structure(self) -> str:
        """MSH-9.3, such as ADT_A01."""
        return self.text(9, 3)

    @property
    def version(self) -> str:
        """MSH-12.1, such as 2.5.1."""
        return self.text(12)

    @property
    def version_number(self) -> tuple[int, ...]:
        """The version as numbers, such as (2, 5, 1); empty when it is no version of HL7 v2."""
        found = _VERSION.match(self.version)
        return tuple(map(int, found[0].split("."))) if found else ()

    @property
    def sending_application(self) -> str:
        """MSH-3, its name, or its universal id where it has no name."""
        return self._name(3)

    @property
    def sending_facility(self) -> str:
        """MSH-4, as MSH-3."""
        return self._name(4)

    @property
    def receiving_application(self) -> str:
        """MSH-5, as MSH-3."""
        return self._name(5)

    @property
    def receiving_facility(self) -> str:
        """MSH-6, as MSH-3."""
        return self._name(6)

    @property
    def time(self) -> str:
        """MSH-7.1, not yet interpreted."""
        return self.text(7)

    @property
    def processing_id(self) -> str:
        """MSH-11.1: P production, T training, D debugging."""
        return self.text(11)

    def _name(self, number: int) -> str:
        return self.text(number) or self.text(number, 2)
