"""Logon keys: the secrets that an organisation shares with the systems whose links log people on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from koppel.domain.accounts.account import Kind
from koppel.domain.texts import Text

MOST_ACTIVE = 2
"""Two, so that a sender can switch to a new key while the old one still works."""


class TargetGroup(StrEnum):
    """The accounts that links may log on. Each group has its own switch."""

    CLIENTS = "clients"
    PROFESSIONALS = "professionals"


TARGET_GROUP_LABELS: Mapping[TargetGroup, Text] = {
    TargetGroup.CLIENTS: Text(nl="Cliënten en naasten", en="Clients and friends"),
    TargetGroup.PROFESSIONALS: Text(nl="Medewerkers", en="Professionals"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogonKey:
    """One key. Times are UTC, `YYYY-MM-DDTHH:MM:SS`, "" for never.

    groups      whom its links may log on
    allow_sha1  whether links of old senders, made with HMAC-SHA-1, are accepted
    asks        whether a page with one button comes before the logon, so that a program that opens links in mail does
                not use them up
    ends        time from which it is not valid
    ciphertext  the secret, encrypted
    """

    id: str
    name: str
    groups: frozenset[TargetGroup]
    allow_sha1: bool
    asks: bool = False
    created: str
    ends: str = ""
    last_used: str = ""
    ciphertext: bytes = field(repr=False)

    def is_active(self, now: str) -> bool:
        """Whether it is valid at this time."""
        return not self.ends or now < self.ends


def active(keys: Iterable[LogonKey], now: str) -> list[LogonKey]:
    """The keys that are valid at this time."""
    return [each for each in keys if each.is_active(now)]


def group_of(kind: Kind) -> TargetGroup:
    """The target group that this kind of account belongs to; friends go with clients."""
    return TargetGroup.PROFESSIONALS if kind is Kind.PROFESSIONAL else TargetGroup.CLIENTS
