"""Administrative acts: who changed a setting, a tile or an API user, when, and what it was before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Put
from koppel.runtime import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One administrative act. `actor` is the ARN or the account of whoever did it; no secret stands in `details`."""

    verb: str
    actor: str
    at: str
    reference: str
    details: Mapping[str, Any]


def audit_write(runtime: Runtime, org: str, verb: str, actor: str, details: Mapping[str, Any]) -> Put:
    """The write that records an act, to go into the transaction that performs it."""
    at, reference = runtime.moment(), runtime.new_key()
    row: Row = {"verb": verb, "actor": actor, "details": dict(details)}
    return Put(row_keys.organisation.audit_record(org, at, reference), row)


def every(runtime: Runtime, org: str, *, limit: int = 50) -> Iterator[AuditRecord]:
    """The latest acts, newest first."""
    for row in runtime.table.query(row_keys.organisation.audit_records(org), limit=limit, newest_first=True):
        at, _, reference = row["sk"].partition("/")
        yield AuditRecord(verb=row["verb"], actor=row["actor"], at=at, reference=reference, details=row["details"])
