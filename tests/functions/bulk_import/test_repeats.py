"""Rows that repeat the id, the key, the e-mail address or the BSN of an earlier row."""

from collections.abc import Sequence
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.bulk_import.repeats import Repeat, Repeats
from functions.bulk_import.scripts import Script
from tests.functions.bulk_import.imports import A_CLIENT, CLIENT_TITLES, Cell, candidates, slugs

KEY = "169a5b27fb204d15bd9d3fa6387713d7"


def client(email: str = "b@example.org", external_id: str = "C-2", bsn: str = "") -> list[Cell]:
    """Another client than A_CLIENT, with these values."""
    return [email, "Bas", "", "Berg", external_id, "", "", "", bsn]


def test_the_same_row_again_is_a_repeat() -> None:
    first, second = candidates(CLIENT_TITLES, A_CLIENT, A_CLIENT)
    assert first.desired is not None
    assert (second.desired, second.is_duplicate, slugs(second)) == (None, True, ["row-repeated"])
    assert "rij 2" in second.reasons[0].text.nl


@pytest.mark.parametrize(
    ("repeat", "cell"),
    [
        (client(external_id="C-1"), "E3"),
        (client(email="A@example.org "), "A3"),
        (client(bsn="111.222.333"), "I3"),
    ],
)
def test_one_value_of_an_earlier_row_makes_a_repeat_with_other_data(repeat: list[Cell], cell: str) -> None:
    first, second = candidates(CLIENT_TITLES, A_CLIENT, repeat)
    assert first.desired is not None
    assert (second.is_duplicate, slugs(second)) == (True, ["row-repeated-otherwise"])
    assert f"{cell} is in row 2 too" in second.reasons[0].text.en


def test_a_refused_row_is_not_repeated_by_the_right_one() -> None:
    refused, right, other = candidates(CLIENT_TITLES, client(email="x"), client(), client(external_id="C-3"))
    assert refused.desired is None
    assert right.desired is not None
    assert other.is_duplicate


def test_updates_repeat_keys() -> None:
    rows = [[KEY, "C-1"], [KEY, "C-2"], ["f" * 32, "C-1"], ["e" * 32, "C-3"]]
    found = candidates("Minddistrict ID, Client ID", *rows, script=Script.UPDATE_CLIENTS)
    assert [each.is_duplicate for each in found] == [False, True, True, False]


@pytest.mark.parametrize("script", [Script.RELATIONSHIPS, Script.EXISTING_RELATIONSHIPS])
def test_a_relationship_is_repeated_as_a_whole(script: Script) -> None:
    rows = [["M-1", "C-1"], ["M-1", "C-2"], ["M-2", "C-1"], ["M-1", "C-1"]]
    found = candidates("Professional ID, Client ID", *rows, script=script)
    assert [each.is_duplicate for each in found] == [False, False, False, True]
    assert slugs(found[3]) == ["row-repeated"]


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "x", "y", "z"]), st.sampled_from("12")), max_size=12
)


@given(ROWS, st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_many_rows_taken_together_are_those_taken_one_by_one(
    rows: Sequence[tuple[str, str, str]], sizes: Sequence[int]
) -> None:
    one_by_one, in_parts = Repeats(), Repeats()
    expected = [
        one_by_one.take(number, {name: value for name, value in zip("ab", row, strict=False) if value}, row)
        for number, row in enumerate(rows, 2)
    ]
    found: list[Repeat | None] = []
    at = 0
    for size in chain(sizes, [len(rows)]):
        part = rows[at : at + size]
        columns = {"a": [row[0] for row in part], "b": [row[1] for row in part]}
        if in_parts.take_all(at + 2, columns, part):
            found += [None] * len(part)
        else:
            found += [
                in_parts.take(number, {name: value for name, value in zip("ab", row, strict=False) if value}, row)
                for number, row in enumerate(part, at + 2)
            ]
        at += len(part)
    assert found == expected
