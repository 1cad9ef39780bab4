"""Signed links as a sender makes them. It knows nothing of the code that checks them."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4


def token(secret: str, parameters: Mapping[str, str], algorithm: str = "sha512") -> str:
    """The HMAC of names and values, sorted by name."""
    signed = "".join(name + value for name, value in sorted(parameters.items()))
    return hmac.new(secret.encode(), signed.encode(), getattr(hashlib, algorithm)).hexdigest()


def query(parameters: Iterable[tuple[str, str]], safe: str = "") -> str:
    """The parameters as they stand in a URL; `safe` signs are left as they are."""
    return "&".join(f"{quote(name, safe=safe)}={quote(value, safe=safe)}" for name, value in parameters)


def link(
    secret: str,
    user: str,
    usertype: str = "careprovider",
    path: str = "/",
    *,
    at: datetime | None = None,
    algorithm: str = "sha512",
    **more: str,
) -> str:
    """Path and query of a link made now (or at that time), with whatever more parameters, which win over its own."""
    parameters = {
        "userid": user,
        "usertype": usertype,
        "nonce": str(uuid4()),
        "timestamp": (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    } | more
    return f"{path}?{query((parameters | {'token': token(secret, parameters, algorithm)}).items())}"
