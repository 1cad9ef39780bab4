"""The fields of a client as a message has them. An empty field is left out, one with the null value is DELETED."""

from functions.hl7_intake.tables.field_map import CLIENT_SOURCES, read_chosen, read_fields
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.message import NULL, Message
from functions.hl7_intake.v2.times import date
from koppel.domain.accounts.account import Value
from koppel.domain.plan.desired import DELETED

GENDERS = {"M": "m", "F": "f", "O": "other"}
"""HL7 table 0001 → gender; every other letter is unknown."""


def details(message: Message, feed: Feed) -> dict[str, Value]:
    """Name and value of each field that this message fills or empties. Values are as sent; the plan checks them."""
    found = read_fields(message, CLIENT_SOURCES, feed)
    found |= {name: read_chosen(name, message, paths) for name, paths in feed.field_map.items()}
    return {name: _translate(name, value) for name, value in found.items() if value is not None}


def _translate(name: str, value: str) -> Value:
    if name == "gender":
        return GENDERS.get(value.upper(), "unknown")
    if value == NULL:
        return DELETED
    if name == "date_of_birth":
        return date(value) or value
    return value
