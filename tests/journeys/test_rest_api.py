"""The REST API from end to end, as an EHR and an importer use it: everybody once, changes, and everybody again."""

import csv
import gzip
import io
import json
import random
import subprocess
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import httpx
import pytest

from tests.harness.home import VENVS
from tests.harness.people import CANARIES, People
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

PEOPLE = 500
ROLES = ("Therapist", "Secretary", "Supervisor", "Application manager", "Analyst")
SCHEMATHESIS = VENVS / "schemathesis" / "bin" / "schemathesis"


def people_csv(people: People, count: int) -> str:
    """The importer's file of so many professionals."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["Email", "Identifier", "First Name", "Infix", "Last Name", "Role"])
    for number in range(count):
        each = people.professional(number)
        role = "Therapist" if number % 5 else ROLES[number // 5 % len(ROLES)]
        rows.writerow([each.email, each.id, each.first_name, each.infix, each.last_name, role.upper()])
    return written.getvalue()


@dataclass
class Ehr:
    """A program that knows accounts by ids of its own, and the API by paths only, as such programs do."""

    http: httpx.Client
    token: str

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """The answer; anything but 200, 201, 204 and 404 ends the program."""
        answer = self.http.request(method, path, json=body, headers={"Authorization": f"md-token {self.token}"})
        assert answer.status_code in {200, 201, 204, 404}, (method, answer.status_code, answer.text)
        return answer

    def bring(self, kind: str, collection: str, values: dict[str, Any]) -> str:
        """Make the account with this id, or bring it up to date; its path."""
        found = self.ask("GET", f"/api/2/aux/{kind}/id/{values['id']}")
        if found.status_code == 404:
            made = self.ask("POST", f"/api/1/{collection}/", values)
            assert made.status_code == 201
            return path_of(made)
        path = path_of(found)
        assert self.ask("PATCH", path, values).json()["id"] == values["id"]
        return path

    def professional(self, row: list[str]) -> str:
        """One line of the importer's file."""
        email, external_id, first_name, infix, last_name, role = row
        values = {"id": external_id, "email": email.lower(), "first_name": first_name, "infix": infix}
        path = self.bring("professional", "p", {**values, "last_name": last_name})
        name = next(each for each in ROLES if each.lower() == role.lower())
        roles = [f"ith.{name.title().replace(' ', '')}"]
        assert self.ask("PATCH", f"{path}/roles", {"roles": roles}).json()["roles"] == roles
        return path

    def client(self, values: dict[str, Any], professional: str, *, active: bool) -> str:
        """One client, its therapist and whether it is in care."""
        path = self.bring("client", "c", values)
        linked = self.ask("POST", f"{path}/therapists", {"professional": {"id": professional}})
        assert linked.json()["professional"]["id"] == professional
        if self.ask("GET", path).json()["active"] is not active:
            self.ask("POST", f"{path}/activation", {"active": active, "send_email": "no"})
        return path


def path_of(answer: httpx.Response) -> str:
    """Where an account is, by its `@url`."""
    return urlparse(str(answer.json()["@url"])).path


def each_once[Item, Result](do: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Do this with every item, some at a time."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(do, items))


def unlimited(tenant: Tenant) -> None:
    """Lets the tenant's API user call as often as it likes."""
    tenant.operate("limit-api-user", user=tenant.api_token.split("_")[2], per_minute=0)


def test_an_ehr_brings_everybody_and_then_everybody_again(stack: Stack, scale: float) -> None:
    since, count = time.time(), round(PEOPLE * scale)
    tenant = Tenant.found(stack, "ehr")
    unlimited(tenant)
    chance = random.Random(7)
    people = People(chance, 7)
    header, *rows = csv.reader(io.StringIO(people_csv(people, count)))
    assert len(header) == 6
    clients = [{**people.client(), "id": f"E{number:05d}"} for number in range(count)]
    for number, each in enumerate(clients):
        each["email"] = each["email"] or f"{number}.{chance.choice(CANARIES)}@post.example"
    linked = {each["id"]: chance.choice(rows)[1] for each in clients}
    left = {each["id"] for each in clients if chance.random() < 0.1}

    with tenant.client() as http:
        ehr = Ehr(http, tenant.api_token)

        def run() -> None:
            each_once(ehr.professional, rows)
            each_once(lambda one: ehr.client(one, linked[one["id"]], active=one["id"] not in left), clients)

        run()
        found = {each["id"]: each for each in ehr.ask("GET", "/api/2/c/items").json()["@items"]}
        assert {key: {name: one[name] for name in clients[0]} for key, one in found.items()} == {
            each["id"]: each for each in clients
        }
        assert {key for key, one in found.items() if not one["active"]} == left
        assert {each["email"] for each in ehr.ask("GET", "/api/2/p/items").json()["@items"]} == {row[0] for row in rows}
        before, relations = tenant.accounts(), tenant.clients()
        assert {key: one["professionals"] for key, one in relations.items()} == {key: [p] for key, p in linked.items()}

        run()
        assert tenant.accounts() == before
        assert tenant.clients() == relations

        moved = clients[: max(1, count // 10)]
        for each in moved:
            each["last_name"] = next(name for name in iter(people.last_name, "") if name != each["last_name"])
        each_once(lambda one: ehr.bring("client", "c", one), moved)
        changed = {key for key, row in tenant.accounts().items() if row != before.get(key)}
        assert len(changed) == len(moved)
        pages, cursor = [], ""
        while True:
            page = ehr.ask("GET", f"/api/2/c/items?limit=17{cursor and f'&cursor={cursor}'}").json()
            pages += page["@items"]
            cursor = page.get("@cursor", "")
            if not cursor:
                break
        assert [each["@url"] for each in pages] == sorted(each["@url"] for each in found.values())
        assert ehr.ask("GET", "/api/2/c/items").headers["Content-Encoding"] == "gzip"

    logged = "\n".join(stack.log_lines(since)).lower()
    assert '"answered"' in logged
    assert [each for each in CANARIES if each in logged] == []


def test_a_user_that_calls_too_often_is_told_when_to_come_back(stack: Stack) -> None:
    tenant = Tenant.found(stack, "hasty")
    tenant.operate("limit-api-user", user=tenant.api_token.split("_")[2], per_minute=2, burst=1)
    with tenant.client() as http:
        headers = {"Authorization": f"md-token {tenant.api_token}"}
        found = [http.get("/api/2", headers=headers) for _ in range(4)]
    assert 429 in {each.status_code for each in found}
    refused = next(each for each in found if each.status_code == 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert refused.headers["RateLimit-Policy"] == '"calls";q=1;w=30'


def test_repeats_sent_at_once_all_get_the_answer_of_the_first(stack: Stack) -> None:
    tenant = Tenant.found(stack, "repeats")
    unlimited(tenant)
    values = {"first_name": "Anna", "last_name": "Smit", "gender": "f", "date_of_birth": "1980-3-5"}
    with tenant.client() as http, ThreadPoolExecutor(6) as threads:
        for number in range(8):
            body = {**values, "id": f"R{number}", "email": f"r{number}@post.example"}
            headers = {"Authorization": f"md-token {tenant.api_token}", "Idempotency-Key": f"once-{number}"}
            sent = [threads.submit(http.post, "/api/2/c", json=body, headers=headers) for _ in range(6)]
            answers = [each.result() for each in sent]
            assert {each.status_code for each in answers} <= {201, 503}, [each.text for each in answers]
            assert len({each.json()["@url"] for each in answers if each.status_code == 201}) == 1
        assert len(Ehr(http, tenant.api_token).ask("GET", "/api/2/c/items").json()["@items"]) == 8


def test_packed_bodies_and_what_only_says_so(stack: Stack) -> None:
    tenant = Tenant.found(stack, "packed")
    values = {"id": "C1", "email": "c1@bücher.example", "first_name": "Anna", "last_name": "Smit", "gender": "f"}
    plain = json.dumps({**values, "date_of_birth": "1980-3-5"}).encode()
    headers = {"Authorization": f"md-token {tenant.api_token}", "Content-Type": "application/json"}
    with tenant.client() as http:
        for body, coding, status in ((plain, "gzip", 415), (plain, "br", 415), (gzip.compress(plain), "gzip", 201)):
            answer = http.post("/api/2/c", content=body, headers={**headers, "Content-Encoding": coding})
            assert answer.status_code == status, answer.text
            assert status == 201 or answer.headers["Accept-Encoding"] == "gzip"
        (found,) = http.get("/api/2/c/items?email=c1@bücher.example", headers=headers).json()["@items"]
        assert found["email"] == "c1@xn--bcher-kva.example"


def test_two_organisations_do_not_meet(stack: Stack) -> None:
    here, there = Tenant.found(stack, "here"), Tenant.found(stack, "there")
    values = {"id": "C1", "email": "c1@post.example", "first_name": "Anna", "last_name": "Smit", "gender": "f"}
    values["date_of_birth"] = "1980-3-5"
    with here.client() as ours, there.client() as theirs:
        path = Ehr(ours, here.api_token).bring("client", "c", values)
        own = {"Authorization": f"md-token {here.api_token}"}
        other = {"Authorization": f"md-token {there.api_token}"}
        for method, target in (
            ("GET", path),
            ("PATCH", path),
            ("POST", f"{path}/activation"),
            ("GET", "/api/2/c/items"),
        ):
            body = {"last_name": "Other", "active": False} if method != "GET" else None
            assert theirs.request(method, target, json=body, headers=own).status_code == 401
            assert ours.request(method, target, json=body, headers=other).status_code == 401
        assert theirs.get(path, headers=other).status_code == 404
        assert theirs.patch(path, json={"last_name": "Other"}, headers=other).status_code == 404
        assert theirs.post(f"{path}/activation", json={"active": False}, headers=other).status_code == 404
        shown = ours.get(path, headers=own).json()
        assert (shown["last_name"], shown["active"]) == ("Smit", True)


def test_schemathesis_finds_nothing_that_is_not_documented(stack: Stack, scale: float, tmp_path: Path) -> None:
    if not SCHEMATHESIS.exists():
        pytest.skip("schemathesis is not installed; make setup installs it")
    tenant = Tenant.found(stack, "schemathesis")
    unlimited(tenant)
    values = {"id": "C1", "email": "c1@post.example", "first_name": "Anna", "last_name": "Smit"}
    with tenant.client() as http:
        ehr = Ehr(http, tenant.api_token)
        client = ehr.bring("client", "c", {**values, "gender": "f", "date_of_birth": "1980-3-5"})
        professional = ehr.bring("professional", "p", {**values, "id": "P1", "email": "p1@post.example"})
    keys = {"c": client.rpartition("/")[2], "p": professional.rpartition("/")[2]}
    found = [
        f'[[operations]]\ninclude-path-regex = "^/{kind}/"\n[operations.parameters]\nkey = "{key}"\n'
        for kind, key in keys.items()
    ]
    config = tmp_path / "schemathesis.toml"
    config.write_text("\n".join(found))
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    done = subprocess.run(
        [
            SCHEMATHESIS,
            f"--config-file={config}",
            "run",
            f"{stack.base_url}/api/2/openapi.json",
            f"--checks={checks}",
            f"--max-examples={round(60 * scale)}",
            f"--header=Authorization: md-token {tenant.api_token}",
            f"--header=Host: {tenant.slug}.localhost",
            f"--phases={'examples,coverage,fuzzing' if scale == 1 else 'fuzzing'}",
            "--generation-deterministic",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
