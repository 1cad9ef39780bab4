"""Commands: what people can do with an organisation and its integrations, explained in Dutch and in English.

A function lists its commands in `commands.py`. The operator's command line and the console read the same lists.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from koppel.domain import moments, times
from koppel.domain.organisation import SLUG
from koppel.domain.problems.command import UNKNOWN_ORGANISATION
from koppel.domain.problems.problem import Problem
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained, one_line
from koppel.organisation.organisations import look_up
from koppel.runtime import Runtime, Tenant

type Result = Mapping[str, Any]
"""The result of a command, as JSON."""


class Who(StrEnum):
    """Who may give a command."""

    OPERATOR = "operator"
    APPLICATION_MANAGER = "application-manager"
    """An organisation's own administrator, for that organisation only. The operator may give these commands too."""


class Sensitivity(StrEnum):
    """How much care a command asks for."""

    VIEW = "view"
    """It shows settings and counts, and changes nothing."""
    CHANGE = "change"
    """It changes what can be changed back."""
    FRESH_LOGON = "fresh-logon"
    """It shows a secret or data of a person, or it ends something that people or systems rely on."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Which entries of the error log a command mends.

    problems    slugs of problems of the command's integration
    everywhere  whether it mends them in the logs of other integrations too
    references  the argument that takes the references of the entry's last occurrences, "" for none
    """

    problems: frozenset[str]
    everywhere: bool = False
    references: str = ""


def mends(*problems: Problem, everywhere: bool = False, references: str = "") -> Remedy:
    """The remedy for these problems."""
    return Remedy(frozenset(each.slug for each in problems), everywhere, references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command[Arguments: BaseModel]:
    """One command.

    name         verb and object, joined by dashes
    title        a few words, as on a button
    help         one sentence
    arguments    the model of its arguments, each explained; an argument named `organisation` is logged
    who          who may give it
    sensitivity  how much care it asks for
    confirm      what will happen, to be read before it is given; where it asks for a fresh logon and changes something
    remedy       which entries of the error log it mends, None for none
    function     logical id in template.yaml of the Lambda function that carries it out; the stack's output
                 `<function>Function` is its name
    carry_out    called with the runtime, the actor and the arguments; may raise Declined. None where `function` is not
                 the operator's own: the entry of that function adds it, because it has the packages
    """

    name: str
    title: Text
    help: Text
    arguments: type[Arguments]
    who: Who = Who.APPLICATION_MANAGER
    sensitivity: Sensitivity = Sensitivity.CHANGE
    confirm: Text | None = None
    remedy: Remedy | None = None
    function: str = "Operator"
    carry_out: Callable[[Runtime, str, Arguments], Result] | None = None


def catalogue(*commands: Command[Any]) -> Mapping[str, Command[Any]]:
    """Commands by name."""
    return {each.name: each for each in commands}


def joined(lists: Iterable[Mapping[str, Command[Any]]]) -> Mapping[str, Command[Any]]:
    """Several lists of commands as one. Raises ValueError where two commands have one name."""
    found: dict[str, Command[Any]] = {}
    for each in lists:
        if twice := found.keys() & each.keys():
            raise ValueError(f"two commands have one name: {sorted(twice)}")
        found |= each
    return found


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise WrongValue(
            nl="mag 1 tot 40 kleine letters (a-z), cijfers en streepjes hebben, te beginnen met een letter en niet "
            "eindigend op een streepje",
            en="must be 1 to 40 of a-z, 0-9 and dashes, start with a letter and not end with a dash",
        )
    return text


def _time(text: str) -> str:
    if not text:
        return ""
    if found := moments.read_short(text):
        return times.to_seconds(found)
    raise WrongValue(
        nl="moet een datum zijn, of een datum met tijd: 2027-01-31, 2027-01-31T18:00:00",
        en="must be a date, or a date and time: 2027-01-31, 2027-01-31T18:00:00",
    )


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(one_line)]
"""One line of text."""
OptionalLine = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
Slug = Annotated[str, AfterValidator(_slug)]
"""Short name of an organisation."""
OptionalSlug = Annotated[str, AfterValidator(lambda text: text and _slug(text))]
Time = Annotated[str, AfterValidator(_time)]
"""UTC, `YYYY-MM-DDTHH:MM:SS`; "" for none. The argument may be a date, or have an offset."""


class NoArguments(BaseModel):
    """No arguments. Base of all arguments: unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class OfOrganisation(NoArguments):
    """The organisation that the command is about."""

    organisation: Slug = explained(
        nl=("Organisatie", "Korte naam van de organisatie."),
        en=("Organisation", "short name of the organisation"),
        example="de-linde",
    )


def tenant_of(runtime: Runtime, arguments: OfOrganisation) -> Tenant:
    """The organisation that the command is about. Raises Declined when there is none."""
    known = look_up(runtime, arguments.organisation)
    if known is None:
        raise Declined(UNKNOWN_ORGANISATION, details={"organisation": arguments.organisation})
    return Tenant(runtime, known.organisation)
