"""Content codings: none or gzip (RFC 9110 section 8.4, RFC 1952). Bodies of requests are decoded up to a size."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import replace

from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request

_GZIP = 31  # what zlib calls its largest window in a gzip wrapper
_IS_GZIP = frozenset({"gzip", "x-gzip"})


def decoded(request: Request, most: int) -> Request:
    """The request with its body decoded and without `Content-Encoding`. A body of more than `most` bytes is decoded to
    `most` + 1 bytes only, so that its reader sees that it is too long.

    Raises Refused (415) for another coding, for several codings, and for a body that is not gzip although
    `Content-Encoding` says so.
    """
    codings = [each.strip().lower() for each in request.headers.get("content-encoding", "").split(",")]
    codings = [each for each in codings if each not in {"", "identity"}]
    if not request.body or not codings:
        return request
    if len(codings) > 1 or codings[0] not in _IS_GZIP:
        raise _refused("Send the body as it is, or as Content-Encoding: gzip.")
    headers = {name: value for name, value in request.headers.items() if name != "content-encoding"}
    try:
        return replace(request, body=_unpacked(request.body, most), headers=headers)
    except (zlib.error, EOFError):
        raise _refused("Content-Encoding says gzip, but the body cannot be read as gzip.") from None


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Whether the caller accepts gzip. Without an `Accept` header the gateway does not decode a binary answer, so there
    must be one."""
    codings = (each.replace(" ", "").lower().partition(";") for each in headers.get("accept-encoding", "").split(","))
    return "accept" in headers and any(
        name == "gzip" and not re.fullmatch(r"q=0(\.0*)?", quality) for name, _, quality in codings
    )


def _unpacked(packed: bytes, most: int) -> bytes:
    """All members of a gzip file, joined (RFC 1952 section 2.2). Raises zlib.error; EOFError for a member that is cut
    off."""
    found = b""
    while packed and len(found) <= most:
        member = zlib.decompressobj(wbits=_GZIP)
        found += member.decompress(packed, most + 1 - len(found))
        if not member.eof and len(found) <= most:
            raise EOFError
        packed = member.unused_data
    return found


def _refused(message: str) -> Refused:
    """The refusal says which coding is accepted (RFC 9110 section 15.5.16)."""
    return Refused(415, message, headers={"Accept-Encoding": "gzip"})
