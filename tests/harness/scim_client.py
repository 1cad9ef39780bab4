"""A SCIM client of the package scim2-client, and the checks that scim2-tester makes with it of a server."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server
from scim2_tester.utils import ResourceManager

type Answerer = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]
"""Method, path with query, headers and body in; status, headers and body out."""


class _InProcess(httpx2.BaseTransport):
    """Hands requests to a function instead of the network."""

    def __init__(self, answer: Answerer) -> None:
        self.answer = answer

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        target = request.url.raw_path.decode()
        status, headers, body = self.answer(request.method, target, dict(request.headers), request.read())
        return httpx2.Response(status, headers=dict(headers), content=body, request=request)


@contextmanager
def scim_client(base_url: str, token: str, answer: Answerer | None = None, host: str = "") -> Iterator[SyncSCIMClient]:
    """A client of the SCIM server at this address, under the name `host` where one is given; with `answer` it speaks to
    that function."""
    transport = _InProcess(answer) if answer else httpx2.HTTPTransport()
    headers = {"Authorization": f"Bearer {token}", **({"Host": host} if host else {})}
    with httpx2.Client(base_url=base_url, headers=headers, transport=transport, trust_env=False, timeout=60) as client:
        yield SyncSCIMClient(client)


def faults(client: SyncSCIMClient) -> tuple[list[str], int]:
    """What the checks of scim2-tester found to be wrong, and how many checks there were. One that was skipped is wrong
    here."""
    clean_up = ResourceManager.cleanup

    def once(manager: ResourceManager) -> None:
        """Without this, what was deleted after one check is deleted again after each of those that follow."""
        clean_up(manager)
        manager.resources.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResourceManager, "cleanup", once)
        results = check_server(client)
    good = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}
    bad = [each for each in results if each.status not in good]
    return [f"{each.resource_type} {each.title}: {each.status.name} {each.reason}" for each in bad], len(results)
