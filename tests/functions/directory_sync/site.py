"""A site: an organisation with a directory, and the worker that follows it."""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
import pytest
from pydantic import JsonValue

from functions.directory_sync import command_entry, worker_entry
from functions.directory_sync.cycle.scene import Open
from functions.directory_sync.cycle.working import work
from functions.directory_sync.memory import members, states, unsettled
from functions.directory_sync.memory.credentials import Credential
from functions.directory_sync.memory.states import State
from functions.directory_sync.operator.explaining import carry_out
from functions.directory_sync.people import Peer
from functions.directory_sync.sources import Source
from functions.directory_sync.tile import TILE
from koppel.accounts import store
from koppel.aws import patience
from koppel.domain.accounts.account import Account, Kind, directory_claim
from koppel.domain.problems.problem import State as EntryState
from koppel.domain.runs.item import Item, Result
from koppel.domain.runs.run import Run, RunState
from koppel.organisation import error_log, tiles
from koppel.organisation.commands import Command
from koppel.organisation.entry import Entry
from koppel.runs import approval, storage
from koppel.runtime import Runtime, Tenant
from tests.functions.directory_sync.directory import Directory
from tests.functions.directory_sync.people import guid, person, source
from tests.harness.gateway import queue_event
from tests.harness.office import CONTEXT
from tests.harness.world import World
from tests.koppel.runs.bench import bench


@dataclass
class Site:
    """An organisation, its directory, and what it remembers.

    real  opens a directory over the wire, in place of those in memory
    """

    world: World
    directory: Directory = field(default_factory=Directory)
    others: dict[str, Directory] = field(default_factory=dict)
    real: Open | None = None

    @property
    def tenant(self) -> Tenant:
        """The organisation."""
        return self.world.tenant

    def open(self, tenant: Tenant, of: Source, credential: Credential | None) -> Peer:
        """The directory of a source."""
        if self.real:
            return self.real(tenant, of, credential)
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

    def handle(self, ids: Mapping[str, str]) -> str:
        """What the worker's function does with one message. Raises what the worker fails with."""
        whole, outcomes, failures = work(self.open), list[str](), list[Exception]()

        def handle(runtime: Runtime, ids: Mapping[str, str]) -> str:
            try:
                outcomes.append(whole.handle(runtime, ids))
            except Exception as error:
                failures.append(error)
                raise
            return outcomes[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker_entry, "WORK", replace(whole, handle=handle))
            patch.setattr(worker_entry, "process_runtime", lambda: self.world.runtime)
            worker_entry.follow(queue_event((self.tenant.slug, json.dumps(ids))), None)
        if failures:
            raise failures[-1]
        return outcomes[-1]

    def work(self, seconds: float = math.inf) -> list[str]:
        """Handle what is queued, until nothing is, each message in so many seconds. Returns the outcomes."""
        queues, outcomes = boto3.client("sqs"), []  # a client that no fault of a test meets
        url = queues.get_queue_url(QueueName="directory.fifo")["QueueUrl"]
        while found := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages"):
            with patience.within(seconds):
                outcomes.append(self.handle(json.loads(found[0]["Body"])))
            queues.delete_message(QueueUrl=url, ReceiptHandle=found[0]["ReceiptHandle"])
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

    # --- Commands -----------------------------------------------------------------------------------------------------

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The answer to a command about the organisation."""
        asked = {"command": command, "arguments": {"organisation": self.tenant.slug, **arguments}, "actor": "operator"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command_entry, "CARRIED_OUT_HERE", opened(self.open))
            patch.setattr(command_entry, "process_runtime", lambda: self.world.runtime)
            return command_entry.operate(asked, CONTEXT)

    def done(self, command: str, **arguments: Any) -> Any:
        """The result of a command that is carried out."""
        answer = self.ask(command, **arguments)
        assert "result" in answer, answer
        return answer["result"]

    def declined(self, command: str, **arguments: Any) -> str:
        """The slug of what is in the way of a command."""
        answer = self.ask(command, **arguments)
        assert set(answer) == {"problem"}, answer
        return str(answer["problem"]["slug"])

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

    def people(self) -> dict[str, object]:
        """Directory id → what its account is: its values, whether it is active and from when not, its roles."""
        return {
            each.directory_id: (dict(each.values), each.active, each.deactivate_at, sorted(each.roles))
            for each in store.listed(self.tenant, Kind.PROFESSIONAL)
        }

    def picture(self) -> tuple[object, ...]:
        """All that a cycle has to bring about: accounts, who is known, what is the matter with whom, open entries."""
        return self.people(), self.known(), self.unsettled(), self.state().members, self.slugs()

    def entries(self) -> list[Entry]:
        """The open entries of the error log."""
        return error_log.entries(self.tenant, TILE.integration, EntryState.OPEN, limit=100)[0]

    def slugs(self) -> list[str]:
        """What the open entries are about."""
        return sorted(each.slug for each in self.entries())


def opened(open_directory: Open) -> dict[str, Command[Any]]:
    """The commands about directories, which are opened so."""
    made = carry_out(open_directory)
    commands = command_entry.CARRIED_OUT_HERE
    return {name: replace(each, carry_out=made.get(name, each.carry_out)) for name, each in commands.items()}


@contextmanager
def site() -> Iterator[Site]:
    """A site of its own, gone afterwards."""
    with bench() as made:
        found = Site(made.world)
        found.set_up()
        yield found
