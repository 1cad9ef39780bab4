"""What cells say: dates, ids, genders, roles and keys, as people and programs write them."""

import string
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.cells import Reading, Strictness, read
from functions.bulk_import.columns import read_column
from functions.bulk_import.tile import Dates, Numbers
from functions.bulk_import.workbook.block import CellKind
from koppel.domain.accounts.account import ROLE_LABELS, Role
from koppel.domain.problems.problem import Level
from tests.functions.bulk_import.imports import TODAY, Cell, column_of

USUAL = Strictness(TODAY)
TYPES = list(CellType)


def reading(of: CellType, value: Cell, strictness: Strictness = USUAL) -> Reading:
    """What one cell says."""
    found = read_column(of, column_of([value]), 1, strictness)
    return found.problems.get(0, Reading(found.values[0]))


def said(of: CellType, value: Cell, strictness: Strictness = USUAL) -> str:
    """The value of a cell, or the slug of what is wrong with it."""
    found = reading(of, value, strictness)
    return found.problem.slug if found.problem and found.problem.level is Level.ERROR else found.value


def warned(of: CellType, value: Cell, strictness: Strictness = USUAL) -> tuple[str, str]:
    """The value of a cell, and the slug of its warning."""
    found = reading(of, value, strictness)
    return found.value, found.problem.slug if found.problem else ""


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(1980, 1, 31), "1980-01-31"),
        (datetime.fromisoformat("1980-01-31T12:00"), "date-has-time"),
        ("31/01/1980", "1980-01-31"),
        ("31-01-1980", "1980-01-31"),
        (" 1-2-1980 ", "1980-02-01"),
        ("1980-01-31", "1980-01-31"),
        ("1980-1-3", "1980-01-03"),
        ("31/01-1980", "not-a-date"),
        ("31.01.1980", "not-a-date"),
        ("31/01/80", "not-a-date"),
        ("31 januari 1980", "not-a-date"),
        ("30/02/1980", "not-a-date"),
        ("01/31/1980", "date-month-first"),
        ("1980-31-01", "not-a-date"),
        ("1980-01-31T00:00:00", "date-has-time"),
        ("31-01-1980 00:00", "date-has-time"),
        (29251.0, "date-is-number"),
        (True, "date-is-number"),
        (time(0, 0), "date-impossible"),
        (date(1900, 2, 28), "date-impossible"),
        (date(2026, 3, 3), "date-impossible"),
        (date(2026, 3, 2), "2026-03-02"),
        ("01-01-1850", "date-impossible"),
        ("03-03-2026", "date-impossible"),
        ("", ""),
        ("#N/B", "cell-error"),
    ],
)
def test_dates(cell: Cell, expected: str) -> None:
    assert said(CellType.DATE, cell) == expected


def test_dates_as_texts_can_be_refused_or_listed_where_two_readings_are_possible() -> None:
    real, listed = Strictness(TODAY, Dates.REAL_ONLY), Strictness(TODAY, Dates.LISTED)
    assert said(CellType.DATE, "31/01/1980", real) == "date-as-text"
    assert said(CellType.DATE, "1980-01-31", real) == "1980-01-31"
    assert warned(CellType.DATE, "03/04/1980", listed) == ("1980-04-03", "date-ambiguous")
    assert warned(CellType.DATE, "04/04/1980", listed) == ("1980-04-04", "")
    assert warned(CellType.DATE, "13/04/1980", listed) == ("1980-04-13", "")
    assert warned(CellType.DATE, "03/04/1980") == ("1980-04-03", "")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("00123", "00123"),
        (" c-1\u00a0", "c-1"),
        (123.0, "123"),
        (0.0, "0"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "digits-lost"),
        (12.5, "digits-lost"),
        (-5.0, "digits-lost"),
        ("1,23457E+11", "digits-lost"),
        ("1.2e+5", "digits-lost"),
        ("12345.0", "digits-lost"),
        ("12.5", "12.5"),
        (date(2026, 1, 2), "date-as-id"),
        (datetime.fromisoformat("2026-01-02T03:00"), "date-as-id"),
        (time(1, 2), "date-as-id"),
        (True, "not-text"),
        ("a\u200bb", "cell-wrong"),
        ("x" * 201, "cell-wrong"),
        ("#REF!", "cell-error"),
        ("#VERW!", "cell-error"),
        ("#1", "#1"),
    ],
)
def test_ids(cell: Cell, expected: str) -> None:
    assert said(CellType.ID, cell) == expected


@pytest.mark.parametrize("of", [CellType.ID, CellType.PHONE, CellType.BSN])
def test_a_number_in_a_column_of_ids_is_taken_with_a_warning_or_refused(of: CellType) -> None:
    assert warned(of, 111222333.0) == ("111222333", "number-as-id")
    assert said(of, 111222333.0, Strictness(TODAY, numbers=Numbers.REFUSE)) == "number-refused"
    assert warned(of, "111222333") == ("111222333", "")


def test_a_bsn_passes_the_11_test_and_gets_its_zero_back() -> None:
    assert said(CellType.BSN, "11122233") == "cell-wrong"
    assert warned(CellType.BSN, 12345672.0) == ("012345672", "number-as-id")
    assert said(CellType.BSN, "0123.45.672") == "012345672"
    assert said(CellType.BSN, "123456789") == "cell-wrong"
    assert said(CellType.BSN, "000000000") == "cell-wrong"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("m", "m"), ("M", "m"), ("man", "m"), ("Male", "m"), ("f", "f"), ("v", "f"), ("Vrouw", "f"), ("o", "other"),
        ("Anders", "other"), ("X", "other"), ("u", "unknown"), ("onbekend", "unknown"), ("Not known", "unknown"),
        ("", ""), ("?", "not-a-gender"), ("mv", "not-a-gender"), ("1", "not-a-gender"), (1.0, "not-text"),
        (True, "not-text"),
    ],
)  # fmt: skip
def test_genders(cell: Cell, expected: str) -> None:
    assert said(CellType.GENDER, cell) == expected


@pytest.mark.parametrize("role", Role)
def test_roles_are_known_by_their_names_in_both_languages_and_by_their_ids(role: Role) -> None:
    for name in (ROLE_LABELS[role].nl, ROLE_LABELS[role].en.upper(), role.value):
        assert reading(CellType.ROLES, name).value == role


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Therapist, Supervisor", "ith.Therapist ith.Supervisor"),
        ("behandelaar; behandelaar", "ith.Therapist"),
        ("Data analyst / Data officer", "ith.Analyst ith.DataOfficer"),
        ("Behandelaar en secretariaat", "ith.Therapist ith.Secretary"),
        ("Behandelaar, koning", "not-a-role"),
        (",", "not-a-role"),
        ("", ""),
    ],
)
def test_several_roles_stand_in_one_cell(cell: str, expected: str) -> None:
    assert said(CellType.ROLES, cell) == expected


def test_who_becomes_an_application_manager_is_told() -> None:
    assert warned(CellType.ROLES, "Applicatiebeheerder, therapist")[1] == "becomes-manager"


KEY = "169a5b27fb204d15bd9d3fa6387713d7"


@pytest.mark.parametrize(
    ("of", "cell", "expected"),
    [
        (CellType.CLIENT_KEY, KEY, KEY),
        (CellType.CLIENT_KEY, KEY.upper(), KEY),
        (CellType.CLIENT_KEY, "169a5b27-fb20-4d15-bd9d-3fa6387713d7", KEY),
        (CellType.CLIENT_KEY, f"https://linde.minddistrict.com/c/{KEY}", KEY),
        (CellType.CLIENT_KEY, f"https://linde.minddistrict.com/c/{KEY}/tools?x=1", KEY),
        (CellType.PROFESSIONAL_KEY, f"https://linde.minddistrict.com/p/{KEY}", KEY),
        (CellType.PROFESSIONAL_KEY, f"https://linde.minddistrict.com/c/{KEY}", "not-a-key"),
        (CellType.CLIENT_KEY, KEY[1:], "not-a-key"),
        (CellType.CLIENT_KEY, "12345", "not-a-key"),
        (CellType.CLIENT_KEY, 12345.0, "not-text"),
    ],
)
def test_keys_are_taken_from_addresses_too(of: CellType, cell: Cell, expected: str) -> None:
    assert said(of, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  J.deVries@Example.ORG ", "j.devries@example.org"),
        ("a@b", "cell-wrong"),
        ("Jan <a@b.nl>", "cell-wrong"),
        ("a@b.nl; c@d.nl", "cell-wrong"),
        (1.0, "not-text"),
    ],
)
def test_email_addresses(cell: Cell, expected: str) -> None:
    assert said(CellType.EMAIL, cell) == expected


@pytest.mark.parametrize("mangled", ["ZoÃ«", "MÃ¼ller", "RenÃ©", "Ren‚", "Zo‰", "Ad\ufffdle", "dâ€™Arc", "MÂ\u00a0B"])
def test_names_that_a_wrong_character_set_has_mangled_are_refused(mangled: str) -> None:
    assert said(CellType.TEXT, mangled) == "cell-mangled"


@pytest.mark.parametrize(
    "name", ["Zoë", "Müller", "d’Arc", "Ångström", "João", "SÃO", "Ã", "Łukasz", "Nguyễn", "إيمان", "’t Hoff"]
)
def test_names_of_all_countries_are_taken(name: str) -> None:
    assert said(CellType.TEXT, name) == name


@pytest.mark.parametrize("cell", [12.0, True, date(2020, 5, 1), time(1, 2)])
def test_what_is_no_text_is_no_name(cell: Cell) -> None:
    assert said(CellType.TEXT, cell) == "not-text"


@pytest.mark.parametrize("of", TYPES)
@pytest.mark.parametrize(("kind", "slug"), [("e", "cell-error"), ("f", "cell-formula"), ("m", "cell-merged")])
def test_cells_without_a_value_are_refused_in_every_column(of: CellType, kind: str, slug: str) -> None:
    found = read(of, "", kind, USUAL)
    assert found.problem is not None
    assert (found.value, found.problem.slug) == ("", slug)


PLAIN = st.text(string.ascii_letters + string.digits + " @.-_'+/éëÀÿŠ×÷\x7f\u00a0\u0300Ã«#E,", max_size=14)
BSNS = st.integers(0, 10**9).map(lambda number: f"{number:09d}")


@given(of=st.sampled_from(TYPES), values=st.lists(st.one_of(PLAIN, BSNS, st.text(max_size=8)), min_size=1, max_size=6))
@example(of=CellType.BSN, values=["111222333", "", "000000000"])
@example(of=CellType.EMAIL, values=["a@b.nl", "a@b-.nl"])
@example(of=CellType.TEXT, values=["van  der", "é"])
@example(of=CellType.DATE, values=["", ""])
@example(of=CellType.EMAIL, values=["a@b.nl", "wrong", "a@b.nl\x7fc@d.nl"])
def test_a_look_at_the_whole_column_finds_what_a_look_at_each_cell_finds(of: CellType, values: list[str]) -> None:
    together = read_column(of, column_of(values), len(values), USUAL)
    alone = [read(of, value, CellKind.TEXT, USUAL) for value in values]
    assert list(together.values) == [each.value for each in alone]
    assert {number: each.problem for number, each in together.problems.items()} == {
        number: each.problem for number, each in enumerate(alone) if each.problem
    }


@given(days=st.lists(st.dates(date(1890, 1, 1), date(2030, 1, 1)), min_size=1, max_size=6), of=st.sampled_from(TYPES))
def test_the_same_holds_for_columns_of_days(days: list[date], of: CellType) -> None:
    together = read_column(of, column_of(days), len(days), USUAL)
    alone = [read(of, day.isoformat(), CellKind.DAY, USUAL) for day in days]
    assert list(together.values) == [each.value for each in alone]
    assert set(together.problems) == {number for number, each in enumerate(alone) if each.problem}


@given(st.sampled_from(TYPES), st.one_of(st.text(), st.floats(), st.booleans(), st.dates(), st.times()))
def test_no_cell_breaks_the_reader(of: CellType, cell: Cell) -> None:
    found = reading(of, cell)
    assert not (found.value and found.problem and found.problem.level is Level.ERROR)


@given(st.integers(0, 10**15 - 1))
def test_every_digit_of_a_number_is_kept(number: int) -> None:
    assert Decimal(reading(CellType.ID, float(number)).value) == number
