"""The field map: the places in a message where the fields of accounts are read, unless a feed names other places."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from functions.hl7_intake import telecom
from functions.hl7_intake.names import person_name
from functions.hl7_intake.tables.identifiers import BSN_PATHS, bsn
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.message import Message, Segment, choose
from functions.hl7_intake.v2.paths import Path
from koppel.domain.texts import Text

type Part = Message | Segment
type Read = Callable[[Part, tuple[str, ...], Feed], Mapping[str, str | None]]

_TELECOM = {"email": telecom.email, "phone_number": telecom.telephone}
_TELECOM_FIELDS = frozenset({("PID", 13), ("PID", 14), ("STF", 10)})


@dataclass(frozen=True, slots=True)
class Source:
    """The places of one or more fields.

    paths  in the order in which they are tried
    rule   which of the values at these paths is used
    read   message (or segment), paths and feed → the text of each field; None without a value, DELETED to empty it
    """

    fields: tuple[str, ...]
    paths: tuple[str, ...]
    rule: Text
    read: Read


def read_fields(part: Part, sources: tuple[Source, ...], feed: Feed) -> dict[str, str | None]:
    """The text of every field of these sources."""
    found: dict[str, str | None] = {}
    for source in sources:
        found |= source.read(part, source.paths, feed)
    return found


def read_chosen(name: str, part: Part, paths: tuple[str, ...]) -> str | None:
    """The value of one field: the first at these paths, which are a feed's own or the usual ones.

    For a telephone number and an e-mail address a path without a component means the whole XTN, and in fields of other
    types, such as those of Z segments, also a text that is not divided.
    """
    return choose(_at(name, part, Path.parse(path)) for path in paths)


def _at(name: str, part: Part, path: Path) -> str | None:
    read = None if path.component else _TELECOM.get(name)
    if read is None:
        return part.value(path)
    repetitions = part.repetitions(path)
    is_telecom = (path.segment, path.field) in _TELECOM_FIELDS
    undivided = () if is_telecom else (each.value() for each in repetitions if not each.is_divided)
    return choose((read(repetitions), *undivided))


def _one(name: str) -> Read:
    return lambda part, paths, _: {name: read_chosen(name, part, paths)}


def _name(part: Part, paths: tuple[str, ...], feed: Feed) -> Mapping[str, str | None]:
    return person_name([each for path in paths for each in part.repetitions(path)], feed.surname)


_NAME_RULE = Text(
    nl="De eerste herhaling van de wettelijke naam (type L) met een achternaam, anders van een ander type, als laatste "
    "van type B. De achternaam is de eigen (FN.3), anders de hele (FN.1) zonder voorvoegsel en partnernaam; het "
    "tussenvoegsel is FN.2. De aanvoer kan de naam van de partner (FN.4, FN.5) of de getoonde naam kiezen.",
    en="The first repetition of the legal name (type L) that holds a last name, else of another type, type B last. The "
    "last name is the own surname (FN.3), else the whole one (FN.1) less prefix and partner's name; the infix is FN.2. "
    "The feed may choose the partner's name (FN.4, FN.5) or the displayed name.",
)
_EMAIL_RULE = Text(
    nl="XTN.4 van elke herhaling, ook van een telefoonnummer; XTN.1 als die een adres bevat of het type NET of "
    "Internet is.",
    en="XTN.4 of any repetition, of a telephone number too; XTN.1 where it holds an address or the type is NET or "
    "Internet.",
)
_NAMES = ("first_name", "infix", "last_name")

CLIENT_SOURCES: tuple[Source, ...] = (
    Source(_NAMES, ("PID-5",), _NAME_RULE, _name),
    Source(
        ("date_of_birth",),
        ("PID-7",),
        Text(nl="De eerste acht cijfers, JJJJMMDD.", en="The first eight digits, YYYYMMDD."),
        _one("date_of_birth"),
    ),
    Source(
        ("gender",),
        ("PID-8",),
        Text(
            nl="M, F of O (tabel 0001); elke andere letter is onbekend.",
            en="M, F or O (table 0001); every other letter is unknown.",
        ),
        _one("gender"),
    ),
    Source(("email",), ("PID-13", "PID-14"), _EMAIL_RULE, _one("email")),
    Source(
        ("phone_number",),
        ("PID-13", "PID-14"),
        Text(
            nl="Het eerste nummer dat geen elektronisch adres, fax, modem of pieper is: XTN.1 of XTN.12, anders XTN.5, "
            "XTN.6 en XTN.7 samen; met het toestel uit XTN.8.",
            en="The first number that is no electronic address, fax, modem or beeper: XTN.1 or XTN.12, else XTN.5, "
            "XTN.6 and XTN.7 together; with the extension in XTN.8.",
        ),
        _one("phone_number"),
    ),
    Source(
        ("bsn",),
        BSN_PATHS,
        Text(
            nl="Het nummer met type NNNLD, anders dat met uitgever NLMINBIZA of OID 2.16.840.1.113883.2.4.6.3 en type "
            "NI of geen type, anders PID-19.",
            en="The number of type NNNLD, else that of authority NLMINBIZA or OID 2.16.840.1.113883.2.4.6.3 and type "
            "NI or no type, else PID-19.",
        ),
        lambda part, paths, _: {"bsn": bsn(part, paths)},
    ),
)
STAFF_SOURCES: tuple[Source, ...] = (
    Source(_NAMES, ("STF-3",), _NAME_RULE, _name),
    Source(("email",), ("STF-15", "STF-10"), _EMAIL_RULE, _one("email")),
)
