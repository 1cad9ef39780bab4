"""Commands about error logs: list entries, find those about one subject, mark one."""

import re
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.operations.problems import UNKNOWN_ENTRY
from functions.operations.tiles import OfIntegration, tile_of
from koppel.domain.problems.problem import STATE_LABELS, State
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.organisation import audit_log, error_log
from koppel.organisation.commands import Command, Line, Sensitivity, catalogue, tenant_of
from koppel.runtime import Runtime

type Answer = dict[str, Any]
_ENTRY = re.compile(r"(?:-|[0-9a-f]{32})/[0-9a-f]{32}")
_CURSOR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}/" + _ENTRY.pattern)


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
        _ENTRY,
        nl="moet eruitzien als het id in het antwoord van list-entries",
        en="must look like the id in the answer of list-entries",
    ),
]
Cursor = Annotated[
    str,
    _shaped(
        _CURSOR,
        nl="moet eruitzien als `next` in het antwoord van list-entries",
        en="must look like `next` in the answer of list-entries",
    ),
]


class ListEntries(OfIntegration):
    """A page of an error log."""

    state: State = explained(
        nl=("Toestand", "Welke regels."),
        en=("State", "which entries"),
        choices=STATE_LABELS,
        default=State.OPEN,
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel ten hoogste."),
        en=("How many", "how many at most"),
        default=50,
        ge=1,
        le=100,
    )
    after: Cursor = explained(
        nl=("Na", "`next` van de vorige bladzijde."),
        en=("After", "`next` of the page before"),
        default="",
    )


class FindEntries(OfIntegration):
    """Entries about one subject."""

    subject: Line = explained(
        nl=("Onderwerp", "Over wie of wat het gaat: precies het id of het e-mailadres."),
        en=("Subject", "whom or what they are about: exactly the id or the e-mail address"),
        example="26010042",
    )


class MarkEntry(OfIntegration):
    """Another state of an entry."""

    entry: EntryId = explained(
        nl=("Regel", "Id van de regel, zoals list-entries het toont."),
        en=("Entry", "id of the entry, as list-entries shows it"),
        example="-/0123456789abcdef0123456789abcdef",
    )
    state: State = explained(
        nl=("Toestand", "Open, opgelost (opent weer als het opnieuw gebeurt) of genegeerd (blijft zo)."),
        en=("State", "open, solved (opens again when it recurs) or ignored (stays so)"),
        choices=STATE_LABELS,
    )


def list_entries(runtime: Runtime, _actor: str, arguments: ListEntries) -> Answer:
    """A page of an error log, newest first."""
    tenant, integration = tenant_of(runtime, arguments), tile_of(arguments).integration
    found, cursor = error_log.entries(
        tenant, integration, arguments.state, limit=arguments.limit, after=arguments.after
    )
    return {"entries": [asdict(entry) for entry in found], "next": cursor}


def find_entries(runtime: Runtime, actor: str, arguments: FindEntries) -> Answer:
    """The entries about one subject, in any state. The search is recorded."""
    tenant, integration = tenant_of(runtime, arguments), tile_of(arguments).integration
    subject = arguments.subject
    audit_log.record_search(tenant, "find-entries", actor, subject=subject, integration=integration)
    found = error_log.about(tenant, integration, subject)
    return {"entries": [asdict(entry) for entry in found]}


def mark_entry(runtime: Runtime, actor: str, arguments: MarkEntry) -> Answer:
    """Mark an entry open, solved or ignored."""
    tenant, integration = tenant_of(runtime, arguments), tile_of(arguments).integration
    entry, mark = arguments.entry, arguments.state
    if not error_log.mark_by_hand(tenant, integration, entry, mark, actor=actor):
        raise Declined(UNKNOWN_ENTRY)
    return {"entry": entry, "state": mark}


COMMANDS = catalogue(
    Command(
        name="list-entries",
        title=Text(nl="Foutenlogboek", en="Error log"),
        help=Text(
            nl="Toon het foutenlogboek van een koppeling, nieuwste eerst.",
            en="show an integration's error log, newest first",
        ),
        arguments=ListEntries,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_entries,
    ),
    Command(
        name="find-entries",
        title=Text(nl="Regels zoeken", en="Find entries"),
        help=Text(
            nl="Toon de regels over één persoon of waarde, in welke toestand ook; dit wordt vastgelegd.",
            en="show the entries about one person or value, whatever their state; this is recorded",
        ),
        arguments=FindEntries,
        sensitivity=Sensitivity.VIEW,
        carry_out=find_entries,
    ),
    Command(
        name="mark-entry",
        title=Text(nl="Markeren", en="Mark"),
        help=Text(nl="Markeer een regel als open, opgelost of genegeerd.", en="mark an entry open, solved or ignored"),
        arguments=MarkEntry,
        carry_out=mark_entry,
    ),
)
