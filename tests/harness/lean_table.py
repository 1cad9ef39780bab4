"""How the lean moto reads and writes rows with less work (`lean_moto` says why, and is what to enter).

- A query sorts the whole table and looks through all of it. Here it sees the one partition, or what has the key of the
  index.
- Values are compared by what they would be in Python; of a text that is the text itself.
- A look for a row that is not there leaves an empty partition behind, which each transaction copies.
- A row counts its size anew for each attribute that it gets when it is made.
- The keys of a row in an index are found by reading the whole row once for each of them.
- An expression is read anew at each request, up to three times, and its tree copied in depth and walked through by ten
  processors. Here it is read once, and those processors walk that cannot be spared.
"""

import copy
from collections import deque
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import SecondaryIndex, Table
from moto.dynamodb.models.utilities import bytesize
from moto.dynamodb.parsing import ast_nodes, expressions, validators

_NODES: Any = ast_nodes  # untyped
_PARSER: Any = vars(expressions)["UpdateExpressionParser"]
MOST_BYTES = 405_000  # of a row (LimitedSizeDict)


def patch(by: pytest.MonkeyPatch) -> None:
    """Put all of it in place."""
    by.setattr(DynamoType, "cast_value", property(cast))
    by.setattr(DynamoType, "__eq__", equal)
    by.setattr(DynamoType, "__ne__", differs)
    by.setattr(DynamoType, "__lt__", less)
    by.setattr(DynamoType, "size", size)
    by.setattr(Item, "__init__", make)
    by.setattr(Table, "get_item", get_item)
    by.setattr(Table, "query", query)
    by.setattr(Table, "all_items", all_items)
    by.setattr(SecondaryIndex, "project", project)
    by.setattr(ConditionExpressionParser, "_lex_condition_expression", lex)
    by.setattr(_PARSER, "make", staticmethod(parse_update))
    by.setattr(validators.Validator, "__init__", keep)
    by.setattr(validators.Validator, "validate", validate)


# --- Values -----------------------------------------------------------------------------------------------------------

_cast_value: Any = DynamoType.cast_value
_eq, _lt = DynamoType.__eq__, DynamoType.__lt__


def cast(value: DynamoType) -> Any:
    """What stands in place of `DynamoType.cast_value`."""
    return value.value if value.type == "S" else _cast_value.fget(value)


def equal(value: DynamoType, other: DynamoType) -> bool:
    """What stands in place of `DynamoType.__eq__`."""
    return value.type == other.type and (value.value == other.value if value.type == "S" else _eq(value, other))


def differs(value: DynamoType, other: DynamoType) -> bool:
    """What stands in place of `DynamoType.__ne__`."""
    return not equal(value, other)


def less(value: DynamoType, other: DynamoType) -> bool:
    """What stands in place of `DynamoType.__lt__`."""
    if value.type == other.type == "S":
        return bool(value.value < other.value)
    return _lt(value, other)


def size(value: DynamoType) -> int:
    """What stands in place of `DynamoType.size`."""
    if value.type == "S" and type(value.value) is str:
        return len(value.value) if value.value.isascii() else len(value.value.encode())
    return _size(value)


_size = DynamoType.size


def make(item: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """What stands in place of `Item.__init__`."""
    item.hash_key, item.range_key, item.attrs = hash_key, range_key, LimitedSizeDict()
    for name, value in attrs.items():
        dict.__setitem__(item.attrs, name, DynamoType(value))
    if sum(bytesize(name) + value.size() for name, value in item.attrs.items()) > MOST_BYTES:
        raise ItemSizeTooLarge


# --- Queries ----------------------------------------------------------------------------------------------------------

_get_item: Callable[..., Any] = Table.get_item
_query: Callable[..., Any] = Table.query
_project = SecondaryIndex.project


def get_item(table: Any, hash_key: Any, *given: Any) -> Any:
    """What stands in place of `Table.get_item`."""
    return _get_item(table, hash_key, *given) if hash_key in table.items else None


def query(table: Any, hash_key: Any, *given: Any, **more: Any) -> Any:
    """What stands in place of `Table.query`: the same, of a table that has only what the query can find."""
    _, _, _, _, _, _, index_name, *_ = given
    if not table.has_range_key:
        return _query(table, hash_key, *given, **more)
    view = copy.copy(table)
    if index_name:
        names = [each.schema[0]["AttributeName"] for each in table.all_indexes() if each.name == index_name]
        view.items = {
            pk: {sk: row for sk, row in rows.items() if set(names) <= row.attrs.keys()}
            for pk, rows in table.items.items()
        }
    else:
        view.items = {hash_key: table.items.get(hash_key, {})}
    return _query(view, hash_key, *given, **more)


def all_items(table: Any) -> list[Item]:
    """What stands in place of `Table.all_items`."""
    if not table.has_range_key:
        return _all_items(table)
    found = [row for rows in table.items.values() for row in rows.values()]
    if all(row.hash_key.type == row.range_key.type == "S" for row in found):
        return sorted(found, key=lambda row: (row.hash_key.value, row.range_key.value))
    return _all_items(table)


_all_items: Callable[..., list[Item]] = Table.all_items


def project(index: Any, item: Item) -> Item:
    """What stands in place of `SecondaryIndex.project`."""
    if (index.projection or {}).get("ProjectionType") != "KEYS_ONLY":
        return _project(index, item)
    names = index.table_key_attrs + [key["AttributeName"] for key in index.schema]
    keys = {name: item.attrs[name] for name in names if name in item.attrs}
    if any(each.type != "S" for each in keys.values()):
        return _project(index, item)
    return Item(item.hash_key, item.range_key, keys)


# --- Conditions -------------------------------------------------------------------------------------------------------

_lex: Callable[[Any], deque[Any]] = ConditionExpressionParser._lex_condition_expression


def lex(parser: ConditionExpressionParser) -> deque[Any]:
    """What stands in place of `ConditionExpressionParser._lex_condition_expression`."""
    return deque(_words(parser.condition_expression or ""))


@cache
def _words(expression: str) -> tuple[Any, ...]:
    return tuple(_lex(ConditionExpressionParser(expression, None, None)))


# --- Updates ----------------------------------------------------------------------------------------------------------

_make = _PARSER.make
_ACTIONS = [
    _NODES.UpdateExpressionAddAction,
    _NODES.UpdateExpressionDeleteAction,
    _NODES.UpdateExpressionRemoveAction,
    _NODES.UpdateExpressionSetAction,
]


@cache
def parse_update(expression: str) -> Any:
    """What stands in place of `UpdateExpressionParser.make`. Nobody changes the tree: `validate` copies its actions."""
    return _make(expression)


def keep(validator: Any, expression: Any, **given: Any) -> None:
    """What stands in place of `Validator.__init__`."""
    vars(validator).update(given, node_to_validate=expression)


def validate(validator: Any) -> Any:
    """What stands in place of `Validator.validate`: the actions of the expression with values for names and paths."""
    tree, names, table = validator.node_to_validate, validator.expression_attribute_names, validator.table
    _check(tree, None if names is None else tuple(names.items()), tuple(table.table_key_attrs))
    root, kinds = _flat(tree), _kinds(tree)
    values = validator.expression_attribute_values
    steps = [
        (_NODES.ExpressionAttributeValue, validators.ExpressionAttributeValueProcessor, [values]),
        (_NODES.UpdateExpressionPath, validators.ExpressionAttributeResolvingProcessor, [names, validator.item]),
        (_NODES.UpdateExpressionFunction, validators.UpdateExpressionFunctionEvaluator, []),
        (_NODES.UpdateExpressionValue, validators.NoneExistingPathChecker, []),
        (_NODES.UpdateExpressionValue, validators.ExecuteOperations, []),
        (_NODES.UpdateExpressionSetAction, validators.TypeMismatchValidator, [table.attr]),
        (_NODES.UpdateExpressionSetAction, validators.EmptyStringKeyValueValidator, [table.attribute_keys]),
    ]  # fmt: skip
    for kind, processor, given in steps:
        if kind in kinds:
            root = processor(*given).traverse(root)
    return root


@cache
def _check(tree: Any, names: tuple[tuple[str, str], ...] | None, keys: tuple[str, ...]) -> None:
    """What depends on nothing but the expression, its names and the keys of the table."""
    given: Any = None if names is None else dict(names)
    validators.ActionCountValidator().traverse(tree)
    validators.OverlappingPathsValidator(given).traverse(tree)
    validators.UpdateHashRangeKeyValidator(list(keys), given or {}).traverse(tree)


def _flat(tree: Any) -> Any:
    """The tree with its actions, copied, right below the root."""
    return _NODES.UpdateExpression([_copied(each) for each in _actions(tree)])


@cache
def _actions(tree: Any) -> tuple[Any, ...]:
    return tuple(tree.find_clauses(_ACTIONS))


def _copied(node: Any) -> Any:
    if not isinstance(node, _NODES.Node):
        return node
    made = object.__new__(type(node))
    vars(made).update(vars(node))
    if node.children is not None:
        made.children = [_copied(each) for each in node.children]
        for each in made.children:
            if isinstance(each, _NODES.Node):
                each.parent = made
    return made


@cache
def _kinds(node: Any) -> frozenset[type]:
    if not isinstance(node, _NODES.Node):
        return frozenset()
    return frozenset((type(node),)).union(*(_kinds(each) for each in node.children or ()))
