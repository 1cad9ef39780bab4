"""Settings change field by field, and what the tile's model refuses is explained field by field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, JsonValue

from koppel.domain.accounts.presence import CLIENT_DETAILS, ClientDetails, Presence
from koppel.domain.problems.administration import SETTINGS_INVALID
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.settings import changed, merged
from koppel.domain.tiles.tile import Purpose, Settings, Tile

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)

# RFC 7396 appendix A, as far as it says something of its own.
EXAMPLES: list[tuple[JsonValue, JsonValue, JsonValue]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ("text", {"a": 1}, {"a": 1}),
]


@pytest.mark.parametrize(("current", "changes", "wanted"), EXAMPLES)
def test_changes_are_merged_as_the_standard_says(current: JsonValue, changes: JsonValue, wanted: JsonValue) -> None:
    assert merged(current, changes) == wanted


@given(ANY_JSON, ANY_JSON)
def test_the_same_changes_twice_change_nothing_more(current: JsonValue, changes: JsonValue) -> None:
    once = merged(current, changes)
    assert merged(once, changes) == once


def test_what_is_not_named_stays() -> None:
    found = changed(CLIENT_DETAILS, '{"bsn": "required"}', {"id": "optional"})
    assert isinstance(found, ClientDetails)
    assert (found.id, found.bsn) == (Presence.OPTIONAL, Presence.REQUIRED)


def test_null_gives_a_field_its_default_again() -> None:
    found = changed(CLIENT_DETAILS, '{"phone_number": "off"}', {"phone_number": None})
    assert found == ClientDetails()


def test_every_wrong_field_is_named_without_its_value() -> None:
    with pytest.raises(Declined) as declined:
        changed(CLIENT_DETAILS, "{}", {"id": "perhaps", "colour": "secret", "bsn": 7})
    assert declined.value.problem is SETTINGS_INVALID
    assert {name: text.en for name, text in declined.value.fields.items()} == {
        "id": "must be one of: off, optional, required",
        "bsn": "must be one of: off, optional, required",
        "colour": "is not known here",
    }


class Part(Settings):
    size: int = 1


class Whole(Settings):
    parts: tuple[Part, ...] = Field(default=(), min_length=1)


def test_a_field_is_not_blamed_for_what_is_in_it() -> None:
    title = Text(nl="Geheel", en="Whole")
    with pytest.raises(Declined) as declined:
        changed(Tile("whole", Purpose.SYNCHRONISATION, title, title, Whole), "{}", {"parts": [{"size": "x", "x": 1}]})
    assert set(declined.value.fields) == {"parts.0.size", "parts.0.x"}


def outcome(changes: dict[str, JsonValue]) -> Settings | Declined:
    """The settings after these changes, or why there are none."""
    try:
        return changed(CLIENT_DETAILS, "{}", changes)
    except Declined as declined:
        return declined


@given(st.dictionaries(st.sampled_from(["id", "bsn", "labels", "x", "\ud800"]), ANY_JSON))
def test_any_changes_give_settings_or_are_declined(changes: dict[str, JsonValue]) -> None:
    found = outcome(changes)
    if isinstance(found, Declined):
        assert found.fields
        assert {name.partition(".")[0] for name in found.fields} - {"(all)"} <= set(changes)
    else:
        assert ClientDetails.model_validate_json(found.model_dump_json()) == found
