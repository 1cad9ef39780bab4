"""Limits: how large and how finely divided a message may be, so that reading it takes bounded time and memory."""

from dataclasses import dataclass

from functions.hl7_intake.v2.encoding import Delimiters


@dataclass(frozen=True, slots=True)
class Limits:
    """The highest counts that are still read. The hl7 package builds an object of about 500 bytes for every part, so
    parts are limited as well as bytes. A usual ADT message of 250 KiB stays below the limits of parts.

    size         bytes, after line ends are made alike and framing is taken off
    header_size  bytes of the MSH segment
    components   components and subcomponents together
    """

    size: int = 256 * 1024
    header_size: int = 4 * 1024
    segments: int = 2_000
    fields: int = 20_000
    repetitions: int = 2_000
    components: int = 10_000

    def exceeded(self, data: bytes, delimiters: Delimiters) -> str | None:
        """The slug of the first limit that the message (segments parted by CR) goes over, None when it keeps to all."""
        if len(data) > self.size:
            return "too-large"
        if b"\r" not in data[: self.header_size + 1] and len(data) > self.header_size:
            return "header-too-large"

        def count(sign: str) -> int:
            return data.count(sign.encode())

        counts = (
            ("too-many-segments", count("\r") + 1, self.segments),
            ("too-many-fields", count(delimiters.field), self.fields),
            ("too-many-repetitions", count(delimiters.repetition), self.repetitions),
            (
                "too-many-components",
                count(delimiters.component) + count(delimiters.subcomponent),
                self.components,
            ),
        )
        return next((slug for slug, number, most in counts if number > most), None)
