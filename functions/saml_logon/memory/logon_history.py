"""The last logons of a connection, each as a report: the steps that it passed, and the attributes received, masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from koppel.aws import row_keys
from koppel.aws.writes import Put
from koppel.domain.problems.problem import NO_DETAILS
from koppel.organisation import hourly_quota
from koppel.runtime import Tenant

DAYS_KEPT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class LogonReport:
    """What became of one response.

    outcome     `logged on`, or the slug of the refusal; "" while it is judged
    passed      names of the steps that it passed, in order
    attributes  name → values, masked; only of what was signed
    compared    which field of ours was compared with which attribute, and its value, masked
    """

    outcome: str = ""
    passed: tuple[str, ...] = ()
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    compared: Mapping[str, str] = NO_DETAILS

    def after(self, *steps: str) -> "LogonReport":
        """The report once these steps are passed too."""
        return replace(self, passed=(*self.passed, *steps))


def record(tenant: Tenant, connection: str, reference: str, report: LogonReport) -> None:
    """Keep the report for two weeks, unless the hour's quota is used up (`hourly_quota`)."""
    if not hourly_quota.consume(tenant, "traces"):
        return
    key = row_keys.saml.logon_report(tenant.slug, connection, tenant.moment(), reference)
    row = {
        "outcome": report.outcome,
        "passed": list(report.passed),
        "attributes": {name: list(values) for name, values in report.attributes.items()},
        "compared": dict(report.compared),
    }
    tenant.table.write(Put(key, {**row, "expires": tenant.epoch(DAYS_KEPT)}))


def last(tenant: Tenant, connection: str, limit: int) -> list[dict[str, object]]:
    """The latest reports, newest first, as the operator sees them."""
    rows = tenant.table.query(row_keys.saml.logon_reports(tenant.slug, connection), limit=limit, newest_first=True)
    found: list[dict[str, object]] = []
    for row in rows:
        at, _, reference = row["sk"].partition("/")
        kept = {name: row[name] for name in ("outcome", "passed", "attributes", "compared")}
        found.append({"at": at, "reference": reference, **kept})
    return found
