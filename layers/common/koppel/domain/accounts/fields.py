"""The fields of each kind of account, and how an outside value becomes a stored one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from koppel.domain import characters
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind, Value
from koppel.domain.characters import MOST_MARKS, Unfit
from koppel.domain.domain_names import NoDomain, ascii_domain

LONGEST_TEXT = 200
LONGEST_DESCRIPTION = 4000
LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
GENDERS = ("m", "f", "other", "unknown")

# The mailbox of the HTML standard ("valid e-mail address"), with a dot in the domain, as login mail needs one.
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


class FieldType(StrEnum):
    """How a field's value is written and checked."""

    TEXT = "text"
    DESCRIPTION = "description"
    EMAIL = "email"
    DATE = "date"
    GENDER = "gender"
    BSN = "bsn"
    AGE = "age"
    LABELS = "labels"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one kind of account.

    required    must be filled whatever the organisation's settings say
    switchable  the organisation decides whether it exists and whether it is required
    """

    name: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    switchable: bool = False


def _table(*fields: Field) -> Mapping[str, Field]:
    return {each.name: each for each in fields}


FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    Kind.CLIENT: _table(
        Field("first_name", required=True),
        Field("infix"),
        Field("last_name", required=True),
        Field("email", FieldType.EMAIL, required=True),
        Field("gender", FieldType.GENDER, required=True),
        Field("date_of_birth", FieldType.DATE, switchable=True),
        Field("phone_number", switchable=True),
        Field("id", FieldType.ID, switchable=True),
        Field("bsn", FieldType.BSN, switchable=True),
        Field("labels", FieldType.LABELS, switchable=True),
        Field("nickname"),
        Field("age", FieldType.AGE),
    ),
    Kind.PROFESSIONAL: _table(
        Field("first_name", required=True),
        Field("infix"),
        Field("last_name", required=True),
        Field("email", FieldType.EMAIL, required=True),
        Field("id", FieldType.ID, switchable=True),
        Field("description", FieldType.DESCRIPTION),
        Field("labels", FieldType.LABELS, switchable=True),
    ),
    Kind.FRIEND: _table(
        Field("name", required=True),
        Field("email", FieldType.EMAIL, required=True),
    ),
}


class InvalidValue(ValueError):
    """A value is invalid for its field. `reason` is a key of REASONS; neither it nor the text holds the value."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {REASONS[reason]}")
        self.name = name
        self.reason = reason

    @property
    def explanation(self) -> str:
        """What is wrong, for the sender, in English."""
        return REASONS[self.reason]


REASONS: Mapping[str, str] = {
    "not-text": "must be text",
    "too-long": "is too long",
    "control-character": "holds a control character",
    "unseen-character": "holds a character that cannot be seen",
    "nothing-visible": "holds nothing that can be seen",
    "too-many-marks": f"holds more than {MOST_MARKS} combining marks in a row",
    "not-an-email": "is not a valid e-mail address",
    "not-a-date": "must be a date, YYYY-MM-DD, not in the future",
    "not-a-choice": "must be one of m, f, other, unknown",
    "not-a-bsn": "is not a valid BSN (8 or 9 digits that pass the 11-test)",
    "not-a-number": "must be a whole number from 0 to 150",
    "not-labels": "must be a list of at most 50 texts",
    "not-a-directory-id": "is neither a GUID as text nor one in base64",
}


def normalise(kind: Kind, name: str, value: object, today: date) -> Value:
    """The value as it is stored: texts as `characters.line` makes them, ids as `external_ids.normalise`, e-mail in
    lower case and ASCII, BSN as 9 digits, dates padded.

    Returns "" (or an empty tuple for labels) where nothing is left after trimming.
    Raises InvalidValue; KeyError where the kind has no such field.
    """
    kind_of_value = FIELDS[kind][name].type
    if kind_of_value is FieldType.LABELS:
        return _labels(name, value)
    if kind_of_value is FieldType.AGE:
        return _age(name, value)
    if not isinstance(value, str):
        raise InvalidValue(name, "not-text")
    text = _text(name, value, kind_of_value)
    if not text:
        return ""
    match kind_of_value:
        case FieldType.EMAIL:
            return _email(name, text)
        case FieldType.DATE:
            return _date(name, text, today)
        case FieldType.BSN:
            return _bsn(name, text)
        case FieldType.GENDER if text not in GENDERS:
            raise InvalidValue(name, "not-a-choice")
    return text


def _text(name: str, value: str, of_type: FieldType) -> str:
    try:
        match of_type:
            case FieldType.ID:
                return external_ids.normalise(value)
            case FieldType.DESCRIPTION:
                return characters.lines(value, LONGEST_DESCRIPTION)
            case FieldType.EMAIL:
                return characters.line(value, LONGEST_EMAIL)
        return characters.line(value, LONGEST_TEXT)
    except Unfit as unfit:
        raise InvalidValue(name, unfit.reason) from None


def _email(name: str, text: str) -> str:
    """In lower case, with an international domain as its A-labels, so that both spellings are one address. The part
    before the @ must be ASCII: mail to another one may fail (RFC 6531 is not supported everywhere)."""
    local, _, domain = text.rpartition("@")
    try:
        lowered = f"{local}@{domain if domain.isascii() else ascii_domain(domain)}".lower()
    except NoDomain:
        lowered = ""
    if not _EMAIL.fullmatch(lowered):
        raise InvalidValue(name, "not-an-email")
    if len(lowered) > LONGEST_EMAIL:
        raise InvalidValue(name, "too-long")
    return lowered


def _date(name: str, text: str, today: date) -> str:
    found = _DATE.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day > today or day.year < 1850:
        raise InvalidValue(name, "not-a-date")
    return day.isoformat()


def _bsn(name: str, text: str) -> str:
    """The 11-test: nine digits (eight get a leading zero), weights 9 to 2 and -1, the sum divisible by 11."""
    digits = text.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (8, 9)):
        raise InvalidValue(name, "not-a-bsn")
    padded = digits.zfill(9)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    if not int(padded) or sum(weight * int(digit) for weight, digit in zip(weights, padded, strict=True)) % 11:
        raise InvalidValue(name, "not-a-bsn")
    return padded


def _age(name: str, value: object) -> int | str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 150:
        raise InvalidValue(name, "not-a-number")
    return value


def _labels(name: str, value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, list | tuple) or len(value) > 50:
        raise InvalidValue(name, "not-labels")
    if not all(isinstance(each, str) for each in value):
        raise InvalidValue(name, "not-labels")
    labels = (_text(name, each, FieldType.TEXT) for each in value)
    return tuple(dict.fromkeys(each for each in labels if each))


def age(date_of_birth: str, today: date) -> int:
    """Whole years between an ISO date and today."""
    born = date.fromisoformat(date_of_birth)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
