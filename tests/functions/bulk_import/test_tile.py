"""The tile: what an administrator can set, what is refused, and what each setting does to an import."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.bulk_import.tile import TILE, ImportSettings
from koppel.domain.accounts.account import Role
from koppel.domain.problems.refusal import Declined
from koppel.domain.runs.item import ItemVerb
from koppel.domain.runs.run import RunState
from koppel.domain.tiles.form_values import form_values, read_form
from koppel.domain.tiles.settings import changed
from tests.functions.bulk_import.import_desk import Desk, client, clients_file, open_desk
from tests.functions.bulk_import.imports import PROFESSIONAL_TITLES
from tests.harness.workbooks import excel


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def set_tile(desk: Desk, **given: Any) -> None:
    """Put the tile into a state in which plain files are taken."""
    desk.set_tile(json.dumps({"must_encrypt": False} | given))


def refused(**given: Any) -> dict[str, str]:
    """Field → why these settings are refused, in English."""
    with pytest.raises(Declined) as declined:
        changed(TILE, "{}", given)
    return {name: text.en for name, text in declined.value.fields.items()}


def test_a_new_tile_is_careful() -> None:
    settings = ImportSettings()
    assert settings.must_encrypt
    assert not settings.accept_old_keys
    assert not settings.welcome_clients
    assert not settings.welcome_professionals
    assert (settings.approvals, settings.approval_days, settings.retention) == (1, 7, 30)
    assert (settings.role, settings.source) == (Role.THERAPIST, "Import")


def test_settings_come_back_from_a_form_as_they_were() -> None:
    settings = ImportSettings(approvals=2, role=Role.SUPERVISOR, mail_from="welkom@example.org", all_or_nothing=True)
    again = read_form(ImportSettings, form_values(settings))
    assert ImportSettings.model_validate_json(json.dumps(again)) == settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("approvals", 0),
        ("approvals", 3),
        ("approval_days", 31),
        ("retention", 1),
        ("retention", 91),
        ("mail_from", "welkom"),
        ("mail_from", "Welkom <a@b.nl>"),
        ("source", "x" * 61),
        ("role", "ith.Nobody"),
        ("dates", "american"),
        ("numbers", "maybe"),
    ],
)
def test_a_value_that_is_none_is_refused_at_its_field(field: str, value: Any) -> None:
    assert set(refused(**{field: value})) == {field}


def test_the_source_and_the_role_of_the_tile_go_to_new_accounts(desk: Desk) -> None:
    set_tile(desk, source="Overgang", role=Role.SECRETARY)
    rows = [["m@example.org", "Bas", "", "Wit", "M-1", ""], ["n@example.org", "An", "", "Oe", "M-2", "Supervisor"]]
    desk.final_run(excel([PROFESSIONAL_TITLES.split(", "), *rows]), "new_professionals")
    first, second = desk.professional("M-1"), desk.professional("M-2")
    assert first is not None
    assert second is not None
    assert (first.external_source, first.roles, second.roles) == ("Overgang", (Role.SECRETARY,), (Role.SUPERVISOR,))


@pytest.mark.parametrize(
    ("dates", "verb", "said"),
    [
        ("day_first", ItemVerb.CREATE, []),
        ("listed", ItemVerb.CREATE, ["date-ambiguous"]),
        ("real_only", ItemVerb.REFUSED, ["date-as-text"]),
    ],
)
def test_dates_as_text_are_read_as_the_tile_says(desk: Desk, dates: str, verb: ItemVerb, said: list[str]) -> None:
    set_tile(desk, dates=dates)
    run = desk.test_run(clients_file(client(1, date_of_birth="02/03/1980")))
    assert (desk.verbs(run), desk.said(run)) == ([verb], [said])


@pytest.mark.parametrize(
    ("numbers", "verb", "said"),
    [("warn", ItemVerb.CREATE, ["number-as-id"]), ("refuse", ItemVerb.REFUSED, ["number-refused"])],
)
def test_numbers_as_ids_are_taken_as_the_tile_says(desk: Desk, numbers: str, verb: ItemVerb, said: list[str]) -> None:
    set_tile(desk, numbers=numbers)
    run = desk.test_run(clients_file(client(1, id=4711)))
    assert (desk.verbs(run), desk.said(run)) == ([verb], [said])


def test_a_key_whose_time_is_over_opens_files_where_the_tile_says_so(desk: Desk) -> None:
    desk.set_tile("{}")
    content = desk.encrypted(clients_file(client(1)))
    (key,) = desk.done("list-import-keys")["import_keys"]
    desk.done("end-import-key", key=key["id"])
    assert [each.slug for each in desk.test_run(content).reasons] == ["message-no-key"]
    desk.set_tile('{"accept_old_keys": true}')
    assert desk.test_run(content).state is RunState.WAITING
