"""Text that people read, in Dutch and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; `{names}` in it are filled by `fill`."""

    nl: str
    en: str

    def fill(self, values: dict[str, str]) -> "Text":
        """The same text with every `{name}` replaced; a name without a value raises KeyError."""
        return Text(nl=self.nl.format_map(values), en=self.en.format_map(values))

    def and_then(self, other: "Text") -> "Text":
        """Both texts, separated by a semicolon."""
        return Text(nl=f"{self.nl}; {other.nl}", en=f"{self.en}; {other.en}")


class WrongValue(ValueError):
    """A value that somebody gave is wrong. The text says why, without the value, and follows the title of the field."""

    def __init__(self, *, nl: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(nl=nl, en=en)
