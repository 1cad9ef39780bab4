"""The tile of delegated logon."""

from koppel.domain.delegated import DelegatedLogonSettings
from koppel.domain.texts import Text
from koppel.domain.tiles import Purpose, Tile

TILE = Tile(
    "delegated_logon",
    Purpose.AUTHENTICATION,
    Text(nl="Gedelegeerd inloggen", en="Delegated logon"),
    Text(
        nl="Een EPD of portaal logt zijn gebruikers met een ondertekende link in; de sleutel daarvoor maakt u hier.",
        en="An EHR or a portal logs its users on with a signed link; you make the key for it here.",
    ),
    DelegatedLogonSettings,
)
