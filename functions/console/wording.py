"""Wording: the reader's language. Texts of templates by gettext, dates and numbers by Babel."""

import gettext
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from koppel.domain import moments, times
from koppel.domain.texts import Text
from koppel.entrance import languages
from koppel.entrance.cookies import pairs

LOCALE = Path(__file__).parent / "locale"
REGIONS: Mapping[str, str] = {"nl": "nl", "en": "en_GB"}
COOKIE = "language"
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?")
_FILLED_IN = re.compile("20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?")


def chosen(headers: Mapping[str, str]) -> str:
    """The language that the reader chose earlier, otherwise the one that the browser prefers: `nl` or `en`."""
    kept = next((value for name, value in pairs(headers) if name == COOKIE), "")
    return kept if kept in REGIONS else languages.preferred(headers.get("accept-language", ""))


def cookie(language: str) -> str:
    """The value of `Set-Cookie` that keeps the chosen language for a year."""
    return f"{COOKIE}={language}; Path=/console; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language. Texts of templates are English; the files in `locale/nl` have each in Dutch."""
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - loaded with the first page in that language
    from babel.messages.pofile import read_po  # noqa: PLC0415

    found = gettext.NullTranslations()
    for path in sorted((LOCALE / language).glob("*.po")):
        compiled = io.BytesIO()
        with path.open(encoding="utf-8") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        one = gettext.GNUTranslations(compiled)
        one.add_fallback(found)
        found = one
    return found


@dataclass(frozen=True, slots=True)
class Wording:
    """How one reader reads: the language, and the time zone of the organisation."""

    language: str
    zone: str

    def say(self, text: Text) -> str:
        """The text in the reader's language."""
        return languages.say(text, self.language)

    def told(self, both: Mapping[str, str]) -> str:
        """The same of a text in the answer of a command, which has both languages."""
        return both["nl" if self.language == "nl" else "en"]

    def time(self, text: str, *, seconds: bool = False) -> str:
        """A time of ours (UTC, ISO 8601) as the reader writes it, in the organisation's zone; "" stays ""."""
        from babel.dates import format_datetime  # noqa: PLC0415

        if not text:
            return ""
        zone = ZoneInfo(self.zone)
        pattern = "d MMM y HH:mm:ss" if seconds else "d MMM y HH:mm"
        return format_datetime(_moment(text), pattern, tzinfo=zone, locale=REGIONS[self.language])

    def plain(self, text: str) -> str:
        """A text of an answer: a time of ours as the reader writes it, anything else as it is."""
        return self.time(text) if _TIME.fullmatch(text) else text

    def day(self, text: str) -> str:
        """The day of a time of ours in the organisation's zone, or a calendar day; "" stays ""."""
        from babel.dates import format_date  # noqa: PLC0415

        if not text:
            return ""
        day = date.fromisoformat(text) if len(text) == 10 else _moment(text).astimezone(ZoneInfo(self.zone)).date()
        return format_date(day, "d MMM y", locale=REGIONS[self.language])

    def utc(self, text: str, *, through: bool = False) -> str:
        """A day or a minute in the organisation's zone, as fields of forms send them, as a time of ours; "" stays "".
        With `through` it is the end of that day or minute. Raises ValueError for any other text."""
        if not text:
            return ""
        if not _FILLED_IN.fullmatch(text):
            raise ValueError("is no day or minute")
        found = datetime.fromisoformat(text)
        if through:
            found += timedelta(days=1) if len(text) == len("2026-03-31") else timedelta(minutes=1)
        return times.to_seconds(found.replace(tzinfo=ZoneInfo(self.zone)))

    def day_short(self, text: str) -> str:
        """The day and month of a time of ours in the organisation's zone."""
        from babel.dates import format_datetime  # noqa: PLC0415

        return format_datetime(_moment(text), "d MMM", tzinfo=ZoneInfo(self.zone), locale=REGIONS[self.language])

    def clock(self, text: str) -> str:
        """The time of day of a time of ours in the organisation's zone."""
        return _moment(text).astimezone(ZoneInfo(self.zone)).strftime("%H:%M")

    def month(self, text: str) -> str:
        """A month, `YYYY-MM`, as the reader writes it."""
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(date.fromisoformat(f"{text}-01"), "MMMM y", locale=REGIONS[self.language])

    def number(self, value: float) -> str:
        """A number as the reader writes it."""
        from babel.numbers import format_decimal  # noqa: PLC0415

        return str(format_decimal(value, locale=REGIONS[self.language]))


def _moment(text: str) -> datetime:
    found = moments.read_short(text)
    if found is None:
        raise ValueError("is no time of ours")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
