"""References: a refused person sees one, and the administrator finds the reason by it.

An entry of the error log counts many findings and shows the last one; a reference keeps one finding.
"""

from dataclasses import dataclass

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Put
from koppel.domain.problems.problem import Finding
from koppel.domain.texts import Text
from koppel.organisation import error_log, hourly_quota
from koppel.runtime import Tenant

DAYS_KEPT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One finding: the entry that counts it, the slug of its problem, and its texts at that time."""

    integration: str
    entry: str
    slug: str
    explanation: Text
    remedy: Text
    at: str


def record(tenant: Tenant, integration: str, finding: Finding) -> None:
    """Record a finding in the error log, and keep it under its reference while the hourly quota lasts."""
    recording = error_log.record_write(tenant, integration, finding)
    problem, details = finding.problem, dict(finding.details)
    explanation, remedy = problem.explanation.fill(details), problem.remedy.fill(details)
    row: Row = {
        "integration": integration,
        "entry": recording.key.sk,
        "slug": problem.slug,
        "explanation": {"nl": explanation.nl, "en": explanation.en},
        "remedy": {"nl": remedy.nl, "en": remedy.en},
        "at": tenant.now(),
        "expires": tenant.epoch(DAYS_KEPT),
    }
    tenant.table.write(recording)
    if hourly_quota.consume(tenant, "references"):
        tenant.table.write(Put(row_keys.logon.reference(tenant.slug, finding.reference), row))


def find(tenant: Tenant, reference: str) -> Kept | None:
    """The finding of this reference; None when it is unknown, was beyond the quota, or is older than DAYS_KEPT."""
    row = tenant.table.get(row_keys.logon.reference(tenant.slug, reference))
    if row is None or row["expires"] <= tenant.epoch():
        return None
    return Kept(
        integration=row["integration"],
        entry=row["entry"],
        slug=row["slug"],
        explanation=Text(**row["explanation"]),
        remedy=Text(**row["remedy"]),
        at=row["at"],
    )
