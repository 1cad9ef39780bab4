"""Problems: what can go wrong, and what to do about it.

*problem*  a kind of thing that goes wrong; every integration has a catalogue of its own in `problems.py`
*finding*  a problem that one message, request or row has
*entry*    the row of the error log that counts the findings of one problem and one subject
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from koppel.domain.texts import Text

NO_DETAILS: Mapping[str, str] = MappingProxyType({})


class Level(StrEnum):
    """How urgent a problem is for the administrator."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


LEVEL_LABELS: Mapping[Level, Text] = {
    Level.NOTICE: Text(nl="Melding", en="Notice"),
    Level.WARNING: Text(nl="Waarschuwing", en="Warning"),
    Level.ERROR: Text(nl="Fout", en="Error"),
}


class State(StrEnum):
    """The state of an entry."""

    OPEN = "open"
    SOLVED = "solved"
    IGNORED = "ignored"


STATE_LABELS: Mapping[State, Text] = {
    State.OPEN: Text(nl="Open", en="Open"),
    State.SOLVED: Text(nl="Opgelost", en="Solved"),
    State.IGNORED: Text(nl="Genegeerd", en="Ignored"),
}


class Responsible(StrEnum):
    """Who can do what a remedy says."""

    APPLICATION_MANAGER = "application-manager"
    OPERATOR = "operator"
    SENDER = "sender"
    """The administrator or supplier of the system that sends: an EHR, a portal, a BI tool."""
    PROVIDER = "identity-provider"
    PLATFORM = "platform"
    NOBODY = "nobody"
    """It needs nothing, or ends by itself."""


RESPONSIBLE: Mapping[Responsible, Text] = MappingProxyType(
    {
        Responsible.APPLICATION_MANAGER: Text(nl="De applicatiebeheerder", en="The application manager"),
        Responsible.OPERATOR: Text(nl="De beheerder van het platform", en="The platform's operator"),
        Responsible.SENDER: Text(
            nl="De beheerder of leverancier van het verzendende systeem",
            en="The administrator or supplier of the sending system",
        ),
        Responsible.PROVIDER: Text(
            nl="De beheerder van de identiteitsprovider", en="The administrator of the identity provider"
        ),
        Responsible.PLATFORM: Text(nl="De leverancier van het platform", en="The platform's supplier"),
        Responsible.NOBODY: Text(nl="Niemand hoeft iets te doen", en="Nobody needs to do anything"),
    }
)


@dataclass(frozen=True, slots=True)
class Remedy(Text):
    """What to do, and who can do it."""

    responsible: Responsible


for_operator = partial(Remedy, responsible=Responsible.OPERATOR)
for_sender = partial(Remedy, responsible=Responsible.SENDER)
for_provider = partial(Remedy, responsible=Responsible.PROVIDER)
for_platform = partial(Remedy, responsible=Responsible.PLATFORM)
for_nobody = partial(Remedy, responsible=Responsible.NOBODY)


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of a catalogue. `{names}` in the texts are filled from a finding's details.

    slug         lower-case words with dashes, unique within the integration, never changes
    explanation  what is wrong
    remedy       what to do; a Remedy where somebody else than the application manager does it
    """

    slug: str
    level: Level
    explanation: Text
    remedy: Text

    @property
    def responsible(self) -> Responsible:
        """Who can do what the remedy says: the application manager unless it names another."""
        return self.remedy.responsible if isinstance(self.remedy, Remedy) else Responsible.APPLICATION_MANAGER


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem of one message, request or row.

    subject    the person or value that it is about (an id, an e-mail address); row keys have its pseudonym only
    cause      distinguishes entries of one problem and subject; no personal data
    details    values for the texts; no personal data
    reference  id of the message or request, by which people find it
    """

    problem: Problem
    subject: str = field(default="", repr=False)
    cause: str = ""
    details: Mapping[str, str] = NO_DETAILS
    reference: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether it has no subject, so that findings about many people count in one entry."""
        return not self.subject


def problem(slug: str, level: Level, *, nl: str, en: str, remedy: Text) -> Problem:
    """A problem with its explanation in both languages, and its remedy, a Remedy where it is not the application
    manager's. `{names}` in the texts are filled from a finding's details."""
    return Problem(slug, level, Text(nl=nl, en=en), remedy)


def catalogue(*problems: Problem) -> Mapping[str, Problem]:
    """The problems by slug. Raises ValueError when two share one."""
    found = {each.slug: each for each in problems}
    if len(found) != len(problems):
        raise ValueError("two problems share a slug")
    return MappingProxyType(found)


def mask(subject: str) -> str:
    """The subject, masked: enough to recognise a known person, too little to identify an unknown one. `j•••@•••` for an
    e-mail address, `•••42` for another text of five characters or more, `•••` for a shorter one."""
    if "@" in subject:
        return f"{subject[0]}•••@•••"
    return f"•••{subject[-2:]}" if len(subject) >= 5 else "•••" if subject else ""
