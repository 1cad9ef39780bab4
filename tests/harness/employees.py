"""Employees of an organisation of a test's own on a running stack, and the directory of Entra ID that they follow."""

import time
from dataclasses import dataclass
from typing import Any, Self

from tests.harness import demo_directory
from tests.harness.graph.remote import RemoteTenant
from tests.harness.graph.small import fill
from tests.harness.patients import Professional
from tests.harness.progress import Progress
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

GOES_ON = frozenset({"reading", "planned", "applying"})
"""States of a run in which it will be in another one."""
PATIENCE = 300


@dataclass
class Employees:
    """The organisation, its directory, and the ids of the directory's groups by name."""

    tenant: Tenant
    directory: RemoteTenant
    groups: dict[str, str]

    @classmethod
    def found(cls, stack: Stack, name: str, *known: Professional, **settings: Any) -> Self:
        """A new organisation in which these people have accounts already, with the people of `graph.small` in its
        directory. `settings` are those of the source."""
        tenant = Tenant.found(stack, name, known)
        directory = RemoteTenant.made(stack.demo["graph_url"], stack.demo["authority"], f"{tenant.slug}.example")
        groups = fill(directory)
        source = demo_directory.source(directory.id, groups, **settings)
        tenant.operate("make-available", integration="directory_sync")
        tenant.operate("change-settings", integration="directory_sync", settings={"sources": [source]})
        tenant.operate("set-directory-secret", **demo_directory.secret())
        tenant.operate("switch-on", integration="directory_sync")
        return cls(tenant, directory, groups)

    def cycle(self, **options: Any) -> dict[str, Any]:
        """A cycle, when it has ended or waits."""
        started = self.tenant.operate("start-cycle", source=demo_directory.SOURCE, **options)
        return settled(self.tenant, started["run"])

    def decide(self, command: str, run: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        """The run, approved or rejected, when it has ended."""
        self.tenant.operate(command, run=run["run"], **arguments)
        return settled(self.tenant, run["run"])

    def rows(self, run: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of a run."""
        rows: list[dict[str, Any]] = self.tenant.operate("show-run", run=run["run"], limit=100)["rows"]
        return rows

    def accounts(self) -> dict[str, dict[str, Any]]:
        """Every professional by id, as an API user sees them."""
        return {each["id"]: each for each in self.tenant.read("/p/items")["@items"]}

    def roles(self, number: str) -> set[str]:
        """The roles of a professional."""
        (key,) = (each["@url"].rpartition("/")[2] for each in self.accounts().values() if each["id"] == number)
        return set(self.tenant.read(f"/p/{key}/roles")["roles"])

    def person(self, number: str) -> str:
        """The directory's id of the person with this number."""
        return self.directory.find("employeeId", number)


def settled(tenant: Tenant, name: str) -> dict[str, Any]:
    """The run, when it has ended or waits. Raises AssertionError when nothing happened to it for long."""
    progress = Progress(PATIENCE)
    while True:
        run: dict[str, Any] = tenant.operate("show-progress", run=name)["run"]
        if run["state"] not in GOES_ON:
            return run
        assert not progress.has_stopped((run["state"], run["progress"])), f"the run does not go on: {run}"
        time.sleep(0.3)
