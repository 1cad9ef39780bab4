"""Effects: what each event does. Code, documentation and tests read these tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from koppel.domain.texts import Text


class Relating(StrEnum):
    """What an event does to the treatment relationships that HL7 made."""

    ADD = "add"
    REPLACE = "replace"


class Subject(StrEnum):
    """The accounts that an event is about."""

    CLIENT = "client"
    TWO_CLIENTS = "two clients"
    PROFESSIONALS = "professionals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an event does to the client in PID; its details are always updated.

    creates    creates the client when its id is unknown; otherwise the message is parked until the client exists
    active     True reactivates what HL7 deactivated, False deactivates as the feed's discharge setting says
    relating   what happens to relationships with the professionals that the event names, None leaves them alone
    subject    of two clients, the one in MRG is merged into the one in PID; STAFF_EFFECTS says what an event does to
               professionals
    """

    title: Text
    explanation: Text
    creates: bool
    active: bool | None = None
    relating: Relating | None = None
    subject: Subject = Subject.CLIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEffect:
    """What a record of a staff file does to the professional in it; its details are always updated.

    creates    creates the professional when the id is unknown
    active     None leaves it as it is, unless STF-7 has a value
    """

    explanation: Text
    creates: bool
    active: bool | None = None


MERGING = Text(
    nl="Voegt de cliënt in MRG samen met die in PID. Behandelrelaties verhuizen mee; het oude nummer leidt voortaan "
    "naar de cliënt die blijft. Is de cliënt in PID hier nog onbekend, dan wacht de samenvoeging op die cliënt.",
    en="Merges the client in MRG into the one in PID. Treatment relationships move along; from now on the old id leads "
    "to the client that stays. When the client in PID is unknown here, the merge is parked until that client exists.",
)

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
            nl="Werkt de cliënt bij en deactiveert zoals ingesteld. Een onbekende cliënt wordt niet gemaakt; het "
            "ontslag wacht en wordt verwerkt zodra de cliënt er is.",
            en="Updates the client and deactivates it as set for discharges. An unknown client is not created; the "
            "discharge is parked and applied once the client exists.",
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
    "A05": Effect(
        title=Text(nl="Vooraanmelding", en="Pre-admit a patient"),
        explanation=Text(
            nl="Maakt de cliënt of werkt deze bij en voegt behandelaars toe; een inactieve cliënt blijft inactief.",
            en="Creates or updates the client and adds therapists; an inactive client stays inactive.",
        ),
        creates=True,
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
    "A11": Effect(
        title=Text(nl="Opname geannuleerd", en="Cancel admission"),
        explanation=Text(
            nl="Als ontslag (A03): de opname telt als beëindigd.",
            en="As discharge (A03): the admission counts as ended.",
        ),
        creates=False,
        active=False,
    ),
    "A13": Effect(
        title=Text(nl="Ontslag geannuleerd", en="Cancel discharge"),
        explanation=Text(
            nl="Als opname (A01): een cliënt die door het ontslag was gedeactiveerd, wordt weer actief.",
            en="As admission (A01): a client that the discharge deactivated becomes active again.",
        ),
        creates=True,
        active=True,
        relating=Relating.ADD,
    ),
    "A14": Effect(
        title=Text(nl="Geplande opname", en="Pending admission"),
        explanation=Text(nl="Als vooraanmelding (A05).", en="As pre-admission (A05)."),
        creates=True,
        relating=Relating.ADD,
    ),
    "A18": Effect(
        title=Text(nl="Samenvoegen van patiënten", en="Merge patient information"),
        explanation=MERGING,
        creates=False,
        subject=Subject.TWO_CLIENTS,
    ),
    "A28": Effect(
        title=Text(nl="Persoon toegevoegd", en="Add person information"),
        explanation=Text(nl="Als gewijzigde gegevens (A08).", en="As updated information (A08)."),
        creates=True,
        relating=Relating.ADD,
    ),
    "A31": Effect(
        title=Text(nl="Persoonsgegevens gewijzigd", en="Update person information"),
        explanation=Text(nl="Als gewijzigde gegevens (A08).", en="As updated information (A08)."),
        creates=True,
        relating=Relating.ADD,
    ),
    "A34": Effect(
        title=Text(nl="Samenvoegen op patiëntnummer", en="Merge patient information, patient id only"),
        explanation=MERGING,
        creates=False,
        subject=Subject.TWO_CLIENTS,
    ),
    "A40": Effect(
        title=Text(nl="Samenvoegen op nummerlijst", en="Merge patient, identifier list"),
        explanation=MERGING,
        creates=False,
        subject=Subject.TWO_CLIENTS,
    ),
    "A54": Effect(
        title=Text(nl="Andere behandelaar", en="Change attending doctor"),
        explanation=Text(
            nl="Vervangt de behandelrelaties die HL7 heeft gemaakt door die in dit bericht; andere blijven.",
            en="Replaces the treatment relationships that HL7 made by those in this message; other relationships stay.",
        ),
        creates=True,
        relating=Relating.REPLACE,
    ),
    "M02": Effect(
        title=Text(nl="Personeelsbestand", en="Staff master file"),
        explanation=Text(
            nl="Maakt, wijzigt, deactiveert en activeert medewerkers, elk zoals zijn regel (MFE-1) zegt.",
            en="Creates, updates, deactivates and activates professionals, each as its record (MFE-1) says.",
        ),
        creates=True,
        subject=Subject.PROFESSIONALS,
    ),
}
"""Event code (HL7 table 0003) → effect."""

STAFF_EFFECTS: Mapping[str, StaffEffect] = {
    "MAD": StaffEffect(
        explanation=Text(
            nl="Maakt de medewerker of werkt deze bij, en activeert een medewerker die HL7 had gedeactiveerd.",
            en="Creates or updates the professional, and activates a professional that HL7 had deactivated.",
        ),
        creates=True,
        active=True,
    ),
    "MUP": StaffEffect(
        explanation=Text(
            nl="Werkt de medewerker bij; een onbekende wordt gemaakt.",
            en="Updates the professional; an unknown one is created.",
        ),
        creates=True,
    ),
    "MDC": StaffEffect(
        explanation=Text(nl="Deactiveert de medewerker.", en="Deactivates the professional."),
        creates=False,
        active=False,
    ),
    "MAC": StaffEffect(
        explanation=Text(nl="Als toevoegen (MAD).", en="As adding (MAD)."),
        creates=True,
        active=True,
    ),
    "MDL": StaffEffect(
        explanation=Text(
            nl="Deactiveert de medewerker; een account wordt nooit verwijderd.",
            en="Deactivates the professional; an account is never deleted.",
        ),
        creates=False,
        active=False,
    ),
}
"""Record-level event code (HL7 table 0180) → effect."""

KNOWN_EVENTS: frozenset[tuple[str, str]] = frozenset(
    {("ADT", f"A{number:02d}") for number in range(1, 63)} | {("MFN", f"M{number:02d}") for number in range(1, 18)}
)
"""Message types and events of the standard (tables 0076 and 0003) that are accepted even without an effect."""
