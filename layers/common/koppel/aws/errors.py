"""What the table refuses, as exceptions of our own.

TableError
├── ConditionFailed      one write's condition did not hold; `row` is what stood there
├── TransactionRefused   some write of a transaction was refused; `refused` says which, by position
└── Contended            others were writing the same rows, or the table was too busy: try again
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore import exceptions as boto
from botocore.exceptions import ClientError

from koppel.aws.rows import Row, to_row

_BUSY = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


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


class Contended(TableError):
    """Nothing was written, because others wrote at the same moment; the same call may succeed when repeated."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what boto3 raises into exceptions of this module; what it cannot name goes through as it is."""
    try:
        yield
    except ClientError as error:
        raise _translate(error) from None
    except (boto.ConnectionError, boto.HTTPClientError):
        raise Contended("the table could not be reached") from None


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
    if code in _BUSY:
        return Contended("the table was busy")
    return error
