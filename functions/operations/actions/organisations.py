"""Commands about organisations as a whole."""

from dataclasses import asdict

from functions.operations import arguments as given
from functions.operations import jobs
from functions.operations.actions import Answer, organisation_of
from functions.operations.problems import SWEEP_FAILED
from functions.operations.tiles import TILES
from koppel.aws import row_keys
from koppel.domain.problems.refusal import Declined
from koppel.entrance.schedule import JobFailed
from koppel.organisation import audit_log, organisations, tiles
from koppel.runtime import Runtime


def create_organisation(runtime: Runtime, actor: str, arguments: given.CreateOrganisation) -> Answer:
    """A new organisation; its tiles are still to be made available."""
    tiles.create_organisation(runtime, arguments.organisation, arguments.name, arguments.mode, actor)
    return {"organisation": arguments.organisation}


def list_organisations(runtime: Runtime, _actor: str, _arguments: given.Nothing) -> Answer:
    """All organisations."""
    slugs = list(organisations.every(runtime))
    rows = runtime.table.get_many(row_keys.organisation.organisation(slug) for slug in slugs)
    found = (
        (slug, rows[row_keys.organisation.organisation(slug)])
        for slug in slugs
        if row_keys.organisation.organisation(slug) in rows
    )
    return {
        "organisations": [
            {"organisation": slug, "name": row["name"], "mode": row["mode"], "created": row["created"]}
            for slug, row in found
        ]
    }


def show_organisation(runtime: Runtime, _actor: str, arguments: given.OfOrganisation) -> Answer:
    """One organisation and how it has each tile."""
    organisation = organisation_of(runtime, arguments)
    states = {name: tiles.state(runtime, organisation, tile) for name, tile in TILES.items()}
    return {
        "organisation": organisation.slug,
        "name": organisation.name,
        "mode": organisation.mode,
        "tiles": {name: {"available": state.available, "on": state.on} for name, state in states.items() if state},
    }


def list_acts(runtime: Runtime, _actor: str, arguments: given.ListActs) -> Answer:
    """Who did what."""
    organisation = organisation_of(runtime, arguments)
    return {"acts": [asdict(act) for act in audit_log.every(runtime, organisation.slug, limit=arguments.limit)]}


def sweep(runtime: Runtime, _actor: str, _arguments: given.Nothing) -> Answer:
    """What is otherwise done every five minutes and every day."""
    try:
        return dict(jobs.sweep(runtime))
    except JobFailed as failed:
        raise Declined(SWEEP_FAILED, details={"failed": str(failed)}) from None
