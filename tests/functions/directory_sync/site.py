"""A site: an organisation with a directory, and the worker that follows it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import JsonValue

from functions.directory_sync.cycle.working import work
from functions.directory_sync.memory import members, states, unsettled
from functions.directory_sync.memory.credentials import Credential
from functions.directory_sync.memory.states import State
from functions.directory_sync.sources import Source
from functions.directory_sync.tile import TILE
from koppel.accounts import store
from koppel.aws import clients
from koppel.domain.accounts.account import Account, Kind, directory_claim
from koppel.domain.problems.problem import State as EntryState
from koppel.domain.runs.item import Item, Result
from koppel.domain.runs.run import Run, RunState
from koppel.organisation import error_log, tiles
from koppel.organisation.entry import Entry
from koppel.runs import approval, storage
from koppel.runtime import Tenant
from tests.functions.directory_sync.directory import Directory
from tests.functions.directory_sync.people import guid, person, source
from tests.harness.world import World
from tests.koppel.runs.bench import bench


@dataclass
class Site:
    """An organisation, its directory, and what it remembers."""

    world: World
    directory: Directory = field(default_factory=Directory)
    others: dict[str, Directory] = field(default_factory=dict)

    @property
    def tenant(self) -> Tenant:
        """The organisation."""
        return self.world.tenant

    def open(self, _tenant: Tenant, of: Source, _credential: Credential | None) -> Directory:
        """The directory of a source."""
        return self.others.get(of.name, self.directory)

    def set_up(self, *sources: Source) -> None:
        """Have these sources in the tile, which is on."""
        told: list[JsonValue] = [each.model_dump(mode="json") for each in sources or (source(),)]
        tiles.make_available(self.tenant, TILE, "test")
        tiles.switch_on(self.tenant, TILE, "test")
        tiles.change_settings(self.tenant, TILE, {"sources": told}, "test")

    def employ(self, *numbers: int) -> None:
        """Have these people in the directory."""
        for number in numbers:
            self.directory.put(number, person(number))

    # --- Cycles -------------------------------------------------------------------------------------------------------

    def due(self, name: str = "entra") -> str:
        """What becomes of a source whose time has come."""
        self.world.clock.move(minutes=15)
        return self.handle({"organisation": self.tenant.slug, "source": name})

    def handle(self, ids: dict[str, str]) -> str:
        """What the worker does with one message."""
        return work(self.open).handle(self.world.runtime, ids)

    def work(self) -> list[str]:
        """Handle what is queued, until nothing is. Returns the outcomes."""
        outcomes, url = [], clients.sqs().get_queue_url(QueueName="directory.fifo")["QueueUrl"]
        while found := clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages"):
            outcomes.append(self.handle(json.loads(found[0]["Body"])))
            clients.sqs().delete_message(QueueUrl=url, ReceiptHandle=found[0]["ReceiptHandle"])
        return outcomes

    def cycle(self, name: str = "entra", *, approves: bool = True) -> Run | None:
        """A whole cycle, approved where it waits. Returns its run, None where none was needed."""
        if self.due(name) != "started":
            return None
        self.work()
        is_waiting = self.last().state is RunState.WAITING
        return self.approve() if is_waiting and approves else self.last()

    def approve(self) -> Run:
        """Approve the last run and let it go on."""
        approval.approve(self.tenant, self.last().id, actor="manager")
        self.work()
        return self.last()

    def reject(self) -> Run:
        """Reject the last run."""
        approval.reject(self.tenant, self.last().id, actor="manager")
        self.work()
        return self.last()

    def last(self) -> Run:
        """The run that began last; of dry runs too."""
        return next(storage.newest_first(self.tenant, limit=1))

    def rows(self, run: Run) -> list[tuple[Item, Result | None]]:
        """All rows of a run."""
        return [row for _, rows in storage.pages(self.tenant, run, 1, run.pages) for row in rows] if run.pages else []

    # --- What is there ------------------------------------------------------------------------------------------------

    def account(self, number: int) -> Account | None:
        """The account that has this person's directory id."""
        holders = store.holders(self.tenant, [directory_claim(guid(number))])
        key = next(iter(holders.values()), "")
        return store.account(self.tenant, Kind.PROFESSIONAL, key) if key else None

    def active(self) -> set[int]:
        """Numbers of the people whose accounts are active, of those below 1,000."""
        found = {each.directory_id for each in store.listed(self.tenant, Kind.PROFESSIONAL) if each.active}
        return {number for number in range(1000) if guid(number) in found}

    def state(self, name: str = "entra") -> State:
        """What is remembered of a source."""
        return states.read(self.tenant, name)

    def known(self, name: str = "entra") -> set[str]:
        """Who is known to be in a source."""
        return set(map(members.unpacked, members.every(self.tenant, name)))

    def unsettled(self, name: str = "entra") -> dict[str, tuple[str, ...]]:
        """Directory id → what is the matter."""
        return {each: matter.slugs for each, matter in unsettled.read(self.tenant, name).items()}

    def entries(self) -> list[Entry]:
        """The open entries of the error log."""
        return error_log.entries(self.tenant, TILE.integration, EntryState.OPEN, limit=100)[0]

    def slugs(self) -> list[str]:
        """What the open entries are about."""
        return sorted(each.slug for each in self.entries())


@contextmanager
def site() -> Iterator[Site]:
    """A site of its own, gone afterwards."""
    with bench() as made:
        found = Site(made.world)
        found.set_up()
        yield found
