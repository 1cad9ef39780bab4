"""What is wrong with a setting or an argument is said in both languages, and never with the value that was sent."""

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from functions.operations.commands import COMMANDS
from functions.operations.registry import TILES
from koppel.domain.tiles.form import FieldKind, FormField, fields_of
from koppel.domain.tiles.messages import MESSAGES, UNKNOWN
from koppel.domain.tiles.settings import explained
from koppel.entrance.direct import CommandRequest

MODELS: dict[str, type[BaseModel]] = {
    "a request": CommandRequest,
    **{name: tile.settings for name, tile in TILES.items()},
    **{name: command.arguments for name, command in COMMANDS.items()},
}
SENT = "kanarie"
NUMBER = 98765432123456789
LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, -1, 0, 1, 2, NUMBER, -NUMBER, 10**400, 1.5, float(NUMBER), 1e300, float("nan"), float("inf")),
        *(
            "",
            " ",
            SENT,
            f"{SENT}\x07",
            f"{SENT}\ud800",
            f"\x00{SENT}" * 200,
            f"{SENT} " * 60_000,
            f"https://{SENT}@x#",
        ),
        *(f"http://{SENT}/", f"https://[{SENT}", f"{NUMBER}", "-1", "1" * 5000, f"{SENT}-1", "2027-99-99", "ES256"),
    ]
)
JSON = st.recursive(
    LEAVES,
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.sampled_from([SENT, "a.b", "", "\x07", "id"]), each),
    max_leaves=8,
)


def almost(fields: tuple[FormField, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """JSON of the right shape as far as groups go, in which most is wrong."""
    values = {one.name: st.just(one.default) | JSON | _within(one) for one in fields}
    return st.fixed_dictionaries({}, optional={**values, SENT: JSON})


def _within(one: FormField) -> st.SearchStrategy[Any]:
    match one.kind:
        case FieldKind.GROUP:
            return almost(one.items)
        case FieldKind.GROUPS:
            return st.lists(almost(one.items), max_size=3) | st.just([{}] * 1000)
        case FieldKind.KEYED_GROUPS:
            return st.dictionaries(st.sampled_from(["abcdefgh", SENT, "", "\x07"]), almost(one.items), max_size=3)
        case FieldKind.PAIRS | FieldKind.JSON:
            return st.dictionaries(st.sampled_from(["email", SENT, "", "\x07"]), JSON, max_size=3)
        case FieldKind.CHOICES | FieldKind.LINES:
            return st.lists(LEAVES, max_size=4) | st.just([SENT] * 1000)
        case _:
            return LEAVES


@cache
def wrong(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """JSON for this model, in which most is wrong."""
    return almost(fields_of(model)) | JSON


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_wrong_is_said_in_both_languages(model: type[BaseModel], data: st.DataObject) -> None:
    given = data.draw(wrong(model))
    try:
        model.model_validate(given)
    except ValidationError as invalid:
        found = explained(invalid)
    else:
        return
    for text in found.values():
        assert UNKNOWN.en not in text.en
        assert text.nl
        assert text.en
        assert text.nl != text.en
        for sent in (SENT, str(NUMBER), "111111", "\x07", "Input should"):
            assert sent not in text.nl + text.en


def test_every_message_differs_in_its_languages_and_is_filled_alike() -> None:
    for text in MESSAGES.values():
        assert text.nl != text.en
        assert text.nl.count("{") == text.en.count("{")
