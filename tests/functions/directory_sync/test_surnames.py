"""A surname that holds its prefix is split as the population register writes it, and loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync import surnames
from functions.directory_sync.surnames import PREFIXES, split


@pytest.mark.parametrize(
    ("surname", "parts"),
    [
        ("Berg", ("", "Berg")),
        ("van den Berg", ("van den", "Berg")),
        ("Van den Berg", ("Van den", "Berg")),
        ("VAN DER BERG", ("VAN DER", "BERG")),
        ("  van   den  Berg ", ("van den", "Berg")),
        ("Berg, van den", ("van den", "Berg")),
        ("Berg,van den", ("van den", "Berg")),
        ("van 't Hof", ("van 't", "Hof")),
        ("van ’t Hof", ("van ’t", "Hof")),
        ("'t Hart", ("'t", "Hart")),
        ("d'Hont", ("d'", "Hont")),
        ("Hont, d'", ("d'", "Hont")),
        ("de", ("", "de")),
        ("van de", ("van", "de")),
        ("Dekker", ("", "Dekker")),
        ("Vanderberg", ("", "Vanderberg")),
        ("de Vries-van Dam", ("de", "Vries-van Dam")),
        ("Vries, Jan", ("", "Vries, Jan")),
        ("voor in 't Holt", ("voor in 't", "Holt")),
        (", van", ("", ", van")),
        ("", ("", "")),
    ],
)
def test_a_surname_is_split(surname: str, parts: tuple[str, str]) -> None:
    assert split(surname) == parts


@given(st.sampled_from(sorted(PREFIXES)), st.sampled_from(["Berg", "Ng", "Ó Briain"]))
def test_each_prefix_is_found_before_and_behind(prefix: str, name: str) -> None:
    assert split(f"{prefix} {name}") == (prefix, name)
    assert split(f"{name}, {prefix}") == (prefix, name)


@given(st.text(max_size=40))
def test_nothing_is_lost_and_a_name_is_left(surname: str) -> None:
    prefix, rest = split(surname)
    assert bool(rest) is bool(surname.split())
    assert sorted(f"{prefix}{rest}".replace(" ", "").replace(",", "")) == sorted(
        "".join(surname.split()).replace(",", "")
    )


def test_of_several_values_the_first_counts() -> None:
    assert (surnames.prefix(["de Vries", "Bos"]), surnames.without_prefix(["de Vries", "Bos"])) == ("de", "Vries")
    assert (surnames.prefix([]), surnames.without_prefix([])) == ("", "")
