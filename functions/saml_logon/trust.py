"""Trust: what a connection takes from its identity provider, as the reading of a response needs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Signed(StrEnum):
    """Which part of a response must carry a signature of its own."""

    ASSERTION = "assertion"
    RESPONSE = "response"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom to believe and how strictly.

    issuer        entity id of the identity provider
    certificates  PEM, of the pinned keys
    private_keys  gives those of ours (PEM) that may decrypt an assertion; asked only when one is encrypted
    """

    issuer: str
    certificates: tuple[str, ...]
    private_keys: Callable[[], Sequence[bytes]] = tuple
    signed: Signed = Signed.ASSERTION
    must_encrypt: bool = False
    allow_sha1: bool = False
    allow_cbc: bool = False
