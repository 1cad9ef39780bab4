"""Posted forms become JSON and back, whatever is posted."""

import time
import tracemalloc
from contextlib import suppress
from enum import StrEnum
from typing import Any

import pytest
from pydantic import JsonValue, ValidationError

from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.form import FieldKind, fields_of
from koppel.domain.tiles.form_values import MOST_VALUES, form_values, placed, read_form, written
from koppel.domain.tiles.tile import Item, Settings, explained


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


LABELS = {Colour.RED: Text(nl="Rood", en="Red"), Colour.BLUE: Text(nl="Blauw", en="Blue")}
HOURS = Text(nl="uren", en="hours")


def plain(**rules: Any) -> Any:
    """A field that is explained somehow."""
    return explained(nl=("Titel", "Uitleg."), en=("Title", "Explanation."), **rules)


class Owner(Settings):
    name: str = plain(max_length=20)


class Part(Settings):
    size: int = plain(default=3, ge=1, le=9, unit=HOURS, example="4")
    colours: tuple[Colour, ...] = plain(default=(), choices=LABELS)
    notes: str = plain(default="", is_long=True)
    sure: bool = plain(default=True)


class Whole(Settings):
    name: str = plain(min_length=2, is_secret=True)
    code: str | None = plain(default=None)
    count: int | None = plain(default=7)
    colour: Colour = plain(default=Colour.RED, choices=LABELS)
    maybe: Colour | None = plain(default=Colour.RED, choices=LABELS)
    unsure: bool | None = plain(default=None)
    events: frozenset[str] = plain(default=frozenset({"A01"}), choices={"A01": HOURS, "A02": HOURS})
    lines: tuple[Item, ...] = plain(default=())
    parts: tuple[Part, ...] = plain(default=(Part(),), max_length=5)
    roles: dict[Item, Colour] = plain(default_factory=dict, choices=LABELS, columns=(HOURS, HOURS))
    places: dict[str, tuple[str, ...]] = plain(default_factory=dict)
    keyed: dict[str, Part] = plain(default_factory=dict)
    owner: Owner | None = plain(default=None)
    anything: dict[str, JsonValue] = plain(default_factory=dict)


FULL = Whole(
    name="Jan",
    count=None,
    maybe=None,
    unsure=False,
    events=frozenset({"A02"}),
    lines=("a b", "c,d"),
    parts=(Part(size=1, colours=(Colour.BLUE, Colour.RED), notes="een\ntwee", sure=False), Part()),
    roles={"1.5": Colour.BLUE, "x": Colour.RED},
    places={"email": ("PID-13", "PID-14"), "bsn": ()},
    keyed={"abc": Part(size=2)},
    owner=Owner(name="Piet"),
    anything={"a": [1, None, "é"]},
)


def test_a_field_describes_itself() -> None:
    fields = {one.name: one for one in fields_of(Whole)}
    assert {name: one.kind for name, one in fields.items()} == {
        "name": FieldKind.TEXT,
        "code": FieldKind.TEXT,
        "count": FieldKind.NUMBER,
        "colour": FieldKind.CHOICE,
        "maybe": FieldKind.CHOICE,
        "unsure": FieldKind.CHOICE,
        "events": FieldKind.CHOICES,
        "lines": FieldKind.LINES,
        "parts": FieldKind.GROUPS,
        "roles": FieldKind.PAIRS,
        "places": FieldKind.PAIRS,
        "keyed": FieldKind.KEYED_GROUPS,
        "owner": FieldKind.GROUP,
        "anything": FieldKind.JSON,
    }
    size, colours, notes, _ = fields["parts"].items
    assert (size.minimum, size.maximum, size.unit, size.example, size.default) == (1, 9, HOURS, "4", 3)
    assert colours.choices == (("red", LABELS[Colour.RED]), ("blue", LABELS[Colour.BLUE]))
    assert notes.kind is FieldKind.MULTILINE
    name = fields["name"]
    assert (name.required, name.is_secret, name.min_length) == (True, True, 2)
    assert (name.title, name.help) == (Text(nl="Titel", en="Title"), Text(nl="Uitleg.", en="Explanation."))
    assert fields["maybe"].optional
    assert [(one.name, one.kind, one.title) for one in fields["roles"].items] == [
        ("key", FieldKind.TEXT, HOURS),
        ("value", FieldKind.CHOICE, HOURS),
    ]
    assert [one.kind for one in fields["places"].items] == [FieldKind.TEXT, FieldKind.LINES]


@pytest.mark.parametrize("filled", [FULL, Whole(name="Jan")])
def test_what_is_filled_in_is_read_again(filled: Whole) -> None:
    assert read_form(Whole, form_values(filled)) == filled.model_dump(mode="json")
    assert Whole.model_validate(read_form(Whole, form_values(filled))) == filled


def test_what_is_not_in_the_form_is_not_in_the_json() -> None:
    assert read_form(Whole, {}) == {}
    assert read_form(Whole, {"csrf": ["x"], "parts2": ["y"]}) == {}


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({"parts": [""]}, {"parts": []}),
        ({"parts.7.sure": [""], "parts.2.sure": ["", "on"]}, {"parts": [{"sure": True}, {"sure": False}]}),
        ({"parts.999999999.size": ["4"], "parts.0.size": [" 5 "]}, {"parts": [{"size": 5}, {"size": 4}]}),
        ({"parts.0.size": [""]}, {"parts": [{"size": 3}]}),
        ({"parts.0.size": ["many"]}, {"parts": [{"size": "many"}]}),
        ({"parts.0.notes": ["a\r\nb\rc"]}, {"parts": [{"notes": "a\nb\nc"}]}),
        ({"events": [""]}, {"events": []}),
        ({"events": ["", "A01", "A02"]}, {"events": ["A01", "A02"]}),
        ({"count": [""], "code": [""]}, {"count": None, "code": None}),
        ({"maybe": [""], "unsure": [""]}, {"maybe": None, "unsure": None}),
        ({"unsure": ["true"]}, {"unsure": True}),
        ({"unsure": ["x"]}, {"unsure": "x"}),
        ({"colour": [""]}, {"colour": "red"}),
        ({"name": ["a", "b"]}, {"name": "b"}),
        ({"name": []}, {"name": ""}),
        ({"lines": ["a\r\n\r\n b\n"]}, {"lines": ["a", " b"]}),
        ({"owner": [""], "owner.name": ["x"]}, {"owner": None}),
        ({"owner": ["", "on"], "owner.name": ["x"]}, {"owner": {"name": "x"}}),
        ({"roles": [""]}, {"roles": {}}),
        ({"roles.1.key": [" a "], "roles.1.value": ["red"]}, {"roles": {"a": "red"}}),
        ({"roles.2.key": [""], "roles.2.value": ["red"]}, {"roles": {}}),
        ({"places.0.key": [""], "places.0.value": [""]}, {"places": {}}),
        ({"places.0.key": [""], "places.0.value": ["x"]}, {"places": {"": ["x"]}}),
        ({"keyed.abc.size": ["2"]}, {"keyed": {"abc": {"size": 2}}}),
        ({"anything": [""]}, {"anything": {}}),
    ],
)
def test_what_is_posted_is_read(form: dict[str, list[str]], found: dict[str, Any]) -> None:
    assert read_form(Whole, form) == found


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"roles.0.key": ["a"], "roles.0.value": [""], "roles.1.key": ["a "]}, "roles.1.key"),
        ({"parts.x.size": ["1"]}, "parts"),
        ({"parts.1234567890.size": ["1"]}, "parts"),
        ({"parts.².size": ["1"]}, "parts"),
        ({"anything": ["{"]}, "anything"),
        ({"anything": ["[" * 100_000]}, "anything"),
        ({"anything": ["\ud800"]}, "anything"),
        ({"anything": ['{"a": NaN}']}, "anything"),
    ],
)
def test_what_cannot_be_read_is_declined(form: dict[str, list[str]], field: str) -> None:
    with pytest.raises(Declined) as declined:
        read_form(Whole, form)
    assert list(declined.value.fields) == [field]


HOSTILE: dict[str, dict[str, list[str]]] = {
    "many names": {f"parts.{number}.size": ["1"] for number in range(100_000)},
    "many values": {"events": ["A01"] * 100_000},
    "many empty": {f"x{number}": [] for number in range(100_000)},
    "deep": {"parts." + "." * 100_000: ["1"]},
    "deep and long": {"keyed" + ".a" * 100_000: ["1"], "owner" + ".name" * 50_000: ["on"]},
    "long value": {"lines": ["\n" * 1_000_000]},
    "high numbers": {f"parts.{999_999_999 - number}.size": ["9" * 5000] for number in range(5000)},
}


@pytest.mark.parametrize("form", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_form_takes_little(form: dict[str, list[str]]) -> None:
    tracemalloc.start()
    started = time.process_time()
    with suppress(Declined):
        read_form(Whole, form)
    assert time.process_time() - started < 5
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_the_most_values_are_taken() -> None:
    assert read_form(Whole, {"events": ["A01"] * MOST_VALUES})
    with pytest.raises(Declined):
        read_form(Whole, {"events": ["A01"] * MOST_VALUES, "name": ["x"]})


def test_what_is_wrong_is_said_beside_its_field() -> None:
    form = {
        "parts.4.size": ["1"],
        "parts.9.size": ["x"],
        "roles.3.key": ["a.b"],
        "roles.3.value": ["green"],
        "roles.5.key": ["\x07"],
        "roles.5.value": ["red"],
        "lines": ["a\n\x07\n\x08"],
        "keyed.abc.size": ["99"],
        "events": ["", "A01"],
        "surplus": ["x"],
    }
    filled = read_form(Whole, form)
    assert list(written(Whole, filled)) == [
        "events", "lines", "parts", "parts.0.size", "parts.1.size", "roles", "roles.0.key", "roles.0.value",
        "roles.1.key", "roles.1.value", "keyed", "keyed.abc.size",
    ]  # fmt: skip
    with pytest.raises(ValidationError) as invalid:
        Whole.model_validate(filled)
    wrong = {".".join(map(str, each["loc"])): Text(nl="fout", en="wrong") for each in invalid.value.errors()}
    assert placed(Whole, filled, {**wrong, "(all)": Text(nl="x", en="y")}) == {
        "name": Text(nl="fout", en="wrong"),
        "lines": Text(nl="fout; fout", en="wrong; wrong"),
        "parts.1.size": Text(nl="fout", en="wrong"),
        "roles.0.value": Text(nl="fout", en="wrong"),
        "roles.1.key": Text(nl="fout", en="wrong"),
        "keyed.abc.size": Text(nl="fout", en="wrong"),
        "(all)": Text(nl="x", en="y"),
    }
