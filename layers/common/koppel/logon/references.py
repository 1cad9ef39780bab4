"""References: somebody who was refused is shown one, and it leads the administrator to what was the matter.

An entry of the error log counts many findings and shows the last; a reference keeps one.
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
    """One finding: the entry that counts it, its problem's slug, and the texts as they were then."""

    integration: str
    entry: str
    slug: str
    explanation: Text
    remedy: Text
    at: str


def record(tenant: Tenant, integration: str, finding: Finding) -> None:
    """Note a finding in the error log, and keep it under its reference, unless there are too many (`hourly_quota`)."""
    recording = error_log.recording(tenant, integration, finding)
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
    """What this reference stands for; None for one that is unknown, was one too many, or is older than 90 days."""
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
