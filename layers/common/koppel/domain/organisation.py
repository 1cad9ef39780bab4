"""Organisations: whose accounts, settings and secrets they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from koppel.domain import zones
from koppel.domain.accounts.account import Kind, Value
from koppel.domain.accounts.presence import (
    ClientDetails,
    ManualUpdates,
    Presence,
    ProfessionalDetails,
    missing,
    presence,
)
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.texts import Text

SLUG = re.compile(r"[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""An organisation's short name: its host label and the start of every key that is stored for it."""
RESERVED = frozenset({"enter", "language", "leave", "operator", "samples"})
"""Names that no organisation gets: in addresses of the console they stand where an organisation's name stands."""


class Mode(StrEnum):
    """Whether the organisation's platform is used for real care or for training."""

    PRODUCTION = "production"
    TRAINING = "training"


MODE_LABELS: Mapping[Mode, Text] = {
    Mode.PRODUCTION: Text(nl="Productie: echte zorg", en="Production: real care"),
    Mode.TRAINING: Text(nl="Oefenen", en="Training"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation as every handler sees it.

    pseudonyms  makes keyed hashes of personal values
    zone        IANA time zone of its calendar days: a child that is born just after midnight there is born today
    """

    slug: str
    name: str
    mode: Mode
    pseudonyms: Pseudonyms = field(repr=False)
    zone: str = zones.USUAL
    clients: ClientDetails = field(default_factory=ClientDetails)
    professionals: ProfessionalDetails = field(default_factory=ProfessionalDetails)

    def day(self, at: datetime) -> date:
        """The calendar day here at this moment (a time with an offset)."""
        return zones.day(at, self.zone)

    def has(self, kind: Kind, name: str) -> bool:
        """Whether this field exists for this kind of account here."""
        return presence(kind, name, self.clients, self.professionals) is not Presence.OFF

    def allows_by_hand(self, kind: Kind, external_source: str) -> bool:
        """Whether people may create (`external_source` "") or change an account of this kind; friends always."""
        if kind is Kind.FRIEND:
            return True
        chosen = (self.clients if kind is Kind.CLIENT else self.professionals).manual_updates
        return chosen is ManualUpdates.ALWAYS or (chosen is ManualUpdates.PROTECT_EXTERNAL and not external_source)

    def missing(self, kind: Kind, values: dict[str, Value]) -> tuple[str, ...]:
        """The fields that are required here and empty in `values`."""
        return missing(kind, values, self.clients, self.professionals)
