"""JSON Web Tokens signed with ES256 by a key that never leaves its keeper (RFC 7515, 7517, 7518, 7638)."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

_P256_POINT = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + b"\x04"
"""How the DER form of every public key on P-256 starts, up to and with the mark of an uncompressed point (RFC 5480)."""

_COORDINATE = 32


class NotP256(Exception):
    """A public key or a signature is not of the curve P-256."""


def encode(data: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of unpadded Base64url. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def public_jwk(der: bytes) -> dict[str, str]:
    """The public key (DER, SubjectPublicKeyInfo) as a member of a JWK set; its id is its thumbprint (RFC 7638)."""
    point = der.removeprefix(_P256_POINT)
    if len(point) != 2 * _COORDINATE or len(der) != len(_P256_POINT) + 2 * _COORDINATE:
        raise NotP256
    needed = {"crv": "P-256", "kty": "EC", "x": encode(point[:_COORDINATE]), "y": encode(point[_COORDINATE:])}
    thumbprint = hashlib.sha256(json.dumps(needed, separators=(",", ":"), sort_keys=True).encode()).digest()
    return {**needed, "alg": "ES256", "kid": encode(thumbprint), "use": "sig"}


def signing_input(kid: str, claims: Mapping[str, Any]) -> str:
    """Header and claims of a token, as they are signed."""
    header = {"alg": "ES256", "kid": kid, "typ": "JWT"}
    return ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))


def raw_signature(der: bytes) -> bytes:
    """An ECDSA signature as JOSE wants it, r and s of 32 bytes each (RFC 7518 section 3.4), from DER (RFC 3279 section
    2.2.3: SEQUENCE of two INTEGERs). Raises NotP256."""
    r, rest = _integer(_content(0x30, der, whole=True))
    s, rest = _integer(rest)
    if rest:
        raise NotP256
    return r + s


def unverified_claims(token: str) -> dict[str, Any]:
    """The claims in a token whose signature was not looked at, {} where there are none."""
    try:
        claims = json.loads(decode(token.split(".")[1]))
    except (IndexError, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _integer(der: bytes) -> tuple[bytes, bytes]:
    content = _content(0x02, der)
    number = int.from_bytes(content)
    if not content or content[0] & 0x80 or number >> (8 * _COORDINATE):
        raise NotP256
    return number.to_bytes(_COORDINATE), der[2 + len(content) :]


def _content(tag: int, der: bytes, *, whole: bool = False) -> bytes:
    """The content of the value that starts here; lengths beyond 127 do not occur on this curve."""
    if len(der) < 2 or der[0] != tag or der[1] > 127 or len(der) < 2 + der[1] or (whole and len(der) != 2 + der[1]):
        raise NotP256
    return der[2 : 2 + der[1]]
