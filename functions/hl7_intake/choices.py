"""Choices: what an organisation chooses between in the settings of a feed, and how each is called."""

from collections.abc import Mapping
from enum import StrEnum

from functions.hl7_intake.effects import EFFECTS
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.texts import Text

MAPPABLE = frozenset(FIELDS[Kind.CLIENT]) - {"id", "first_name", "infix", "last_name", "labels", "nickname", "age"}
"""Fields whose source in the message a feed may choose."""


class Acknowledgement(StrEnum):
    """How a message is answered (HL7 2.5 section 2.9)."""

    ORIGINAL = "original"
    ENHANCED = "enhanced"
    NONE = "none"


ACKNOWLEDGEMENT_LABELS: Mapping[Acknowledgement, Text] = {
    Acknowledgement.ORIGINAL: Text(nl="Oorspronkelijk (AA, AE, AR)", en="Original (AA, AE, AR)"),
    Acknowledgement.ENHANCED: Text(nl="Uitgebreid (CA, CE, CR)", en="Enhanced (CA, CE, CR)"),
    Acknowledgement.NONE: Text(nl="Geen", en="None"),
}


class Discharge(StrEnum):
    """What a discharge does to the client's account."""

    NOTHING = "nothing"
    DEACTIVATE = "deactivate"
    DEACTIVATE_LATER = "deactivate_later"


DISCHARGE_LABELS: Mapping[Discharge, Text] = {
    Discharge.NOTHING: Text(nl="Niets", en="Nothing"),
    Discharge.DEACTIVATE: Text(nl="Deactiveren", en="Deactivate"),
    Discharge.DEACTIVATE_LATER: Text(nl="Deactiveren na een aantal dagen", en="Deactivate after a number of days"),
}


class RelationSource(StrEnum):
    """The places in a message where therapists are read."""

    ATTENDING = "PV1-7"
    REFERRING = "PV1-8"
    CONSULTING = "PV1-9"
    ADMITTING = "PV1-17"
    ROLE_ATTENDING = "ROL AT"


RELATION_SOURCE_LABELS: Mapping[RelationSource, Text] = {
    RelationSource.ATTENDING: Text(nl="PV1-7: behandelaar", en="PV1-7: attending doctor"),
    RelationSource.REFERRING: Text(nl="PV1-8: verwijzer", en="PV1-8: referring doctor"),
    RelationSource.CONSULTING: Text(nl="PV1-9: medebehandelaar", en="PV1-9: consulting doctor"),
    RelationSource.ADMITTING: Text(nl="PV1-17: opnemend behandelaar", en="PV1-17: admitting doctor"),
    RelationSource.ROLE_ATTENDING: Text(
        nl="ROL met de rol AT: behandelaar", en="ROL with the role AT: attending doctor"
    ),
}


EVENT_LABELS: Mapping[str, Text] = {
    code: Text(nl=f"{code}: {effect.title.nl}", en=f"{code}: {effect.title.en}") for code, effect in EFFECTS.items()
}
FIELD_LABELS: Mapping[str, Text] = {
    "email": Text(nl="E-mailadres", en="E-mail address"),
    "gender": Text(nl="Geslacht", en="Gender"),
    "date_of_birth": Text(nl="Geboortedatum", en="Date of birth"),
    "phone_number": Text(nl="Telefoonnummer", en="Telephone number"),
    "bsn": Text(nl="BSN", en="BSN"),
}
"""The fields in MAPPABLE."""
