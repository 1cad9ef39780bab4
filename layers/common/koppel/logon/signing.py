"""Signing: tokens are signed with one of two keys, and whoever checks them is told both public halves at all times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from koppel.aws import row_keys
from koppel.aws.kms_signing import SigningKey
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.aws.writes import Put
from koppel.domain.logon.jose import encode, public_jwk, raw_signature, signing_input
from koppel.organisation import audit_log
from koppel.runtime import Runtime


class Which(StrEnum):
    """The two keys by name."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Signer:
    """The keys in their order."""

    pair: Sequence[SigningKey]

    def public_keys(self) -> list[dict[str, str]]:
        """Both, as members of a JWK set (RFC 7517 section 5)."""
        return [public_jwk(each.public_key()) for each in self.pair]

    def sign(self, runtime: Runtime, claims: Mapping[str, Any]) -> str:
        """A token with these claims, signed by the key whose turn it is (RFC 7515 section 7.1)."""
        key = self.pair[list(Which).index(signs_now(runtime))]
        signed = signing_input(public_jwk(key.public_key())["kid"], claims)
        return f"{signed}.{encode(raw_signature(key.sign(signed.encode())))}"


def signs_now(runtime: Runtime) -> Which:
    """Which key signs."""
    row = runtime.table.get(row_keys.logon.signing())
    return Which(row["key"]) if row else Which.FIRST


def sign_with(runtime: Runtime, which: Which, actor: str) -> None:
    """Let this key sign from now on. What the other one signed stays good: both are published."""
    act = audit_log.audit_write(runtime, OPERATOR, "sign-with", actor, {"key": which})
    runtime.table.transact([Put(row_keys.logon.signing(), {"key": which}), act])
