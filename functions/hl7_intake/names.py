"""Names: which name of a person is used, of those in a field of type XPN (HL7 2.5 sections 2.A.88 and 2.A.30)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from functions.hl7_intake.v2.message import NULL, Repetition, choose
from koppel.domain.texts import Text

_JOINTS = " ,;-\u2010\u2011\u2013/()"
"""Characters by which senders join a surname and its prefix."""

_APOSTROPHES = "'\u2019"

_BEFORE_MARRIAGE = frozenset({"B", "M"})  # table 0200: name at birth, maiden name


class Surname(StrEnum):
    """Which surname is used of a person who has a partner's name too, and in which order."""

    OWN = "own"
    PARTNER = "partner"
    OWN_PARTNER = "own_partner"
    PARTNER_OWN = "partner_own"
    DISPLAYED = "displayed"


SURNAME_LABELS: Mapping[Surname, Text] = {
    Surname.OWN: Text(nl="Eigen naam", en="Own name"),
    Surname.PARTNER: Text(nl="Naam van de partner", en="Partner's name"),
    Surname.OWN_PARTNER: Text(nl="Eigen naam – naam van de partner", en="Own name – partner's name"),
    Surname.PARTNER_OWN: Text(nl="Naam van de partner – eigen naam", en="Partner's name – own name"),
    Surname.DISPLAYED: Text(nl="Zoals het bronsysteem de naam toont", en="As the source system shows the name"),
}


def person_name(repetitions: Iterable[Repetition], surname: Surname) -> Mapping[str, str | None]:
    """First name, infix and last name, from the first repetition of the preferred type (table 0200) that holds a last
    name: L, then others, B last. Where the displayed surname counts, D comes before L.

    A surname replaces the stored one whole: a missing prefix is DELETED. A name is never combined from two repetitions,
    and a first name is DELETED only where no repetition holds one.
    """
    preferred = ("D", "L") if surname is Surname.DISPLAYED else ("L",)
    ranks = {type_: rank for rank, type_ in enumerate(preferred)} | {"B": len(preferred) + 1}
    names = sorted(repetitions, key=lambda each: ranks.get(_type(each), len(preferred)))
    is_first_name_known = choose(each.value(2) for each in names) not in (None, NULL)
    for each in names:
        infix, last_name = _surname(each, Surname.OWN if _type(each) in _BEFORE_MARRIAGE else surname)
        if last_name:
            first_name = each.known(2) if is_first_name_known else each.value(2)
            return {"first_name": first_name, "infix": infix or NULL, "last_name": last_name}
    return {
        "first_name": choose(each.value(2) for each in names),
        "infix": NULL if any(each.is_null for each in names) else None,
        "last_name": choose(each.value(1) for each in names),
    }


def _surname(name: Repetition, surname: Surname) -> tuple[str | None, str | None]:
    """Infix and last name, as `surname` chooses: the own surname (FN.3, else FN.1 without FN.2 and the partner's name)
    or the partner's (FN.5, with its prefix FN.4), or both."""
    whole, prefix, own, partner_prefix, partner = (_tidy(name.known(1, number)) for number in range(1, 6))
    partner = _without(partner, partner_prefix)
    if surname is Surname.DISPLAYED and whole:
        for each in (prefix, partner_prefix):
            if (rest := _without(whole, each)) != whole:
                return each, rest
        return (None if partner else prefix), whole
    own = _without(own or _own(whole, partner_prefix, partner), prefix)
    if not partner or (own and surname in (Surname.OWN, Surname.DISPLAYED)):
        return prefix, own
    if not own or surname is Surname.PARTNER:
        return partner_prefix, partner
    if surname is Surname.OWN_PARTNER:
        return prefix, f"{own}-{_joined(partner_prefix, partner)}"
    return partner_prefix, f"{partner}-{_joined(prefix, own)}"


def _own(whole: str | None, partner_prefix: str | None, partner: str | None) -> str | None:
    """The whole surname without the partner's, None when it is only the partner's."""
    for each in (_joined(partner_prefix, partner), partner) if whole and partner else ():
        if each and whole and each.casefold() == whole.casefold():
            return None
        if (rest := _without(whole, each)) != whole:
            return rest
    return whole


def _without(surname: str | None, part: str | None) -> str | None:
    """The surname less this part at its beginning and at its end, unless nothing would be left. `de Vries`, `Vries, de`
    and `Vries (de)` hold the prefix `de`; `Dekker` does not. A prefix that ends in a sign needs no joint: `d'Hont`."""
    if not surname or not part:
        return surname
    length, folded = len(part), part.casefold()
    rest = surname[length:]
    if surname[:length].casefold() == folded and rest and (not part[-1].isalnum() or rest[0] in _JOINTS + _APOSTROPHES):
        rest = rest[1:] if rest[0] in _APOSTROPHES else rest
        surname = rest.strip(_JOINTS) or surname
    for body in (surname, surname.rstrip(_JOINTS)):
        rest = body[:-length]
        if body[-length:].casefold() == folded and rest and rest[-1] in _JOINTS:
            return rest.strip(_JOINTS) or surname
    return surname


def _joined(prefix: str | None, surname: str | None) -> str | None:
    return f"{prefix} {surname}" if prefix and surname else surname


def _tidy(text: str | None) -> str | None:
    """Every run of white space as one space."""
    return " ".join(text.split()) if text else None


def _type(name: Repetition) -> str:
    return (name.known(7) or "").upper()
