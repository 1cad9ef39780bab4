"""Details: the fields of a client as a PID segment tells them. A field that is empty in the message is left out, one
that holds the null value is DELETED."""

from functions.hl7_intake import wire
from functions.hl7_intake.feeds import Feed
from functions.hl7_intake.identifiers import bsn
from functions.hl7_intake.wire import Message, Repetition, Segment
from koppel.domain.accounts import Value
from koppel.domain.desired import DELETED

GENDERS = {"M": "m", "F": "f", "O": "other"}
"""HL7 table 0001 → gender; every other letter is unknown."""

EMAIL_PATHS = ("PID-13[2=NET].4", "PID-13[3=Internet].4", "PID-14[2=NET].4", "PID-14[3=Internet].4")
_NOT_A_PHONE = frozenset({"Internet", "X.400"})


def details(message: Message, feed: Feed) -> dict[str, Value]:
    """The fields that this message fills or empties. Values are as sent; the plan checks them."""
    found: dict[str, str | None] = {
        **name_of(message, "PID-5"),
        "date_of_birth": message.value("PID-7"),
        "gender": message.value("PID-8"),
        "email": first(message, EMAIL_PATHS),
        "phone_number": _phone_number(message),
        "bsn": bsn(message),
    }
    found |= {name: first(message, paths) for name, paths in feed.field_map.items()}
    return {name: _translate(name, value) for name, value in found.items() if value is not None}


def _translate(name: str, value: str) -> Value:
    if name == "gender":
        return GENDERS.get(value.upper(), "unknown")
    if value == wire.DELETED:
        return DELETED
    if name == "date_of_birth":
        return wire.date(value) or value
    return value


def first(message: Message | Segment, paths: tuple[str, ...]) -> str | None:
    """What stands at the first of these places that is filled."""
    return next((value for path in paths if (value := message.value(path)) is not None), None)


def name_of(message: Message | Segment, path: str) -> dict[str, str | None]:
    """The legal name where there is one, else the first (HL7 2.5 section 2.A.88, XPN).

    The last name is the own surname (FN.3) or, without it, the whole surname (FN.1) less its prefix. The partner's name
    is not used. Whoever sends a surname sends it whole, so that a prefix that is not there is gone.
    """
    names = message.repetitions(f"{path}[7=L]") or message.repetitions(path)
    if not names:
        return {}
    name = names[0]
    whole, prefix, own = (name.value(1, each) for each in (1, 2, 3))
    last = own or whole
    if prefix and not own and whole and whole.lower().startswith(f"{prefix.lower()} "):
        last = whole[len(prefix) + 1 :].strip()
    infix = prefix or (wire.DELETED if last else None)
    return {"first_name": name.value(2), "infix": infix, "last_name": last}


def _phone_number(message: Message) -> str | None:
    """The first number in PID-13, else in PID-14, that is not an electronic address (XTN, section 2.A.89)."""
    for path in ("PID-13", "PID-14"):
        for each in message.repetitions(path):
            if number := _number(each):
                return number
    return None


def _number(each: Repetition) -> str | None:
    if each.is_null:
        return wire.DELETED
    if each.value(2) == "NET" or each.value(3) in _NOT_A_PHONE:
        return None
    parts = [part for part in (each.value(6), each.value(7)) if part]
    number = each.value(1) or each.value(12) or " ".join(parts) or None
    return None if number and "@" in number else number
