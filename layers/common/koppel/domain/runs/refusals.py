"""Refused fields in words, in both languages."""

from collections.abc import Mapping

from koppel.domain.accounts.fields import REASONS
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.problems.runs import FIELD_REFUSED
from koppel.domain.runs.reason import Reason
from koppel.domain.texts import Text

_DUTCH: Mapping[str, str] = {
    "not-text": "moet tekst zijn",
    "too-long": "is te lang",
    "control-character": "heeft een besturingsteken",
    "unseen-character": "heeft een teken dat niet te zien is",
    "nothing-visible": "heeft niets dat te zien is",
    "too-many-marks": "heeft te veel accenten achter elkaar",
    "not-an-email": "is geen geldig e-mailadres",
    "not-a-date": "moet een datum zijn die niet in de toekomst ligt",
    "not-a-choice": "moet m, f, other of unknown zijn",
    "not-a-bsn": "is geen geldig BSN (8 of 9 cijfers die aan de elfproef voldoen)",
    "not-a-number": "moet een geheel getal van 0 tot 150 zijn",
    "not-labels": "moet een lijst van ten hoogste 50 teksten zijn",
    "not-a-directory-id": "is geen GUID, als tekst of in base64",
}
EMAIL_OF_ANOTHER = "email-of-another"
"""Reason of the refusal of `email_check`: the address is not that of the account found."""
WORDS: Mapping[str, Text] = {
    EMAIL_OF_ANOTHER: Text(
        nl="is niet dat van het account met dit nummer", en="is not that of the account with this id"
    ),
    **{reason: Text(nl=_DUTCH[reason], en=english) for reason, english in REASONS.items()},
    RefusalReason.REQUIRED: Text(nl="moet gevuld zijn", en="must be filled"),
    RefusalReason.TAKEN: Text(
        nl="heeft een waarde die al bij een ander account hoort",
        en="has a value that belongs to another account already",
    ),
    RefusalReason.UNKNOWN: Text(nl="noemt iemand die hier niet bekend is", en="names somebody who is not known here"),
    RefusalReason.OTHER_DIRECTORY_ID: Text(
        nl="is in de directory niet dat van het account met dit nummer",
        en="is not that of the account with this id in the directory",
    ),
    RefusalReason.LAST_MANAGER: Text(
        nl="kan zo niet worden gewijzigd bij de laatste applicatiebeheerder",
        en="cannot be changed in this way for the last application manager",
    ),
    RefusalReason.NOT_A_SUPERVISOR: Text(
        nl="noemt iemand zonder de rol ith.Supervisor", en="names somebody without the role ith.Supervisor"
    ),
}
"""What is wrong with a field, by the reason of its refusal; it follows the name of the field."""


def explain(refusal: FieldRefusal) -> Reason:
    """The refusal of a field, with the field's own name."""
    return Reason.of(FIELD_REFUSED, {"field": refusal.field, "reason": WORDS[refusal.reason]})
