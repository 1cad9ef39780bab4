"""The scripts of the page, under an address with their hash in it: browsers may keep them for good.

`openpgp.min.mjs` is OpenPGP.js as npm has it. It is not in the source tree: `openpgp/Makefile` fetches it when the
function is built, by the hash in `openpgp/package-lock.json`.
"""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from koppel import log
from koppel.entrance.codings import takes_gzip
from koppel.entrance.requests import Response, headers_of, segments_of, to_gateway

PATH = ("securetransfer", "scripts")
_HERE = Path(__file__).parent
_LOCK = _HERE / "openpgp" / "package-lock.json"
FILES: dict[str, Path] = {
    "page.js": _HERE / "page.js",
    "worker.js": _HERE / "worker.js",
    "openpgp.min.mjs": _HERE / "openpgp" / "openpgp.min.mjs",
}
METHODS = ("GET", "HEAD")
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",  # of the worker, which has a policy of its own
    "Vary": "Accept-Encoding",
}


@cache
def version() -> str:
    """What is different for every other set of scripts: the lock stands for the one that is fetched."""
    found = hashlib.sha256()
    for each in (FILES["page.js"], FILES["worker.js"], _LOCK):
        found.update(each.read_bytes())
    return found.hexdigest()[:20]


def address(name: str) -> str:
    """The path of a script."""
    return f"/{'/'.join(PATH)}/{version()}/{name}"


def owns(event: Mapping[str, Any]) -> bool:
    """Whether somebody asks for a script that there is."""
    segments = segments_of(event)
    return segments[:3] == (*PATH, version()) and len(segments) == 4 and segments[3] in FILES


def serve(event: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a request for one of these scripts, and log one line. Nothing is read from the table."""
    headers, method = headers_of(event), str(event.get("httpMethod", ""))
    response = _answer(segments_of(event)[3], method, is_packed=takes_gzip(headers))
    log.done("answered", route=f"{method} {event.get('resource', '')}", status=response.status, outcome="script")
    return to_gateway(response, headers)


def _answer(name: str, method: str, *, is_packed: bool) -> Response:
    if method not in METHODS:
        return Response(status=405, content_type="text/plain;charset=UTF-8", headers={"Allow": ", ".join(METHODS)})
    coding = {"Content-Encoding": "gzip"} if is_packed else {}
    return Response(
        status=200,
        body=_content(name, is_packed) if method == "GET" else b"",
        content_type="text/javascript;charset=UTF-8",
        headers=HEADERS | coding,
    )


@cache
def _content(name: str, is_packed: bool) -> bytes:
    content = FILES[name].read_bytes()
    return gzip.compress(content, mtime=0) if is_packed else content
