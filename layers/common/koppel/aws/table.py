"""The table: rows in, rows out."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.exceptions import ClientError

from koppel.aws.clients import dynamodb
from koppel.aws.errors import Contended, translated
from koppel.aws.patience import attempts, patiently
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import MARK, Row, to_item, to_row
from koppel.aws.writes import Check, Delete, Put, Update, Write, marked, parameters

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

LISTING = "listing"
MOST_KEYS = 100  # of one BatchGetItem
MOST_WRITES = 100  # of one transaction
MARK_BYTES = 8  # enough to tell the writes of one row apart


class Table:
    """One DynamoDB table. Reads are strongly consistent, except of listings, which are a global secondary index.

    Every method retries while that may help (see `patience`), and raises Contended when it does not. A write that is
    retried has its effect once.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, key: RowKey) -> Row | None:
        """The row with this key."""
        item_key = to_item(key._asdict())
        with translated():
            answer = patiently(lambda: dynamodb().get_item(TableName=self.name, Key=item_key, ConsistentRead=True))
        item = answer.get("Item")
        return to_row(item) if item else None

    def get_many(self, keys: Iterable[RowKey]) -> dict[RowKey, Row]:
        """The rows that exist among these keys, in one request for each hundred. Raises Contended."""
        requested = list(dict.fromkeys(keys))
        found: dict[RowKey, Row] = {}
        for start in range(0, len(requested), MOST_KEYS):
            left: list[Any] = [to_item(key._asdict()) for key in requested[start : start + MOST_KEYS]]
            for _ in attempts(4):
                request: Any = {self.name: {"Keys": left, "ConsistentRead": True}}
                with translated():
                    answer = patiently(partial(dynamodb().batch_get_item, RequestItems=request))
                for item in answer["Responses"].get(self.name, []):
                    row = to_row(item)
                    found[RowKey(row["pk"], row["sk"])] = row
                unread = answer["UnprocessedKeys"].get(self.name)
                left = list(unread["Keys"]) if unread else []
                if not left:
                    break
            else:
                raise Contended("the table did not answer for every key")
        return found

    def query(
        self, pk: str, *, prefix: str = "", after: str = "", limit: int | None = None, newest_first: bool = False
    ) -> Iterator[Row]:
        """Rows of a partition in the order of their sort keys, read page by page as they are needed.

        prefix  only sort keys with this prefix
        after   only sort keys beyond this one, in the direction of reading
        """
        condition, values = "pk = :pk", {":pk": pk}
        if prefix:
            condition, values = f"{condition} AND begins_with(sk, :prefix)", {**values, ":prefix": prefix}
        start = to_item({"pk": pk, "sk": after}) if after else None
        yield from self._pages(condition, values, start, limit, newest_first=newest_first, consistent=True)

    def listed(
        self,
        listing: str,
        *,
        until: str = "",
        before: str = "",
        after: Row | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[Row]:
        """Keys of the rows in a listing (`pk`, `sk`, `listing_pk`, `listing_sk`), by `listing_sk`: up to `until`, or to
        the last one before `before`.

        A listing follows the table within moments (eventual consistency).
        """
        condition, values = "listing_pk = :pk", {":pk": listing}
        if until:
            condition, values = f"{condition} AND listing_sk <= :until", {**values, ":until": until}
        elif before:
            condition, values = f"{condition} AND listing_sk < :before", {**values, ":before": before}
        start = to_item(after) if after else None
        yield from self._pages(condition, values, start, limit, newest_first=newest_first, consistent=False)

    def _pages(
        self, condition: str, values: Row, start: Any, limit: int | None, *, newest_first: bool, consistent: bool
    ) -> Iterator[Row]:
        options: dict[str, Any] = {} if consistent else {"IndexName": LISTING}
        left = limit
        while left is None or left > 0:
            if start:
                options["ExclusiveStartKey"] = start
            if left is not None:
                options["Limit"] = left
            ask = partial(
                dynamodb().query,
                TableName=self.name,
                KeyConditionExpression=condition,
                ExpressionAttributeValues=to_item(values),
                ScanIndexForward=not newest_first,
                ConsistentRead=consistent,
                **options,
            )
            with translated():
                answer = patiently(ask)
            for item in answer["Items"]:
                yield to_row(item)
            left = None if left is None else left - len(answer["Items"])
            start = answer.get("LastEvaluatedKey")
            if not start:
                return

    def write(self, write: Put | Update | Delete) -> Row:
        """Do one write. Returns the row after an Update, otherwise an empty row. Raises ConditionFailed, Contended."""
        mark = uuid4().bytes[:MARK_BYTES]
        call = marked(write, parameters(write), mark)
        call |= {"TableName": self.name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        with translated():
            try:
                if isinstance(write, Put):
                    patiently(lambda: dynamodb().put_item(**call))
                    return {}
                if isinstance(write, Delete):
                    patiently(lambda: dynamodb().delete_item(**call))
                    return {}
                return to_row(patiently(lambda: dynamodb().update_item(ReturnValues="ALL_NEW", **call))["Attributes"])
            except ClientError as error:
                item: Any = error.response.get("Item", {})
                if item.get(MARK) != {"B": mark}:
                    raise
        return to_row(item) if isinstance(write, Update) else {}

    def transact(self, writes: Sequence[Write], token: str = "") -> None:
        """Do all these writes or none. Raises TransactionRefused, Contended; ValueError for more than 100.

        token  by which DynamoDB recognises a retry, for ten minutes (TransactWriteItems, ClientRequestToken)
        """
        if len(writes) > MOST_WRITES:
            raise ValueError("too many writes for one transaction")
        items: list[TransactWriteItemTypeDef] = []
        for write in writes:
            verb = "ConditionCheck" if isinstance(write, Check) else type(write).__name__
            body = {"TableName": self.name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD", **parameters(write)}
            items.append({verb: body})  # type: ignore[misc]  # the verb is one of the four that the type lists
        token = token or uuid4().hex
        with translated():
            patiently(lambda: dynamodb().transact_write_items(TransactItems=items, ClientRequestToken=token))
