"""The audit log: who changed what or searched for whom, when, and what it was before.

A record is written with the effect of the act, in one transaction, or before it. It is never written after it: the
process may have ended by then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Put
from koppel.domain.problems.problem import mask
from koppel.runtime import Runtime, Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One administrative act. `details` hold no secret.

    actor  the ARN of an operator; `<account key> (<integration of the logon>)` of an application manager, never a name
    """

    verb: str
    actor: str
    at: str
    reference: str
    details: Mapping[str, Any]


def audit_write(runtime: Runtime, org: str, verb: str, actor: str, details: Mapping[str, Any]) -> Put:
    """The write that records an act, for use in the transaction that performs it."""
    at, reference = runtime.moment(), runtime.new_key()
    row: Row = {"verb": verb, "actor": actor, "details": dict(details)}
    return Put(row_keys.organisation.audit_record(org, at, reference), row)


def record(runtime: Runtime, org: str, verb: str, actor: str, details: Mapping[str, Any]) -> None:
    """Record an act before it is performed: for one that takes several transactions, or none."""
    runtime.table.write(audit_write(runtime, org, verb, actor, details))


def record_search(tenant: Tenant, verb: str, actor: str, *, subject: str, **details: str) -> None:
    """Record a search for this person, before its result is shown. The record has the person masked, and a pseudonym
    that is the same for two searches for the same person."""
    whom = {"subject": mask(subject), "pseudonym": tenant.pseudonyms.of("subject", subject)}
    record(tenant.runtime, tenant.slug, verb, actor, {**whom, **details})


def every(runtime: Runtime, org: str, *, limit: int = 50, after: str = "") -> Iterator[AuditRecord]:
    """The latest acts, newest first; those older than the act `<time>/<reference>`, "" for all."""
    partition = row_keys.organisation.audit_records(org)
    for row in runtime.table.query(partition, after=after, limit=limit, newest_first=True):
        at, _, reference = row["sk"].partition("/")
        yield AuditRecord(verb=row["verb"], actor=row["actor"], at=at, reference=reference, details=row["details"])
