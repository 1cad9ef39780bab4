"""Which fields accounts have in an organisation: the tiles "Client details" and "Professional details"."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from koppel.domain.accounts.account import Kind, Value
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import Purpose, Settings, Tile, explained


class Presence(StrEnum):
    """Whether a field exists and whether it must be filled."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


PRESENCE_LABELS: Mapping[Presence, Text] = {
    Presence.OFF: Text(nl="Uit", en="Off"),
    Presence.OPTIONAL: Text(nl="Optioneel", en="Optional"),
    Presence.REQUIRED: Text(nl="Verplicht", en="Required"),
}


class ManualUpdates(StrEnum):
    """Which accounts people may change by hand."""

    NEVER = "never"
    PROTECT_EXTERNAL = "protect_external"
    ALWAYS = "always"


MANUAL_UPDATES_LABELS: Mapping[ManualUpdates, Text] = {
    ManualUpdates.NEVER: Text(nl="Geen enkel account", en="No accounts"),
    ManualUpdates.PROTECT_EXTERNAL: Text(
        nl="Alleen accounts die niet uit een ander systeem komen",
        en="Only accounts that do not come from another system",
    ),
    ManualUpdates.ALWAYS: Text(nl="Alle accounts", en="All accounts"),
}


_CHOICES_NL = "Uit: het veld bestaat niet. Optioneel: mag leeg zijn. Verplicht: moet gevuld zijn."
_CHOICES_EN = "Off: the field does not exist. Optional: may be empty. Required: must be filled."


def _presence(default: Presence, *, nl: tuple[str, str], en: tuple[str, str]) -> Any:
    return explained(
        nl=(nl[0], f"{nl[1]} {_CHOICES_NL}"),
        en=(en[0], f"{en[1]} {_CHOICES_EN}"),
        default=default,
        choices=PRESENCE_LABELS,
    )


def _manual_updates() -> Any:
    return explained(
        nl=(
            "Handmatige wijzigingen",
            "Welke accounts met de hand gewijzigd mogen worden: geen enkel, alleen accounts die niet uit een ander "
            "systeem komen, of alle. Dit geldt voor mensen; API-gebruikers en koppelingen mogen altijd wijzigen.",
        ),
        en=(
            "Manual updates",
            "Which accounts may be changed by hand: none, only those that do not come from another system, or all. "
            "This is about people; API users and integrations may change accounts always.",
        ),
        default=ManualUpdates.PROTECT_EXTERNAL,
        choices=MANUAL_UPDATES_LABELS,
    )


class ClientDetails(Settings):
    """The fields of clients that the organisation decides on."""

    id: Presence = _presence(
        Presence.OFF,
        nl=(
            "Cliëntnummer",
            "Het nummer van de cliënt in het EPD; HL7, import en gedelegeerd inloggen hebben het nodig.",
        ),
        en=("Client ID", "The client's number in the EHR; HL7, import and delegated logon need it."),
    )
    bsn: Presence = _presence(
        Presence.OFF,
        nl=("BSN", "Het burgerservicenummer; wordt gecontroleerd met de elfproef."),
        en=("BSN", "The Dutch citizen service number; checked by the 11-test."),
    )
    date_of_birth: Presence = _presence(
        Presence.REQUIRED,
        nl=("Geboortedatum", "De geboortedatum van de cliënt; de leeftijd volgt eruit."),
        en=("Date of birth", "The client's date of birth; the age follows from it."),
    )
    phone_number: Presence = _presence(
        Presence.OPTIONAL,
        nl=("Telefoonnummer", "Het telefoonnummer van de cliënt."),
        en=("Telephone number", "The client's telephone number."),
    )
    labels: Presence = _presence(
        Presence.OFF,
        nl=("Labels", "Trefwoorden bij de cliënt, die de cliënt zelf niet ziet."),
        en=("Labels", "Key words with the client, which the client does not see."),
    )
    unique_ids: bool = explained(
        nl=(
            "Nummers uniek over alle gebruikers",
            "Een cliënt en een medewerker kunnen dan niet hetzelfde nummer krijgen. Wie het al heeft, houdt het.",
        ),
        en=(
            "Unique ids over all users",
            "A client and a professional then cannot get the same id. Whoever has it already keeps it.",
        ),
        default=False,
    )
    manual_updates: ManualUpdates = _manual_updates()


class ProfessionalDetails(Settings):
    """Fields of professionals that the organisation decides on. The professional id always exists."""

    id_required: bool = explained(
        nl=("Medewerkernummer verplicht", "Aan te raden zodra er een ander systeem is gekoppeld."),
        en=("Professional ID required", "Advised as soon as another system is linked."),
        default=False,
    )
    labels: Presence = _presence(
        Presence.OFF,
        nl=("Labels", "Trefwoorden bij de medewerker."),
        en=("Labels", "Key words with the professional."),
    )
    manual_updates: ManualUpdates = _manual_updates()


CLIENT_DETAILS = Tile(
    "client_details",
    Purpose.ACCOUNTS,
    Text(nl="Cliëntgegevens", en="Client details"),
    Text(
        nl="Welke gegevens een cliënt heeft en welke daarvan verplicht zijn.",
        en="Which details a client has and which of them are required.",
    ),
    ClientDetails,
)
PROFESSIONAL_DETAILS = Tile(
    "professional_details",
    Purpose.ACCOUNTS,
    Text(nl="Medewerkergegevens", en="Professional details"),
    Text(
        nl="Welke gegevens een medewerker heeft en welke daarvan verplicht zijn.",
        en="Which details a professional has and which of them are required.",
    ),
    ProfessionalDetails,
)


def presence(kind: Kind, name: str, clients: ClientDetails, professionals: ProfessionalDetails) -> Presence:
    """The presence of this field in this kind of account. Raises KeyError for a name unknown to the kind."""
    rule = FIELDS[kind][name]
    if not rule.switchable:
        return Presence.REQUIRED if rule.required else Presence.OPTIONAL
    if kind is Kind.PROFESSIONAL and name == "id":
        return Presence.REQUIRED if professionals.id_required else Presence.OPTIONAL
    chosen: Presence = getattr(clients if kind is Kind.CLIENT else professionals, name)
    return chosen


def missing(
    kind: Kind, values: Mapping[str, Value], clients: ClientDetails, professionals: ProfessionalDetails
) -> tuple[str, ...]:
    """The required fields that are empty. An anonymous client has a nickname and needs no name and no date of birth."""
    names = FIELDS[kind]
    waived = {"first_name", "last_name", "date_of_birth"} if values.get("nickname") else set()
    return tuple(
        name
        for name in names
        if name not in waived
        and not values.get(name)
        and presence(kind, name, clients, professionals) is Presence.REQUIRED
    )
