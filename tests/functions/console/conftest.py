"""The console in a small world: a browser, and the functions that carry commands out in the same process."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.bulk_import import command_entry as bulk_import
from functions.console import desk, entry
from functions.directory_sync import command_entry as directory
from functions.saml_logon import command_entry as saml
from koppel.aws import functions
from koppel.domain.accounts.account import Account, Kind, Role
from koppel.domain.logon.security import SecuritySettings
from koppel.domain.logon.session import Logon
from koppel.domain.plan.desired import Desired
from koppel.logon import sessions
from tests.functions.directory_sync.directory import Directory
from tests.functions.directory_sync.site import opened
from tests.harness.gateway import gateway_event
from tests.harness.office import Office, open_office
from tests.harness.rights import Record, Right
from tests.harness.world import World

HOST = "demo.koppel.example"
CONTEXT = SimpleNamespace(aws_request_id="request-1")
OPERATORS: Mapping[str, Any] = {"SamlOperator": saml, "DirectoryOperator": directory, "ImportOperator": bulk_import}
"""The modules of the functions that carry commands of one integration out."""


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status: int
    headers: Mapping[str, str]
    cookies: list[str]
    body: str

    @property
    def location(self) -> str:
        """Where it is sent."""
        return self.headers.get("Location", "")

    @property
    def csrf(self) -> str:
        """The token of its first form that has one."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.body)
        assert found, self.body
        return found[1]


@dataclass
class Browser:
    """A browser that keeps cookies, at the host of the organisation `demo`."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = HOST
    language: str = "en"

    def ask(self, method: str, target: str, body: str = "", **headers: str) -> Answer:
        """The answer to one request."""
        sent = {"Host": self.host, "Accept-Language": self.language}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            sent.setdefault("Origin", f"https://{self.host}")
        found = entry.handle(gateway_event(method, target, headers=sent, body=body.encode()), None)
        given = found.get("multiValueHeaders", {}).get("Set-Cookie", [])
        for each in given:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(found["statusCode"], found["headers"], given, found["body"])

    def get(self, target: str, **headers: str) -> Answer:
        """A page."""
        return self.ask("GET", target, **headers)

    def post(self, target: str, form: Mapping[str, Any], **headers: str) -> Answer:
        """The answer to a form, with the token of its page unless one is given."""
        sent = dict(form)
        if "csrf" not in sent:
            sent["csrf"] = self.get(target.partition("?")[0]).csrf
        return self.ask(
            "POST", target, urlencode({k: v for k, v in sent.items() if v is not None}, doseq=True), **headers
        )

    def log_on(self, account: Account, integration: str = "delegated_logon") -> None:
        """A session of this person."""
        logon = Logon(
            kind=account.kind,
            account=account.key,
            integration=integration,
            methods=("delegated",),
            context="urn:koppel:acr:delegated",
            at=self.world.runtime.epoch(),
        )
        started = sessions.start(self.world.tenant, logon, SecuritySettings().lifetime, None)
        self.cookies["__Host-session"] = started.identifier


@dataclass
class Console:
    """The console with its browsers. `directory` is what every source reads."""

    office: Office
    manager: Browser
    directory: Directory = field(default_factory=Directory)

    @property
    def world(self) -> World:
        """Where everything is kept."""
        return self.office.world

    def browser(self) -> Browser:
        """Another browser, where nobody is signed in."""
        return Browser(self.world)

    def professional(self, external_id: str, *roles: Role) -> Account:
        """A professional with these roles."""
        values = {
            "id": external_id,
            "first_name": "Mina",
            "last_name": "Vos",
            "email": f"{external_id.lower()}@x.example",
        }
        return self.world.make(Desired(kind=Kind.PROFESSIONAL, values=values, roles=roles))

    def by_link(self, role: str = "application-manager") -> Browser:
        """A browser that signed in by a one-time link."""
        url = self.office.done("console-link", role=role)["url"]
        made = self.browser()
        target = url[url.index("/console/") :]
        assert made.ask("POST", target).status == 303
        return made


@pytest.fixture
def console(record: Record) -> Iterator[Console]:
    with open_console(record) as made:
        yield made


@contextmanager
def open_console(record: Record) -> Iterator[Console]:
    """A console in a world of its own."""
    with open_office() as office, pytest.MonkeyPatch.context() as patch:
        for function_name, variable in desk.FUNCTIONS.items():
            patch.setenv(variable, function_name)
        patch.setenv("PUBLIC_ADDRESS", "https://koppel.example")
        patch.setattr(entry, "process_runtime", lambda: office.world.runtime)
        for each in OPERATORS.values():
            patch.setattr(each, "process_runtime", lambda: office.world.runtime)

        def invoke(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
            record.used.setdefault("Console", set()).add(Right("lambda:InvokeFunction", name))
            if name == "Operator":
                return office.give(dict(payload))
            answer: dict[str, Any] = OPERATORS[name].operate(dict(payload), CONTEXT)
            return answer

        patch.setattr(functions, "invoke", invoke)
        made = Console(office, Browser(office.world))
        carried_out = opened(lambda *_: made.directory)
        patch.setattr(directory, "CARRIED_OUT_HERE", carried_out)
        made.manager.log_on(made.professional("M1", Role.APPLICATION_MANAGER))
        yield made
