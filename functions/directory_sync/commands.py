"""What people can do with directories. `command_entry` carries out what is about sources, in a function that has the
packages for them."""

from typing import Annotated, Any

from pydantic import Field, JsonValue

from functions.directory_sync.problems.cycle import (
    DIRECTORY_EMPTY,
    QUARANTINED,
    SECRET_EXPIRES,
    SECRET_MISSING,
)
from functions.directory_sync.scim.commands import COMMANDS as SCIM_COMMANDS
from functions.directory_sync.sources import SourceName
from koppel.domain.problems.account import OTHER_DIRECTORY_ID
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.organisation.commands import Command, Line, OfOrganisation, Sensitivity, Time, catalogue, joined, mends

FROM_FILE: dict[str, Any] = {"file": True}
"""Marks an argument that the command line can read from a file: `@FILE`."""
FUNCTION = "DirectoryOperator"
"""Logical id in template.yaml of the function that carries these commands out."""
AccountKey = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class OfSource(OfOrganisation):
    """The source that the command is about."""

    source: SourceName = explained(
        nl=("Bron", "Naam van de bron in de instellingen."),
        en=("Source", "name of the source in the settings"),
        example="entra",
    )


class WithSettings(OfSource):
    """A source, with other settings than those that are saved."""

    settings: dict[str, JsonValue] = explained(
        nl=(
            "Andere instellingen",
            'Velden van de bron om mee te proberen, als JSON: {"infix": "prefix_of(sn)"}; niets wordt bewaard.',
        ),
        en=(
            "Other settings",
            'fields of the source to try with, as JSON: {"infix": "prefix_of(sn)"}; nothing is saved',
        ),
        example='{"infix": "prefix_of(sn)"}',
        default_factory=dict,
    )


class ExplainPerson(WithSettings):
    """Somebody in the directory."""

    person: Line = explained(
        nl=("Persoon", "Id in de directory, e-mailadres of accountnaam, precies zoals in de directory."),
        en=("Person", "directory id, e-mail address or account name, exactly as in the directory"),
        example="a.smit@linde.example",
    )


class StartCycle(WithSettings):
    """A cycle now."""

    full: bool = explained(
        nl=("Alles", "Lees iedereen en vergelijk elk account, ook als er niets veranderde."),
        en=("Everything", "read everybody and compare each account, also where nothing has changed"),
        default=False,
    )
    dry_run: bool = explained(
        nl=("Proef", "Toon wat er zou veranderen, zonder iets uit te voeren."),
        en=("Dry run", "show what would change, without carrying it out"),
        default=False,
    )


class SetSecret(OfSource):
    """A new secret or password."""

    secret: str = explained(
        nl=("Geheim", "Clientgeheim van de app-registratie, of het wachtwoord van het leesaccount."),
        en=("Secret", "client secret of the app registration, or the password of the account that reads"),
        is_secret=True,
        min_length=1,
        max_length=1024,
    )
    expires: Time = explained(
        nl=("Verloopt", "UTC-tijd waarop het geheim verloopt; leeg als dat niet bekend is."),
        en=("Expires", "UTC time at which the secret expires; empty where nobody knows"),
        example="2027-01-31",
        default="",
    )


class SetCertificate(OfSource):
    """A new certificate with its private key."""

    certificate: str = explained(
        nl=("Certificaat", "Certificaat en privésleutel (PEM, zonder wachtwoord), of @BESTAND."),
        en=("Certificate", "certificate and private key (PEM, without a password), or @FILE"),
        example="-----BEGIN PRIVATE KEY-----…",
        extra=FROM_FILE,
        is_secret=True,
        min_length=1,
        max_length=20_000,
    )


class ReleasePerson(OfOrganisation):
    """An account that is to be nobody's in the directory."""

    key: AccountKey = explained(
        nl=("Sleutel", "Sleutel van het account, zoals explain-person of find-accounts het toont."),
        en=("Key", "key of the account, as explain-person or find-accounts shows it"),
        example="0123456789abcdef0123456789abcdef",
    )


OF_SOURCES = catalogue(
    Command(
        name="show-sources",
        title=Text(nl="Bronnen", en="Sources"),
        help=Text(
            nl="Toon van elke bron wanneer zij is gelezen, wanneer weer, en hoeveel medewerkers zij heeft.",
            en="show when each source was read, when it is read again, and how many professionals it has",
        ),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        function=FUNCTION,
    ),
    Command(
        name="test-directory",
        title=Text(nl="Verbinding testen", en="Test the connection"),
        help=Text(
            nl="Test de verbinding met een directory stap voor stap, en toon vijf personen zoals ze zouden aankomen.",
            en="test the connection to a directory step by step, and show five people as they would arrive",
        ),
        arguments=WithSettings,
        sensitivity=Sensitivity.FRESH_LOGON,
        function=FUNCTION,
    ),
    Command(
        name="explain-person",
        title=Text(nl="Eén persoon uitleggen", en="Explain one person"),
        help=Text(
            nl="Zoek iemand op in de directory en toon of zij in bereik is, welk account erbij hoort en wat er zou "
            "veranderen.",
            en="look somebody up in the directory and show whether they are in scope, which account is theirs and what "
            "would change",
        ),
        arguments=ExplainPerson,
        sensitivity=Sensitivity.FRESH_LOGON,
        function=FUNCTION,
    ),
    Command(
        name="start-cycle",
        title=Text(nl="Ronde starten", en="Start a cycle"),
        help=Text(
            nl="Lees een bron nu; als proef verandert er niets, ook niet met andere instellingen.",
            en="read a source now; as a dry run it changes nothing, with other settings too",
        ),
        arguments=StartCycle,
        remedy=mends(QUARANTINED, DIRECTORY_EMPTY),
        function=FUNCTION,
    ),
    Command(
        name="set-directory-secret",
        title=Text(nl="Geheim instellen", en="Set the secret"),
        help=Text(
            nl="Stel het geheim of wachtwoord in waarmee een bron wordt gelezen; het wordt nooit meer getoond.",
            en="set the secret or password with which a source is read; it is never shown again",
        ),
        arguments=SetSecret,
        remedy=mends(SECRET_MISSING, SECRET_EXPIRES),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Vanaf de volgende ronde wordt de bron met dit geheim gelezen; het vorige wordt vergeten.",
            en="From the next cycle on the source is read with this secret; the one before is forgotten.",
        ),
        function=FUNCTION,
    ),
    Command(
        name="set-directory-certificate",
        title=Text(nl="Certificaat instellen", en="Set the certificate"),
        help=Text(
            nl="Stel het certificaat in waarmee Entra ID wordt gelezen; de privésleutel wordt nooit meer getoond.",
            en="set the certificate with which Entra ID is read; its private key is never shown again",
        ),
        arguments=SetCertificate,
        remedy=mends(SECRET_MISSING, SECRET_EXPIRES),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Vanaf de volgende ronde wordt de bron met dit certificaat gelezen; het vorige geheim wordt vergeten.",
            en="From the next cycle on the source is read with this certificate; the secret before is forgotten.",
        ),
        function=FUNCTION,
    ),
    Command(
        name="release-person",
        title=Text(nl="Losmaken van de directory", en="Release from the directory"),
        help=Text(
            nl="Maak een account los van de persoon in de directory bij wie het hoort, ook van die bij SCIM.",
            en="release an account from the person in the directory whose it is, also from the user of SCIM",
        ),
        arguments=ReleasePerson,
        remedy=mends(OTHER_DIRECTORY_ID, everywhere=True),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Wie in de directory hetzelfde medewerkernummer heeft, krijgt bij de volgende ronde dit account.",
            en="Whoever has the same professional id in the directory gets this account in the next cycle.",
        ),
        function=FUNCTION,
    ),
)
"""The commands about sources, which `command_entry` carries out."""

COMMANDS = joined((OF_SOURCES, SCIM_COMMANDS))
