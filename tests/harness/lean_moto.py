"""The same answers of moto for less CPU. Nothing of what it stores, checks or answers changes.

`test_lean_moto` asks both, the lean one and the other, the same things. Each change stands where a profile of the tests
showed the most of their time:

- A transaction copies the whole table once for each of its writes, to be able to go back. Here the copy shares the
  items with the table, but for the partitions that are written, and `update_item`, the one operation that changes an
  item in place, gets a copy of that item.
- The serializer works out again for each attribute of each item under which names its value may stand.
- Every KMS key gets an RSA key, symmetric ones too, which never use it.
- Names of actions and which nodes of an expression a processor handles are worked out anew at each request.
- Each start registers 1,288 addresses with `responses`, for programs that use `requests`. The product does not; should
  it ever, pytest-socket stops it.
- All that moto makes is kept until the end: each transaction leaves a copy of the table behind. Only S3 looks at what
  was kept, to close its files.
- Each start forgets boto3's session, so that the next client reads the list of all addresses of AWS again.
- Requests are sent and answered as HTTP (`short_line`), and rows are found and expressions read the long way
  (`lean_table`).
"""

import copy
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import moto.core.models
import moto.core.responses
import moto.dynamodb.models
import moto.kms.models
import moto.kms.utils
import pytest
from botocore.endpoint import Endpoint
from botocore.useragent import UserAgentString
from moto.core.common_models import BaseModel
from moto.core.config import default_user_config
from moto.core.serialize import AttributePickerContext, ResponseSerializer, XFormedAttributePicker
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes

from tests.harness import lean_table, short_line


@contextmanager
def lean_moto() -> Iterator[None]:
    """Within this block moto does less work. Enter it before `mock_aws`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Table, "__deepcopy__", _snapshot, raising=False)
        patch.setattr(BaseModel, "__new__", _made)
        patch.setattr(DynamoDBBackend, "update_item", _update_a_copy)
        patch.setattr(DynamoDBBackend, "transact_write_items", _transact_partitions)
        patch.setattr(ResponseSerializer, "get_value", _member)
        patch.setattr(_NODES.DepthFirstTraverser, "traverse_node_recursively", _traverse)
        patch.setattr(_NODES.Node, "find_clauses", _find_clauses)
        patch.setattr(moto.kms.models, "generate_private_key", _private_key)
        patch.setattr(moto.core.models, "RESPONSES_METHODS", [])
        patch.setattr(Endpoint, "make_request", short_line.make_request)
        patch.setitem(default_user_config["core"], "reset_boto3_session", False)
        patch.setattr(boto3, "DEFAULT_SESSION", _session())
        patch.setattr(UserAgentString, "to_string", lambda _: "boto3")
        lean_table.patch(patch)
        for module, name in _PURE:
            patch.setattr(module, name, _cached(getattr(module, name)))
        yield


_KEPT = frozenset({"FakeKey", "FakeMultipart"})


def _made(cls: Any, *_arguments: Any, **_others: Any) -> Any:
    made = object.__new__(cls)
    if cls.__name__ in _KEPT:
        cls.instances_tracked.append(made)
    return made


@cache
def _session() -> boto3.Session:
    return boto3.Session()


_NODES: Any = ast_nodes  # untyped
_PURE = (
    (moto.core.responses, "method_names_from_class"),
    (moto.core.responses, "camelcase_to_underscores"),
)
"""Functions of their arguments alone, whose results nobody changes."""

_cached = cache(cache)
"""The cached form of a function, the same one each time."""


# --- Transactions -----------------------------------------------------------------------------------------------------


def _snapshot(table: Any, memo: dict[int, Any]) -> Any:
    """The table as it is now. A table that is not of the kind that ours is, is copied as usual."""
    if table.stream_shard is not None or not table.has_range_key:
        return _copied_in_depth(table, memo)
    copied = copy.copy(table)
    copied.items = defaultdict(dict, table.items)
    for partition in table.items if _written is None else _written & table.items.keys():
        copied.items[partition] = dict(table.items[partition])
    return copied


def _copied_in_depth(table: Any, memo: dict[int, Any]) -> Any:
    copied = memo[id(table)] = table.__class__.__new__(table.__class__)
    copied.__dict__.update(copy.deepcopy(table.__dict__, memo))
    return copied


_written: set[DynamoType] | None = None
"""The partitions that a transaction writes while it runs: one request is answered at a time."""

_transact = DynamoDBBackend.transact_write_items


def _transact_partitions(backend: Any, writes: list[dict[str, Any]]) -> None:
    """Carries out a transaction, for whose return the partitions that it writes are kept."""
    global _written  # noqa: PLW0603  # a snapshot knows nothing of the transaction
    _written = {
        DynamoType(row[name])
        for write in writes
        for asked in write.values()
        for name in (backend.get_table(asked["TableName"]).hash_key_attr,)
        if name in (row := asked.get("Item") or asked["Key"])
    }
    try:
        _transact(backend, writes)
    finally:
        _written = None


_update_item = DynamoDBBackend.update_item


def _update_a_copy(backend: Any, table_name: str, key: dict[str, Any], *given: Any, **more: Any) -> Any:
    """Updates an item that no snapshot shares."""
    table = backend.get_table(table_name)
    if table.hash_key_attr in key and table.range_key_attr in key:
        rows = table.items.get(DynamoType(key[table.hash_key_attr]), {})
        range_key = DynamoType(key[table.range_key_attr])
        if range_key in rows:
            rows[range_key] = copy.deepcopy(rows[range_key])
    return _update_item(backend, table_name, key, *given, **more)


# --- Answers ----------------------------------------------------------------------------------------------------------


_get_value = ResponseSerializer.get_value


def _member(serializer: Any, value: Any, key: str, shape: Any) -> Any:
    """What stands in `value` under this key, by the first of its possible names that is there."""
    picker = serializer._value_picker
    if type(value) is not dict or picker.response_transformers:
        return _get_value(serializer, value, key, shape)
    kind: Any = type(picker)
    for name in _names(kind, key, shape, getattr(shape, "parent", None)):
        if name in value:
            return value[name]
    return None


@cache
def _names(picker: type[XFormedAttributePicker], key: str, shape: Any, parent: Any) -> tuple[str, ...]:
    """The names of a member in a dictionary, in the order in which moto tries them."""
    assert getattr(shape, "parent", None) is parent
    context = AttributePickerContext(
        obj={}, key=key, shape=shape, operation_model=None, service_model=None, key_path=""
    )
    names = tuple(dict.fromkeys(picker().get_possible_keys(context)))
    assert not any("." in name for name in names), "moto takes such a name for a path"
    return names


# --- Expressions ------------------------------------------------------------------------------------------------------


def _traverse(traverser: Any, node: Any, child_id: int = -1) -> Any:
    """Processes the nodes of an expression, children first."""
    return _traverse_for(traverser, traverser.nodes_to_be_processed(), node, child_id)


def _traverse_for(traverser: Any, kinds: tuple[type, ...], node: Any, child_id: int) -> Any:
    kind: Any = type(node)
    if not _is_one_of(kind, _NODES.Node):
        return node
    parent = node.parent
    for position, child in enumerate(node.children or ()):
        traverser.pre_processing_of_child(node, position)
        _traverse_for(traverser, kinds, child, position)
    if _is_one_of(kind, *kinds):
        node = traverser.process(node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


def _find_clauses(node: Any, clause_types: Any) -> list[Any]:
    """The nodes of exactly these types, not those within them."""
    clauses = []
    for child in node.children or ():
        kind: Any = type(child)
        if kind in clause_types:
            clauses.append(child)
        elif _is_one_of(kind, _NODES.Expression, _NODES.UpdateExpressionFunction):
            clauses += _find_clauses(child, clause_types)
    return clauses


@cache
def _is_one_of(kind: type, *kinds: type) -> bool:
    return issubclass(kind, kinds)


# --- Keys -------------------------------------------------------------------------------------------------------------

_generate_private_key = moto.kms.utils.generate_private_key


def _private_key(key_spec: str) -> Any:
    """A key pair of its own for every key that signs; one for all that only encrypt, which they do without it."""
    return _unused_private_key() if key_spec == "SYMMETRIC_DEFAULT" else _generate_private_key(key_spec)


@cache
def _unused_private_key() -> Any:
    return _generate_private_key("SYMMETRIC_DEFAULT")
