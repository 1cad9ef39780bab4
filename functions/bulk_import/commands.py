"""What people can do with imports. `command_entry` carries it out, in a function that has the packages for documents.
The commands about runs (`show-run`, `approve-run` …) are the same for every integration."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.bulk_import.key_commands import FUNCTION, KEY_COMMANDS
from functions.bulk_import.scripts import SCRIPT_LABELS, Script
from koppel.domain.logon.platform import is_address
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.organisation.commands import Command, OfOrganisation, Sensitivity, catalogue, joined

PREPARE = "prepare-upload"
UploadId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class Welcomed(StrEnum):
    """Whom an import may have mailed."""

    CLIENTS = "clients"
    PROFESSIONALS = "professionals"
    NOBODY = "nobody"


WELCOMED_LABELS: Mapping[Welcomed, Text] = {
    Welcomed.CLIENTS: Text(nl="Nieuwe cliënten", en="New clients"),
    Welcomed.PROFESSIONALS: Text(nl="Nieuwe medewerkers", en="New professionals"),
    Welcomed.NOBODY: Text(nl="Niemand", en="Nobody"),
}


class Language(StrEnum):
    """The language of a template."""

    DUTCH = "nl"
    ENGLISH = "en"


LANGUAGE_LABELS: Mapping[Language, Text] = {
    Language.DUTCH: Text(nl="Nederlands", en="Dutch"),
    Language.ENGLISH: Text(nl="Engels", en="English"),
}

_SCRIPT = explained(
    nl=("Soort import", "Waar de rijen van het bestand voor zijn."),
    en=("Kind of import", "what the rows of the file are for"),
    choices=SCRIPT_LABELS,
)


def _page(text: str) -> str:
    if text and not is_address(text):
        raise WrongValue(nl="moet een volledig adres met https zijn", en="must be a complete address with https")
    return text


class PrepareUpload(OfOrganisation):
    """A file that is to be sent."""

    return_to: Annotated[str, AfterValidator(_page)] = explained(
        nl=(
            "Pagina erna",
            "Adres waar een browser na het opladen heen gaat, met een schuine streep en het nummer erachter; leeg: "
            "nergens heen.",
        ),
        en=(
            "Page afterwards",
            "address to which a browser goes after the upload, followed by a slash and the number; without it nowhere",
        ),
        example="https://linde.koppel.example/console/linde/import",
        default="",
        max_length=300,
    )


class StartImport(OfOrganisation):
    """A file to import."""

    script: Script = _SCRIPT
    upload: UploadId = explained(
        nl=("Bestand", "Nummer van het opgeladen bestand, zoals prepare-upload het gaf."),
        en=("File", "number of the uploaded file, as prepare-upload gave it"),
        example="0123456789abcdef0123456789abcdef",
        extra={"upload": PREPARE},
    )
    welcome: list[Welcomed] = explained(
        nl=(
            "Welkomstmail",
            "Welke nieuwe mensen een welkomstmail mogen krijgen; leeg: wat de instellingen zeggen.",
        ),
        en=("Welcome mail", "which new people may get a welcome mail; without it what the settings say"),
        choices=WELCOMED_LABELS,
        default_factory=list,
        max_length=3,
    )
    all_or_nothing: bool | None = explained(
        nl=(
            "Alles of niets",
            "Of één geweigerde of mislukte rij de hele import tegenhoudt; leeg: wat de instellingen zeggen.",
        ),
        en=(
            "All or nothing",
            "whether one refused or failed row stops the whole import; without it as in the settings",
        ),
        default=None,
    )


class DownloadTemplate(OfOrganisation):
    """The template of a script."""

    script: Script = _SCRIPT
    language: Language = explained(
        nl=("Taal", "De taal van titels en uitleg."),
        en=("Language", "the language of titles and explanations"),
        choices=LANGUAGE_LABELS,
        default=Language.DUTCH,
    )


_COMMANDS = catalogue(
    Command(
        name=PREPARE,
        title=Text(nl="Bestand opladen", en="Upload a file"),
        help=Text(
            nl="Geef een adres waar een importbestand heen gestuurd kan worden, en het nummer ervan.",
            en="give an address to which an import file can be sent, and its number",
        ),
        arguments=PrepareUpload,
        function=FUNCTION,
    ),
    Command(
        name="start-import",
        title=Text(nl="Importeren", en="Import"),
        help=Text(
            nl="Begin de testrun van een import; daarna wacht die op goedkeuring. Dit wordt vastgelegd.",
            en="start the test run of an import; it then waits for approval. This is recorded",
        ),
        arguments=StartImport,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Het bestand wordt ontsleuteld en gelezen, en elke rij wordt vergeleken met de accounts die er zijn. Er "
            "wordt niets gewijzigd voordat de testrun is goedgekeurd.",
            en="The file is decrypted and read, and each row is compared with the accounts that there are. Nothing is "
            "changed before the test run is approved.",
        ),
        function=FUNCTION,
    ),
    Command(
        name="download-template",
        title=Text(nl="Sjabloon downloaden", en="Download a template"),
        help=Text(
            nl="Geef een adres waar het sjabloon van een script is te downloaden, een werkmap met uitleg.",
            en="give an address at which the template of a script can be had, a workbook with explanations",
        ),
        arguments=DownloadTemplate,
        sensitivity=Sensitivity.VIEW,
        function=FUNCTION,
    ),
)

COMMANDS = joined((KEY_COMMANDS, _COMMANDS))
