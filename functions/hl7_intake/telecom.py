"""Telecom: the telephone number and the e-mail address in a field of type XTN (HL7 2.5 section 2.A.89)."""

import re
from collections.abc import Iterable

from functions.hl7_intake.v2.message import NULL, Repetition, choose

_ELECTRONIC_USE = "NET"  # table 0201
_ELECTRONIC = frozenset({"INTERNET", "X.400"})  # table 0202
_NO_TELEPHONE = frozenset({"FX", "MD", "BP"})  # table 0202: fax, modem, beeper
_NUMBER = re.compile(r"[+0(][0-9 ()./-]{5,}")
_COUNTRY = re.compile(r"(?:\+|00)?([1-9][0-9]{0,2})")
_KEEPS_ZERO = frozenset({"39"})  # Italy: the zero before the area is part of the international number


def telephone(repetitions: Iterable[Repetition]) -> str | None:
    """The first telephone number among these; DELETED where each place for one is null or empty and one is null."""
    return choose(map(_telephone, repetitions))


def email(repetitions: Iterable[Repetition]) -> str | None:
    """The first e-mail address among these, else the first text in the place of an address, which is then reported as
    invalid; DELETED as for `telephone`."""
    found = [_email(each) for each in repetitions]
    return choose([*(each for each in found if each and "@" in each), *found])


def _telephone(each: Repetition) -> str | None:
    """XTN.1 or XTN.12 where that is a whole number, else one made of XTN.5 to XTN.7; with the extension in XTN.8.

    A null says that there is no telephone only where a telephone could stand: not beside an e-mail address.
    """
    if each.is_null and not _is_electronic(each):
        return NULL
    if _is_electronic(each):  # some senders put a telephone number beside the address in XTN.4
        beside = each.known(1) if each.known(4) else None
        return beside if beside and _NUMBER.fullmatch(beside) else None
    if _equipment(each) in _NO_TELEPHONE:
        return None
    country, area, local, extension = (each.known(number) for number in (5, 6, 7, 8))
    whole = next((text for text in (each.known(1), each.known(12)) if text and "@" not in text), None)
    if whole and (whole[0] in "+0(" or not (country or area)):
        number = whole
    elif local or whole:
        number = _dialled(country, area, local or whole or "")
    else:
        return choose(NULL if each.value(place) == NULL else None for place in (1, 7, 12))
    return f"{number} x{extension}" if extension else number


def _dialled(country: str | None, area: str | None, local: str) -> str:
    """The number with its country code (ITU-T E.123), without the zero that is dialled only inside the country.

    A local number that begins with that zero includes the area code; one that begins with + or 00 the country code too.
    """
    if local.startswith(("+", "00")):
        return local
    national = local if local.startswith(("0", "(0")) or not area else f"{area} {local}"
    found = _COUNTRY.fullmatch(country or "")
    if not found:
        return national
    if found[1] not in _KEEPS_ZERO:
        national = re.sub(r"\A(?:\(0\) ?|(\()?0)", lambda zero: zero[1] or "", national)
    return f"+{found[1]} {national}"


def _email(each: Repetition) -> str | None:
    """XTN.4, which is an e-mail address by definition, else XTN.1, where older senders put it.

    A null says that there is no address only where the repetition is meant for one: many senders write it beside each
    telephone number.
    """
    if each.is_null and not (_use(each) or _equipment(each)):
        return NULL
    first = each.value(1)
    if _is_electronic(each) and _equipment(each) != "X.400":
        return choose((each.value(4), first))
    found = each.known(4) or (first if first and "@" in first else None)
    if _equipment(each) == "X.400":
        return found if found and "@" in found else None
    is_for_anything = not (_use(each) or _equipment(each) or _telephone(each))
    return found or (NULL if is_for_anything and each.value(4) == NULL else None)


def _is_electronic(each: Repetition) -> bool:
    return _use(each) == _ELECTRONIC_USE or _equipment(each) in _ELECTRONIC


def _use(each: Repetition) -> str:
    return (each.known(2) or "").upper()


def _equipment(each: Repetition) -> str:
    return (each.known(3) or "").upper()
