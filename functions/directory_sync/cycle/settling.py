"""Settling: what is remembered of a cycle when it is done, and what follows when it has ended in another way.

What is remembered comes last: who is known and what was last seen of each is written when all is applied, and the
watermark moves in the transaction that makes the run done. A process that ends in between does both again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from functions.directory_sync import schedule
from functions.directory_sync.choices import Leavers
from functions.directory_sync.cycle import census, proposing, troubles
from functions.directory_sync.cycle.census import Census
from functions.directory_sync.cycle.scene import Cycle, Mark, cycle_anyhow, settings_of
from functions.directory_sync.cycle.troubles import Trouble, trouble_of
from functions.directory_sync.memory import members, readings, states, unsettled
from functions.directory_sync.memory.members import UNSETTLED
from functions.directory_sync.memory.states import State
from functions.directory_sync.memory.unsettled import Matter, Matters
from functions.directory_sync.problems import PROBLEMS
from functions.directory_sync.problems.cycle import (
    BRAKE_ON,
    FIRST_CYCLE,
    GROUP_EMPTIED,
    NOBODY_LEFT,
    QUARANTINED,
    SETTINGS_CHANGED,
    SETTINGS_MEANWHILE,
)
from functions.directory_sync.problems.people import ID_SHARED
from functions.directory_sync.tile import TILE
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.writes import Write
from koppel.domain.problems.problem import Finding
from koppel.domain.runs.item import Item, ItemOutcome, Result
from koppel.domain.runs.run import Run, RunKind, RunState
from koppel.organisation import error_log
from koppel.runs import storage
from koppel.runs.ending import untouched
from koppel.runtime import Tenant, variable

LEAST_ROWS = 5
"""With fewer rows a cycle is never called one that fails for most people."""
_HELD_UP = (FIRST_CYCLE, SETTINGS_CHANGED, BRAKE_ON, NOBODY_LEFT, GROUP_EMPTIED)


def finish(tenant: Tenant, run: Run) -> Sequence[Write]:
    """Remember the cycle. Returns the write of the source's state, with the new watermark, for the transaction that
    makes the run done."""
    cycle, mark = cycle_anyhow(tenant, run), Mark.read(run.checkpoint)
    taken = census.take(cycle, mark)
    found = {item.label: trouble for item, trouble in _troubles(tenant, run)}
    changes: dict[bytes, bytes | None] = {
        member: UNSETTLED if members.unpacked(member) in found else sight.digest
        for member, (_, sight) in taken.arrivals.items()
    }
    staying = [each for each in taken.departures if members.unpacked(each) in found]
    changes |= {each: UNSETTLED if each in staying else None for each in taken.departures}
    _remember_troubles(taken, found)  # before the members: of those who left and are members no more nobody would know
    members.write(tenant, cycle.source.name, changes)
    before = states.read(tenant, cycle.source.name)
    count = len(staying) + (len(taken.arrivals) if mark.is_full else before.members + mark.joined - mark.departed)
    return [states.change(tenant, cycle.source.name, _state(cycle, mark, before, count))]


def ended(tenant: Tenant, run: Run) -> None:
    """What follows the end of a run: what it has read is deleted, its entries are closed. A cycle that is not done is
    made again, later; people whom it has changed, or whose changes were undone, are planned again when everybody is
    read."""
    readings.forget(tenant, run.id)
    waited = bool(run.approvals) or run.state in {RunState.REJECTED, RunState.STOPPED}
    for problem in _HELD_UP if waited else ():
        error_log.solve(tenant, TILE.integration, Finding(problem=problem, cause=run.about), reference=run.id)
    if run.kind is RunKind.CYCLE and run.state is RunState.DONE and _is_followed(run):
        with suppress(QueueUnavailable):  # then the schedule finds it due
            Queue(variable(run.queue)).send(*schedule.message(tenant, run.about))
    if run.kind is RunKind.DRY_RUN or (run.kind is RunKind.CYCLE and run.state is RunState.DONE):
        return
    state = states.read(tenant, run.about)
    if state.last_run == run.id:
        return
    changed = [item.label for item, result in _rows(tenant, run) if result and result.outcome is ItemOutcome.APPLIED]
    told: dict[str, object] = {"last_run": run.id}
    if changed:
        members.write(tenant, run.about, {members.packed(each): UNSETTLED for each in changed})
        told["members"] = len(members.every(tenant, run.about))
    if run.kind is RunKind.CYCLE:
        told |= _failure(tenant, run, state)
    tenant.table.write(states.change(tenant, run.about, told))


def _is_followed(run: Run) -> bool:
    """Whether another cycle follows at once: rows of this one were different when it was their turn, as of two people
    who swap their ids. One that follows is not followed, so that it ends where others keep writing."""
    return bool(run.outcomes.get(ItemOutcome.DRIFTED)) and not run.input.get("again")


def _failure(tenant: Tenant, run: Run, state: State) -> dict[str, object]:
    slug = next((each.slug for each in run.reasons), "") if run.state is RunState.FAILED else ""
    source = settings_of(tenant).source(run.about)
    if slug == SETTINGS_MEANWHILE.slug or source is None:
        return {"next_at": ""}
    failed = states.after_failure(tenant, state, source.minutes, slug)
    if failed["quarantined"] and not state.quarantined:
        error_log.record(tenant, TILE.integration, quarantine(source.name, run.id))
    return failed


def quarantine(source: str, reference: str = "") -> Finding:
    """The finding that a source is quarantined."""
    return Finding(problem=QUARANTINED, cause=source, details={"source": source}, reference=reference)


def recover(tenant: Tenant, source: str, before: State) -> None:
    """Close the entries of the failures before a cycle that succeeds."""
    for slug in before.problems:
        if slug in PROBLEMS:
            error_log.solve(tenant, TILE.integration, Finding(problem=PROBLEMS[slug]))
    if before.quarantined:
        error_log.solve(tenant, TILE.integration, quarantine(source))


def _rows(tenant: Tenant, run: Run) -> Iterator[tuple[Item, Result | None]]:
    for _, rows in storage.pages(tenant, run, 1, run.pages):
        yield from rows


def _troubles(tenant: Tenant, run: Run) -> Iterator[tuple[Item, Trouble]]:
    for item, result in _rows(tenant, run):
        if trouble := trouble_of(item, result):
            yield item, trouble


def _remember_troubles(taken: Census, found: Mapping[str, Trouble]) -> None:
    cycle, tenant = taken.cycle, taken.cycle.tenant
    before = unsettled.read(tenant, cycle.source.name)
    about = {members.unpacked(each) for each in (*taken.arrivals, *taken.departures)}
    if Mark.read(cycle.run.checkpoint).is_full:
        about |= before.keys()
    over = {name: matter for name, matter in before.items() if name in about and name not in found}
    left = {name: matter for name, matter in before.items() if name not in over and name not in found}
    left |= _matters(taken, found, before)
    troubles.tell(tenant, cycle.source.name, found, before, cycle.run.id)
    troubles.close(tenant, cycle.source.name, over, left)
    if left != before:
        unsettled.write(tenant, cycle.source.name, left)


def _matters(taken: Census, found: Mapping[str, Trouble], before: Matters) -> Matters:
    """What is the matter with whom, with the people as they were seen."""
    cycle = taken.cycle
    wanted = {members.packed(each): each for each in found}
    rows = {taken.arrivals[each][0] for each in wanted if each in taken.arrivals}
    people = {member: person for row in sorted(rows) for member, person in taken.people(row) if member in wanted}
    made: Matters = {}
    entries: dict[bytes, str] = {}
    for member, name in wanted.items():
        person, matter = people.get(member), Matter(slugs=found[name].slugs)
        if person and ID_SHARED.slug in matter.slugs:
            shared = taken.arrivals[member][1].shared
            if shared not in entries:
                entries[shared] = before[name].entry if name in before and before[name].entry else ""
            if not entries[shared]:
                named = proposing.names_of(taken, [member])[shared]
                entries[shared] = troubles.tell_shared(
                    cycle.tenant, cycle.rules.professional_id(person), named, cycle.run.id
                )
            matter = replace(matter, entry=entries[shared], shared=shared.hex())
        made[name] = replace(matter, person=person)
    return made


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Rows of a cycle, and those for which it failed."""

    rows: int
    failed: int

    @property
    def is_bad(self) -> bool:
        """Whether it failed for most people."""
        return self.rows >= LEAST_ROWS and self.failed * 2 > self.rows


def _state(cycle: Cycle, mark: Mark, before: State, count: int) -> dict[str, object]:
    """The state of the source after the cycle."""
    tenant, run = cycle.tenant, cycle.run
    now = tenant.now()
    told: dict[str, object] = {
        **states.after_success(tenant, cycle.source.minutes),
        "watermark": mark.watermark,
        "fingerprint": cycle.fingerprint,
        "last_run": run.id,
        "members": count,
        "wants_full": False,
        "losses": _losses(cycle, mark, before),
        "quarantined": "",
    }
    if mark.is_full:
        told |= {"full_at": now, "inhabited": mark.inhabited}
    if _is_followed(run):
        told["next_at"] = ""
    outcomes = run.outcomes or untouched(run)
    bad = (ItemOutcome.REFUSED, ItemOutcome.FAILED, ItemOutcome.DRIFTED)
    outcome = _Outcome(run.rows, sum(outcomes.get(each, 0) for each in bad))
    recover(tenant, cycle.source.name, before)
    if outcome.is_bad:
        told |= states.after_failure(tenant, before, cycle.source.minutes, QUARANTINED.slug)
        told |= {"quarantined": before.quarantined or now, "wants_full": True}
        error_log.record(tenant, TILE.integration, quarantine(cycle.source.name, run.id))
    return told


def _losses(cycle: Cycle, mark: Mark, before: State) -> tuple[tuple[int, int], ...]:
    """The losses of access that still count, those of this cycle too. What a person has approved counts no more."""
    if cycle.run.approvals:
        return ()
    ends_relationships = cycle.source.leavers is Leavers.END_RELATIONSHIPS
    losing = cycle.run.loses_access + (mark.leaving if ends_relationships else 0)
    now = cycle.tenant.epoch()
    recent = tuple(each for each in before.losses if each[0] > now - states.WINDOW_SECONDS)
    return (*recent, (now, losing)) if losing else recent
