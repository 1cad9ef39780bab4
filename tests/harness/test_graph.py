"""The small directory of a demo, started as a program, and what the stand-in refuses."""

import json
import ssl
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.harness import processes
from tests.harness.graph.server import Graph, serving
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


def test_the_small_directory_is_there_until_it_is_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.harness.graph", str(tmp_path), str(free_port())]
    process = processes.start(command, {"PYTHONPATH": str(PROJECT)}, tmp_path / "log")
    try:
        for _ in range(200):
            if (tmp_path / "graph.json").exists():
                break
            time.sleep(0.05)
        card = json.loads((tmp_path / "graph.json").read_text())
        places = json.loads(card["endpoints"])
        with signed_in(places, card["tenant"], card["client_id"], card["secret"]) as graph:
            answer = graph.get(f"groups/{card['groups']['staff']}/transitiveMembers")
        assert len(answer.json()["value"]) == 9 + 3
    finally:
        processes.stop(process)
    assert process.returncode == 0


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
