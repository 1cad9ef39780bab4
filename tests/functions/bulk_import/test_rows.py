"""What each row of each script means, and what is said where it cannot be taken."""

import pytest

from functions.bulk_import.refused import FileRefused
from functions.bulk_import.scripts import Script
from functions.bulk_import.table_reading import TableReader
from functions.bulk_import.tile import Dates
from functions.bulk_import.workbook.block import CellKind
from functions.bulk_import.workbook.prescan import Facts
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.accounts.presence import Presence
from koppel.domain.plan.desired import Desired, DesiredRelations
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.json_forms import candidate_from_json, candidate_to_json
from tests.functions.bulk_import.imports import (
    A_CLIENT,
    CLIENT_TITLES,
    PROFESSIONAL_TITLES,
    Cell,
    candidates,
    reader,
    rules,
    slugs,
    table,
)

ALL_IDS = "Minddistrict ID, Client ID, New client ID"
KEY, OTHER_KEY = "169a5b27fb204d15bd9d3fa6387713d7", "f" * 32


def only(found: list[Candidate]) -> Candidate:
    """The one candidate, which can be stored and read back."""
    (one,) = found
    assert candidate_from_json(candidate_to_json(one)) == one
    return one


def test_a_new_client() -> None:
    candidate = only(candidates(CLIENT_TITLES, A_CLIENT))
    assert candidate == Candidate(
        label="2",
        desired=Desired(
            kind=Kind.CLIENT,
            id="C-1",
            values={
                "email": "a@example.org",
                "first_name": "Anna",
                "last_name": "Smit",
                "date_of_birth": "1980-01-31",
                "gender": "f",
                "phone_number": "0612345678",
                "bsn": "111222333",
            },
            defaults={"gender": "unknown"},
        ),
        email_check="a@example.org",
    )


def test_a_new_client_without_a_gender_is_of_unknown_gender_only_when_it_is_new() -> None:
    titles = "Email address, First name, Last name, Client ID"
    desired = only(candidates(titles, ["a@example.org", "Anna", "Smit", "C-1"])).desired
    assert desired is not None
    assert "gender" not in desired.values
    assert desired.defaults == {"gender": "unknown"}


@pytest.mark.parametrize(
    ("role", "expected"),
    [("", (Role.THERAPIST,)), ("Supervisor, secretary", (Role.SUPERVISOR, Role.SECRETARY))],
)
def test_a_new_professional_has_the_roles_of_the_row_or_that_of_the_tile(role: str, expected: tuple[Role, ...]) -> None:
    desired = only(
        candidates(
            PROFESSIONAL_TITLES, ["a@example.org", "Anna", "de", "Wit", "M-1", role], script=Script.NEW_PROFESSIONALS
        )
    ).desired
    assert desired is not None
    assert (desired.kind, desired.id, desired.roles, desired.default_roles) == (
        Kind.PROFESSIONAL,
        "M-1",
        None,
        expected,
    )
    assert desired.values == {"email": "a@example.org", "first_name": "Anna", "infix": "de", "last_name": "Wit"}


@pytest.mark.parametrize("kind", [Kind.CLIENT, Kind.PROFESSIONAL])
def test_who_is_welcomed_is_chosen_for_each_kind(kind: Kind) -> None:
    of = rules(welcome=frozenset({kind}))
    desired = only(candidates(CLIENT_TITLES, A_CLIENT, of=of)).desired
    assert desired is not None
    assert desired.welcome is (kind is Kind.CLIENT)
    assert not desired.mail_requested


def test_a_relationship_by_ids_does_not_wait_for_a_professional() -> None:
    candidate = only(candidates("Professional ID, Client ID", ["M-1", "C-1"], script=Script.RELATIONSHIPS))
    assert candidate.desired == Desired(
        kind=Kind.CLIENT,
        id="C-1",
        relations=DesiredRelations(professional_ids=("M-1",), waits=False),
        creates=False,
    )


@pytest.mark.parametrize(
    ("titles", "row", "client", "relations"),
    [
        (
            "Professional ID, Client ID",
            ["M-1", "C-1"],
            ("", "C-1"),
            DesiredRelations(professional_ids=("M-1",), waits=False),
        ),
        (
            "Professional database ID (Minddistrict), Client database ID (Minddistrict)",
            [KEY, OTHER_KEY],
            (OTHER_KEY, ""),
            DesiredRelations(professionals=(KEY,), waits=False),
        ),
        (
            "Professional ID, Professional database ID (Minddistrict), Client ID",
            ["M-1", KEY, "C-1"],
            ("", "C-1"),
            DesiredRelations(professionals=(KEY,), waits=False),
        ),
        (
            "Professional ID, Professional database ID (Minddistrict), Client ID",
            ["M-1", "", "C-1"],
            ("", "C-1"),
            DesiredRelations(professional_ids=("M-1",), waits=False),
        ),
    ],
)
def test_relationships_of_existing_accounts(
    titles: str, row: list[Cell], client: tuple[str, str], relations: DesiredRelations
) -> None:
    desired = only(candidates(titles, row, script=Script.EXISTING_RELATIONSHIPS)).desired
    assert desired is not None
    assert ((desired.key, desired.id), desired.relations, desired.creates) == (client, relations, False)


def test_a_key_in_a_column_of_ids_is_taken_as_one_and_told() -> None:
    candidate = only(candidates("Professional ID, Client ID", [KEY, "C-1"], script=Script.EXISTING_RELATIONSHIPS))
    assert candidate.desired is not None
    assert candidate.desired.relations == DesiredRelations(professionals=(KEY,), waits=False)
    assert slugs(candidate) == ["id-as-key"]


@pytest.mark.parametrize(
    ("titles", "row", "expected"),
    [
        ("Minddistrict ID, Client ID", [KEY, "C-9"], {"key": KEY, "values": {"id": "C-9"}}),
        ("Minddistrict ID, New client ID", [KEY, "C-9"], {"key": KEY, "values": {"id": "C-9"}}),
        ("Client ID, New client ID", ["C-1", "C-9"], {"id": "C-1", "values": {"id": "C-9"}}),
        ("Client ID, Last name", ["C-1", "Wit"], {"id": "C-1", "values": {"last_name": "Wit"}}),
        ("Client ID, New email address", ["C-1", "n@x.nl"], {"id": "C-1", "values": {"email": "n@x.nl"}}),
        ("Client ID, Last name, First name", ["C-1", "", "An"], {"id": "C-1", "values": {"first_name": "An"}}),
        ("Minddistrict ID, Client ID", [KEY, ""], {"key": KEY, "values": {}}),
        (ALL_IDS, [KEY, "C-1", "C-9"], {"key": KEY, "values": {"id": "C-9"}}),
        (ALL_IDS, [KEY, "C-9", ""], {"key": KEY, "values": {"id": "C-9"}}),
        (ALL_IDS, ["", "C-1", "C-9"], {"id": "C-1", "values": {"id": "C-9"}}),
        (ALL_IDS, [KEY, "", "C-9"], {"key": KEY, "values": {"id": "C-9"}}),
    ],
)
def test_an_update_takes_the_identifier_or_any_other_field(
    titles: str, row: list[Cell], expected: dict[str, object]
) -> None:
    candidate = only(candidates(titles, row, script=Script.UPDATE_CLIENTS))
    assert candidate.desired == Desired(kind=Kind.CLIENT, creates=False, **expected)  # type: ignore[arg-type]
    assert candidate.email_check == ""


def test_a_row_of_an_update_must_say_who_is_meant() -> None:
    rows: list[list[Cell]] = [["", "", "C-9"], ["", "C-1", "C-8"]]
    neither, by_id = candidates(ALL_IDS, *rows, script=Script.UPDATE_CLIENTS)
    assert (neither.desired, slugs(neither), slugs(by_id)) == (None, ["cell-empty"], [])


def test_an_update_of_a_professional_sets_roles_that_are_named() -> None:
    titles, script = "Minddistrict ID, Email address, Role", Script.UPDATE_PROFESSIONALS
    named, empty = candidates(titles, [KEY, "a@x.nl", "Supervisor"], [OTHER_KEY, "b@x.nl", ""], script=script)
    assert named.desired == Desired(kind=Kind.PROFESSIONAL, key=KEY, roles=(Role.SUPERVISOR,), creates=False)
    assert named.email_check == "a@x.nl"
    assert empty.desired == Desired(kind=Kind.PROFESSIONAL, key=OTHER_KEY, roles=None, creates=False)


def test_every_wrong_cell_of_a_row_is_named_and_other_rows_are_taken() -> None:
    wrong: list[Cell] = ["a@b", "", "x", 12.0, "C-1", "31/02/1980", "z", "0612345678", "111222334"]
    first, second = candidates(CLIENT_TITLES, wrong, A_CLIENT)
    assert first.desired is None
    assert slugs(first) == ["cell-wrong", "not-text", "not-a-date", "not-a-gender", "cell-wrong"]
    texts = [each.text.en for each in first.reasons]
    assert [text.partition("(")[0].split()[-1] for text in texts] == ["A2", "D2", "F2", "G2", "I2"]
    assert "a@b" not in " ".join(texts)
    assert second.desired is not None


def test_what_must_be_filled_is_named_in_both_languages() -> None:
    (candidate,) = candidates(CLIENT_TITLES, ["", "Anna", "", "", "C-1", "", "", "", ""])
    assert candidate.desired is None
    assert [each.text.nl for each in candidate.reasons] == [
        "Cel A2 (E-mailadres) is leeg; dit gegeven is nodig. Vul de cel in.",
        "Cel D2 (Achternaam) is leeg; dit gegeven is nodig. Vul de cel in.",
    ]
    assert candidate.reasons[0].text.en == "Cell A2 (Email address) is empty; this is needed. Fill the cell in."


def test_what_the_organisation_demands_must_be_filled_too() -> None:
    row = [*A_CLIENT[:8], ""]
    assert only(candidates(CLIENT_TITLES, row)).desired is not None
    (candidate,) = candidates(CLIENT_TITLES, row, of=rules(bsn=Presence.REQUIRED))
    assert slugs(candidate) == ["cell-empty"]


@pytest.mark.parametrize("script", [Script.UPDATE_CLIENTS, Script.UPDATE_PROFESSIONALS])
def test_an_update_of_nobody_is_refused(script: Script) -> None:
    (by_key,) = candidates("Minddistrict ID, ID", ["", "C-1"], script=script)
    (by_id,) = candidates("ID, Last name", ["", "Wit"], script=script)
    assert slugs(by_key) == slugs(by_id) == ["cell-empty"]


@pytest.mark.parametrize(("row", "cells"), [(["", "C-1"], ["A2"]), (["M-1", ""], ["B2"])])
@pytest.mark.parametrize("script", [Script.RELATIONSHIPS, Script.EXISTING_RELATIONSHIPS])
def test_a_relationship_has_two_sides(script: Script, row: list[Cell], cells: list[str]) -> None:
    (candidate,) = candidates("Professional ID, Client ID", row, script=script)
    assert [each.text.en.split()[1] for each in candidate.reasons] == cells


def test_empty_rows_are_no_rows_and_rows_keep_their_numbers() -> None:
    found = candidates(CLIENT_TITLES, [""] * 9, A_CLIENT, [None] * 9, [" ", *[""] * 8])
    assert [each.label for each in found] == ["3"]


def test_the_row_of_a_template_that_shows_how_values_are_written_is_recognised() -> None:
    example = ["voorbeeld@voorbeeld.nl", "Voornaam", "", "Achternaam", "123", "dd/mm/jjjj", "m/f/o/u", "", ""]
    first, second = candidates(CLIENT_TITLES, example, A_CLIENT)
    assert slugs(first) == ["example-row"]
    assert second.desired is not None


def test_a_hidden_row_is_read_with_a_warning() -> None:
    rows = [CLIENT_TITLES.split(", "), A_CLIENT]
    read = TableReader(table(rows, Facts(hidden={2})), rules())
    ((_, candidate),) = next(read.read())
    assert candidate.desired is not None
    assert slugs(candidate) == ["row-hidden"]


@pytest.mark.parametrize(
    ("kind", "slug"),
    [(CellKind.ERROR, "cell-error"), (CellKind.FORMULA, "cell-formula"), (CellKind.MERGED, "cell-merged")],
)
def test_a_cell_without_a_value_is_named_and_hides_no_other_row(kind: CellKind, slug: str) -> None:
    other = ["b@example.org", *A_CLIENT[1:4], "C-2", "", "", "", ""]
    facts = Facts(odd={2: [(3, kind)]})
    read = TableReader(table([CLIENT_TITLES.split(", "), [*A_CLIENT[:3], "", *A_CLIENT[4:]], other], facts), rules())
    ((_, first), (_, second)) = next(read.read())
    assert slugs(first) == [slug]
    assert "D2" in first.reasons[0].text.nl
    assert second.desired is not None


def test_an_unread_column_may_have_anything_in_it() -> None:
    facts = Facts(odd={2: [(9, CellKind.ERROR)]})
    rows: list[list[Cell]] = [[*CLIENT_TITLES.split(", "), "Opmerking"], [*A_CLIENT, ""]]
    ((_, candidate),) = next(TableReader(table(rows, facts), rules()).read())
    assert candidate.desired is not None


def test_a_cell_below_no_title_is_a_note_in_a_sheet_and_a_shift_in_a_text() -> None:
    row = [*A_CLIENT, "bellen!"]
    assert slugs(only(candidates(CLIENT_TITLES, row))) == ["cell-untitled"]
    shifted = only(candidates(CLIENT_TITLES, row, sheet=""))
    assert slugs(shifted) == ["cell-beyond"]
    assert shifted.desired is None


def test_people_are_told_what_is_not_read() -> None:
    read = reader(f"{CLIENT_TITLES}, Opmerking", [*A_CLIENT, "x"], of=rules(bsn=Presence.OFF))
    read.table = table([[*CLIENT_TITLES.split(", "), "Opmerking"], [*A_CLIENT, "x"]])
    assert len(list(read.read())) == 1
    assert [(problem.slug, details) for problem, details in read.notices()] == [
        ("columns-unread", {"columns": "Opmerking (J1)"}),
        ("columns-off", {"columns": "BSN (I1)"}),
    ]


def test_people_are_told_when_dates_have_the_month_first() -> None:
    american = ["b@example.org", *A_CLIENT[1:4], "C-2", "12/31/1980", "", "", ""]
    read = reader(CLIENT_TITLES, A_CLIENT, american)
    (found,) = read.read()
    assert slugs(found[1][1]) == ["date-month-first"]
    assert [problem.slug for problem, _ in read.notices()] == ["month-first"]


def test_warnings_stay_with_a_row_that_is_taken() -> None:
    row = [*A_CLIENT[:4], 123.0, "03/04/1980", *A_CLIENT[6:]]
    candidate = only(candidates(CLIENT_TITLES, row, of=rules(dates=Dates.LISTED)))
    assert candidate.desired is not None
    assert slugs(candidate) == ["number-as-id", "date-ambiguous"]


@pytest.mark.parametrize("rows", [[], [[""] * 9]])
def test_a_file_without_rows_is_refused(rows: list[list[Cell]]) -> None:
    with pytest.raises(FileRefused, match="no-rows"):
        candidates(CLIENT_TITLES, *rows)


def test_a_file_without_anything_is_refused() -> None:
    with pytest.raises(FileRefused, match="no-rows"):
        list(TableReader(table([[""], [""]]), rules()).read())
