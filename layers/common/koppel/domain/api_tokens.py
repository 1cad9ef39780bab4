"""API tokens: `kplapi_<organisation>_<user>_<secret><checksum>`.

The prefix tells people and secret scanners what it is. Organisation and user say where to look it up. The secret is 256
random bits. The checksum (CRC-32) detects a token that was copied in part. Only the SHA-256 of the whole token is
stored: its secret cannot be guessed, so it needs no slow hash.
"""

import hashlib
import hmac
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from koppel.domain.texts import Text

PREFIX = "kplapi"
SECRET_BYTES = 32
USER_BYTES = 6
_TOKEN = re.compile(PREFIX + r"_([a-z][a-z0-9-]{0,39})_([0-9a-f]{12})_([0-9a-f]{64})([0-9a-f]{8})")


class Scope(StrEnum):
    """What an API user may do."""

    READ_ACCOUNTS = "accounts:read"
    WRITE_ACCOUNTS = "accounts:write"
    READ_BSN = "bsn:read"
    HL7 = "hl7"
    SCIM = "scim"


SCOPE_LABELS: Mapping[Scope, Text] = {
    Scope.READ_ACCOUNTS: Text(nl="Accounts lezen", en="Read accounts"),
    Scope.WRITE_ACCOUNTS: Text(nl="Accounts wijzigen", en="Change accounts"),
    Scope.READ_BSN: Text(nl="BSN lezen", en="Read the BSN"),
    Scope.HL7: Text(nl="HL7-berichten sturen", en="Send HL7 messages"),
    Scope.SCIM: Text(nl="Medewerkers bijhouden (SCIM)", en="Provision employees (SCIM)"),
}


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A well-formed token; `matches` says whether it is the stored one."""

    organisation: str
    user: str
    text: str = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 in hex, which is stored."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def matches(self, digest: str) -> bool:
        """Whether this is the stored token, in a time that does not depend on where they differ."""
        return hmac.compare_digest(self.digest, digest)


def write_token(organisation: str, user: str, secret: bytes) -> ApiToken:
    """A new token. `user` has 12 hex characters, `secret` 32 random bytes."""
    body = f"{PREFIX}_{organisation}_{user}_{secret.hex()}"
    return ApiToken(organisation, user, f"{body}{_checksum(body)}")


def read_token(text: str) -> ApiToken | None:
    """The token in this text; None when it is not one of ours, or is damaged."""
    found = _TOKEN.fullmatch(text)
    if not found or not hmac.compare_digest(_checksum(text[:-8]), found[4]):
        return None
    return ApiToken(found[1], found[2], text)


def read_authorization(header: str) -> str:
    """The credentials in an `Authorization` header of the schemes `md-token` and `Bearer`, "" for any other."""
    scheme, _, credentials = header.strip().partition(" ")
    return credentials.strip() if scheme.lower() in {"md-token", "bearer"} else ""


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"
