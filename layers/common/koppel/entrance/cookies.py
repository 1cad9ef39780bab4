"""The session cookie (RFC 6265; `__Host-` prefix: RFC 6265bis section 4.1.3.2)."""

import re
from collections.abc import Mapping

NAME = "__Host-session"
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{43}")


def identifier_in(headers: Mapping[str, str]) -> str:
    """The session identifier that the browser sent, "" without one that has our form."""
    for pair in headers.get("cookie", "").replace(",", ";").split(";"):
        name, _, value = pair.strip().partition("=")
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
