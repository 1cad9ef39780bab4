"""The tile "API users"."""

from functions.rest_api.reads import INTEGRATION
from functions.rest_api.tile import TILE
from koppel.domain.tiles.tile import TileState


def test_it_bears_the_name_of_the_folder_and_of_the_error_log() -> None:
    assert TILE.integration == INTEGRATION == TILE.settings.__module__.split(".")[1]


def test_it_has_no_settings_that_would_have_no_effect() -> None:
    assert TILE.settings.model_validate_json(TileState().settings).model_dump() == {}


def test_it_explains_itself_in_both_languages() -> None:
    assert (TILE.title.nl, TILE.title.en) == ("API-gebruikers", "API users")
    assert "token" in TILE.introduction.nl
    assert "token" in TILE.introduction.en
