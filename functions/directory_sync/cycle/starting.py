"""Starting: a cycle becomes a run, where no other one of its source goes on or waits."""

from collections.abc import Sequence

from pydantic import JsonValue

from functions.directory_sync.rules import rules_of
from functions.directory_sync.sources import Source
from functions.directory_sync.tile import TILE
from koppel.aws.writes import Write
from koppel.domain.runs.run import Run, RunKind
from koppel.runs.queueing import DIRECTORY_QUEUE
from koppel.runs.starting import start
from koppel.runtime import Tenant


def slot(source: str) -> str:
    """The slot of the cycles of a source; their messages are a group of this name."""
    return f"{TILE.integration}/{source}"


def start_cycle(
    tenant: Tenant,
    source: Source,
    settings_version: int,
    *,
    watermark: str = "",
    again: Sequence[str] = (),
    plans_all: bool = False,
    actor: str = "",
    extra: Sequence[Write] = (),
) -> Run:
    """Begin a cycle. Raises SlotTaken.

    settings_version  of the tile
    watermark         from where changes are read; "" to read everybody
    again             directory ids of unsettled people to plan again
    plans_all         whether people who have not changed are planned, too
    actor             who started it, "" for the schedule
    """
    told: dict[str, JsonValue] = {"fingerprint": rules_of(source).fingerprint, "watermark": watermark}
    if again:
        told["again"] = list(again)
    if plans_all:
        told["all"] = True
    return start(
        tenant,
        integration=TILE.integration,
        kind=RunKind.CYCLE,
        about=source.name,
        slot=slot(source.name),
        queue=DIRECTORY_QUEUE,
        settings_version=settings_version,
        actor=actor,
        source=source.name,
        input=told,
        holds_slot_while_waiting=True,
        extra=extra,
    )


def start_dry_run(
    tenant: Tenant, source: Source, settings_version: int, actor: str, extra: Sequence[Write] = ()
) -> Run:
    """Begin a dry run with these settings: everybody is read and planned, and nothing is applied. Raises SlotTaken."""
    return start(
        tenant,
        integration=TILE.integration,
        kind=RunKind.DRY_RUN,
        about=source.name,
        slot=f"{slot(source.name)}/dry-run",
        queue=DIRECTORY_QUEUE,
        settings_version=settings_version,
        actor=actor,
        source=source.name,
        input={"fingerprint": rules_of(source).fingerprint, "settings": source.model_dump_json()},
        extra=extra,
    )
