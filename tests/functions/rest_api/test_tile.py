"""The tile "API users"."""

from functions.rest_api.tile import TILE
from koppel.domain.tiles.tile import TileState


def test_it_has_the_name_of_the_folder() -> None:
    assert TILE.integration == TILE.settings.__module__.split(".")[1] == "rest_api"


def test_it_has_no_settings_that_would_have_no_effect() -> None:
    assert TILE.settings.model_validate_json(TileState().settings).model_dump() == {}


def test_it_explains_itself_in_both_languages() -> None:
    assert (TILE.title.nl, TILE.title.en) == ("API-gebruikers", "API users")
    assert "token" in TILE.introduction.nl
    assert "token" in TILE.introduction.en
