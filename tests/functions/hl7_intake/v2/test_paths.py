"""Paths: the text that settings hold and the value that code uses are the same thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.v2.paths import Filter, Path

NUMBERS = st.integers(1, 99)
FILTERS = st.builds(
    Filter,
    NUMBERS,
    st.none() | NUMBERS,
    st.text(st.characters(exclude_characters="[]", exclude_categories=["C"]), max_size=12).map(str.strip),
)
DIVISIONS = st.one_of(st.just((None, None)), st.tuples(NUMBERS, st.none()), st.tuples(NUMBERS, NUMBERS))
PATHS = st.builds(
    lambda segment, field, filters, division: Path(segment, field, tuple(filters), *division),
    st.from_regex(r"[A-Z][A-Z0-9]{2}", fullmatch=True),
    st.integers(1, 999),
    st.lists(FILTERS, max_size=3),
    DIVISIONS,
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("PID-8", Path("PID", 8)),
        ("PID-3.1", Path("PID", 3, component=1)),
        ("PID-5.1.3", Path("PID", 5, component=1, subcomponent=3)),
        ("PID-3[5=PI].1", Path("PID", 3, (Filter(5, None, "PI"),), 1)),
        ("PID-13[2=NET].4", Path("PID", 13, (Filter(2, None, "NET"),), 4)),
        ("PID-3[4.1=NLMINBIZA].1", Path("PID", 3, (Filter(4, 1, "NLMINBIZA"),), 1)),
        ("PID-3[4=HOSP][5=]", Path("PID", 3, (Filter(4, None, "HOSP"), Filter(5, None, "")))),
        ("ZP1-10", Path("ZP1", 10)),
    ],
)
def test_path_is_read_and_written_back(text: str, path: Path) -> None:
    assert Path.parse(text) == path
    assert str(path) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PID",
        "PID-",
        "PID-0",
        "pid-3",
        "PID-3.",
        "PID-3.0",
        "PID-3.1.2.3",
        "PID.3",
        "PID-3[5=PI",
        "PID-3[=PI].1",
        "PID-3[5=P]I].1",
        "PID-3 .1",
        "PID-3.1\n",
        "PID-٣",
        "PID-1000",
        "PIDX-3",
    ],
)
def test_what_is_no_path_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"PID-13\[2=NET\]\.4"):
        Path.parse(text)


def test_blanks_around_a_filter_text_do_not_count() -> None:
    assert Path.parse("PID-3[5= PI ].1") == Path.parse("PID-3[5=PI].1")


@given(PATHS)
def test_every_path_survives_its_text(path: Path) -> None:
    assert Path.parse(str(path)) == path


@given(st.text())
def test_any_text_is_a_path_or_refused(text: str) -> None:
    try:
        path = Path.parse(text)
    except ValueError:
        return
    assert Path.parse(str(path)) == path
