"""The HL7 tile."""

from functions.hl7_intake.feeds import HL7Settings
from koppel.domain.texts import Text
from koppel.domain.tiles import Purpose, Tile

TILE = Tile(
    "hl7_intake",
    Purpose.SYNCHRONISATION,
    Text(nl="HL7", en="HL7"),
    Text(
        nl="Uw EPD stuurt HL7 v2-berichten; cliënten en hun behandelrelaties worden daaruit gemaakt en bijgewerkt.",
        en="Your EHR sends HL7 v2 messages; clients and their treatment relationships are made and kept from them.",
    ),
    HL7Settings,
)
