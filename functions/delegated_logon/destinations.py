"""Destinations: the pages that links name, who may see each, and where a frame may be redirected."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from koppel.domain.accounts.account import Kind
from koppel.domain.logon.platform import is_address
from koppel.domain.logon.security import SecuritySettings
from koppel.domain.texts import Text

_EVERYBODY = frozenset({Kind.CLIENT, Kind.FRIEND, Kind.PROFESSIONAL})
_CLIENTS = frozenset({Kind.CLIENT, Kind.FRIEND})
_PROFESSIONALS = frozenset({Kind.PROFESSIONAL})


@dataclass(frozen=True, slots=True)
class Destination:
    """A page of the platform that this hub knows by name."""

    title: Text
    audience: frozenset[Kind]


DESTINATIONS: Mapping[tuple[str, ...], Destination] = {
    (): Destination(Text(nl="De startpagina", en="The start page"), _EVERYBODY),
    ("tasks",): Destination(Text(nl="Taken", en="Tasks"), _PROFESSIONALS),
    ("c",): Destination(Text(nl="Mijn cliënten", en="My clients"), _PROFESSIONALS),
    ("c", "@@all"): Destination(Text(nl="Alle cliënten", en="All clients"), _PROFESSIONALS),
    ("c", "@@allclients"): Destination(Text(nl="Alle cliënten", en="All clients"), _PROFESSIONALS),
    ("p",): Destination(Text(nl="Medewerkers", en="Professionals"), _PROFESSIONALS),
    ("configuration",): Destination(Text(nl="Configuratie", en="Configuration"), _PROFESSIONALS),
    ("catalogue",): Destination(Text(nl="Catalogus", en="Catalogue"), _EVERYBODY),
    ("conversations",): Destination(Text(nl="Gesprekken", en="Conversations"), _CLIENTS),
}

DOSSIERS: Mapping[str, tuple[str, Kind, Text]] = {
    "client": ("c", Kind.CLIENT, Text(nl="Het dossier van een cliënt", en="A client's dossier")),
    "professional": ("p", Kind.PROFESSIONAL, Text(nl="De gegevens van een medewerker", en="A professional's details")),
}
"""What `/aux/<word>/id/<id>` looks up, and the path under which the platform shows it."""

FRAME = ("aux", "frameredirect")
OTHER_PAGE = Text(nl="Een pagina van het platform", en="A page of the platform")
_KEY = re.compile(r"[0-9a-f]{32}")


def title(segments: tuple[str, ...]) -> Text:
    """The title of the page at this path."""
    if segments in DESTINATIONS:
        return DESTINATIONS[segments].title
    if len(segments) == 2 and _KEY.fullmatch(segments[1]):
        found = [text for start, _, text in DOSSIERS.values() if start == segments[0]]
        return found[0] if found else OTHER_PAGE
    return OTHER_PAGE


def may_see(kind: Kind, segments: tuple[str, ...]) -> bool:
    """Whether this kind of account may see the page. Pages that are not in the table are left to the platform."""
    if segments[:1] == ("aux",):
        return kind in _PROFESSIONALS
    return segments not in DESTINATIONS or kind in DESTINATIONS[segments].audience


def may_redirect(security: SecuritySettings, address: str) -> bool:
    """Whether a browser that has just logged on may be sent to this address."""
    if not is_address(address):
        return False
    parts = urlsplit(address)
    return security.may_redirect_to(parts.scheme, parts.hostname or "", parts.port)
