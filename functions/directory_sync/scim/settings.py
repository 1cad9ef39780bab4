"""The settings of the tile that count for SCIM. The one place of this room that knows how the tile holds them."""

from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.tile import DirectorySettings
from koppel.entrance.requests import Request
from koppel.organisation.organisations import read_settings


def settings_of(request: Request) -> ScimSettings:
    """The settings for this request."""
    return tile_settings_of(request).scim


def tile_settings_of(request: Request) -> DirectorySettings:
    """All settings of the tile, those of the sources that are read too."""
    found: DirectorySettings = read_settings(DirectorySettings, request.settings)
    return found
