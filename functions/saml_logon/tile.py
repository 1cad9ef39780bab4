"""The SAML tile."""

from functions.saml_logon.connections import SamlSettings
from koppel.domain.texts import Text
from koppel.domain.tiles import Purpose, Tile

TILE = Tile(
    "saml_logon",
    Purpose.AUTHENTICATION,
    Text(nl="SAML", en="SAML"),
    Text(
        nl="Medewerkers loggen in bij uw eigen identiteitsprovider, zoals Entra ID of AD FS.",
        en="Professionals log on at your own identity provider, such as Entra ID or AD FS.",
    ),
    SamlSettings,
)
