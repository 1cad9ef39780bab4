"""A deployed stack as a person with an AWS account meets it: its operator, its addresses, its alarms."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import boto3
import httpx

from functions.operations.__main__ import invoke
from tests.harness.emulator import CREDENTIALS
from tests.harness.site import ToLoopback
from tests.harness.stack import Stack

OWN = "smoke"
"""The organisation of these checks, where every organisation has a host."""
TILES = ("rest_api", "hl7_intake", "delegated_logon", "saml_logon")


class Wrong(Exception):
    """Something is not as it should be; the text says what."""


@dataclass
class Target:
    """One stack, and the organisation in it that the checks use.

    base_url  where that organisation answers
    is_local  whether all hosts are this machine
    """

    stack: str
    base_url: str
    organisation: str
    is_local: bool = False
    made: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Commands that undo what was made, in the order in which it was made."""

    @classmethod
    def on_aws(cls, stack: str) -> Self:
        """The stack of this name. The organisation is one of our own under the stack's domain; where only the API
        itself answers, it is the default organisation."""
        (found,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        given = {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", ())}
        outputs = {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}
        if given.get("Certificate"):
            return cls(stack, f"https://{OWN}.{given['DomainName']}", OWN)
        return cls(stack, outputs["ApiUrl"], given["DefaultOrganisation"])

    @classmethod
    def local(cls, running: Stack, stack: str) -> Self:
        """The local stack that runs here. From here on, this process speaks to its emulator."""
        os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=running.endpoint_url, STACK=stack)
        return cls(stack, f"http://{OWN}.localhost:{urlsplit(running.base_url).port}", OWN, is_local=True)

    def operate(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of an operator's command. Raises Wrong with what the operator said."""
        given = arguments if command == "sweep" else {"organisation": self.organisation, **arguments}
        answer = invoke({"command": command, "arguments": given})
        if "problem" in answer:
            raise Wrong(f"{command}: {answer['problem']['slug']} {answer['problem']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    @contextmanager
    def http(self) -> Iterator[httpx.Client]:
        """A client that follows no redirects and keeps no cookies."""
        transport = ToLoopback() if self.is_local else None
        with httpx.Client(base_url=self.base_url, transport=transport, timeout=30) as client:
            yield client

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """The organisation with all integrations on and a professional in it; afterwards as it was before."""
        try:
            self._prepare()
            yield
        finally:
            self.clean_up()

    def _prepare(self) -> None:
        try:
            self.operate("create-organisation", name="Smoke test", mode="training")
        except Wrong as wrong:
            if "organisation-exists" not in str(wrong):
                raise
        if self.organisation == OWN:
            fields = {"id": "optional", "bsn": "optional", "date_of_birth": "optional"}
            self.operate("change-settings", integration="client_details", settings=fields)
        tiles = self.operate("show-organisation")["tiles"]
        for tile in TILES:
            if not (tiles[tile]["available"] and tiles[tile]["on"]):
                self.operate("make-available", integration=tile)
                self.made.append(("make-unavailable", {"integration": tile}))
                self.operate("switch-on", integration=tile)
                self.made.append(("switch-off", {"integration": tile}))

    def clean_up(self) -> None:
        """Undo what was made, last things first. Raises Wrong at the end with what could not be undone."""
        left = []
        while self.made:
            command, arguments = self.made.pop()
            try:
                self.operate(command, **arguments)
            except Wrong as wrong:
                left.append(str(wrong))
        if left:
            raise Wrong(f"left behind: {'; '.join(left)}")

    def alarm(self, logical_id: str) -> str:
        """The name of an alarm of the stack."""
        found = boto3.client("cloudformation").describe_stack_resource(
            StackName=self.stack, LogicalResourceId=logical_id
        )
        return str(found["StackResourceDetail"]["PhysicalResourceId"])
