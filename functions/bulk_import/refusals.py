"""Refused rows in words that the people understand who deliver a file."""

from collections.abc import Mapping

from functions.bulk_import.problems.start import (
    ID_OF_ANOTHER,
    NOBODY_KNOWN,
    OTHER_ACCOUNT,
    VALUE_OF_ANOTHER,
    VALUE_UNFIT,
)
from functions.bulk_import.scripts import (
    BSN,
    CLIENT_ID,
    DATE_OF_BIRTH,
    EMAIL,
    FIRST_NAME,
    GENDER,
    INFIX,
    LAST_NAME,
    PHONE,
    PROFESSIONAL_ID,
    ROLES,
)
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.refusals import EMAIL_OF_ANOTHER, WORDS
from koppel.domain.texts import Text

_TITLES: Mapping[str, Text] = {
    each.name: each.title for each in (EMAIL, FIRST_NAME, INFIX, LAST_NAME, DATE_OF_BIRTH, GENDER, PHONE, BSN, ROLES)
}
_KINDS: Mapping[Kind, Text] = {
    Kind.CLIENT: Text(nl="cliënt", en="client"),
    Kind.PROFESSIONAL: Text(nl="medewerker", en="professional"),
    Kind.FRIEND: Text(nl="naaste", en="friend"),
}


def in_words(candidate: Candidate, refusal: FieldRefusal) -> Reason:
    """Why the field of this row is refused."""
    desired = candidate.desired
    kind = desired.kind if desired else Kind.CLIENT
    if refusal.reason == EMAIL_OF_ANOTHER:
        problem = ID_OF_ANOTHER if desired and desired.creates else OTHER_ACCOUNT
        return Reason.of(problem, {"title": _title("id", kind), "kind": _KINDS[kind]})
    if refusal.reason == RefusalReason.TAKEN:
        return Reason.of(VALUE_OF_ANOTHER, {"title": _title(refusal.field, kind)})
    if refusal.reason == RefusalReason.UNKNOWN:
        return Reason.of(NOBODY_KNOWN)
    return Reason.of(VALUE_UNFIT, {"title": _title(refusal.field, kind), "reason": WORDS[refusal.reason]})


def _title(field: str, kind: Kind) -> Text:
    if field == "id":
        return CLIENT_ID.title if kind is Kind.CLIENT else PROFESSIONAL_ID.title
    return _TITLES.get(field, Text(nl=field, en=field))
