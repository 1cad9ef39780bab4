"""Refusals as a person sees them: a reference, by which the administrator finds the reason in the error log."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from koppel.domain.problems.problem import NO_DETAILS, Finding
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Outcome
from koppel.entrance.browser import Visit
from koppel.entrance.pages import NOTE, redirect
from koppel.entrance.requests import Response
from koppel.logon import references

LOGON = "/logon"
"""The logon page. It shows the reference in the query parameter `reference`."""


def refuse_logon(visit: Visit, integration: str, finding: Finding) -> Response:
    """Record why nobody is logged on, and send the browser to the logon page with the reference."""
    record(visit, integration, finding)
    response = redirect(f"{LOGON}?reference={quote(visit.reference, safe='')}", outcome=finding.problem.slug)
    return replace(response, counted=Outcome.REFUSED)


def record(visit: Visit, integration: str, finding: Finding) -> None:
    """Write the finding to the integration's error log, and keep it under the reference of this visit."""
    references.record(visit.tenant, integration, replace(finding, reference=visit.reference))


def show(
    visit: Visit, title: Text, explanation: Text, *, status: int, outcome: str, headers: Mapping[str, str] = NO_DETAILS
) -> Response:
    """A page that explains the refusal and shows the reference of this visit."""
    return visit.page.show(
        NOTE,
        title,
        text=explanation,
        kind="bad",
        reference=visit.reference,
        status=status,
        headers=headers,
        outcome=outcome,
    )
