"""Settings of bulk import."""

from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Counted
from koppel.domain.tiles.tile import Purpose, Settings, Tile


class ImportSettings(Settings):
    """The settings of the tile."""


TILE = Tile(
    "bulk_import",
    Purpose.SYNCHRONISATION,
    Text(nl="Importeren", en="Import"),
    Text(
        nl="Bestanden met cliënten, medewerkers en behandelrelaties.",
        en="Files with clients, professionals and treatment relationships.",
    ),
    ImportSettings,
    Counted.CALLS,
)
