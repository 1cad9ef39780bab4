"""The arguments of the commands about error logs."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.operations.registry import TILES
from functions.operations.tiles import OfIntegration
from koppel.domain.problems.problem import LEVEL_LABELS, STATE_LABELS, Level, State
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.organisation.commands import Line, OfOrganisation, OptionalLine, Time
from koppel.organisation.entry_search import CURSOR, ENTRY_ID

EVERY_LOG = Text(nl="Alle koppelingen", en="All integrations")


class Language(StrEnum):
    """The language of a file."""

    DUTCH = "nl"
    ENGLISH = "en"


LANGUAGE_LABELS = {
    Language.DUTCH: Text(nl="Nederlands", en="Dutch"),
    Language.ENGLISH: Text(nl="Engels", en="English"),
}


def _shaped(pattern: re.Pattern[str], *, nl: str, en: str) -> AfterValidator:
    def check(text: str) -> str:
        if text and not pattern.fullmatch(text):
            raise WrongValue(nl=nl, en=en)
        return text

    return AfterValidator(check)


EntryId = Annotated[
    str,
    Field(min_length=1),
    _shaped(
        ENTRY_ID,
        nl="moet eruitzien als het id in het antwoord van list-entries",
        en="must look like the id in the answer of list-entries",
    ),
]
Cursor = Annotated[
    str,
    _shaped(
        CURSOR,
        nl="moet eruitzien als `next` in het antwoord van list-entries",
        en="must look like `next` in the answer of list-entries",
    ),
]


class OfLogs(OfOrganisation):
    """One error log, or those of all integrations."""

    integration: OptionalLine = explained(
        nl=("Koppeling", "De koppeling waarvan het foutenlogboek is; leeg voor alle."),
        en=("Integration", f"integration whose error log it is; without it all: {', '.join(TILES)}"),
        choices={"": EVERY_LOG, **{name: tile.title for name, tile in TILES.items()}},
        default="",
    )


class Filtered(OfLogs):
    """Which entries: every argument that is filled must match."""

    state: State = explained(
        nl=("Toestand", "Welke regels."),
        en=("State", "which entries"),
        choices=STATE_LABELS,
        default=State.OPEN,
    )
    level: Level | None = explained(
        nl=("Ernst", "Alleen meldingen, waarschuwingen of fouten; leeg voor alle."),
        en=("Level", "only notices, warnings or errors: notice, warning, error; without it all"),
        choices=LEVEL_LABELS,
        default=None,
    )
    text: OptionalLine = explained(
        nl=("Tekst", "Een deel van de uitleg, in het Nederlands of het Engels."),
        en=("Text", "part of the explanation, in Dutch or English"),
        example="e-mail",
        default="",
    )
    since: Time = explained(
        nl=("Vanaf", "Voor het laatst gezien vanaf dit moment, UTC."),
        en=("From", "last seen at this moment or later, UTC"),
        example="2027-01-31",
        default="",
    )
    until: Time = explained(
        nl=("Tot", "Voor het laatst gezien vóór dit moment, UTC."),
        en=("Until", "last seen before this moment, UTC"),
        example="2027-02-28",
        default="",
    )
    after: Cursor = explained(
        nl=("Na", "`next` van de vorige bladzijde."),
        en=("After", "`next` of the page before"),
        default="",
    )


class ListEntries(Filtered):
    """A page of error logs."""

    limit: int = explained(
        nl=("Aantal", "Hoeveel ten hoogste."),
        en=("How many", "how many at most"),
        default=50,
        ge=1,
        le=100,
    )


class ExportEntries(Filtered):
    """A part of a file."""

    language: Language = explained(
        nl=("Taal", "Taal van het bestand."),
        en=("Language", "language of the file: nl or en"),
        choices=LANGUAGE_LABELS,
        default=Language.DUTCH,
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel regels ten hoogste; `next` geeft de volgende, tot 5000 voor een bestand."),
        en=("How many", "how many entries at most; `next` gives more, up to 5,000 for one file"),
        default=1000,
        ge=1,
        le=1000,
    )


class FindEntries(OfLogs):
    """Entries about one subject."""

    subject: Line = explained(
        nl=("Onderwerp", "Over wie of wat het gaat: het hele id of e-mailadres."),
        en=("Subject", "whom or what they are about: the whole id or e-mail address"),
        example="26010042",
    )


class OfEntry(OfIntegration):
    """The entry that the command is about."""

    entry: EntryId = explained(
        nl=("Regel", "Id van de regel, zoals list-entries het toont."),
        en=("Entry", "id of the entry, as list-entries shows it"),
        example="-/0123456789abcdef0123456789abcdef",
    )


class OpenEntry(OfEntry):
    """The entry to open, and why."""

    reason: Line = explained(
        nl=("Reden", "Waarom u de regel opent; dit wordt met uw naam vastgelegd."),
        en=("Reason", "why it is opened; this is recorded with your name"),
        example="Ticket 4711",
    )


class MarkEntry(OfEntry):
    """Another state of an entry."""

    state: State = explained(
        nl=("Toestand", "Open, opgelost (opent weer als het opnieuw gebeurt) of genegeerd (blijft zo)."),
        en=("State", "open, solved (opens again when it recurs) or ignored (stays so)"),
        choices=STATE_LABELS,
    )
