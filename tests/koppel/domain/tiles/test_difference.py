"""The difference between two settings names every value that differs, and no other."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.tiles.difference import LONGEST, Difference, differences

LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b"])
NAMES = st.sampled_from(["one", "two", "three"])
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3))
SETTINGS = st.dictionaries(NAMES, VALUES, max_size=3)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("a", 1, 2)]),
        ({"a": 1}, {}, [("a", 1, None)]),
        ({"a": [{"x": 1, "y": 2}]}, {"a": [{"x": 1, "y": 3}]}, [("a.0.y", 2, 3)]),
        ({"a": ["p"]}, {"a": ["p", "q"]}, [("a.1", None, "q")]),
        ({"c": {}}, {"c": {"k": {"on": True}}}, [("c.k.on", None, True)]),
        ({"c": {"k": {"on": True}}}, {"c": {}}, [("c.k.on", True, None)]),
        ({"a": {"x": 1}}, {"a": None}, [("a", {"x": 1}, None)]),
        ({}, {"a": {}}, [("a", None, {})]),
    ],
)
def test_what_differs(before: dict[str, Any], after: dict[str, Any], found: list[tuple[str, Any, Any]]) -> None:
    assert differences(before, after) == tuple(Difference(*each) for each in found)


def test_long_texts_are_cut_off() -> None:
    (found,) = differences({"pem": "a" * 1000}, {"pem": "b"})
    assert (found.before, found.after) == ("a" * LONGEST + "…", "b")


@given(SETTINGS, SETTINGS)
def test_no_difference_means_the_same_but_for_what_is_empty_or_null(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert differences(before, before) == ()
    if not differences(before, after):
        assert _bare(before) == _bare(after)
    there, back = differences(before, after), differences(after, before)
    assert {(each.field, repr(each.before), repr(each.after)) for each in there} == {
        (each.field, repr(each.after), repr(each.before)) for each in back
    }


def _bare(value: Any) -> Any:
    """Without what cannot be told from a value that is not there."""
    if isinstance(value, dict):
        return {name: bare for name, each in value.items() if (bare := _bare(each)) not in (None, {})}
    return [_bare(each) for each in value] if isinstance(value, list) else value
