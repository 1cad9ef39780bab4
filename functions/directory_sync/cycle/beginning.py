"""Beginning: a source is due. Where nothing has changed, that is noted and no run begins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from functions.directory_sync.cycle import troubles
from functions.directory_sync.cycle.collecting import shared
from functions.directory_sync.cycle.scene import Open
from functions.directory_sync.cycle.settling import quarantine, recover
from functions.directory_sync.cycle.starting import slot, start_cycle
from functions.directory_sync.memory import credentials, members, states, unsettled
from functions.directory_sync.memory.credentials import Credential
from functions.directory_sync.memory.states import State
from functions.directory_sync.memory.unsettled import Matter, Matters
from functions.directory_sync.people import DirectoryIncomplete, DirectoryPerson, WatermarkLost
from functions.directory_sync.problems.cycle import CYCLE_BROKE
from functions.directory_sync.rules import Rules, Standing, identity, rules_of
from functions.directory_sync.sources import Source
from functions.directory_sync.tile import TILE, DirectorySettings
from koppel.accounts import store
from koppel.aws import row_keys
from koppel.aws.errors import Unavailable
from koppel.aws.patience import OutOfTime
from koppel.aws.writes import Update
from koppel.domain.plan.desired import Origin
from koppel.domain.plan.planning import plan
from koppel.domain.problems.problem import Finding
from koppel.domain.runs.candidate import Candidate
from koppel.domain.times import from_text
from koppel.organisation import error_log, organisations
from koppel.runs.storage import SlotTaken
from koppel.runtime import Runtime, Tenant

MOST_LOOKED_AT = 25
"""Unsettled people who are looked at in one cycle."""

type Ids = Mapping[str, str]


class Begun(StrEnum):
    """What became of a source that was due."""

    UNKNOWN = "unknown"
    """There is no such source, or it is not read on schedule."""
    NOT_DUE = "not due"
    BUSY = "busy"
    """A run of the source goes on or waits."""
    UNCHANGED = "unchanged"
    STARTED = "started"
    FAILED = "failed"
    """The directory could not be read; the error log says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A source that is due, with all that is known of it."""

    tenant: Tenant
    source: Source
    rules: Rules
    state: State
    matters: Matters
    credential: Credential | None
    settings_version: int

    @property
    def wants_full(self) -> bool:
        """Whether everybody is to be read."""
        state = self.state
        if not state.watermark or not state.full_at or state.wants_full:
            return True
        is_old = from_text(state.full_at) + timedelta(hours=self.source.full_hours) <= self.tenant.clock()
        return is_old or state.fingerprint != self.rules.fingerprint


def begin(runtime: Runtime, open_directory: Open, ids: Ids) -> Begun:
    """Read a source that is due, as a message of the queue names it.

    Where nothing has changed it costs a read of a few rows together, and the write of the new watermark. Otherwise a
    run begins, which reads anew.
    """
    due = _due(runtime, ids)
    if isinstance(due, Begun):
        return due
    if due.wants_full:
        return _start(due)
    try:
        watermark, is_changed = _look(due, open_directory)
    except WatermarkLost:
        return _start(due)
    except DirectoryIncomplete as failed:
        return _fail(due, Finding(problem=failed.problem, details=failed.details))
    except OutOfTime:
        raise Unavailable from None
    again, over = _look_again(due) if due.matters else ([], {})
    if over:
        left = {name: matter for name, matter in due.matters.items() if name not in over}
        troubles.close(due.tenant, due.source.name, over, left)
        unsettled.write(due.tenant, due.source.name, left)
    if is_changed or again:
        return _start(due, watermark=due.state.watermark, again=again)
    recover(due.tenant, due.source.name, due.state)
    told = {**states.after_success(due.tenant, due.source.minutes), "watermark": watermark, "quarantined": ""}
    due.tenant.table.write(states.change(due.tenant, due.source.name, told))
    return Begun.UNCHANGED


def count_failure(runtime: Runtime, ids: Ids) -> int:
    """Count one more failure of a message about a source. Returns how many there were since it was last read."""
    key = row_keys.directory.source(ids["organisation"], ids["source"])
    return int(runtime.table.write(Update(key, "ADD tries :one", values={":one": 1}))["tries"])


def give_up(runtime: Runtime, ids: Ids) -> str:
    """Let a source rest that cannot be read because of a fault of ours."""
    due = _due(runtime, ids)
    if isinstance(due, Begun):
        return due
    reference = ids.get("reference", due.source.name)
    return _fail(due, Finding(problem=CYCLE_BROKE, details={"reference": reference}))


def _due(runtime: Runtime, ids: Ids) -> _Due | Begun:
    org, name = ids["organisation"], ids["source"]
    place, odd = row_keys.directory.source(org, name), row_keys.directory.unsettled(org, name)
    taken, secret = row_keys.runs.slot(org, slot(name)), row_keys.directory.credential(org, name)
    known = organisations.look_up(runtime, org, (TILE.integration,), (place, odd, taken, secret))
    if known is None or not known.tiles[TILE.integration].in_use:
        return Begun.UNKNOWN
    tile = known.tiles[TILE.integration]
    settings: DirectorySettings = organisations.read_settings(DirectorySettings, tile.settings)
    source = settings.source(name)
    if source is None or not source.on or not source.is_complete:
        return Begun.UNKNOWN
    if taken in known.rows:
        return Begun.BUSY
    state = states.from_row(known.rows.get(place))
    if not state.is_due(runtime.now()):
        return Begun.NOT_DUE
    return _Due(
        tenant=Tenant(runtime, known.organisation),
        source=source,
        rules=rules_of(source),
        state=state,
        matters=unsettled.from_row(known.rows.get(odd)),
        credential=credentials.from_row(known.rows.get(secret)),
        settings_version=tile.version,
    )


def _start(due: _Due, watermark: str = "", again: list[str] | None = None) -> Begun:
    try:
        start_cycle(due.tenant, due.source, due.settings_version, watermark=watermark, again=again or [])
    except SlotTaken:
        return Begun.BUSY
    return Begun.STARTED


def _fail(due: _Due, finding: Finding) -> Begun:
    error_log.record(due.tenant, TILE.integration, finding)
    failed = states.after_failure(due.tenant, due.state, due.source.minutes, finding.problem.slug)
    if failed["quarantined"] and not due.state.quarantined:
        error_log.record(due.tenant, TILE.integration, quarantine(due.source.name))
    due.tenant.table.write(states.change(due.tenant, due.source.name, failed))
    return Begun.FAILED


def _look(due: _Due, open_directory: Open) -> tuple[str, bool]:
    """The new watermark, and whether anybody has changed who matters; then the watermark is not known yet."""
    for batch in open_directory(due.tenant, due.source, due.credential).read(due.state.watermark):
        if batch.is_full or any(_matters(due, batch.people)):
            return "", True
        if batch.is_last:
            return batch.watermark, False
    return due.state.watermark, False


def _matters(due: _Due, people: tuple[DirectoryPerson, ...]) -> Iterator[bool]:
    """For each of these people whether the person is in scope and was not seen so before, or has left."""
    ids = {members.packed(identity(each)): each for each in people}
    known = members.some(due.tenant, due.source.name, ids) if ids else {}
    for member, person in ids.items():
        if due.rules.standing(person) is Standing.IN_SCOPE:
            yield known.get(member) != due.rules.digest(person)
        else:
            yield member in known


def _look_again(due: _Due) -> tuple[list[str], Matters]:
    """The unsettled people whose plan is another one by now, and those about whom nothing is the matter any more."""
    looked_at = dict(sorted(due.matters.items())[:MOST_LOOKED_AT])
    candidates = {name: _candidate(due, matter, name) for name, matter in looked_at.items()}
    desired = [each.desired for each in candidates.values() if each.desired]
    stored = iter(store.stored_many(due.tenant, desired) if desired else ())
    origin = Origin(integration=TILE.integration, source=due.source.name, at=due.tenant.now())
    again: list[str] = []
    over: Matters = {}
    for name, candidate in candidates.items():
        if candidate.desired is None:
            continue
        planned = plan(candidate.desired, next(stored), due.tenant.organisation, origin, due.tenant.new_key())
        slugs = {each.problem.slug for each in planned.findings} | {each.slug for each in candidate.reasons}
        if planned.change:
            again.append(name)
        elif not slugs & troubles.TROUBLES:
            over[name] = looked_at[name]
    return again, over


def _candidate(due: _Due, matter: Matter, directory_id: str) -> Candidate:
    if matter.person is None:
        return due.rules.departure(directory_id, due.tenant.clock())
    digits = shared(due.tenant.pseudonyms, due.rules.professional_id(matter.person)).hex()
    others = [each for name, each in due.matters.items() if name != directory_id and each.shared == digits]
    return due.rules.arrival(matter.person, sharing="•••" if matter.shared and others else "")
