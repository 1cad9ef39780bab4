"""An organisation of a test's own on a running stack: what its EHR sends, what is stored, what its people read."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Self

import boto3
import httpx
from boto3.dynamodb.types import TypeDeserializer

from functions.operations.commands import COMMANDS
from tests.harness.patients import Professional
from tests.harness.progress import Progress
from tests.harness.stack import Stack
from tests.harness.stream import FIELDS

VISIBLE = ("values", "active", "roles", "missing", "waiting", "deactivated_by", "watermarks")
"""What an account is, less what tells when and how often it was written."""

_READER = TypeDeserializer()


@dataclass
class Tenant:
    """One organisation, with HL7 intake and the REST API switched on."""

    stack: Stack
    slug: str
    hl7_token: str = ""
    api_token: str = ""

    @classmethod
    def found(cls, stack: Stack, name: str, professionals: Iterable[Professional] = (), **feed: Any) -> Self:
        """Makes an organisation that applies test messages too, and these professionals in it. Its short name begins
        with `name` and is new on any stack."""
        made = cls(stack, f"{name}-{token_hex(4)}")
        made.operate("create-organisation", name=name.title(), mode="training")
        presence = {"id": "required", "bsn": "optional"}
        made.operate("change-settings", integration="client_details", settings=presence)
        for integration in ("rest_api", "hl7_intake"):
            made.operate("make-available", integration=integration)
            made.operate("switch-on", integration=integration)
        if feed:
            made.operate("change-settings", integration="hl7_intake", settings={"feeds": [feed]})
        made.hl7_token = made.operate("create-api-user", name="EHR", scopes=["hl7"])["token"]
        scopes = ["accounts:read", "accounts:write", "bsn:read"]
        made.api_token = made.operate("create-api-user", name="Portal", scopes=scopes)["token"]
        given = [made._given(each) for each in professionals]
        if given:
            made.operate("import-accounts", kind="professional", accounts=given)
        return made

    def operate(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of an operator's command about this organisation."""
        order = {"command": command, "arguments": {"organisation": self.slug, **arguments}, "actor": "test"}
        answer = self.stack.invoke(COMMANDS[command].function, order)
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    # --- Its EHR ------------------------------------------------------------------------------------------------------

    def client(self) -> httpx.Client:
        """An HTTP client of this organisation."""
        return httpx.Client(base_url=self.stack.base_url, headers={"Host": f"{self.slug}.localhost"}, timeout=60)

    def send(self, sent: Iterable[tuple[str, bytes]], senders: int = 8) -> list[httpx.Response]:
        """Posts these messages, each with the name of its patient, over so many connections: those of one patient one
        after another, as an EHR does. The answers in no order."""
        lanes: dict[str, list[bytes]] = {}
        for patient, raw in sent:
            lanes.setdefault(patient, []).append(raw)
        with self.client() as client, ThreadPoolExecutor(senders) as pool:
            found = pool.map(lambda lane: [self.post(client, raw) for raw in lane], lanes.values())
            return [answer for answers in found for answer in answers]

    def post(self, client: httpx.Client, raw: bytes) -> httpx.Response:
        """The answer to one message."""
        headers = {"Authorization": f"md-token {self.hl7_token}", "Content-Type": "application/hl7-v2"}
        return client.post("/hl7", content=raw, headers=headers)

    def settle(self, patience: float = 300) -> None:
        """Waits until every message is processed. Raises AssertionError when none was for `patience` seconds."""
        progress = Progress(patience)
        while any(waiting := (self.stack.waiting, self.operate("count-waiting")["waiting"])):
            assert not progress.has_stopped(waiting), f"messages still wait: {waiting} in the queue, and stored"
            time.sleep(0.3)

    # --- What is stored -----------------------------------------------------------------------------------------------

    def rows(self, choose: Callable[[str], bool]) -> Iterator[dict[str, Any]]:
        """The rows of this organisation whose partition, less the organisation, is chosen."""
        client = boto3.client("dynamodb", **self.stack.connection)
        for page in client.get_paginator("scan").paginate(TableName=self.stack.outputs["TableName"]):
            for item in page["Items"]:
                organisation, _, rest = item["pk"]["S"].partition("/")
                if organisation == self.slug and choose(rest):
                    yield {name: _READER.deserialize(value) for name, value in item.items()}

    def accounts(self) -> dict[str, Mapping[str, Any]]:
        """Every account row as it stands, by key: the smallest change shows, if only in its version."""
        return {row["sk"]: row for row in self.rows(lambda rest: rest in {"client", "professional"})}

    def clients(self) -> dict[str, Mapping[str, Any]]:
        """What every client is, by its id, with the ids of its professionals; keys and times of ours left out."""
        found: list[dict[str, Any]] = []
        linked: dict[str, list[str]] = {}
        for row in self.rows(lambda rest: rest == "client" or rest.startswith("relations/")):
            if row["pk"].endswith("/client"):
                found.append(row)
                continue
            waits = "waiting " if row["sk"].startswith("waiting/") else ""
            linked.setdefault(row["pk"].rpartition("/")[2], []).append(f"{waits}{row['professional_id']}")
        ids = {row["sk"]: row["values"]["id"] for row in found}
        return {
            row["values"]["id"]: {
                **{name: row[name] for name in VISIBLE if name in row},
                "merged_into": ids.get(row.get("merged_into", ""), ""),
                "professionals": sorted(linked.get(row["sk"], [])),
            }
            for row in found
        }

    def claims(self) -> set[tuple[str, str]]:
        """Scope and holder of every unique value that is held."""
        return {(row["pk"].split("/")[2], row["holder"]) for row in self.rows(lambda rest: rest.startswith("claim/"))}

    # --- What its people read -----------------------------------------------------------------------------------------

    def read(self, path: str) -> Any:
        """The answer to an API user."""
        with self.client() as client:
            answer = client.get(f"/api/2{path}", headers={"Authorization": f"md-token {self.api_token}"})
        assert answer.status_code == 200, (answer.status_code, path.split("/")[1])
        return answer.json()

    def api_clients(self) -> dict[str, dict[str, Any]]:
        """Every client as an API user sees it, by id."""
        return {each["id"]: each for each in self.read("/c/items")["@items"]}

    def shown(self) -> dict[str, dict[str, Any]]:
        """What `Stream.expected` tells of every client, by id. A date of birth that is empty is null in the API."""
        linked = {key: client["professionals"] for key, client in self.clients().items()}
        return {
            key: {name: client[name] or "" for name in FIELDS}
            | {"active": client["active"], "professionals": linked[key]}
            for key, client in self.api_clients().items()
        }

    def entries(self, state: str = "open") -> list[dict[str, Any]]:
        """The whole error log of HL7 intake in this state, newest first."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self.operate("list-entries", integration="hl7_intake", state=state, limit=100, after=after)
            found += page["entries"]
            after = page["next"]
            if not after:
                return found

    @staticmethod
    def _given(each: Professional) -> dict[str, Any]:
        values = {name: getattr(each, name) for name in ("first_name", "infix", "last_name", "email")}
        return {"id": each.id, "values": values, "roles": ["ith.Therapist"]}


def control_ids(answers: Iterable[httpx.Response]) -> Counter[tuple[str, str]]:
    """How often each code was given for each control id; every answer is an acknowledgement."""
    found: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        assert answer.status_code == 200
        segments = [line.split("|") for line in answer.content.decode("latin-1").split("\r")]
        assert [line[0] for line in segments[:2]] == ["MSH", "MSA"]
        found[segments[1][1], segments[1][2]] += 1
    return found
