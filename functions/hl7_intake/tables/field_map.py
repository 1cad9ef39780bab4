"""The field map: where in a message the fields of accounts stand, unless a feed says otherwise. The tables that code,
documentation and tests read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from functions.hl7_intake.tables.identifiers import bsn
from functions.hl7_intake.v2.message import NULL, Message, Repetition, Segment
from koppel.domain.texts import Text

type Part = Message | Segment

_NOT_A_PHONE = frozenset({"Internet", "X.400"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where one or more fields stand.

    paths  in the order in which they are tried
    rule   which of what stands there is meant
    read   from message (or segment) and paths the text of each field, None where there is none
    """

    fields: tuple[str, ...]
    paths: tuple[str, ...]
    rule: Text
    read: Callable[[Part, tuple[str, ...]], Mapping[str, str | None]]


def read_fields(part: Part, sources: tuple[Source, ...]) -> dict[str, str | None]:
    """The text of every field of these sources."""
    found: dict[str, str | None] = {}
    for source in sources:
        found |= source.read(part, source.paths)
    return found


def first(part: Part, paths: tuple[str, ...]) -> str | None:
    """What stands at the first of these places that is filled."""
    return next((value for path in paths if (value := part.value(path)) is not None), None)


def _name(part: Part, paths: tuple[str, ...]) -> Mapping[str, str | None]:
    """The legal name where there is one, else the first (HL7 2.5 section 2.A.88, XPN).

    The last name is the own surname (FN.3) or, without it, the whole surname (FN.1) less its prefix. The partner's name
    is not used. Whoever sends a surname sends it whole, so that a prefix that is not there is gone.
    """
    names = part.repetitions(f"{paths[0]}[7=L]") or part.repetitions(paths[0])
    if not names:
        return {}
    name = names[0]
    whole, prefix, own = (name.value(1, each) for each in (1, 2, 3))
    last = own or whole
    if prefix and not own and whole and whole.lower().startswith(f"{prefix.lower()} "):
        last = whole[len(prefix) + 1 :].strip()
    infix = prefix or (NULL if last else None)
    return {"first_name": name.value(2), "infix": infix, "last_name": last}


def _phone_number(part: Part, paths: tuple[str, ...]) -> Mapping[str, str | None]:
    """The first number that is not an electronic address (XTN, section 2.A.89)."""
    repetitions = (each for path in paths for each in part.repetitions(path))
    return {"phone_number": next((number for each in repetitions if (number := _number(each))), None)}


def _number(each: Repetition) -> str | None:
    if each.is_null:
        return NULL
    if each.value(2) == "NET" or each.value(3) in _NOT_A_PHONE:
        return None
    parts = [part for part in (each.value(6), each.value(7)) if part]
    number = each.value(1) or each.value(12) or " ".join(parts) or None
    return None if number and "@" in number else number


_NAME_RULE = Text(
    nl="De wettelijke naam (type L), anders de eerste. De achternaam is de eigen (FN.3), anders de hele (FN.1) zonder "
    "voorvoegsel; het tussenvoegsel is FN.2. De naam van de partner wordt niet gebruikt.",
    en="The legal name (type L), else the first. The last name is the own surname (FN.3), else the whole one (FN.1) "
    "less its prefix; the infix is FN.2. The partner's name is not used.",
)
_FIRST_RULE = Text(nl="De eerste plaats die gevuld is.", en="The first place that is filled.")
_NAMES = ("first_name", "infix", "last_name")

CLIENT_SOURCES: tuple[Source, ...] = (
    Source(_NAMES, ("PID-5",), _NAME_RULE, _name),
    Source(
        ("date_of_birth",),
        ("PID-7",),
        Text(nl="De eerste acht cijfers, JJJJMMDD.", en="The first eight digits, YYYYMMDD."),
        lambda part, paths: {"date_of_birth": first(part, paths)},
    ),
    Source(
        ("gender",),
        ("PID-8",),
        Text(
            nl="M, F of O (tabel 0001); elke andere letter is onbekend.",
            en="M, F or O (table 0001); every other letter is unknown.",
        ),
        lambda part, paths: {"gender": first(part, paths)},
    ),
    Source(
        ("email",),
        ("PID-13[2=NET].4", "PID-13[3=Internet].4", "PID-14[2=NET].4", "PID-14[3=Internet].4"),
        _FIRST_RULE,
        lambda part, paths: {"email": first(part, paths)},
    ),
    Source(
        ("phone_number",),
        ("PID-13", "PID-14"),
        Text(
            nl="Het eerste nummer dat geen elektronisch adres is: XTN.1, anders XTN.12, anders XTN.6 en XTN.7.",
            en="The first number that is no electronic address: XTN.1, else XTN.12, else XTN.6 and XTN.7.",
        ),
        _phone_number,
    ),
    Source(
        ("bsn",),
        ("PID-3", "PID-19"),
        Text(
            nl="In PID-3 het nummer met type NNNLD of uitgever NLMINBIZA, anders PID-19.",
            en="In PID-3 the number with type NNNLD or authority NLMINBIZA, else PID-19.",
        ),
        lambda part, paths: {"bsn": bsn(part, *paths)},
    ),
)
STAFF_SOURCES: tuple[Source, ...] = (
    Source(_NAMES, ("STF-3",), _NAME_RULE, _name),
    Source(
        ("email",),
        ("STF-15", "STF-10[2=NET].4", "STF-10[3=Internet].4"),
        _FIRST_RULE,
        lambda part, paths: {"email": first(part, paths)},
    ),
)
