"""The row of titles: where it is, what is missing in it, and what cannot be read in it."""

from collections.abc import Sequence

import pytest

from functions.bulk_import.headings import Heading, heading_of
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.scripts import Script
from koppel.domain.accounts.presence import Presence
from tests.functions.bulk_import.imports import CLIENT_TITLES, organisation

TITLES = CLIENT_TITLES.split(", ")


def found(*rows: Sequence[str], script: Script = Script.NEW_CLIENTS, kinds: str = "", **clients: Presence) -> Heading:
    """The heading among these rows of texts; `kinds` are those of the cells of the last one."""
    cells = [[(value, "s") for value in row] for row in rows]
    if kinds:
        cells[-1] = [(value, kind) for (value, _), kind in zip(cells[-1], kinds, strict=True)]
    return heading_of(cells, 1, script, organisation(**clients))


def refusal(
    *rows: Sequence[str], script: Script = Script.NEW_CLIENTS, kinds: str = "", **clients: Presence
) -> tuple[str, dict[str, str]]:
    """Why there is none."""
    with pytest.raises(FileRefused) as refused:
        found(*rows, script=script, kinds=kinds, **clients)
    return refused.value.problem.slug, refused.value.details


def test_columns_are_found_in_any_order() -> None:
    heading = found(TITLES[::-1])
    assert [column.name for column in heading.places.values()][::-1] == [
        "email", "first_name", "infix", "last_name", "id", "date_of_birth", "gender", "phone_number", "bsn",
    ]  # fmt: skip
    assert (heading.row, heading.unread, heading.off) == (1, (), ())


def test_titles_may_stand_below_a_title_of_the_sheet_and_empty_rows() -> None:
    heading = found(["Aanlevering cliënten"], [""], ["Praktijk", "De Linde"], TITLES)
    assert heading.row == 4


def test_unknown_columns_are_named_with_their_cells() -> None:
    assert found([*TITLES, "Opmerking", "", "Postcode"]).unread == ("Opmerking (J1)", "Postcode (L1)")


def test_columns_of_fields_that_are_switched_off_are_named() -> None:
    heading = found(TITLES, bsn=Presence.OFF)
    assert heading.off == ("BSN (I1)",)
    assert not heading.has("bsn")


def test_missing_columns_are_named_in_both_languages() -> None:
    slug, details = refusal(["E-mail", "Voornaam", "Achternm", "Cliëntnummer"])
    assert (slug, details) == (
        "columns-missing",
        {"columns": "Achternaam / Last name", "unknown": "Achternm (C1)"},
    )


def test_a_field_that_the_organisation_demands_is_missed_too() -> None:
    titles = ["E-mail", "Voornaam", "Achternaam", "Cliëntnummer"]
    assert found(titles).has("id")
    assert refusal(titles, bsn=Presence.REQUIRED)[1]["columns"] == "BSN"


def test_titles_of_another_script_are_recognised() -> None:
    slug, details = refusal(["Client ID", "Professional ID"])
    assert (slug, details["script"]) == ("heading-other-script", "Behandelrelaties / Treatment relationships")
    assert refusal(TITLES, script=Script.NEW_PROFESSIONALS)[1]["script"] == "Nieuwe cliënten / New clients"


def test_a_column_that_is_there_twice_is_refused_with_both_cells() -> None:
    slug, details = refusal([*TITLES, "E-mailadres"])
    assert (slug, details["first"], details["second"]) == ("column-twice", "A1", "J1")


def test_a_sheet_without_titles_says_what_is_needed() -> None:
    slug, details = refusal(["x", "y"], ["1", "2"])
    assert slug == "heading-missing"
    assert details["columns"].startswith("E-mailadres / Email address, Voornaam / First name")


@pytest.mark.parametrize(("kind", "slug"), [("m", "heading-merged"), ("e", "heading-odd"), ("f", "heading-odd")])
def test_merged_and_broken_titles_are_refused_with_their_cell(kind: str, slug: str) -> None:
    kinds = "s" * (len(TITLES) - 1) + kind
    assert refusal(["Titel", *[""] * 8], [*TITLES[:-1], ""], kinds=kinds) == (slug, {"cell": "I2"})


@pytest.mark.parametrize("script", [Script.UPDATE_CLIENTS, Script.UPDATE_PROFESSIONALS])
def test_an_update_needs_to_know_who_and_what(script: Script) -> None:
    assert found(["Minddistrict ID", "ID"], script=script).has("key")
    assert found(["ID", "Voornaam"], script=script).has("id")
    assert refusal(["Voornaam", "Achternaam"], script=script)[0] == "columns-missing"
    assert refusal(["ID", "E-mail"], script=script)[0] == "nothing-to-update"
    assert refusal(["Minddistrict ID", "E-mail"], script=script)[0] == "nothing-to-update"


def test_an_update_may_have_key_id_and_new_id_as_its_template_has() -> None:
    titles = ["Minddistrict ID", "Cliëntnummer", "Nieuw cliëntnummer"]
    places = found(titles, script=Script.UPDATE_CLIENTS).places
    assert [each.name for each in places.values()] == ["key", "id", "new_id"]


def test_a_relationship_of_existing_accounts_needs_either_id_or_key_of_both() -> None:
    script = Script.EXISTING_RELATIONSHIPS
    assert found(["Professional ID", "Client database ID (Minddistrict)"], script=script).has("client_key")
    slug, details = refusal(["Professional ID", "Opmerking"], script=script)
    assert slug == "columns-missing"
    assert " | " in details["columns"]
