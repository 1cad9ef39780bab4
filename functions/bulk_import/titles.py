"""Titles of columns as people and systems write them, in Dutch and in English."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from functions.bulk_import.cell_types import CellType
from functions.bulk_import.column_definition import Column, Use
from functions.bulk_import.scripts import COLUMNS, KINDS, Script
from functions.bulk_import.words import plain
from koppel.domain.accounts.account import Kind

# What people write behind a title: how a value is written, and whether it is needed.
_REMARK = re.compile(
    r"\(.*?\)|\[.*?\]|\*+|[dj]{1,2}\s*[-/.]\s*m{1,2}\s*[-/.]\s*[yj]{2,4}|\bm\s*/\s*[fv](?:\s*/\s*[a-z])*"
    r"|\b(?:verplicht|optioneel|required|optional)\b",
    re.IGNORECASE,
)
_PLATFORM = re.compile(r"minddistrict|platform|\burl\b|\bkey\b|sleutel", re.IGNORECASE)
_OTHER_SYSTEM = re.compile(
    r"other system|external system|source system|ander systeem|extern systeem|bronsysteem|\bepd\b|\behr\b|\becd\b",
    re.IGNORECASE,
)

_OF_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "first_name": "voornaam, voornamen, roepnaam, first name, firstname, given name, forename, first names",
        "infix": "tussenvoegsel, tussenvoegsels, tussenv, tv, voorvoegsel, voorvoegsels, infix, prefix, middle name",
        "last_name": "achternaam, familienaam, geslachtsnaam, naam, last name, lastname, surname, family name, name",
        "date_of_birth": "geboortedatum, geb datum, gebdatum, geboren, geboren op, date of birth, birth date, dob, "
        "birthdate, birthday",
        "gender": "geslacht, sekse, gender, sex, m/v, man/vrouw",
        "phone_number": "telefoonnummer, telefoon, tel, telnr, tel nr, telefoon nr, mobiel, mobiel nummer, 06, gsm, "
        "mobiele telefoon, telephone number, telephone, phone, phone number, mobile, mobile number, mobile phone",
        "bsn": "bsn, bsn nummer, bsn nr, burgerservicenummer, citizen service number, sofinummer",
        "roles": "rol, rollen, groep, groepen, functie, role, roles, group, groups, platform group, platform role, "
        "platform group/role, platformrol",
    }
)
_EMAIL = "e-mail, email, mail, mailadres, e-mailadres, emailadres, e-mail adres, email address, e-mail address, mailbox"
_NEW = "nieuw, nieuwe, new"
_CLIENT_ID = (
    "cliëntnummer, client nummer, clientnr, cliënt nr, client id, client-id, client number, client no, client database "
    "id, cliënt database id, patiëntnummer, patient nr, patient id, patient number, epd nummer, epd nr, epd id, ehr "
    "id, ehr number, dossiernummer, extern cliëntnummer, external client id, cliëntcode, client code"
)
_PROFESSIONAL_ID = (
    "medewerkernummer, medewerker nr, medewerkersnummer, medewerker id, medewerkercode, personeelsnummer, personeels "
    "nr, behandelaar id, behandelaarnummer, behandelaarcode, hulpverlener id, hulpverlenernummer, hulpverlenercode, "
    "zorgverlener id, zorgverlenernummer, professional id, professional number, professional database id, professional "
    "identification, therapist id, employee id, employee number, staff id, staff number, extern medewerkernummer"
)
_ANY_ID = "id, nummer, nr, extern id, external id, externe id, extern nummer, number, code"
_ANY_KEY = "id, nummer, key, sleutel, url, database id, account, account id, adres, address, nr, number"


@cache
def titles_of(script: Script) -> Mapping[str, Column]:
    """The columns of the script by each of their titles, as `keys_of` makes them."""
    found: dict[str, Column] = {}
    for column in COLUMNS[script]:
        for title in _titles(script, column):
            if found.setdefault(title, column) is not column:
                raise ValueError(f"{script}: {title} means two columns")
    return found


def find(script: Script, title: str) -> Column | None:
    """The column of the script with this title, None where it is unknown."""
    titles = titles_of(script)
    return next((titles[key] for key in keys_of(title) if key in titles), None)


def keys_of(title: str) -> Iterator[str]:
    """What the title is compared by, the most telling first: as it is, and without remarks, with a mark when it is
    about the platform's own id."""
    yield plain(title)
    bare = plain(_OTHER_SYSTEM.sub("", _PLATFORM.sub("", _REMARK.sub("", title))))
    if _PLATFORM.search(title):
        yield f"{bare} platform"
    else:
        yield bare or plain(_REMARK.sub("", title))
        yield plain(_REMARK.sub("", title))


def _titles(script: Script, column: Column) -> Iterator[str]:
    yield plain(column.title.nl)
    yield plain(column.title.en)
    if column.type in {CellType.CLIENT_KEY, CellType.PROFESSIONAL_KEY}:
        yield from _of_key(script, column)
    elif column.type is CellType.ID:
        words = _split(_CLIENT_ID if _is_of_client(script, column) else _PROFESSIONAL_ID)
        words += _split(_ANY_ID) if column.use is Use.VALUE else []
        yield from _new(words) if column.name == "new_id" else words
    elif column.type is CellType.EMAIL:
        is_new = column.use is Use.VALUE and any(each.use is Use.CHECK for each in COLUMNS[script])
        yield from (
            (plain(new) + each for new in _NEW.split(",") for each in _split(_EMAIL)) if is_new else _split(_EMAIL)
        )
    else:
        yield from _split(_OF_FIELDS[column.name])


def _of_key(script: Script, column: Column) -> Iterable[str]:
    of_client = column.type is CellType.CLIENT_KEY
    words = [*_split(_CLIENT_ID if of_client else _PROFESSIONAL_ID), plain("client" if of_client else "professional")]
    words += [plain("cliënt" if of_client else "medewerker")]
    if sum(each.type in {CellType.CLIENT_KEY, CellType.PROFESSIONAL_KEY} for each in COLUMNS[script]) == 1:
        words += ["", *_split(_ANY_KEY)]
    return {f"{each} platform" for each in words}


def _is_of_client(script: Script, column: Column) -> bool:
    """Whether an id is a client's: in scripts with both, its name says so."""
    return (
        column.name == "client_id" if "_id" in column.name and column.name != "new_id" else KINDS[script] is Kind.CLIENT
    )


def _new(titles: Iterable[str]) -> Iterator[str]:
    return (new + title for new in _split(_NEW) for title in titles)


def _split(words: str) -> list[str]:
    return [plain(each) for each in words.split(",")]
