"""Employees of an organisation of a test's own on a running stack, and the directory that they follow."""

import time
from dataclasses import dataclass
from typing import Any, Self

import boto3

from tests.harness import demo_directory, samba_domain
from tests.harness.graph.remote import RemoteTenant
from tests.harness.graph.small import fill
from tests.harness.patients import Professional
from tests.harness.progress import Progress
from tests.harness.samba import DomainController
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

GOES_ON = frozenset({"reading", "planned", "applying"})
"""States of a run in which it will be in another one."""
PATIENCE = 300
DAY = 1440  # minutes


@dataclass
class Following:
    """An organisation, and the name of the source that its employees come from."""

    tenant: Tenant
    source: str

    def start(self, **options: Any) -> str:
        """Begin a cycle. Its run."""
        run: str = self.tenant.operate("start-cycle", source=self.source, **options)["run"]
        return run

    def cycle(self, **options: Any) -> dict[str, Any]:
        """A cycle, when it has ended or waits."""
        return settled(self.tenant, self.start(**options))

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

    def count(self) -> int:
        """How many professionals are stored at this moment."""
        stack = self.tenant.stack
        place = {":place": {"S": f"{self.tenant.slug}/professional"}}
        pages = boto3.client("dynamodb", **stack.connection).get_paginator("query").paginate(
            TableName=stack.outputs["TableName"], KeyConditionExpression="pk = :place",
            ExpressionAttributeValues=place, Select="COUNT",
        )  # fmt: skip
        return sum(page["Count"] for page in pages)

    def open_entries(self) -> set[str]:
        """Slugs of what is open in the error log of the tile."""
        found = self.tenant.operate("list-entries", integration="directory_sync", state="open", limit=100)
        return {each["slug"] for each in found["entries"]}

    def settle(self, source: dict[str, Any]) -> None:
        """Save the settings of the source."""
        self.tenant.operate("change-settings", integration="directory_sync", settings={"sources": [source]})


@dataclass
class Employees(Following):
    """The organisation, its Entra ID, and the ids of the directory's groups by name."""

    directory: RemoteTenant
    groups: dict[str, str]

    @classmethod
    def found(cls, stack: Stack, name: str, *known: Professional, **settings: Any) -> Self:
        """A new organisation in which these people have accounts already, with the people of `graph.small` in its
        directory. `settings` are those of the source."""
        tenant = Tenant.found(stack, name, known)
        directory = RemoteTenant.made(stack.demo["graph_url"], stack.demo["authority"], f"{tenant.slug}.example")
        groups = fill(directory)
        made = cls(tenant, demo_directory.SOURCE, directory, groups)
        tenant.operate("make-available", integration="directory_sync")
        made.settle(demo_directory.source(directory.id, groups, **settings))
        tenant.operate("set-directory-secret", **demo_directory.secret())
        tenant.operate("switch-on", integration="directory_sync")
        return made

    def person(self, number: str) -> str:
        """The directory's id of the person with this number."""
        return self.directory.find("employeeId", number)


@dataclass
class Staff(Following):
    """The organisation, its domain controller, and the filter of its people. The members of `samba_domain.STAFF_GROUP`
    are therapists, the doctors supervisors; nobody else has a role."""

    controller: DomainController
    people_filter: str

    @classmethod
    def found(cls, stack: Stack, name: str, controller: DomainController, people_filter: str = "") -> Self:
        """A new organisation whose employees are in `samba_domain.STAFF`."""
        made = cls(Tenant.found(stack, name), "domain", controller, people_filter)
        made.tenant.operate("make-available", integration="directory_sync")
        made.connect()
        made.tenant.operate("set-directory-secret", source=made.source, secret=samba_domain.PASSWORD)
        made.tenant.operate("switch-on", integration="directory_sync")
        return made

    def connect(self, **connection: Any) -> None:
        """Reach the domain controller with these settings of the connection instead of the usual ones."""
        roles = {samba_domain.STAFF_GROUP: "ith.Therapist", samba_domain.DOCTORS: "ith.Supervisor"}
        usual = {
            "hosts": [host(self.controller)],
            "ca_certificate": self.controller.authority.pem,
            "bind_name": f"{samba_domain.READER}@{samba_domain.REALM}",
            "base_dns": [samba_domain.STAFF],
            "people_filter": self.people_filter,
        }
        self.settle(
            {
                "name": self.source,
                "ldap": usual | connection,
                "professional_id": "employeeID",
                "infix": "prefix_of(sn)",
                "last_name": "without_prefix(sn)",
                "roles": [{"group": group, "roles": [role]} for group, role in roles.items()],
                "default_role": None,
                "minutes": DAY,  # cycles are started by the test
            }
        )


def host(controller: DomainController, **changed: str) -> dict[str, str]:
    """A domain controller in the settings."""
    return {"name": controller.name, "address": controller.address} | changed


def settled(tenant: Tenant, name: str) -> dict[str, Any]:
    """The run, when it has ended or waits. Raises AssertionError when nothing happened to it for long."""
    progress = Progress(PATIENCE)
    while True:
        run: dict[str, Any] = tenant.operate("show-progress", run=name)["run"]
        if run["state"] not in GOES_ON:
            return run
        assert not progress.has_stopped((run["state"], run["progress"])), f"the run does not go on: {run}"
        time.sleep(0.3)
