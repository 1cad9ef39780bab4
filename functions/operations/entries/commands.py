"""Commands about error logs: list, export, count and find entries, show, open and mark one."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from functions.operations.entries.acts import acts
from functions.operations.entries.arguments import (
    ExportEntries,
    Filtered,
    FindEntries,
    ListEntries,
    MarkEntry,
    OfEntry,
    OfLogs,
    OpenEntry,
)
from functions.operations.entries.columns import COLUMNS, cells
from functions.operations.problems import UNKNOWN_ENTRY
from functions.operations.registry import TILES
from functions.operations.tiles import OfIntegration, tile_named, tile_of
from koppel.domain import csv_files
from koppel.domain.accounts import subjects
from koppel.domain.problems.command import INVALID
from koppel.domain.problems.problem import RESPONSIBLE
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.organisation import audit_log, error_log, unread
from koppel.organisation.commands import Command, Sensitivity, catalogue, tenant_of
from koppel.organisation.entry import Entry
from koppel.organisation.entry_search import Wanted
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]

OTHER_CURSOR = Text(nl="hoort bij een bladzijde van andere foutenlogboeken", en="belongs to a page of other error logs")
NOT_KEPT = Text(
    nl="Over wie deze regel gaat is niet bewaard: hij is van vóór deze versie. Als het opnieuw gebeurt wel.",
    en="Whom this entry is about was not kept: it is from before this version. It will be when it recurs.",
)


def list_entries(runtime: Runtime, _actor: str, arguments: ListEntries) -> Answer:
    """A page of error logs, newest first. It may be short, and `next` still says where to go on."""
    found, cursor = _page(tenant_of(runtime, arguments), arguments, arguments.limit)
    return {"entries": [_shown(arguments.organisation, each) for each in found], "next": cursor}


def export_entries(runtime: Runtime, _actor: str, arguments: ExportEntries) -> Answer:
    """A part of a CSV file; the first part has the titles of the columns. People are masked."""
    tenant, language = tenant_of(runtime, arguments), arguments.language
    found, cursor = _page(tenant, arguments, arguments.limit)
    rows = [cells(entry, language) for entry in found]
    titles = () if arguments.after else ([getattr(each, language) for each in COLUMNS],)
    return {"csv": csv_files.lines([*titles, *rows], language), "entries": len(rows), "next": cursor}


def find_entries(runtime: Runtime, actor: str, arguments: FindEntries) -> Answer:
    """The entries about one subject, in any state. The search is recorded."""
    tenant, integrations = tenant_of(runtime, arguments), _integrations(arguments)
    subject = subjects.normalise(arguments.subject)
    audit_log.record_search(tenant, "find-entries", actor, subject=subject, integration=arguments.integration)
    found = [entry for each in integrations for entry in error_log.about(tenant, each, subject)]
    found.sort(key=lambda each: each.last_seen, reverse=True)
    return {"entries": [_shown(arguments.organisation, each) for each in found]}


def show_entry(runtime: Runtime, _actor: str, arguments: OfEntry) -> Answer:
    """One entry, with the person masked."""
    found = error_log.find(tenant_of(runtime, arguments), tile_of(arguments).integration, arguments.entry)
    if found is None:
        raise Declined(UNKNOWN_ENTRY)
    return _shown(arguments.organisation, found)


def open_entry(runtime: Runtime, actor: str, arguments: OpenEntry) -> Answer:
    """One entry with the whole subject and the references of its last occurrences. Who opens it and why is recorded."""
    tenant, integration = tenant_of(runtime, arguments), tile_of(arguments).integration
    found = error_log.open_entry(tenant, integration, arguments.entry, actor=actor, reason=arguments.reason)
    if found is None:
        raise Declined(UNKNOWN_ENTRY)
    entry, subject = found
    note = asdict(NOT_KEPT) if subject is None else None
    return {**_shown(arguments.organisation, entry), "subject": subject, "note": note}


def mark_entry(runtime: Runtime, actor: str, arguments: MarkEntry) -> Answer:
    """Mark an entry open, solved or ignored."""
    tenant, integration = tenant_of(runtime, arguments), tile_of(arguments).integration
    entry, mark = arguments.entry, arguments.state
    if not error_log.mark_by_hand(tenant, integration, entry, mark, actor=actor):
        raise Declined(UNKNOWN_ENTRY)
    return {"entry": entry, "state": mark}


def count_entries(runtime: Runtime, actor: str, arguments: OfLogs) -> Answer:
    """The open entries of each integration by level, and those that are new to this person."""
    counts = unread.count(tenant_of(runtime, arguments), _integrations(arguments), actor)
    return {"integrations": [asdict(each) for each in counts]}


def mark_seen(runtime: Runtime, actor: str, arguments: OfIntegration) -> Answer:
    """Keep that this person looks at an error log now: what is in it is no longer new."""
    integration = tile_of(arguments).integration
    return {"integration": integration, "before": unread.look(tenant_of(runtime, arguments), integration, actor)}


def _page(tenant: Tenant, arguments: Filtered, limit: int) -> tuple[list[Entry], str]:
    wanted = Wanted(level=arguments.level, text=arguments.text, since=arguments.since, until=arguments.until)
    try:
        return error_log.entries(
            tenant, _integrations(arguments), arguments.state, wanted, limit=limit, after=arguments.after
        )
    except ValueError:
        raise Declined(INVALID, fields={"after": OTHER_CURSOR}) from None


def _integrations(arguments: OfLogs) -> Sequence[str]:
    return [tile_named(arguments.integration).integration] if arguments.integration else list(TILES)


def _shown(organisation: str, entry: Entry) -> Answer:
    return {**asdict(entry), "who": asdict(RESPONSIBLE[entry.responsible]), "acts": acts(organisation, entry)}


COMMANDS = catalogue(
    Command(
        name="list-entries",
        title=Text(nl="Foutenlogboek", en="Error log"),
        help=Text(
            nl="Toon het foutenlogboek van een koppeling of van alle, nieuwste eerst, met wie wat kan doen.",
            en="show the error log of an integration or of all, newest first, with who can do what",
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
        name="show-entry",
        title=Text(nl="Regel tonen", en="Show an entry"),
        help=Text(nl="Toon één regel, met de persoon gemaskeerd.", en="show one entry, with the person masked"),
        arguments=OfEntry,
        sensitivity=Sensitivity.VIEW,
        carry_out=show_entry,
    ),
    Command(
        name="open-entry",
        title=Text(nl="Regel openen", en="Open an entry"),
        help=Text(
            nl="Toon over wie een regel gaat; wie hem opent en waarom wordt vastgelegd.",
            en="show whom an entry is about; who opened it and why is recorded",
        ),
        arguments=OpenEntry,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=open_entry,
    ),
    Command(
        name="count-entries",
        title=Text(nl="Regels tellen", en="Count entries"),
        help=Text(
            nl="Tel de open regels van elke koppeling op ernst, en die welke voor u nieuw zijn.",
            en="count the open entries of each integration by level, and those that are new to you",
        ),
        arguments=OfLogs,
        sensitivity=Sensitivity.VIEW,
        carry_out=count_entries,
    ),
    Command(
        name="mark-seen",
        title=Text(nl="Gezien", en="Seen"),
        help=Text(
            nl="Leg vast dat u een foutenlogboek nu bekijkt: wat erin staat telt voor u niet meer als nieuw.",
            en="keep that you look at an error log now: what is in it no longer counts as new to you",
        ),
        arguments=OfIntegration,
        sensitivity=Sensitivity.VIEW,
        carry_out=mark_seen,
    ),
    Command(
        name="export-entries",
        title=Text(nl="Exporteren", en="Export"),
        help=Text(nl="Geef regels als CSV, met personen gemaskeerd.", en="give entries as CSV, with people masked"),
        arguments=ExportEntries,
        sensitivity=Sensitivity.VIEW,
        carry_out=export_entries,
    ),
    Command(
        name="mark-entry",
        title=Text(nl="Markeren", en="Mark"),
        help=Text(nl="Markeer een regel als open, opgelost of genegeerd.", en="mark an entry open, solved or ignored"),
        arguments=MarkEntry,
        carry_out=mark_entry,
    ),
)
