"""Errors of AWS as exceptions of our own.

    TableError
    ├── ConditionFailed      one write's condition did not hold; `row` is the stored row
    ├── TransactionRefused   a condition in a transaction did not hold; `refused` says which, by position
    └── Contended            others were writing the same rows, or the table was too busy: try again

Contended is also an Unavailable, a branch of the tree of refusals (`koppel.domain.problems.refusal`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from koppel.aws.patience import NO_ANSWER, OutOfTime, is_passing
from koppel.aws.rows import Row, to_row
from koppel.domain.problems.refusal import Refusal


class Unavailable(Refusal):
    """Nothing is wrong with the request: AWS did not answer, or others wrote the same rows. It may succeed later."""


class TableError(Exception):
    """The table did not do what was requested."""


class ConditionFailed(TableError):
    """A single conditional write was refused. `row` is the stored row, empty when there is none."""

    def __init__(self, row: Row) -> None:
        super().__init__("the condition of a write did not hold")
        self.row = row


class TransactionRefused(TableError):
    """Nothing was written. `refused` has, by position in the transaction, the stored row for which a condition did not
    hold, empty when there is none."""

    def __init__(self, refused: Mapping[int, Row]) -> None:
        super().__init__("a condition in a transaction did not hold")
        self.refused = refused


class Contended(TableError, Unavailable):
    """Others wrote at the same moment, or the table did not answer; the same call may succeed when repeated. Without an
    answer it is unknown whether anything was written."""


class KeyUnavailable(Unavailable):
    """The Key Management Service did not answer, or was too busy."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what boto3 raises into exceptions of this module; other errors pass unchanged."""
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
