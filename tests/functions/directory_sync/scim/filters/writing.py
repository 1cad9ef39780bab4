"""Filters written as text, for tests that read them again; and strategies that make them."""

import json

from hypothesis import strategies as st

from functions.directory_sync.scim.filters.expression import (
    Both,
    Comparison,
    Either,
    Filter,
    Literal,
    Not,
    Operator,
    Present,
    Within,
)
from functions.directory_sync.scim.schema.paths import Path
from functions.directory_sync.scim.schema.tables import ENTERPRISE_URN, KOPPEL_URN

NAMES = st.sampled_from(["userName", "externalId", "active", "title", "members", "nickName"])
PATHS = (
    st.builds(Path, name=NAMES)
    | st.just(Path(name="name", part="familyName"))
    | st.just(Path(name="emails", part="value"))
    | st.just(Path(urn=KOPPEL_URN, name="infix"))
    | st.just(Path(urn=ENTERPRISE_URN, name="department"))
)
TEXTS = st.text(max_size=8) | st.sampled_from(["anna@x.nl", 'a"b\\', "É", ""])
LITERALS: st.SearchStrategy[Literal] = TEXTS | st.booleans() | st.none() | st.integers(-9, 999)
INNER = st.builds(Path, name=st.sampled_from(["value", "type", "primary"]))


def _conditions(paths: st.SearchStrategy[Path]) -> st.SearchStrategy[Filter]:
    return st.builds(Comparison, paths, st.sampled_from(Operator), LITERALS) | st.builds(Present, paths)


def _grown(leaves: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    return st.recursive(
        leaves,
        lambda inner: st.builds(Both, inner, inner) | st.builds(Either, inner, inner) | st.builds(Not, inner),
        max_leaves=6,
    )


VALUE_FILTERS = _grown(_conditions(INNER))
FILTERS = _grown(_conditions(PATHS) | st.builds(Within, st.just(Path(name="emails")), VALUE_FILTERS))
"""Any filter."""


def written(filter_: Filter, binds: int = 0) -> str:
    """The text of a filter, with brackets only where they are needed. `binds`: 1 within `and`, 2 on its right side."""
    match filter_:
        case Comparison(path, operator, value):
            return f"{path} {operator} {json.dumps(value)}"
        case Present(path):
            return f"{path} pr"
        case Within(path, inner):
            return f"{path}[{written(inner)}]"
        case Not(inner):
            return f"not ({written(inner)})"
        case Both(left, right):
            text = f"{written(left, 1)} and {written(right, 2)}"
            return f"({text})" if binds == 2 else text
        case Either(left, right):
            text = f"{written(left)} or {_right_of_or(right)}"
            return f"({text})" if binds else text


def _right_of_or(filter_: Filter) -> str:
    """An `or` on the right side of another needs brackets: they are read from left to right."""
    return f"({written(filter_)})" if isinstance(filter_, Either) else written(filter_)
