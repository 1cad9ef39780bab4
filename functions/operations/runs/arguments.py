"""The arguments of the commands about runs."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.operations.entries.arguments import EVERY_LOG, LANGUAGE_LABELS, Language
from functions.operations.registry import TILES
from koppel.domain.runs.item import OUTCOME_LABELS, VERB_LABELS, ItemOutcome, ItemVerb
from koppel.domain.runs.run import STATE_LABELS, RunState
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.organisation.commands import OfOrganisation, OptionalLine
from koppel.runs.listing import CURSOR

RunId = Annotated[str, Field(pattern="^[0-9]{8}T[0-9]{6}-[0-9a-f]{8}$")]
OptionalRunId = Annotated[str, Field(pattern="^([0-9]{8}T[0-9]{6}-[0-9a-f]{8})?$")]
OptionalDigest = Annotated[str, Field(pattern="^([0-9a-f]{32})?$")]


def _cursor(text: str) -> str:
    if text and not CURSOR.fullmatch(text):
        raise WrongValue(
            nl="moet eruitzien als `next` in het antwoord van show-run",
            en="must look like `next` in the answer of show-run",
        )
    return text


class Format(StrEnum):
    """The form of a report."""

    CSV = "csv"
    EXCEL = "xlsx"


FORMAT_LABELS = {Format.CSV: Text(nl="CSV-bestand", en="CSV file"), Format.EXCEL: Text(nl="Excel", en="Excel workbook")}


class OfRun(OfOrganisation):
    """The run that the command is about."""

    run: RunId = explained(
        nl=("Verwerking", "De verwerking, zoals list-runs die noemt."),
        en=("Run", "the run, as list-runs names it"),
        example="20270131T154300-1a2b3c4d",
    )


class ListRuns(OfOrganisation):
    """Runs to list."""

    integration: OptionalLine = explained(
        nl=("Koppeling", "De koppeling waarvan de verwerkingen zijn; leeg voor alle."),
        en=("Integration", "integration whose runs they are; without it all"),
        choices={"": EVERY_LOG, **{name: tile.title for name, tile in TILES.items()}},
        default="",
    )
    state: RunState | None = explained(
        nl=("Toestand", "Alleen verwerkingen in deze toestand; leeg voor alle."),
        en=("State", "only runs in this state; without it all"),
        choices=STATE_LABELS,
        default=None,
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel ten hoogste."),
        en=("How many", "how many at most"),
        unit=Text(nl="verwerkingen", en="runs"),
        default=20,
        ge=1,
        le=100,
    )
    after: OptionalRunId = explained(
        nl=("Na", "`next` van de vorige bladzijde."), en=("After", "`next` of the page before"), default=""
    )


class ShowRun(OfRun):
    """A run, and which of its rows."""

    verb: ItemVerb | None = explained(
        nl=("Wat er verandert", "Alleen rijen waarvoor dit klaarstaat; leeg voor alle."),
        en=("Verb", "only rows for which this is planned; without it all"),
        choices=VERB_LABELS,
        default=None,
    )
    outcome: ItemOutcome | None = explained(
        nl=("Uitkomst", "Alleen rijen met deze uitkomst; leeg voor alle."),
        en=("Outcome", "only rows with this outcome; without it all"),
        choices=OUTCOME_LABELS,
        default=None,
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel rijen ten hoogste."),
        en=("How many", "how many rows at most"),
        unit=Text(nl="rijen", en="rows"),
        default=50,
        ge=1,
        le=200,
    )
    after: Annotated[str, AfterValidator(_cursor)] = explained(
        nl=("Na", "`next` van de vorige bladzijde."), en=("After", "`next` of the page before"), default=""
    )


class ApproveRun(OfRun):
    """A run to approve, and what was seen of it."""

    digest: OptionalDigest = explained(
        nl=("Kenmerk", "`digest` van show-run: alleen wat u daar hebt gezien; leeg: wat er nu klaarstaat."),
        en=("Digest", "`digest` of show-run: only what you saw there; without it what is staged now"),
        example="0123456789abcdef0123456789abcdef",
        default="",
    )


class RejectRun(OfRun):
    """A run to reject."""

    reason: OptionalLine = explained(
        nl=("Reden", "Waarom; dit staat erna bij de verwerking."),
        en=("Reason", "why; the run shows it afterwards"),
        example="De groep in de directory was leeg.",
        default="",
    )


class DownloadReport(OfRun):
    """A report to get."""

    format: Format = explained(
        nl=("Vorm", "csv of xlsx (Excel)."),
        en=("Format", "csv or xlsx"),
        choices=FORMAT_LABELS,
        default=Format.EXCEL,
    )
    language: Language = explained(
        nl=("Taal", "Van de opschriften."),
        en=("Language", "of the headings"),
        choices=LANGUAGE_LABELS,
        default=Language.DUTCH,
    )
