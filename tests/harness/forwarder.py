"""What stands in front of the emulated gateway: http://localhost:<port>/<path> to the deployed stage.

`python -m tests.harness.forwarder <address of the stage> <port> <TLS port> <file with certificate and key>`. It changes
nothing but one thing: API Gateway hands on the path as it was sent, the emulator decodes it first, so each `%` goes
there as `%25`. Over TLS it answers too, because programs other than browsers send no secure cookies to http://localhost.
"""

import asyncio
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

HOP_BY_HOP = {
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
OWN_HEADERS = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
BODY_LIMIT = 12 * 2**20
AS_SENT: Mapping[str, Any] = {"auto_decompress": False}
"""How a server is made that leaves bodies as they are, whatever `Content-Encoding` says."""

STAGE = web.AppKey("stage", str)
SESSION = web.AppKey("session", ClientSession)


def application(stage: str) -> web.Application:
    """The forwarder to one stage."""
    app = web.Application(client_max_size=BODY_LIMIT)
    app[STAGE] = stage
    app.cleanup_ctx.append(_session)
    app.router.add_route("*", "/{path:(?s:.*)}", forward)
    return app


async def forward(request: web.Request) -> web.Response:
    """One request there, its answer back."""
    path, mark, query = request.raw_path.partition("?")
    body = await request.read()
    try:
        async with request.app[SESSION].request(
            request.method,
            URL(request.app[STAGE] + path.replace("%", "%25") + mark + query, encoded=True),
            headers=_end_to_end(request.headers),
            data=body or None,
            allow_redirects=False,
            skip_auto_headers=OWN_HEADERS,
        ) as answer:
            return web.Response(status=answer.status, body=await answer.read(), headers=_end_to_end(answer.headers))
    except (ClientError, TimeoutError):
        return web.json_response({"code": 504, "message": "No answer in time", "extra": []}, status=504)


def _end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in HOP_BY_HOP)


async def _session(app: web.Application) -> AsyncIterator[None]:
    connector = TCPConnector(limit=64)
    timeout = ClientTimeout(total=60)
    async with ClientSession(auto_decompress=False, trust_env=False, timeout=timeout, connector=connector) as session:
        app[SESSION] = session
        yield


async def serve(stage: str, port: int, tls_port: int, certificate: str) -> None:
    """Serves until it is told to stop, on both loopback addresses: `localhost` may mean either."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    runner = web.AppRunner(application(stage), access_log=None, **AS_SENT)
    await runner.setup()
    try:
        for host in ("127.0.0.1", "::1"):
            await web.TCPSite(runner, host, tls_port, ssl_context=tls).start()
            await web.TCPSite(runner, host, port).start()
        await stop.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
