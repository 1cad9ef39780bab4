"""Runs and their rows as the commands show them."""

from collections.abc import Iterable
from typing import Any

from koppel.domain.runs.item import Item, Result
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run, RunState
from koppel.runs import approval, reporting, undoing

type Answer = dict[str, Any]


def run_answer(run: Run) -> Answer:
    """A run, without anything about people."""
    return {
        "run": run.id,
        "integration": run.integration,
        "kind": run.kind,
        "about": run.about,
        "state": run.state,
        "actor": run.actor,
        "started": run.started,
        "changed": run.changed,
        "ended": run.ended,
        "counts": dict(run.counts),
        "outcomes": dict(run.outcomes),
        "rows": run.rows,
        "progress": {"read": run.progress, "pages": run.pages, "applied_pages": run.applied_pages},
        "loses_access": run.loses_access,
        "digest": run.digest,
        "reasons": _reasons(run.reasons),
        "approvals": [{"actor": each.actor, "at": each.at} for each in run.approvals],
        "approvals_needed": run.approvals_needed,
        "settings_version": run.settings_version,
        "all_or_nothing": run.all_or_nothing,
        "waits_until": run.waits_until,
        "undoes": run.undoes,
        "undone_by": run.undone_by,
        "may": list(_may(run)),
    }


def row_answer(item: Item, result: Result | None) -> Answer:
    """A row of a run, with what is planned for it and what became of it. Of a row that is different by now it shows
    what would change by now."""
    shown = result.drift if result and result.drift else item
    return {
        "number": item.number,
        "label": item.label,
        "verb": shown.verb,
        "account": {"kind": shown.kind, "key": _key(shown, result)} if shown.kind else None,
        "before": dict(shown.before),
        "after": dict(shown.after),
        "reasons": _reasons((*shown.reasons, *(result.reasons if result else ()))),
        "loses_access": shown.loses_access,
        "outcome": result.outcome if result else None,
    }


def _key(item: Item, result: Result | None) -> str:
    """Of a new account the key that it has got."""
    return item.key or (result.changes[0].key if result and result.changes else "")


def _reasons(reasons: Iterable[Reason]) -> list[Answer]:
    return [
        {"slug": each.slug, "level": each.level, "nl": each.text.nl, "en": each.text.en}
        for each in dict.fromkeys(reasons)
    ]


def _may(run: Run) -> Iterable[str]:
    """What somebody may do about the run now."""
    if approval.may_approve(run):
        yield "approve"
    if run.state is RunState.WAITING:
        yield "reject"
    if undoing.may_undo(run):
        yield "undo"
    if reporting.has_report(run):
        yield "download"
