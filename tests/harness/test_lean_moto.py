"""The lean moto answers what moto answers, and holds the same rows afterwards."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.dynamodb.models.table import Table

from koppel.aws.clients import dynamodb, kms, sqs
from tests.harness.lean_moto import lean_moto
from tests.harness.world import TABLE, create_table

NAMES = st.sampled_from(("a", "b", "B", "BS", "S", "M", "NULL", "dotted.name"))
VALUES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.one_of(
        st.builds(lambda text: {"S": text}, st.text(max_size=3)),
        st.builds(lambda number: {"N": str(number)}, st.integers(-9, 9)),
        st.builds(lambda some: {"B": some}, st.binary(max_size=3)),
        st.builds(lambda flag: {"BOOL": flag}, st.booleans()),
        st.just({"NULL": True}),
        st.builds(lambda some: {"SS": sorted(some)}, st.sets(st.text("xyz", min_size=1), min_size=1, max_size=3)),
        st.builds(lambda some: {"NS": sorted(map(str, some))}, st.sets(st.integers(-9, 9), min_size=1, max_size=3)),
        st.builds(lambda some: {"BS": sorted(some)}, st.sets(st.binary(max_size=2), min_size=1, max_size=3)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda some: {"L": some}, st.lists(inner, max_size=2)),
        st.builds(lambda some: {"M": some}, st.dictionaries(NAMES, inner, max_size=2)),
    ),
    max_leaves=4,
)
KEYS = st.builds(
    lambda pk, sk: {"pk": {"S": pk}, "sk": {"S": sk}}, st.sampled_from(("p", "q")), st.sampled_from(("1", "2", "3"))
)
CONDITIONS = st.sampled_from(
    (
        {},
        {"ConditionExpression": "attribute_exists(pk)"},
        {"ConditionExpression": "attribute_not_exists(pk)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
        {"ConditionExpression": "attribute_exists(", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
    )
)
ABOUT_VALUES = st.sampled_from(
    (
        {"ConditionExpression": "a = :v"},
        {"ConditionExpression": "attribute_not_exists(pk) OR (NOT a <> :v AND pk BETWEEN :v AND :v)"},
        {"ConditionExpression": "a IN (:v, b) AND size(b) > :v"},
        {"ConditionExpression": "begins_with(sk, :v) OR contains(a, :v)"}
        | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
        {"ConditionExpression": "a = :w"},
    )
)  # fmt: skip
UPDATES = st.sampled_from(
    (
        "SET #a = :v",
        "SET #a = :v, #b = if_not_exists(#b, :v) REMOVE #c",
        "SET #a = list_append(#b, :v), #c = :v",
        "SET #a.#b = :v",
        "ADD #a :v",
        "DELETE #a :v REMOVE #b",
        "SET #a = #b + :v",
        "SET #a = if_not_exists(#b, :v) + :v",
        "SET #a[0] = :v REMOVE #b[1], #b[0]",
        "SET #a = #b",
        "SET a = :v, listing_pk = :v",
        "SET year = :v",
        "SET #a = :v, #a = :v",
        "SET #a = :v SET #b = :v",
        "SET pk = :v",
        "SET #a = ",
    )
)


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """Parameters of an update, which often cannot be carried out."""
    expression = draw(UPDATES)
    return {
        "Key": draw(KEYS),
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {f"#{each}": draw(NAMES) for each in "abc" if f"#{each}" in expression}
        or {"#x": "x"},
        "ExpressionAttributeValues": {":v": draw(VALUES)},
    } | draw(st.one_of(CONDITIONS, ABOUT_VALUES))


@st.composite
def puts(draw: st.DrawFn) -> dict[str, Any]:
    """Parameters of a put."""
    listed = draw(st.sampled_from(({}, *({"listing_pk": {"S": "l"}, "listing_sk": {"S": each}} for each in "12"))))
    return {"Item": draw(st.dictionaries(NAMES, VALUES, max_size=3)) | draw(KEYS) | listed} | draw(CONDITIONS)


DELETES = st.builds(lambda key, condition: {"Key": key} | condition, KEYS, CONDITIONS)
IN_TABLE = {"TableName": TABLE}
IN_TRANSACTION = st.one_of(
    st.builds(lambda given: {"Put": IN_TABLE | given}, puts()),
    st.builds(lambda given: {"Update": IN_TABLE | given}, updates()),
    st.builds(lambda given: {"Delete": IN_TABLE | given}, DELETES),
    st.builds(
        lambda key: {"ConditionCheck": IN_TABLE | {"Key": key, "ConditionExpression": "attribute_exists(pk)"}}, KEYS
    ),
)
TRANSACTION = st.lists(IN_TRANSACTION, min_size=1, max_size=4)
ABOUT_KEYS = (
    ("pk = :p", "p"),
    ("pk = :p AND sk > :s", "p"),
    ("pk = :p AND begins_with(sk, :s)", "q"),
    ("pk = :p", "none"),
)
ABOUT_LISTED = (("listing_pk = :p", "l"), ("listing_pk = :p AND listing_sk <= :s", "l"), ("sk = :p", "l"))
START = {"pk": {"S": "p"}, "sk": {"S": "2"}}


@st.composite
def queries(draw: st.DrawFn) -> dict[str, Any]:
    """Parameters of a query of the table or of its listing."""
    is_of_listing = draw(st.booleans())
    condition, value = draw(st.sampled_from(ABOUT_LISTED if is_of_listing else ABOUT_KEYS))
    values = {":p": {"S": value}} | ({":s": {"S": "1"}} if ":s" in condition else {})
    start = START | ({"listing_pk": {"S": "l"}, "listing_sk": {"S": "1"}} if is_of_listing else {})
    return {
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": draw(st.booleans()),
        **({"IndexName": "listing"} if is_of_listing else {}),
        **draw(st.sampled_from(({}, {"Limit": 1}, {"Limit": 2}, {"ConsistentRead": True}))),
        **draw(st.sampled_from(({}, {"ProjectionExpression": "a, sk"}, {"FilterExpression": "attribute_exists(a)"}))),
        **draw(st.sampled_from(({}, {}, {"ExclusiveStartKey": start}))),
    }  # fmt: skip


ALL_OLD = {"ReturnValues": "ALL_OLD"}
REQUESTS = st.one_of(
    st.builds(lambda given: ("put_item", IN_TABLE | ALL_OLD | given), puts()),
    st.builds(lambda given: ("update_item", IN_TABLE | {"ReturnValues": "UPDATED_NEW"} | given), updates()),
    st.builds(lambda given: ("delete_item", IN_TABLE | ALL_OLD | given), DELETES),
    st.builds(lambda writes: ("transact_write_items", {"TransactItems": writes}), TRANSACTION),
    st.builds(lambda key: ("get_item", IN_TABLE | {"Key": key}), KEYS),
    st.builds(lambda key: ("batch_get_item", {"RequestItems": {TABLE: {"Keys": [key]}}}), KEYS),
    st.builds(lambda given: ("query", IN_TABLE | given), queries()),
    st.builds(
        lambda given: ("batch_write_item", {"RequestItems": {TABLE: [{"PutRequest": {"Item": given["Item"]}}]}}), puts()
    ),
    st.sampled_from(
        (("scan", IN_TABLE | {"Limit": 2}), ("describe_table", IN_TABLE), ("get_item", IN_TABLE | {"Key": {}}))
    ),
)


@settings(max_examples=60)
@given(st.lists(puts(), max_size=3), st.lists(REQUESTS, min_size=1, max_size=12))
def test_answers_and_rows_are_the_same(stored: list[Any], asked: list[Any]) -> None:
    start = [("put_item", IN_TABLE | {"Item": each["Item"]}) for each in stored]
    steps = [*start, *asked, ("scan", IN_TABLE)]
    assert answers(steps, lean=True) == answers(steps, lean=False)


def test_a_transaction_that_fails_late_leaves_what_stood_there() -> None:
    key = {"pk": {"S": "p"}, "sk": {"S": "1"}}
    row = key | {"a": {"M": {"b": {"N": "1"}}}}
    change = {"UpdateExpression": "SET a.b = :v", "ExpressionAttributeValues": {":v": {"N": "2"}}}
    other = {"pk": {"S": "p"}, "sk": {"S": "2"}}
    check = {"Key": other, "ConditionExpression": "attribute_exists(pk)"}
    writes: Any = [{"Update": IN_TABLE | {"Key": key} | change}, {"ConditionCheck": IN_TABLE | check}]
    with lean_moto(), mock_aws():
        create_table(dynamodb(), TABLE)
        dynamodb().put_item(TableName=TABLE, Item=row)
        with pytest.raises(ClientError, match="TransactionCanceled"):
            dynamodb().transact_write_items(TransactItems=writes)
        assert dynamodb().scan(TableName=TABLE)["Items"] == [row]


def test_keys_that_sign_differ_and_one_decrypts_nothing_of_another() -> None:
    with lean_moto(), mock_aws():
        signing: Any = [
            kms().create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY") for spec in ("ECC_NIST_P256", "RSA_2048") * 2
        ]
        public = {kms().get_public_key(KeyId=each["KeyMetadata"]["KeyId"])["PublicKey"] for each in signing}
        assert len(public) == 4
        one, other = (kms().create_key()["KeyMetadata"]["KeyId"] for _ in range(2))
        sealed = kms().encrypt(KeyId=one, Plaintext=b"secret")["CiphertextBlob"]
        assert kms().decrypt(KeyId=one, CiphertextBlob=sealed)["Plaintext"] == b"secret"
        with pytest.raises(ClientError):
            kms().decrypt(KeyId=other, CiphertextBlob=sealed)


def test_queues_and_keys_answer_the_same() -> None:
    assert of_queues_and_keys(lean=True) == of_queues_and_keys(lean=False)


def of_queues_and_keys(*, lean: bool) -> list[Any]:
    """What queues and a key answer, without ids and times."""
    with lean_moto() if lean else nullcontext(), mock_aws():
        url = sqs().create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        body: Any = {"MessageBody": "{é}", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
        entries: Any = [{"Id": "1", **body, "MessageBody": "x"}, {"Id": "2", **body}]
        sent = sqs().send_message(QueueUrl=url, **body)
        batch = sqs().send_message_batch(QueueUrl=url, Entries=entries)
        taken = sqs().receive_message(QueueUrl=url, AttributeNames=["MessageGroupId"])["Messages"]
        left = sqs().get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        key = kms().create_key()["KeyMetadata"]["KeyId"]
        sealed = kms().encrypt(KeyId=key, Plaintext=b"\0secret", EncryptionContext={"a": "b"})["CiphertextBlob"]
        opened = kms().decrypt(CiphertextBlob=sealed, EncryptionContext={"a": "b"})
        return [
            url, sent["MD5OfMessageBody"], batch["Successful"][0]["MD5OfMessageBody"], taken[0]["Body"],
            taken[0]["Attributes"], left["ApproximateNumberOfMessages"], opened["Plaintext"], opened["KeyId"] == key,
            refused(lambda: sqs().receive_message(QueueUrl=url + "x")),
            refused(lambda: sqs().send_message(QueueUrl=url, MessageBody="")),
            refused(lambda: kms().decrypt(CiphertextBlob=sealed, EncryptionContext={"a": "c"})),
            refused(lambda: kms().encrypt(KeyId="none", Plaintext=b"x")),
        ]  # fmt: skip


def test_transactions_leave_no_copies_of_the_table() -> None:
    table: Any = Table
    with lean_moto(), mock_aws():
        create_table(dynamodb(), TABLE)
        before = len(table.instances_tracked)
        for number in range(5):
            put: Any = {"TableName": TABLE, "Item": {"pk": {"S": "p"}, "sk": {"S": str(number)}}}
            dynamodb().transact_write_items(TransactItems=[{"Put": put}])
        assert len(table.instances_tracked) == before


def refused(asked: Callable[[], object]) -> Any:
    """The refusal of a request, without its id."""
    with pytest.raises(ClientError) as refusal:
        asked()
    return {name: value for name, value in refusal.value.response.items() if name != "ResponseMetadata"}


def answers(steps: list[tuple[str, Any]], *, lean: bool) -> list[Any]:
    """What becomes of each step, one after the other."""
    with lean_moto() if lean else nullcontext(), mock_aws():
        create_table(dynamodb(), TABLE)
        return [answer(*step) for step in steps]


def answer(operation: str, given: dict[str, Any]) -> Any:
    """The answer to one request or its refusal, without times and ids; or as what exception moto gives up."""
    try:
        found = getattr(dynamodb(), operation)(**given)
    except ClientError as error:
        found = error.response
    except Exception as error:  # moto raises anything for what it cannot parse
        return repr(error)
    found.get("Table", {}).pop("CreationDateTime", None)
    found.get("Table", {}).pop("TableId", None)
    return {name: value for name, value in found.items() if name != "ResponseMetadata"}
