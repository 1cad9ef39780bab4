"""Verdicts: what an integration decides about a staged plan."""

from dataclasses import dataclass

from koppel.domain.problems.problem import Finding
from koppel.domain.runs.reason import Reason

HOURS = 24
"""How long an approval may take."""


@dataclass(frozen=True, slots=True)
class Apply:
    """The plan is applied at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The plan waits for a person.

    reasons    why
    hours      how long; then the run is stopped
    approvals  by how many different people, 1 or 2
    findings   what becomes an entry in the integration's error log, once for the run
    """

    reasons: tuple[Reason, ...] = ()
    hours: float = HOURS
    approvals: int = 1
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The plan is not applied."""

    reasons: tuple[Reason, ...]


type Verdict = Apply | Wait | Stop
