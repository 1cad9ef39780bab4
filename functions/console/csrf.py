"""Forms of our own: each carries a token that only a page of the same session can have, and that ages."""

import hashlib
import hmac
import re

LONGEST_SECONDS = 8 * 3600
"""How long a page may stand open before its form is too old."""
_TOKEN = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")


def token(secret: str, now: int) -> str:
    """The token of a form that is shown at `now`, seconds since 1970, in the session with this secret."""
    return f"{now}.{_digest(secret, now)}"


def age(secret: str, sent: str, now: int) -> int | None:
    """How many seconds ago the form with this token was shown; None for a token that is not of this session."""
    found = _TOKEN.fullmatch(sent)
    if found is None or not hmac.compare_digest(_digest(secret, int(found[1])), found[2]):
        return None
    return now - int(found[1])


def _digest(secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"form of the console at {at}".encode(), hashlib.sha256).hexdigest()
