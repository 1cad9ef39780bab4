"""Receivers of secure transfer: an organisation's own keys for import files, and those that the operator publishes.

The private halves of published keys are elsewhere: with the people or the system that the operator names.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from functions.bulk_import.import_key import ImportKey, PublicKey
from functions.bulk_import.keys import Naming, public_from
from functions.bulk_import.problems.keys import KEY_TWICE, KEYS_CHANGED, RECEIVER_UNKNOWN, TOO_MANY_RECEIVERS
from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.aws.rows import Row
from koppel.aws.writes import Put, unchanged_since
from koppel.domain.problems.refusal import Declined
from koppel.organisation import audit_log
from koppel.runtime import Runtime

MOST = 20
ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Somebody to whom files can be encrypted. All of it is public.

    email    e-mail address to which senders mail their files, "" for none
    created  UTC, to the second
    until    end of the key's validity, UTC to the second; "" for none
    """

    id: str
    name: str
    email: str
    key: PublicKey
    created: str
    until: str = ""

    def is_offered(self, now: str) -> bool:
        """Whether senders are to use it at this time."""
        return not self.until or now < self.until


def offered(own: Iterable[ImportKey], published: Iterable[Receiver], now: str) -> list[Receiver]:
    """The receivers at this time: an organisation's own keys first."""
    ours = [_receiver(each) for each in own if each.is_offered(now)]
    return [*ours, *(each for each in published if each.is_offered(now))]


def chosen(wanted: str, own: Sequence[ImportKey], receivers: Sequence[Receiver]) -> Receiver | None:
    """The receiver that a link names by the id of its key, or of a key that it has replaced since; None where there is
    none any more. Where there is one receiver only, a link need not name it."""
    successors = {each.id: each.replaced_by for each in own if each.replaced_by}
    while wanted in successors:
        wanted = successors.pop(wanted)
    if not wanted and len(receivers) == 1:
        return receivers[0]
    return next((each for each in receivers if each.id == wanted), None)


def publish(runtime: Runtime, key: PublicKey, naming: Naming, *, actor: str) -> Receiver:
    """Publish the key of a receiver to all organisations. Raises Declined: it is there already, too many."""
    made = Receiver(
        id=secrets.token_hex(6),
        name=naming.name,
        email=naming.email,
        key=key,
        created=runtime.now(),
        until=key.expires,
    )

    def alter(before: list[Receiver]) -> list[Receiver]:
        if any(each.key.fingerprint == key.fingerprint for each in before):
            raise Declined(KEY_TWICE)
        if len(before) >= MOST:
            raise Declined(TOO_MANY_RECEIVERS, details={"most": str(MOST)})
        return [*before, made]

    details = {"receiver": made.id, "name": made.name, "email": made.email, "fingerprint": key.fingerprint}
    _alter(runtime, alter, "publish-receiver", actor, details)
    return made


def withdraw(runtime: Runtime, receiver: str, *, actor: str) -> None:
    """Take a published receiver away; senders are no longer offered it. Raises Declined."""

    def alter(before: list[Receiver]) -> list[Receiver]:
        if receiver not in {each.id for each in before}:
            raise Declined(RECEIVER_UNKNOWN, details={"receiver": receiver})
        return [each for each in before if each.id != receiver]

    _alter(runtime, alter, "withdraw-receiver", actor, {"receiver": receiver})


def published(runtime: Runtime) -> list[Receiver]:
    """All that the operator has published, oldest first."""
    return from_row(runtime.table.get(row_keys.imports.receivers()))


def from_row(row: Row | None) -> list[Receiver]:
    """The published receivers in the row, [] without one."""
    return [Receiver(**{**each, "key": public_from(each["key"])}) for each in (row["receivers"] if row else ())]


def _receiver(key: ImportKey) -> Receiver:
    return Receiver(id=key.id, name=key.name, email=key.email, key=key.key, created=key.created, until=key.until)


def _alter(
    runtime: Runtime,
    alter: Callable[[list[Receiver]], list[Receiver]],
    verb: str,
    actor: str,
    details: Mapping[str, Any],
) -> None:
    """Write the receivers that `alter` returns, on condition that nobody changed them meanwhile. Raises Declined."""
    place = row_keys.imports.receivers()
    for _ in attempts(ATTEMPTS):
        row = runtime.table.get(place)
        new: Row = {
            "receivers": [_to_map(each) for each in alter(from_row(row))],
            "version": row["version"] + 1 if row else 1,
        }
        recording = audit_log.audit_write(runtime, OPERATOR, verb, actor, details)
        try:
            runtime.table.transact([Put(place, new, *unchanged_since(row["version"] if row else None)), recording])
        except (TransactionRefused, Contended):
            continue
        return
    raise Declined(KEYS_CHANGED)


def _to_map(receiver: Receiver) -> Row:
    return {**asdict(receiver), "key": {**asdict(receiver.key), "key_ids": list(receiver.key.key_ids)}}
