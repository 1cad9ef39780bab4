"""What AWS refuses, as exceptions of our own.

TableError
├── ConditionFailed      one write's condition did not hold; `row` is what stood there
├── TransactionRefused   some write of a transaction was refused; `refused` says which, by position
└── Contended            others were writing the same rows, or the table was too busy: try again

Unavailable              what was asked cannot be done at the moment; the same request may succeed a little later
├── Contended            of the table
├── KeyUnavailable       of a key
└── QueueUnavailable     of a queue (`queues`)
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from koppel.aws.patience import NO_ANSWER, OutOfTime, is_passing
from koppel.aws.rows import Row, to_row


class Unavailable(Exception):
    """Nothing is wrong with what was asked; AWS or others were in the way, and later they may not be."""


class TableError(Exception):
    """The table did not do what was asked."""


class ConditionFailed(TableError):
    """A single conditional write was refused. `row` is the row that stood there, empty when none did."""

    def __init__(self, row: Row) -> None:
        super().__init__("the condition of a write did not hold")
        self.row = row


class TransactionRefused(TableError):
    """Nothing was written. `refused` holds, by position in the transaction, the row that made a write's condition
    fail (empty when there is none)."""

    def __init__(self, refused: Mapping[int, Row]) -> None:
        super().__init__("a condition in a transaction did not hold")
        self.refused = refused


class Contended(TableError, Unavailable):
    """Others wrote at the same moment, or the table did not answer; the same call may succeed when repeated. Where no
    answer came, whether anything was written is unknown."""


class KeyUnavailable(Unavailable):
    """The Key Management Service did not answer, or was too busy."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what boto3 raises into exceptions of this module; what it cannot name goes through as it is."""
    try:
        yield
    except ClientError as error:
        raise _translate(error) from None
    except NO_ANSWER:
        raise Contended("the table could not be reached") from None
    except OutOfTime:
        raise Contended("there was no time left to ask the table") from None


@contextmanager
def key_errors_translated() -> Iterator[None]:
    """As `translated`, for the Key Management Service."""
    try:
        yield
    except ClientError as error:
        if is_passing(error):
            raise KeyUnavailable from None
        raise
    except (*NO_ANSWER, OutOfTime):
        raise KeyUnavailable from None


def _translate(error: ClientError) -> Exception:
    response: dict[str, Any] = {**error.response}
    code = response.get("Error", {}).get("Code", "")
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(to_row(response.get("Item", {})))
    if code == "TransactionCanceledException":
        reasons = response.get("CancellationReasons", [])
        refused = {
            at: to_row(reason.get("Item", {}))
            for at, reason in enumerate(reasons)
            if reason.get("Code") == "ConditionalCheckFailed"
        }
        return TransactionRefused(refused) if refused else Contended("a transaction met another")
    if is_passing(error):
        return Contended("the table was busy")
    return error
