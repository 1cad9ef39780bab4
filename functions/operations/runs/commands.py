"""The commands about runs, the same for every integration."""

from typing import Any

from functions.operations.runs.answers import row_answer, run_answer
from functions.operations.runs.arguments import (
    ApproveRun,
    DownloadReport,
    ListRuns,
    OfRun,
    RejectRun,
    ShowRun,
)
from koppel.domain.problems.refusal import Declined
from koppel.domain.problems.runs import UNKNOWN_RUN
from koppel.domain.runs.run import Run
from koppel.domain.texts import Text
from koppel.organisation import audit_log
from koppel.organisation.commands import Command, Sensitivity, catalogue, tenant_of
from koppel.runs import approval, listing, reporting, storage, undoing
from koppel.runs.listing import Wanted
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]


def list_runs(runtime: Runtime, _actor: str, arguments: ListRuns) -> Answer:
    """A page of runs, newest first."""
    tenant = tenant_of(runtime, arguments)
    found, cursor = listing.runs(
        tenant,
        integration=arguments.integration,
        state=arguments.state,
        limit=arguments.limit,
        after=arguments.after,
    )
    return {"runs": [run_answer(each) for each in found], "next": cursor}


def show_progress(runtime: Runtime, _actor: str, arguments: OfRun) -> Answer:
    """How far a run is, without its rows."""
    return {"run": run_answer(_run(tenant_of(runtime, arguments), arguments.run))}


def show_run(runtime: Runtime, actor: str, arguments: ShowRun) -> Answer:
    """A run and a page of its rows; recorded."""
    tenant = tenant_of(runtime, arguments)
    run = _run(tenant, arguments.run)
    audit_log.record(runtime, tenant.slug, "show-run", actor, {"run": run.id, "after": arguments.after})
    wanted = Wanted(arguments.verb, arguments.outcome)
    rows, cursor = listing.rows(tenant, run, wanted, limit=arguments.limit, after=arguments.after)
    return {"run": run_answer(run), "rows": [row_answer(*each) for each in rows], "next": cursor}


def approve_run(runtime: Runtime, actor: str, arguments: ApproveRun) -> Answer:
    """Approve a run; when nobody else needs to, it is applied."""
    return {"run": run_answer(approval.approve(tenant_of(runtime, arguments), arguments.run, actor, arguments.digest))}


def reject_run(runtime: Runtime, actor: str, arguments: RejectRun) -> Answer:
    """Reject a run: nothing (more) of it is applied."""
    return {"run": run_answer(approval.reject(tenant_of(runtime, arguments), arguments.run, actor, arguments.reason))}


def undo_run(runtime: Runtime, actor: str, arguments: OfRun) -> Answer:
    """Start the run that undoes another one. It waits for approval like any run."""
    made = undoing.undo_run(tenant_of(runtime, arguments), arguments.run, actor)
    return {"run": made.id, "undoes": made.undoes, "state": made.state}


def download_report(runtime: Runtime, actor: str, arguments: DownloadReport) -> Answer:
    """The address of a report, which works for a minute; recorded."""
    tenant = tenant_of(runtime, arguments)
    run = _run(tenant, arguments.run)
    url = reporting.address(run, arguments.format, arguments.language)
    details = {"run": run.id, "format": arguments.format, "language": arguments.language}
    audit_log.record(runtime, tenant.slug, "download-report", actor, details)
    return {"url": url, "seconds": reporting.ADDRESS_SECONDS}


def _run(tenant: Tenant, run: str) -> Run:
    found = storage.find(tenant, run)
    if found is None:
        raise Declined(UNKNOWN_RUN)
    return found


COMMANDS = catalogue(
    Command(
        name="list-runs",
        title=Text(nl="Verwerkingen", en="Runs"),
        help=Text(
            nl="Toon verwerkingen: rondes van een directory, imports, proeven, ongedaanmakingen; de nieuwste eerst.",
            en="show the runs: each cycle of a directory, import, dry run and undo, newest first",
        ),
        arguments=ListRuns,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_runs,
    ),
    Command(
        name="show-progress",
        title=Text(nl="Voortgang van een verwerking", en="Progress of a run"),
        help=Text(nl="Toon hoe ver een verwerking is, zonder de rijen.", en="show how far a run is, without its rows"),
        arguments=OfRun,
        sensitivity=Sensitivity.VIEW,
        carry_out=show_progress,
    ),
    Command(
        name="show-run",
        title=Text(nl="Verwerking tonen", en="Show a run"),
        help=Text(
            nl="Toon een verwerking, per rij wat er verandert of veranderd is en waarom niet; dit wordt vastgelegd.",
            en="show a run with, for each row, what changes or has changed, and why not; this is recorded",
        ),
        arguments=ShowRun,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=show_run,
    ),
    Command(
        name="approve-run",
        title=Text(nl="Verwerking goedkeuren", en="Approve a run"),
        help=Text(
            nl="Keur goed wat een verwerking wil wijzigen; daarna wordt het uitgevoerd. Dit wordt vastgelegd.",
            en="approve what a run is to change; it is applied then. This is recorded",
        ),
        arguments=ApproveRun,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Alle rijen die klaarstaan worden uitgevoerd. Wat intussen anders is, wordt niet uitgevoerd.",
            en="All rows that are staged are applied. What is different by now is not applied.",
        ),
        carry_out=approve_run,
    ),
    Command(
        name="reject-run",
        title=Text(nl="Verwerking afwijzen", en="Reject a run"),
        help=Text(
            nl="Wijs af wat een verwerking wil wijzigen; er wordt niets (meer) van uitgevoerd. Dit wordt vastgelegd.",
            en="reject what a run is to change; nothing (more) of it is applied. This is recorded",
        ),
        arguments=RejectRun,
        carry_out=reject_run,
    ),
    Command(
        name="undo-run",
        title=Text(nl="Verwerking ongedaan maken", en="Undo a run"),
        help=Text(
            nl="Begin een verwerking die ongedaan maakt wat deze heeft gewijzigd; die wacht daarna op uw goedkeuring.",
            en="start a run that undoes what this run has changed; it then waits for your approval",
        ),
        arguments=OfRun,
        carry_out=undo_run,
    ),
    Command(
        name="download-report",
        title=Text(nl="Rapport ophalen", en="Get a report"),
        help=Text(
            nl="Geef het adres van het rapport van een verwerking, dat een minuut werkt; dit wordt vastgelegd.",
            en="give the address of the report of a run, which works for a minute; this is recorded",
        ),
        arguments=DownloadReport,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=download_report,
    ),
)
