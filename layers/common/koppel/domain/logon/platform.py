"""Platforms: the relying party of an organisation's logons (OpenID Connect Core 1.0)."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from koppel.domain.hosts import is_loopback
from koppel.domain.logon.session import digest_of
from koppel.domain.texts import Text

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|[0-9a-f:.]*:[0-9a-f:.]*")


class TokenAlgorithm(StrEnum):
    """How ID tokens are signed (RFC 7518 section 3.1). Every provider has RS256, which a platform may rely on (OpenID
    Connect Discovery 1.0 section 3)."""

    ES256 = "ES256"
    RS256 = "RS256"


TOKEN_ALGORITHM_LABELS: Mapping[TokenAlgorithm, Text] = {
    TokenAlgorithm.ES256: Text(nl="ES256 (elliptische kromme)", en="ES256 (elliptic curve)"),
    TokenAlgorithm.RS256: Text(nl="RS256 (RSA)", en="RS256 (RSA)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One registered platform.

    secret_digest   SHA-256 of its client secret
    home            its address; the requested path is appended to it
    initiate_login  its login initiation endpoint (OpenID Connect Core 1.0 section 4)
    redirects       its redirect URIs, compared character by character
    after_logout    its post-logout redirect URIs, likewise
    signed_with     how its ID tokens are signed
    """

    client_id: str
    secret_digest: str = field(repr=False)
    home: str
    initiate_login: str
    redirects: tuple[str, ...]
    after_logout: tuple[str, ...] = ()
    signed_with: TokenAlgorithm = TokenAlgorithm.ES256

    def has_secret(self, secret: str) -> bool:
        """Whether this is its client secret, in a time that does not depend on where they differ."""
        return hmac.compare_digest(digest_of(secret), self.secret_digest)


def is_host(name: str) -> bool:
    """Whether this can be the host of an address, in small letters and never percent-encoded: a name of DNS (RFC 1123
    section 2.1, and underscores, which are in use), an IPv4 address, or an IPv6 address without its brackets."""
    return len(name) <= 253 and _HOST.fullmatch(name) is not None


def _ends_well(authority: str) -> bool:
    """Whether nothing but a port follows an address in brackets (RFC 3986 section 3.2.2): `urlsplit` would skip it."""
    return authority.partition("]")[2].partition(":")[0] == ""


def matches(host: str, pattern: str) -> bool:
    """Whether the host, with its port if any, equals the pattern, or is a subdomain of one that starts with `*.`."""
    if not pattern.startswith("*."):
        return host == pattern
    below, suffix = host.removesuffix(pattern[1:]), pattern[1:]
    return host.endswith(suffix) and ":" not in below and is_host(below)


def is_address(text: str) -> bool:
    """Whether this is a complete address to which a browser may be redirected: https, or http to this machine, without
    user name and fragment."""
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    safe = all(0x20 < ord(sign) < 0x7F and sign not in '\\"<>^`{|}' for sign in text)
    scheme_is_fine = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    return (
        safe
        and port_is_fine
        and scheme_is_fine
        and is_host(parts.hostname or "")
        and _ends_well(parts.netloc)
        and "@" not in parts.netloc
        and ("#" not in text)
    )
