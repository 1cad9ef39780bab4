"""The tile: what an administrator can set, and what is refused with which words."""

import json
from typing import Any

import pytest

from functions.directory_sync.tile import TILE, DirectorySettings
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.form_values import form_values, read_form
from koppel.domain.tiles.settings import changed
from tests.functions.directory_sync.people import source

SOURCE = source().model_dump(mode="json")


def refused(*sources: dict[str, Any]) -> dict[str, str]:
    """Field → why these sources are refused, in English."""
    with pytest.raises(Declined) as declined:
        changed(TILE, "{}", {"sources": list(sources)})
    return {name: text.en for name, text in declined.value.fields.items()}


def test_a_source_has_all_it_needs_by_default_but_the_directory() -> None:
    settings = changed(TILE, "{}", {"sources": [{"name": "ad"}]})
    assert isinstance(settings, DirectorySettings)
    (one,) = settings.sources
    assert (one.is_complete, one.minutes, one.brake_count, one.brake_share) == (False, 15, 10, 5)


def test_settings_come_back_from_a_form_as_they_were() -> None:
    settings = DirectorySettings(sources=(source(), source(name="ad", entra=None)))
    again = read_form(DirectorySettings, form_values(settings))
    assert DirectorySettings.model_validate_json(json.dumps(again)) == settings


@pytest.mark.parametrize("name", ["", "Entra", "a b", "-a", "a-", "a/b", "x" * 31])
def test_a_name_is_short_and_plain(name: str) -> None:
    assert "sources.0.name" in refused({**SOURCE, "name": name})


def test_two_sources_cannot_have_one_name() -> None:
    assert refused(SOURCE, SOURCE) == {"sources": "have the same name twice"}


def test_a_source_is_one_directory() -> None:
    ldap = {"hosts": [{"name": "dc1"}], "bind_name": "koppel"}
    assert "make two sources" in str(refused({**SOURCE, "ldap": ldap}))


def test_an_expression_that_cannot_be_read_is_refused_at_its_field() -> None:
    wrong = refused({**SOURCE, "email": "first(mail", "infix": "exec(sn)"})
    assert wrong["sources.0.email"] == "ends too early"
    assert "knows these functions only" in wrong["sources.0.infix"]


def test_a_group_gives_its_roles_once() -> None:
    roles = [{"group": "a", "roles": ["ith.Therapist"]}, {"group": "A", "roles": ["ith.Analyst"]}]
    assert refused({**SOURCE, "roles": roles}) == {"sources.0.roles": "name a group twice"}


def test_a_source_is_found_by_its_name() -> None:
    settings = DirectorySettings(sources=(source(),))
    assert settings.source("entra") == source()
    assert settings.source("ad") is None
