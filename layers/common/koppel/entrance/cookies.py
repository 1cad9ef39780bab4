"""Cookies that a browser sends, and the session cookie (RFC 6265; `__Host-` prefix: RFC 6265bis section 4.1.3.2)."""

import re
from collections.abc import Iterator, Mapping

NAME = "__Host-session"
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{43}")


def pairs(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and value of each cookie, in the order in which the browser sent them. A gateway joins several `Cookie`
    headers by commas."""
    for pair in headers.get("cookie", "").replace(",", ";").split(";"):
        name, _, value = pair.strip().partition("=")
        yield name, value


def identifier_in(headers: Mapping[str, str]) -> str:
    """The session identifier that the browser sent; "" when no cookie holds a well-formed one."""
    for name, value in pairs(headers):
        if name == NAME and _IDENTIFIER.fullmatch(value):
            return value
    return ""


def session_cookie(identifier: str, *, framed: bool) -> str:
    """The value of `Set-Cookie` that stores the identifier in the browser; "" removes the cookie.

    framed  whether the page is in a frame of another site, where browsers keep only partitioned cookies
    """
    kind = "SameSite=None; Partitioned" if framed else "SameSite=Lax"
    ended = "" if identifier else "; Max-Age=0"
    return f"{NAME}={identifier}; Path=/; Secure; HttpOnly; {kind}{ended}"
