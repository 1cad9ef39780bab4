"""Runs: a cycle of a directory, an import, a dry run of settings, an undo; one reading, one plan, one application.

    reading ──▶ planned ──▶ waiting ──▶ applying ──▶ done
       │           │  └───────────────────▲  │
       ▼           ▼           ▼             ▼
     failed     stopped    rejected       waiting again, for the rows that are different by now

`stopped` is a decision of the integration, or an approval that came too late; `failed` is a reading or a machinery that
failed. A dry run ends in `done` with nothing applied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pydantic import JsonValue

from koppel.domain.runs.item import CHANGES, ItemOutcome, ItemVerb
from koppel.domain.runs.reason import Reason
from koppel.domain.texts import Text

NO_INPUT: Mapping[str, JsonValue] = MappingProxyType({})
NO_VERBS: Mapping[ItemVerb, int] = MappingProxyType({})
NO_OUTCOMES: Mapping[ItemOutcome, int] = MappingProxyType({})
NO_FILES: Mapping[str, str] = MappingProxyType({})


class RunKind(StrEnum):
    """What a run is for."""

    CYCLE = "cycle"
    DRY_RUN = "dry-run"
    IMPORT = "import"
    UNDO = "undo"


KIND_LABELS: Mapping[RunKind, Text] = {
    RunKind.CYCLE: Text(nl="Ronde", en="Cycle"),
    RunKind.DRY_RUN: Text(nl="Proef", en="Dry run"),
    RunKind.IMPORT: Text(nl="Import", en="Import"),
    RunKind.UNDO: Text(nl="Ongedaan maken", en="Undo"),
}


class RunState(StrEnum):
    """How far a run is."""

    READING = "reading"
    PLANNED = "planned"
    WAITING = "waiting"
    APPLYING = "applying"
    DONE = "done"
    STOPPED = "stopped"
    REJECTED = "rejected"
    FAILED = "failed"


STATE_LABELS: Mapping[RunState, Text] = {
    RunState.READING: Text(nl="Lezen", en="Reading"),
    RunState.PLANNED: Text(nl="Gelezen", en="Planned"),
    RunState.WAITING: Text(nl="Wacht op goedkeuring", en="Waiting for approval"),
    RunState.APPLYING: Text(nl="Uitvoeren", en="Applying"),
    RunState.DONE: Text(nl="Klaar", en="Done"),
    RunState.STOPPED: Text(nl="Gestopt", en="Stopped"),
    RunState.REJECTED: Text(nl="Afgewezen", en="Rejected"),
    RunState.FAILED: Text(nl="Mislukt", en="Failed"),
}

MOVING = frozenset({RunState.READING, RunState.PLANNED, RunState.APPLYING})
"""A worker is at work."""
ENDED = frozenset({RunState.DONE, RunState.STOPPED, RunState.REJECTED, RunState.FAILED})

NEXT: Mapping[RunState, frozenset[RunState]] = MappingProxyType(
    {
        RunState.READING: frozenset({RunState.PLANNED, RunState.FAILED}),
        RunState.PLANNED: frozenset(
            {RunState.WAITING, RunState.APPLYING, RunState.DONE, RunState.STOPPED, RunState.FAILED}
        ),
        RunState.WAITING: frozenset({RunState.APPLYING, RunState.REJECTED, RunState.STOPPED, RunState.FAILED}),
        RunState.APPLYING: frozenset({RunState.DONE, RunState.WAITING, RunState.STOPPED, RunState.FAILED}),
        **{each: frozenset[RunState]() for each in ENDED},
    }
)
"""The states that may follow each one, besides itself."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A person has approved the plan with this digest, at this time (UTC)."""

    actor: str
    at: str
    digest: str

    @property
    def person(self) -> str:
        """The person without the way of logging on: the same account may log on in several ways."""
        return self.actor.partition(" (")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run as it is stored, without its rows.

    id                `<UTC compact time>-<8 hex>`, such as `20261129T154300-1a2b3c4d`; sorts by time
    about             what people know it by: a script, the name of a source
    slot              what it keeps others of its kind from: `bulk_import`, `directory_sync/<source>`
    queue             name of the environment variable with the URL of the queue that its worker reads
    holds_slot_while_waiting  whether others must wait until this one is approved or rejected
    source            name that its changes get as `external_source`
    version           counts the writes of this row; each write names the one that it read
    actor             who started it, as in the trail
    started, changed, ended  UTC; `changed` is the last movement, `ended` is "" while it goes on
    settings_version  of the integration's tile, under which it was started
    input             what the integration needs to read it again: ids, a script, settings; no personal data
    checkpoint        where reading continues, as the integration wrote it; "" at first
    progress          how far reading is, for people
    rows              how many rows were read; each has a number from 1
    pages             how many pages of the plan are stored
    from_page         the first page of the present stage, from 1; later than 1 once rows were staged again
    applied_pages     how many pages are done with
    counts            rows by what is planned for them, repeated plans of a row once
    outcomes          rows by what became of them
    loses_access      rows whose person can do less afterwards
    digest            of the pages of the present stage
    reasons           why it waits, has stopped or has failed
    approvals, approvals_needed  of the present stage
    all_or_nothing    one row that fails undoes the others
    undoes, undone_by  ids of runs
    waits_until       UTC; after it the run is stopped
    expires           when its rows go: seconds since 1970
    files             name of a file → key of its object
    is_closed         whether everything that follows the end is done

    Where the machinery continues:

    turn              counts how often the sweep had to queue it again; messages of before are ignored
    half_page         whether the page after `applied_pages` has outcomes of some of its items
    verified_pages    of an all-or-nothing run: pages of which no item has changed since
    next_page         the first page of the stage that is being made of rows that are different by now, 0 for none
    restaged_pages    pages of whose outcomes that stage is made so far
    is_undoing        of an all-or-nothing run: what was applied is being undone
    undone_pages      pages of which nothing is left to undo, from `applied_pages` downwards
    """

    id: str
    integration: str
    kind: RunKind
    about: str
    slot: str
    queue: str
    holds_slot_while_waiting: bool = False
    source: str = ""
    state: RunState = RunState.READING
    version: int = 1
    actor: str
    started: str
    changed: str
    ended: str = ""
    settings_version: int = 0
    input: Mapping[str, JsonValue] = NO_INPUT
    checkpoint: str = ""
    progress: str = ""
    rows: int = 0
    pages: int = 0
    from_page: int = 1
    applied_pages: int = 0
    counts: Mapping[ItemVerb, int] = NO_VERBS
    outcomes: Mapping[ItemOutcome, int] = NO_OUTCOMES
    loses_access: int = 0
    digest: str = ""
    reasons: tuple[Reason, ...] = ()
    approvals: tuple[Approval, ...] = ()
    approvals_needed: int = 1
    all_or_nothing: bool = False
    undoes: str = ""
    undone_by: str = ""
    waits_until: str = ""
    expires: int = 0
    files: Mapping[str, str] = NO_FILES
    is_closed: bool = False
    turn: int = 0
    half_page: bool = False
    verified_pages: int = 0
    next_page: int = 0
    restaged_pages: int = 0
    is_undoing: bool = False
    undone_pages: int = 0

    @property
    def last_page(self) -> int:
        """The last page of the present stage."""
        return self.next_page - 1 if self.next_page else self.pages

    @property
    def holds_slot(self) -> bool:
        """Whether no other run may begin in the same slot."""
        return self.state in MOVING or (self.state is RunState.WAITING and self.holds_slot_while_waiting)

    @property
    def changes(self) -> int:
        """How many rows of all stages have something to apply."""
        return sum(count for verb, count in self.counts.items() if verb in CHANGES)
