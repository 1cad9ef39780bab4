"""Effects: what each ADT event does. The one table that code, documentation and tests read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from koppel.domain.texts import Text


class Relating(StrEnum):
    """What an event does to the treatment relationships that HL7 made."""

    ADD = "add"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an event does to the client in PID; its details are always updated.

    creates    makes the client when its id is unknown
    active     True reactivates what HL7 deactivated, False deactivates as the feed's discharge setting says
    relating   to the professionals the event names, None leaves relationships alone
    """

    title: Text
    explanation: Text
    creates: bool
    active: bool | None = None
    relating: Relating | None = None


EFFECTS: Mapping[str, Effect] = {
    "A01": Effect(
        title=Text(nl="Opname", en="Admit a patient"),
        explanation=Text(
            nl="Maakt de cliënt of werkt deze bij, activeert wat HL7 had gedeactiveerd, voegt behandelaars toe.",
            en="Creates or updates the client, reactivates what HL7 had deactivated, adds therapists.",
        ),
        creates=True,
        active=True,
        relating=Relating.ADD,
    ),
    "A03": Effect(
        title=Text(nl="Ontslag", en="Discharge a patient"),
        explanation=Text(
            nl="Werkt de cliënt bij en deactiveert zoals ingesteld. Een onbekende cliënt wordt niet gemaakt.",
            en="Updates the client and deactivates it as set for discharges. An unknown client is not created.",
        ),
        creates=False,
        active=False,
    ),
    "A04": Effect(
        title=Text(nl="Registratie", en="Register a patient"),
        explanation=Text(nl="Als opname (A01).", en="As admission (A01)."),
        creates=True,
        active=True,
        relating=Relating.ADD,
    ),
    "A08": Effect(
        title=Text(nl="Gewijzigde gegevens", en="Update patient information"),
        explanation=Text(
            nl="Werkt de gegevens van de cliënt bij en voegt behandelaars toe; een onbekende cliënt wordt gemaakt.",
            en="Updates the client's details and adds therapists; an unknown client is created.",
        ),
        creates=True,
        relating=Relating.ADD,
    ),
    "A54": Effect(
        title=Text(nl="Andere behandelaar", en="Change attending doctor"),
        explanation=Text(
            nl="Vervangt de behandelrelaties die HL7 heeft gemaakt door die in dit bericht; andere blijven.",
            en="Replaces the treatment relationships that HL7 made by those in this message; others stay.",
        ),
        creates=True,
        relating=Relating.REPLACE,
    ),
}
"""Event code (HL7 table 0003) → effect."""

KNOWN_EVENTS: frozenset[tuple[str, str]] = frozenset(
    {("ADT", f"A{number:02d}") for number in range(1, 63)} | {("MFN", f"M{number:02d}") for number in range(1, 18)}
)
"""Message types and events of the standard (tables 0076 and 0003) that are accepted even where they have no effect."""
