"""The forwarder hands on what it gets, and only `%` in a path becomes `%25`."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from tests.harness.forwarder import AS_SENT, application

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

BODY = bytes(range(256))


async def echo(request: web.Request) -> web.Response:
    """Answers with what it was asked."""
    answer = web.Response(status=418, body=await request.read(), headers={"X-Asked": request.raw_path})
    answer.headers["X-Host"] = request.headers["Host"]
    answer.headers.add("Set-Cookie", "a=1")
    answer.headers.add("Set-Cookie", "b=2")
    return answer


def through_forwarder(work: Callable[[ClientSession, str], Awaitable[None]], stage: str | None = None) -> None:
    """Runs `work` with a session and the address of a forwarder to an echo."""

    async def everything() -> None:
        behind = web.Application()
        behind.router.add_route("*", "/{path:.*}", echo)
        echoing = TestServer(behind)
        await echoing.start_server(**AS_SENT)
        async with echoing:
            forwarding = TestServer(application(stage or str(echoing.make_url("/stage"))))
            await forwarding.start_server(**AS_SENT)
            async with forwarding, ClientSession() as session:
                await work(session, str(forwarding.make_url("")).rstrip("/"))

    asyncio.run(everything())


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        ("/api/2", "/stage/api/2"),
        ("/c/a%2Fb/%C3%A9", "/stage/c/a%252Fb/%25C3%25A9"),
        ("/c/@@all//x/", "/stage/c/@@all//x/"),
        ("/aux?a=%2B&a=+&b", "/stage/aux?a=%2B&a=+&b"),
    ],
)
def test_paths_arrive_as_api_gateway_hands_them_on(sent: str, arrives: str) -> None:
    async def work(session: ClientSession, base: str) -> None:
        async with session.get(URL(base + sent, encoded=True), headers={"Host": "demo.localhost"}) as answer:
            assert answer.status == 418
            assert answer.headers["X-Asked"] == arrives
            assert answer.headers["X-Host"] == "demo.localhost"
            assert answer.headers.getall("Set-Cookie") == ["a=1", "b=2"]

    through_forwarder(work)


def test_bodies_arrive_whole_also_in_chunks() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield BODY[:100]
        yield BODY[100:]

    async def work(session: ClientSession, base: str) -> None:
        for data in (BODY, chunks()):
            async with session.post(f"{base}/hl7", data=data) as answer:
                assert await answer.read() == BODY

    through_forwarder(work)


@pytest.mark.parametrize("body", [BODY, gzip.compress(BODY, mtime=0)])
def test_packed_bodies_stay_packed_and_what_only_says_so_stays_as_it_is(body: bytes) -> None:
    async def work(session: ClientSession, base: str) -> None:
        async with session.post(f"{base}/hl7", data=body, headers={"Content-Encoding": "gzip"}) as answer:
            assert await answer.read() == body

    through_forwarder(work)


def test_a_gateway_that_does_not_answer_is_said_so() -> None:
    async def work(session: ClientSession, base: str) -> None:
        async with session.get(f"{base}/api/2") as answer:
            assert answer.status == 504
            assert await answer.json() == {"code": 504, "message": "No answer in time", "extra": []}

    through_forwarder(work, stage="http://127.0.0.1:1")
