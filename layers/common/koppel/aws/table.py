"""The table: rows in, rows out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from koppel.aws.clients import dynamodb
from koppel.aws.errors import Contended, translated
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row, to_item, to_row
from koppel.aws.writes import Check, Delete, Put, Update, Write, parameters

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

LISTING = "listing"
MOST_KEYS = 100  # of one BatchGetItem
MOST_WRITES = 100  # of one transaction


class Table:
    """One DynamoDB table. All reads are strongly consistent, but for listings, which are not by nature."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, key: RowKey) -> Row | None:
        """The row with this key."""
        with translated():
            answer = dynamodb().get_item(TableName=self.name, Key=to_item(key._asdict()), ConsistentRead=True)
        item = answer.get("Item")
        return to_row(item) if item else None

    def get_many(self, keys: Iterable[RowKey]) -> dict[RowKey, Row]:
        """The rows that exist among these keys, in one request for each hundred. Raises Contended."""
        wanted = list(dict.fromkeys(keys))
        found: dict[RowKey, Row] = {}
        for start in range(0, len(wanted), MOST_KEYS):
            left: list[Any] = [to_item(key._asdict()) for key in wanted[start : start + MOST_KEYS]]
            for _ in range(4):
                with translated():
                    answer = dynamodb().batch_get_item(RequestItems={self.name: {"Keys": left, "ConsistentRead": True}})
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
        """Rows of a partition in the order of their sort keys, page by page as they are needed.

        prefix  only sort keys that start so; `after` only those beyond this one (in the direction of reading)
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
        after: Row | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[Row]:
        """Keys of the rows in a listing (`pk`, `sk`, `listing_pk`, `listing_sk`), by `listing_sk`, up to `until`.

        A listing follows the table within moments, not at once.
        """
        condition, values = "listing_pk = :pk", {":pk": listing}
        if until:
            condition, values = f"{condition} AND listing_sk <= :until", {**values, ":until": until}
        start = to_item(after) if after else None
        yield from self._pages(condition, values, start, limit, newest_first=newest_first, consistent=False)

    def _pages(
        self, condition: str, values: Row, start: Any, limit: int | None, *, newest_first: bool, consistent: bool
    ) -> Iterator[Row]:
        given: dict[str, Any] = {} if consistent else {"IndexName": LISTING}
        left = limit
        while left is None or left > 0:
            if start:
                given["ExclusiveStartKey"] = start
            if left is not None:
                given["Limit"] = left
            with translated():
                answer = dynamodb().query(
                    TableName=self.name,
                    KeyConditionExpression=condition,
                    ExpressionAttributeValues=to_item(values),
                    ScanIndexForward=not newest_first,
                    ConsistentRead=consistent,
                    **given,
                )
            for item in answer["Items"]:
                yield to_row(item)
            left = None if left is None else left - len(answer["Items"])
            start = answer.get("LastEvaluatedKey")
            if not start:
                return

    def write(self, write: Put | Update | Delete) -> Row:
        """Do one write; for an Update the row afterwards, otherwise nothing. Raises ConditionFailed, Contended."""
        call = parameters(write)
        with translated():
            if isinstance(write, Put):
                dynamodb().put_item(TableName=self.name, ReturnValuesOnConditionCheckFailure="ALL_OLD", **call)
                return {}
            if isinstance(write, Delete):
                dynamodb().delete_item(TableName=self.name, ReturnValuesOnConditionCheckFailure="ALL_OLD", **call)
                return {}
            answer = dynamodb().update_item(
                TableName=self.name,
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **call,
            )
            return to_row(answer["Attributes"])

    def transact(self, writes: Sequence[Write], token: str = "") -> None:
        """Do all these writes or none. Raises TransactionRefused, Contended; ValueError for more than 100."""
        if len(writes) > MOST_WRITES:
            raise ValueError("too many writes for one transaction")
        items: list[TransactWriteItemTypeDef] = []
        for write in writes:
            verb = "ConditionCheck" if isinstance(write, Check) else type(write).__name__
            body = {"TableName": self.name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD", **parameters(write)}
            items.append({verb: body})  # type: ignore[misc]  # the verb is one of the four that the type lists
        given: Any = {"ClientRequestToken": token} if token else {}
        with translated():
            dynamodb().transact_write_items(TransactItems=items, **given)
