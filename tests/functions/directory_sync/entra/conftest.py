"""The stand-in for Microsoft Graph, a directory in it, and a source that reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from functions.directory_sync.entra import https as https_module
from functions.directory_sync.entra import sign_in as sign_in_module
from functions.directory_sync.entra.clouds import VARIABLE, Cloud, endpoints
from functions.directory_sync.entra.credentials import Secret
from functions.directory_sync.entra.peer import EntraDirectory
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.people import Batch, DirectoryPerson, WatermarkLost
from tests.harness.graph.applications import Application
from tests.harness.graph.delta import Delta
from tests.harness.graph.server import Graph, serving
from tests.harness.graph.tenant import Kind, Life, Tenant
from tests.harness.world import Clock

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
HERE = Path(__file__).parent
ATTRIBUTES = frozenset({"mail", "givenName", "surname", "employeeId"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests speak to the stand-in, on this machine."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@dataclass(repr=False)
class Place:
    """The stand-in, a tenant in it, and what a test needs to read that tenant.

    pauses  the seconds that were waited, in order
    """

    graph: Graph
    clock: Clock
    tenant: Tenant
    application: Application
    source: EntraSource
    pauses: list[float] = field(default_factory=list)

    @property
    def delta(self) -> Delta:
        """The delta queries of the tenant."""
        return self.graph.deltas[self.tenant.id]

    def watch(self, *scope: str, groups: tuple[str, ...] = ()) -> None:
        """Read the members of these groups, and watch others besides."""
        self.source = replace(self.source, scope=frozenset(scope), groups=frozenset(groups))

    def directory(self, **changes: Any) -> EntraDirectory:
        """The tenant as the cycle reads it."""
        return EntraDirectory(replace(self.source, **changes))

    def forget(self) -> None:
        """As in a new process: no token, no connection."""
        https_module.https(endpoints(Cloud.GLOBAL)).close()
        https_module.https.cache_clear()
        sign_in_module._kept.cache_clear()

    def truth(self) -> dict[str, DirectoryPerson]:
        """The people in scope as the directory has them."""
        found = {}
        for user in self.tenant.all(Kind.USER):
            groups = frozenset(self.tenant.groups_of(user.id, self.source.watched))
            if user.life is Life.THERE and (not self.source.scope or groups & self.source.scope):
                values = {name: user.properties.get(name) for name in self.source.attributes}
                attributes = {name: (value,) for name, value in values.items() if value}
                enabled = user.properties["accountEnabled"]
                found[user.id] = DirectoryPerson(id=user.id, attributes=attributes, groups=groups, enabled=enabled)
        return found


@dataclass(repr=False)
class Follower:
    """Who follows the directory as the cycle does: keeps people as last read, and the watermark."""

    place: Place
    people: dict[str, DirectoryPerson] = field(default_factory=dict)
    watermark: str = ""
    batches: list[Batch] = field(default_factory=list)
    full_readings: int = 0

    def read(self, *, interrupted: Callable[[int], bool] = lambda _: False) -> None:
        """Read what changed, everybody where that is not known. `interrupted` says behind which batches the reading
        ends, so that another one goes on."""
        try:
            self._read(self.watermark, interrupted)
        except WatermarkLost:
            self._read("", interrupted)

    def in_scope(self) -> dict[str, DirectoryPerson]:
        """Those of the people who are there and in scope."""
        scope = self.place.source.scope
        return {
            each.id: each for each in self.people.values() if not each.removed and (not scope or each.groups & scope)
        }

    def _read(self, begin: str, interrupted: Callable[[int], bool]) -> None:
        self.batches, found, going_on = [], dict[str, DirectoryPerson](), begin
        while not self.batches or not self.batches[-1].is_last:
            for batch in self.place.directory().read(going_on):
                self.batches.append(batch)
                found |= {each.id: each for each in batch.people}
                going_on = batch.resume
                if not batch.is_last and interrupted(len(self.batches)):
                    break
        self.full_readings += not begin
        self.people = found if not begin else self.people | found
        self.watermark = self.batches[-1].watermark


def staff(place: Place, number: int = 5) -> tuple[str, list[str]]:
    """A group in scope with so many people."""
    people = [place.tenant.add_user(f"p{n}", employeeId=f"M{n}", givenName="Ad") for n in range(number)]
    group = place.tenant.add_group("Staff", *people)
    place.watch(group)
    return group, people


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A tenant with nobody in it, and an application that may read it."""
    clock = Clock()
    with serving(tmp_path, clock=clock) as graph:
        monkeypatch.setenv(VARIABLE, graph.endpoints)
        tenant, application = graph.add_tenant(), graph.add_application("right")
        source = EntraSource(
            tenant=tenant.id, client_id=application.id, credential=Secret("right"), attributes=ATTRIBUTES
        )
        place = Place(graph, clock, tenant, application, source)
        monkeypatch.setattr(https_module, "pause", place.pauses.append)
        yield place
        place.forget()


@pytest.fixture
def follower(place: Place) -> Follower:
    """Somebody who follows that tenant."""
    return Follower(place)
