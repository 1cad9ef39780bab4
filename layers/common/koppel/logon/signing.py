"""Signing: which of the two ES256 keys signs. One can take over while tokens of the other are still valid."""

from collections.abc import Mapping
from enum import StrEnum

from koppel.aws import row_keys
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.aws.writes import Put
from koppel.domain.texts import Text
from koppel.organisation import audit_log
from koppel.runtime import Runtime


class Which(StrEnum):
    """The two keys by name."""

    FIRST = "first"
    SECOND = "second"


WHICH_LABELS: Mapping[Which, Text] = {
    Which.FIRST: Text(nl="Eerste sleutel", en="First key"),
    Which.SECOND: Text(nl="Tweede sleutel", en="Second key"),
}


def signs_now(runtime: Runtime) -> Which:
    """Which key signs."""
    row = runtime.table.get(row_keys.logon.signing())
    return Which(row["key"]) if row else Which.FIRST


def sign_with(runtime: Runtime, which: Which, actor: str) -> None:
    """Let this key sign from now on. Tokens of the other key stay valid: both keys are published."""
    act = audit_log.audit_write(runtime, OPERATOR, "sign-with", actor, {"key": which})
    runtime.table.transact([Put(row_keys.logon.signing(), {"key": which}), act])
