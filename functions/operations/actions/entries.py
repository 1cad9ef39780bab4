"""Commands about error logs and about messages that wait."""

from dataclasses import asdict

from functions.hl7_intake.archive import messages
from functions.operations import arguments as given
from functions.operations.actions import Answer, organisation_of, tile_of
from functions.operations.problems import UNKNOWN_ENTRY
from koppel.domain.problems.refusal import Declined
from koppel.organisation import error_log, tiles
from koppel.runtime import Runtime

MOST_COUNTED = 1000


def list_entries(runtime: Runtime, _actor: str, arguments: given.ListEntries) -> Answer:
    """A page of an error log."""
    organisation, integration = organisation_of(runtime, arguments), tile_of(arguments).integration
    found, cursor = error_log.entries(
        runtime, organisation, integration, arguments.state, limit=arguments.limit, after=arguments.after
    )
    return {"entries": [asdict(entry) for entry in found], "next": cursor}


def find_entries(runtime: Runtime, _actor: str, arguments: given.FindEntries) -> Answer:
    """The entries about one subject."""
    organisation, integration = organisation_of(runtime, arguments), tile_of(arguments).integration
    found = error_log.about(runtime, organisation, integration, arguments.subject)
    return {"entries": [asdict(entry) for entry in found]}


def mark_entry(runtime: Runtime, actor: str, arguments: given.MarkEntry) -> Answer:
    """Open, solved or ignored."""
    organisation, integration = organisation_of(runtime, arguments), tile_of(arguments).integration
    entry, mark = arguments.entry, arguments.state
    if not tiles.mark_entry(runtime, organisation, integration, entry, mark, actor=actor):
        raise Declined(UNKNOWN_ENTRY)
    return {"entry": entry, "state": mark}


def count_waiting(runtime: Runtime, _actor: str, arguments: given.OfOrganisation) -> Answer:
    """HL7 messages that are not processed yet."""
    count = messages.waiting(runtime, organisation_of(runtime, arguments), MOST_COUNTED)
    return {"waiting": count, "or_more": count >= MOST_COUNTED}
