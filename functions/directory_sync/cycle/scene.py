"""The scene of a cycle: its source and rules, and how far the run is."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from functions.directory_sync.memory.credentials import Credential
from functions.directory_sync.people import Peer
from functions.directory_sync.problems.cycle import SETTINGS_MEANWHILE
from functions.directory_sync.rules import Rules, rules_of
from functions.directory_sync.sources import Source
from functions.directory_sync.tile import TILE, DirectorySettings
from koppel.domain.runs.run import Run, RunKind
from koppel.organisation import organisations, tiles
from koppel.runs.procedure import ReadFailed
from koppel.runtime import Tenant

type Open = Callable[[Tenant, Source, Credential | None], Peer]
"""Opens the directory of a source. Raises DirectoryIncomplete where it has no credential."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle of a source."""

    tenant: Tenant
    run: Run
    rules: Rules

    @property
    def source(self) -> Source:
        """The source, with the settings of this cycle."""
        return self.rules.source

    @property
    def is_dry(self) -> bool:
        """Whether nothing is to come of it."""
        return self.run.kind is RunKind.DRY_RUN

    @property
    def fingerprint(self) -> str:
        """Of the settings that the run began with."""
        return str(self.run.input.get("fingerprint", ""))

    @property
    def watermark(self) -> str:
        """From where changes are read; "" to read everybody."""
        return str(self.run.input.get("watermark", ""))

    @property
    def plans_all(self) -> bool:
        """Whether people are planned who have not changed since they were last seen, too."""
        return bool(self.run.input.get("all"))

    @property
    def again(self) -> list[str]:
        """Directory ids of unsettled people to plan again."""
        found = self.run.input.get("again", [])
        return [str(each) for each in found] if isinstance(found, list) else []


def cycle_of(tenant: Tenant, run: Run) -> Cycle:
    """The cycle of this run. Raises ReadFailed where the settings decide otherwise about people by now."""
    told = run.input.get("settings")
    if isinstance(told, str):
        return Cycle(tenant, run, rules_of(Source.model_validate_json(told)))
    found = cycle_anyhow(tenant, run)
    if found.rules.fingerprint != found.fingerprint:
        raise ReadFailed(SETTINGS_MEANWHILE, {"source": run.about})
    return found


def cycle_anyhow(tenant: Tenant, run: Run) -> Cycle:
    """The cycle of this run, whatever the settings are by now: to end what was begun."""
    source = settings_of(tenant).source(run.about)
    return Cycle(tenant, run, rules_of(source or Source(name=run.about)))


def settings_of(tenant: Tenant) -> DirectorySettings:
    """The settings of the tile, as they are now."""
    tile = tiles.state(tenant, TILE)
    found: DirectorySettings = organisations.read_settings(DirectorySettings, tile.settings if tile else "{}")
    return found


READING, ARRIVALS, DEPARTURES, DONE = "reading", "arrivals", "departures", "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a run is: the checkpoint of the engine.

    phase      READING, then ARRIVALS, DEPARTURES, DONE
    resume     where the directory goes on
    rows       of `readings`
    people     how many people the directory has named
    is_full    whether the directory names everybody
    lost       whether the watermark of the cycle was lost, so that everybody is read after all
    watermark  of the next reading, once all is read
    row, at    where the arrivals go on: a row of `readings`, and a person in it
    after      the last member of whom it is known what becomes of the departure, in hexadecimal digits
    arrived    people in scope
    leaving    people who leave, and had an account
    joined     people in scope who were no members before, and
    departed   members who left; counted before any of it is remembered, which may be interrupted
    inhabited  groups in scope with people in them, as far as people were read, by their places in `Rules.scoped`
    """

    phase: str = READING
    resume: str = ""
    rows: int = 0
    people: int = 0
    is_full: bool = True
    lost: bool = False
    watermark: str = ""
    row: int = 0
    at: int = 0
    after: str = ""
    arrived: int = 0
    leaving: int = 0
    joined: int = 0
    departed: int = 0
    inhabited: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Mark":
        """The mark in a checkpoint."""
        told: dict[str, Any] = json.loads(text) if text else {}
        return cls(**told | {"inhabited": tuple(told.get("inhabited", ()))})

    @property
    def text(self) -> str:
        """As a checkpoint; what is as at the beginning is left out."""
        first = asdict(Mark())
        return json.dumps({name: value for name, value in asdict(self).items() if value != first[name]})
