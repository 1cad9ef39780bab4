"""The procedure: what the engine of runs calls for a cycle."""

from collections.abc import Iterator

from functions.directory_sync import brake
from functions.directory_sync.brake import Facts
from functions.directory_sync.choices import Leavers
from functions.directory_sync.cycle import census, settling
from functions.directory_sync.cycle.collecting import collect
from functions.directory_sync.cycle.proposing import propose
from functions.directory_sync.cycle.scene import READING, Cycle, Mark, Open, cycle_of
from functions.directory_sync.memory import credentials, states
from functions.directory_sync.memory.states import State
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.scim.memory import brake as pushed
from functions.directory_sync.tile import TILE
from koppel.domain.problems.problem import Finding
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run
from koppel.domain.runs.verdict import Stop, Verdict
from koppel.organisation import error_log
from koppel.runs.procedure import Procedure, Procedures, ReadFailed, ReadPage
from koppel.runtime import Tenant


def procedures(open_directory: Open) -> Procedures:
    """The procedure of cycles, whose directories are opened by `open_directory`."""

    def read(tenant: Tenant, run: Run) -> Iterator[ReadPage]:
        return _read(open_directory, cycle_of(tenant, run))

    made = Procedure(
        integration=TILE.integration, read=read, judge=_judge, finish=settling.finish, ended=settling.ended
    )
    return {TILE.integration: made}


def _read(open_directory: Open, cycle: Cycle) -> Iterator[ReadPage]:
    mark = Mark.read(cycle.run.checkpoint)
    if mark.phase == READING:
        try:
            credential = credentials.read(cycle.tenant, cycle.source.name)
            peer = open_directory(cycle.tenant, cycle.source, credential)
        except DirectoryIncomplete as failed:
            raise ReadFailed(failed.problem, failed.details) from None
        for page in collect(cycle, peer, mark):
            mark = Mark.read(page.checkpoint)
            yield page
    yield from propose(census.take(cycle, mark), mark)


def _judge(tenant: Tenant, run: Run) -> Verdict:
    """Whether the cycle waits. What holds it up becomes an entry, which closes when the run has ended."""
    try:
        cycle = cycle_of(tenant, run)
    except ReadFailed as failed:
        return Stop(reasons=(Reason.of(failed.problem, failed.details),))
    facts = _facts(cycle)
    verdict = brake.judge(cycle.source, facts)
    if run.changes:
        for problem, details in brake.problems(cycle.source, facts):
            finding = Finding(problem=problem, cause=cycle.source.name, details=details, reference=run.id)
            error_log.record(tenant, TILE.integration, finding)
    return verdict


def _facts(cycle: Cycle) -> Facts:
    mark, state = Mark.read(cycle.run.checkpoint), states.read(cycle.tenant, cycle.source.name)
    ends_relationships, now = cycle.source.leavers is Leavers.END_RELATIONSHIPS, cycle.tenant.epoch()
    losing = cycle.run.loses_access + (mark.leaving if ends_relationships else 0)
    return Facts(
        is_first=not state.fingerprint,
        settings_changed=state.fingerprint != cycle.rules.fingerprint,
        is_full=mark.is_full,
        known=state.members,
        arrived=mark.arrived,
        losing=losing,
        lost=state.lost(now) + (pushed.read(cycle.tenant).count_lost(now) if losing else 0),
        emptied=_emptied(cycle, mark, state),
    )


def _emptied(cycle: Cycle, mark: Mark, state: State) -> tuple[str, ...]:
    """Groups in scope that had people and have nobody now. Only a reading of everybody knows."""
    if not mark.is_full or state.fingerprint != cycle.rules.fingerprint:
        return ()
    return tuple(cycle.rules.scoped[each] for each in state.inhabited if each not in mark.inhabited)
