"""Starting: a run begins when its slot is free."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from koppel.aws.writes import Write
from koppel.domain.runs.run import NO_INPUT, Run, RunKind
from koppel.runs import queueing, storage
from koppel.runtime import Tenant

DAYS_KEPT = 90


def start(
    tenant: Tenant,
    *,
    integration: str,
    kind: RunKind,
    about: str,
    slot: str,
    queue: str,
    settings_version: int,
    actor: str = "",
    source: str = "",
    input: Mapping[str, JsonValue] = NO_INPUT,  # noqa: A002  # it is the name of the field
    holds_slot_while_waiting: bool = False,
    all_or_nothing: bool = False,
    undoes: str = "",
    approvals_needed: int = 1,
    days_kept: float = DAYS_KEPT,
    extra: Sequence[Write] = (),
) -> Run:
    """Begin a run and queue it. Arguments as the fields of Run.

    queue      `queueing.DIRECTORY_QUEUE` or `queueing.IMPORT_QUEUE`
    days_kept  after so many days its rows go
    extra      writes for the same transaction, such as the audit record

    Raises SlotTaken, with the id of the run that goes on; TransactionRefused where a condition of `extra` does not
    hold.
    """
    new = Run(
        id=_new_id(tenant),
        integration=integration,
        kind=kind,
        about=about,
        slot=slot,
        queue=queue,
        holds_slot_while_waiting=holds_slot_while_waiting,
        source=source,
        actor=actor,
        started=tenant.now(),
        changed=tenant.now(),
        settings_version=settings_version,
        input=input,
        all_or_nothing=all_or_nothing,
        undoes=undoes,
        approvals_needed=approvals_needed,
        expires=tenant.epoch(days_kept),
    )
    run = storage.save(tenant, None, new, extra)
    queueing.enqueue(tenant, run)
    return run


def _new_id(tenant: Tenant) -> str:
    return f"{tenant.clock():%Y%m%dT%H%M%S}-{tenant.new_key()[-8:]}"
