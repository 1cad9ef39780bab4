"""Trust: what a connection accepts from its identity provider."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from koppel.domain.texts import Text


class Signed(StrEnum):
    """Which part of a response must carry a signature of its own."""

    ASSERTION = "assertion"
    RESPONSE = "response"
    BOTH = "both"


SIGNED_LABELS: Mapping[Signed, Text] = {
    Signed.ASSERTION: Text(nl="De verklaring", en="The assertion"),
    Signed.RESPONSE: Text(nl="Het antwoord eromheen", en="The response around it"),
    Signed.BOTH: Text(nl="Allebei", en="Both"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Which identity provider is trusted, and how strict the checks are.

    issuer        entity id of the identity provider
    certificates  PEM, of the pinned keys
    private_keys  returns our keys (PEM) that may decrypt an assertion; called only for an encrypted one
    """

    issuer: str
    certificates: tuple[str, ...]
    private_keys: Callable[[], Sequence[bytes]] = tuple
    signed: Signed = Signed.ASSERTION
    must_encrypt: bool = False
    allow_sha1: bool = False
    allow_cbc: bool = False
