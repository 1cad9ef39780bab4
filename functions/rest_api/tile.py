"""The tile "API users"."""

from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Counted
from koppel.domain.tiles.tile import Purpose, Settings, Tile


class ApiUserSettings(Settings):
    """There is nothing to set: what a caller may do is decided for each API user."""


TILE = Tile(
    "rest_api",
    Purpose.SYNCHRONISATION,
    Text(nl="API-gebruikers", en="API users"),
    Text(
        nl="Andere systemen, zoals uw EPD of een rapportagesysteem, lezen accounts met het token van een "
        "API-gebruiker. Maak voor elk systeem een eigen API-gebruiker en geef die alleen de rechten die het nodig "
        "heeft. Het token ziet u één keer.",
        en="Other systems, such as your EHR or a reporting system, read accounts with the token of an API user. Make "
        "an API user of its own for each system and give it only the scopes that the system needs. You see the token "
        "once.",
    ),
    ApiUserSettings,
    Counted.CALLS,
)
