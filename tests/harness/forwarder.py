"""What stands in front of the emulated gateway: http://localhost:<port>/<path> to the deployed stage.

`python -m tests.harness.forwarder <port> <address of the stage>`. It changes nothing but one thing: API Gateway hands
on the path as it was sent, the emulator decodes it first, so each `%` goes there as `%25`.
"""

import sys
from collections.abc import AsyncIterator

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
STAGE = web.AppKey("stage", str)
SESSION = web.AppKey("session", ClientSession)


def application(stage: str) -> web.Application:
    """The forwarder to one stage."""
    app = web.Application(client_max_size=BODY_LIMIT)
    app[STAGE] = stage
    app.cleanup_ctx.append(_session)
    app.router.add_route("*", "/{path:.*}", forward)
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


def main(port: str, stage: str) -> None:
    """Serves until it is told to stop, on both loopback addresses: `localhost` may mean either."""
    web.run_app(application(stage), host=["127.0.0.1", "::1"], port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
