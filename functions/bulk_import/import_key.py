"""Keys of OpenPGP: the pairs to which import files are encrypted, and the public keys of other receivers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from koppel.domain.texts import Text

MOST_VALID = 4
"""Valid keys of an organisation: one for each type, and the successor of each."""

YEARS_VALID = 3
"""How long a new key is valid unless somebody chooses a date."""

ENDED_KEPT = timedelta(days=30)
"""How long an ended key is kept, so that a file for it can be told from one for a stranger's key."""


class KeyType(StrEnum):
    """The types of key that are made here. Both are of version 4 (RFC 9580 section 5.5.2.2), which every program
    knows."""

    CURVE25519 = "curve25519"
    RSA4096 = "rsa4096"


KEY_TYPE_LABELS: Mapping[KeyType, Text] = {
    KeyType.CURVE25519: Text(nl="Curve25519", en="Curve25519"),
    KeyType.RSA4096: Text(nl="RSA 4096, voor oude programma's", en="RSA 4096, for old programs"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """What everybody may know of a key.

    fingerprint  of its primary key, 40 hexadecimal digits in lower case (RFC 9580 section 5.5.4)
    key_ids      of the primary key and its subkeys, 16 hexadecimal digits each; an encrypted file names one of them
    algorithm    of the subkey to which files are encrypted, by a name that people know
    expires      end of the validity that is written in it, UTC to the second; "" for none
    armored      the key as text (RFC 9580 section 6)
    """

    fingerprint: str
    key_ids: tuple[str, ...]
    algorithm: str
    expires: str
    armored: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKey:
    """A key pair of an organisation, without its private half. Times are UTC to the second, "" for never.

    name         as senders see it
    email        e-mail address to which senders mail their files, "" for none
    ends         time from which files for it are refused
    replaced_by  id of its successor, "" without one; senders are no longer offered it then
    """

    id: str
    name: str
    email: str
    key: PublicKey
    created: str
    ends: str = ""
    replaced_by: str = ""

    @property
    def until(self) -> str:
        """The end of its validity: its own, or the one that is written in the key, whichever is first."""
        return min((each for each in (self.ends, self.key.expires) if each), default="")

    def is_valid(self, now: str) -> bool:
        """Whether files for it are accepted at this time."""
        return not self.until or now < self.until

    def is_offered(self, now: str) -> bool:
        """Whether senders are to use it at this time."""
        return self.is_valid(now) and not self.replaced_by


def valid(keys: Iterable[ImportKey], now: str) -> list[ImportKey]:
    """The keys that are valid at this time."""
    return [each for each in keys if each.is_valid(now)]
