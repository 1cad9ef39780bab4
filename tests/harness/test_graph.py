"""The small directory of a demo, started as a program, and what the stand-in refuses."""

import json
import ssl
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness import certificates, processes
from tests.harness.graph.remote import RemoteTenant
from tests.harness.graph.server import Graph, serving
from tests.harness.graph.small import STAFF
from tests.harness.home import PROJECT, free_port
from tests.harness.world import Clock

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    """The stand-in, with nobody in it."""
    with serving(tmp_path, clock=Clock()) as found:
        yield found


def client(authority: str) -> httpx.Client:
    """Speaks to a server that this authority vouches for."""
    return httpx.Client(verify=ssl.create_default_context(cafile=authority), trust_env=False)


@contextmanager
def signed_in(places: Mapping[str, str], tenant: str, application: str, secret: str) -> Iterator[httpx.Client]:
    """Speaks to Graph with a token, got by hand."""
    form = {"grant_type": "client_credentials", "scope": f"{places['graph']}/.default"}
    form |= {"client_id": application, "client_secret": secret}
    with client(places["authority"]) as found:
        answer = found.post(f"{places['login']}/{tenant}/oauth2/v2.0/token", data=form)
        found.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"
        found.base_url = httpx.URL(f"{places['graph']}/v1.0/")
        yield found


@contextmanager
def small_directory(folder: Path, *more: str) -> Iterator[dict[str, Any]]:
    """The card of the small directory, run as a program."""
    card = folder / "graph.json"
    card.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.harness.graph", str(folder), str(free_port()), *more]
    process = processes.start(command, {"PYTHONPATH": str(PROJECT)}, folder / "log")
    try:
        for _ in range(200):
            if card.exists():
                break
            time.sleep(0.05)
        yield json.loads(card.read_text())
    finally:
        processes.stop(process)
    assert process.returncode == 0


MEMBERS = sum(bool(each[-1]) for each in STAFF)


def staff(card: Mapping[str, Any]) -> int:
    """How many are in the group that holds all others, with these groups."""
    with signed_in(json.loads(card["endpoints"]), card["tenant"], card["client_id"], card["secret"]) as graph:
        return len(graph.get(f"groups/{card['groups']['staff']}/transitiveMembers").json()["value"])


def remote(card: Mapping[str, Any]) -> RemoteTenant:
    """The small directory, to be changed."""
    places = json.loads(card["endpoints"])
    return RemoteTenant(places["graph"], places["authority"], card["tenant"])


def test_the_small_directory_is_there_until_it_is_ended(tmp_path: Path) -> None:
    with small_directory(tmp_path) as card:
        assert staff(card) == MEMBERS + 3


def test_what_another_process_changes_lasts_over_a_restart(tmp_path: Path) -> None:
    authority, _ = certificates.make(tmp_path / "certificates")
    with small_directory(tmp_path, str(authority.parent)) as card:
        assert json.loads(card["endpoints"])["authority"] == str(authority)
        directory = remote(card)
        somebody = directory.do("add_user", "new", employeeId="M0200")
        directory.do("add_member", card["groups"]["therapists"], somebody)
        directory.do("soft_delete", directory.find("employeeId", "M0101"))
        other = RemoteTenant.made(directory.graph, directory.authority, "other.example")
        only = other.do("add_user", "only")
        assert staff(card) == MEMBERS + 3
        assert directory.find("employeeId", "M0200") == somebody
    with small_directory(tmp_path, str(authority.parent)) as card:
        assert staff(card) == MEMBERS + 3
        assert remote(card).find("employeeId", "M0200") == somebody
        again = RemoteTenant(directory.graph, directory.authority, other.id)
        again = replace(again, graph=json.loads(card["endpoints"])["graph"])
        assert again.find("displayName", "only") == only


def test_a_state_that_is_lost_is_refused_with_410(graph: Graph, tmp_path: Path) -> None:
    graph.accept_changes(tmp_path / "changes.jsonl")
    tenant, application = graph.add_tenant(), graph.add_application("right")
    directory = RemoteTenant(graph.graph, str(graph.authority), tenant.id)
    with signed_in(json.loads(graph.endpoints), tenant.id, application.id, "right") as found:
        link = found.get("users/delta").json()["@odata.deltaLink"]
        assert found.get(link).status_code == 200
        directory.lose_state()
        assert found.get(link).status_code == 410


def test_answers_that_another_process_spoils_are_spoiled_once(graph: Graph, tmp_path: Path) -> None:
    journal = tmp_path / "changes.jsonl"
    graph.accept_changes(journal)
    tenant, application = graph.add_tenant(), graph.add_application("right")
    directory = RemoteTenant(graph.graph, str(graph.authority), tenant.id)
    with signed_in(json.loads(graph.endpoints), tenant.id, application.id, "right") as found:
        directory.refuse(429, path="/users/delta", Retry_After="1")
        assert directory.refusals == 1
        answers = [found.get("users/delta") for _ in range(2)]
    assert [each.status_code for each in answers] == [429, 200]
    assert (answers[0].headers["Retry-After"], directory.refusals, journal.exists()) == ("1", 0, False)


@pytest.mark.parametrize(
    ("request_line", "content", "status"),
    [
        ("POST /all", {}, 400),
        ("POST /transitive_members", {"arguments": ["x"]}, 400),
        ("POST /disable", {"arguments": ["nobody"]}, 400),
        ("POST /disable", {"arguments": []}, 400),
        ("POST /disable/it", {}, 400),
        ("GET /disable", None, 400),
        ("GET s", None, 404),
    ],
)
def test_what_is_no_change_changes_nothing(
    graph: Graph, tmp_path: Path, request_line: str, content: Any, status: int
) -> None:
    method, _, place = request_line.partition(" ")
    journal = tmp_path / "changes.jsonl"
    graph.accept_changes(journal)
    tenant = graph.add_tenant()
    address = f"{graph.graph}/directory/{tenant.id}{place}"
    with client(str(graph.authority)) as found:
        assert found.request(method, address, json=content).status_code == status
    assert not journal.exists()
    assert tenant.log == []


def test_a_stand_in_of_a_test_is_changed_by_the_test_alone(graph: Graph) -> None:
    with client(str(graph.authority)) as found:
        assert found.post(f"{graph.graph}/directory", json={"domain": "x.example"}).status_code >= 400
    assert graph.tenants == {}


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("users/delta?$top=5", 400, "Request_UnsupportedQuery"),
        ("users/delta?$filter=mail eq 'x'", 400, "Request_UnsupportedQuery"),
        ("users/delta?$deltatoken=unknown", 400, "Directory_InvalidDeltaToken"),
        ("users/delta?$select=nothing", 400, "BadRequest"),
        ("users?$top=1000", 400, "Request_BadRequest"),
        ("users?$filter=mail ne 'x'", 400, "BadRequest"),
        ("users/nobody", 404, "Request_ResourceNotFound"),
        ("groups/none/transitiveMembers", 404, "Request_ResourceNotFound"),
        ("groups/none/transitiveMembers?$skiptoken=x", 404, "Request_ResourceNotFound"),
        ("devices", 400, "BadRequest"),
        ("users/x/manager", 400, "BadRequest"),
    ],
)
def test_what_graph_refuses_is_refused(graph: Graph, target: str, status: int, code: str) -> None:
    tenant, application = graph.add_tenant(), graph.add_application("right")
    with signed_in(json.loads(graph.endpoints), tenant.id, application.id, "right") as found:
        answer = found.get(target)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers["request-id"]


def test_without_a_token_nothing_is_answered(graph: Graph) -> None:
    with client(str(graph.authority)) as found:
        answer = found.get(f"{graph.graph}/v1.0/users")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
