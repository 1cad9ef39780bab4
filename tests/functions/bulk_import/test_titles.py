"""Columns are found by the titles that people and systems write."""

import pytest

from functions.bulk_import.scripts import COLUMNS, SCRIPT_LABELS, Script
from functions.bulk_import.titles import find, titles_of

NEW, PROFESSIONALS, UPDATE = Script.NEW_CLIENTS, Script.NEW_PROFESSIONALS, Script.UPDATE_CLIENTS
BOTH = Script.EXISTING_RELATIONSHIPS


@pytest.mark.parametrize("script", Script)
def test_no_title_means_two_columns(script: Script) -> None:
    assert set(titles_of(script).values()) == set(COLUMNS[script])
    assert script in SCRIPT_LABELS


@pytest.mark.parametrize("script", Script)
def test_every_column_is_found_by_its_own_title_in_both_languages(script: Script) -> None:
    for column in COLUMNS[script]:
        for title in (column.title.nl, column.title.en):
            assert find(script, title) is column
            assert find(script, f"  {title.upper()} *") is column
            assert find(script, title.replace(" ", "_")) is column


@pytest.mark.parametrize(
    ("script", "title", "name"),
    [
        (NEW, "Email address", "email"),
        (NEW, "E-MAIL", "email"),
        (NEW, "e-mail adres (verplicht)", "email"),
        (NEW, "Client ID (other system)", "id"),
        (NEW, "Client database ID (other system)", "id"),
        (NEW, "Cliëntnr.", "id"),
        (NEW, "Patiëntnummer EPD", "id"),
        (NEW, "ID", "id"),
        (NEW, "Date of birth dd/mm/yyyy *", "date_of_birth"),
        (NEW, "Geboortedatum (dd-mm-jjjj)", "date_of_birth"),
        (NEW, "geb.datum", "date_of_birth"),
        (NEW, "Gender m/f/o/u **", "gender"),
        (NEW, "Geslacht m/v/o", "gender"),
        (NEW, "Telephone number *", "phone_number"),
        (NEW, "Tel. nr.", "phone_number"),
        (NEW, "BSN *", "bsn"),
        (NEW, "Voor­naam".replace("\xad", ""), "first_name"),
        (NEW, "Voorvoegsel(s)", "infix"),
        (PROFESSIONALS, "Professional database ID (other system)", "id"),
        (PROFESSIONALS, "platform group/role", "roles"),
        (PROFESSIONALS, "Personeelsnummer", "id"),
        (UPDATE, "Client database ID (Minddistrict key from the URL)", "key"),
        (UPDATE, "Minddistrict ID", "key"),
        (UPDATE, "Client database ID (other system)", "id"),
        (UPDATE, "Email address", "email_check"),
        (UPDATE, "Nieuw e-mailadres", "email"),
        (UPDATE, "Nieuw cliëntnummer", "new_id"),
        (BOTH, "Professional ID", "professional_id"),
        (BOTH, "Professional database ID (Minddistrict)", "professional_key"),
        (BOTH, "Client database ID (Minddistrict)", "client_key"),
        (BOTH, "Client ID", "client_id"),
    ],
)
def test_usual_spellings_are_known(script: Script, title: str, name: str) -> None:
    found = find(script, title)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "title", ["", "Opmerking", "Adres", "Postcode", "*", "(dd/mm/jjjj)", "e-mail partner", "x" * 1000]
)
def test_other_titles_are_not(title: str) -> None:
    assert find(NEW, title) is None


def test_an_id_alone_says_nothing_where_there_are_two() -> None:
    assert find(BOTH, "ID") is None
    assert find(Script.RELATIONSHIPS, "nummer") is None
