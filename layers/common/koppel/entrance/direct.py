"""The entrance for direct invocations: one command in, its result or a problem out."""

import time
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic_core import from_json, to_json

from koppel import log
from koppel.aws.errors import TableError, Unavailable
from koppel.domain.problems.command import BROKE, BUSY, INVALID, NOT_ALLOWED_COMMAND, UNKNOWN_COMMAND
from koppel.domain.problems.problem import NO_DETAILS, Problem
from koppel.domain.problems.refusal import NO_FIELDS, Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.messages import MISSING, NO_JSON
from koppel.domain.tiles.settings import ALL, explained
from koppel.domain.tiles.tile import one_line
from koppel.organisation.commands import Command, Slug, Who
from koppel.runtime import Runtime


class CommandRequest(BaseModel):
    """A command and the person who gives it.

    actor         the name that the caller states; the audit log shows it, so it has no control characters (Unicode Cc)
    role          as whom the person asks
    organisation  the person's own, which an application manager must have
    """

    model_config = ConfigDict(extra="forbid")

    command: str
    arguments: dict[str, JsonValue] = Field(default_factory=dict)
    actor: Annotated[str, Field(min_length=1, max_length=2048), AfterValidator(one_line)]
    role: Who = Who.OPERATOR
    organisation: Slug | None = None

    def may_give(self, command: Command[Any]) -> bool:
        """Whether the role allows this command: an application manager gives those that are made for this role, about
        the person's own organisation."""
        if self.role is Who.OPERATOR:
            return True
        is_theirs = command.who is Who.APPLICATION_MANAGER and "organisation" in command.arguments.model_fields
        return is_theirs and self.arguments.get("organisation") == self.organisation


def serve(
    event: object, runtime: Runtime, function: str, commands: Mapping[str, Command[Any]], reference: str
) -> dict[str, Any]:
    """Carry out a command and log one line.

    Returns `{"result": …}`, or `{"problem": …}` with its `slug`, what is wrong and what to do about it in English
    (`message`) and in both languages (`texts`), and the same for each wrong field (`fields`, `field_texts`).
    """
    started = time.monotonic()
    known, organisation, outcome = "", "", "done"
    try:
        request = _request(event)
        command = commands.get(request.command)
        if command is None or command.carry_out is None:
            raise Declined(UNKNOWN_COMMAND, details={"commands": ", ".join(commands)})
        known = command.name
        if not request.may_give(command):
            organisation = request.organisation or ""
            raise Declined(NOT_ALLOWED_COMMAND)
        arguments = _checked(command.arguments, request.arguments)
        organisation = getattr(arguments, "organisation", None) or ""
        answer: dict[str, Any] = {"result": command.carry_out(runtime, request.actor, arguments)}
    except Declined as declined:
        outcome = declined.problem.slug
        answer = _problem(declined.problem, declined.details, declined.fields)
    except (TableError, Unavailable):
        outcome = BUSY.slug
        answer = _problem(BUSY)
    except Exception as error:  # the last resort: its text may hold values that were sent
        outcome = BROKE.slug
        log.broke("broke", error, reference=reference)
        answer = _problem(BROKE, {"reference": reference})
    log.done(
        "carried out" if outcome == "done" else "declined",
        organisation=organisation,
        reference=reference,
        route=known,
        outcome=outcome,
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    log.measure(function, Commands=1, Declined=int(outcome != "done"), Broken=int(outcome == BROKE.slug))
    return answer


def _request(event: object) -> CommandRequest:
    """Raises Declined for an event that is not a command, and for text that UTF-8 cannot encode (half of a surrogate
    pair)."""
    try:
        request = CommandRequest.model_validate(from_json(to_json(event), allow_inf_nan=False))
    except ValidationError as invalid:
        raise Declined(INVALID, fields=explained(invalid)) from None
    except ValueError:
        raise Declined(INVALID, fields={ALL: NO_JSON}) from None
    if request.role is not Who.OPERATOR and not request.organisation:
        raise Declined(INVALID, fields={"organisation": MISSING})
    return request


def _checked[Arguments: BaseModel](model: type[Arguments], given: Mapping[str, JsonValue]) -> Arguments:
    try:
        return model.model_validate(given)
    except ValidationError as invalid:
        raise Declined(INVALID, fields=explained(invalid)) from None


def _problem(
    problem: Problem, details: Mapping[str, str] = NO_DETAILS, fields: Mapping[str, Text] = NO_FIELDS
) -> dict[str, Any]:
    what, remedy = (text.fill(dict(details)) for text in (problem.explanation, problem.remedy))
    said = Text(nl=f"{what.nl} {remedy.nl}", en=f"{what.en} {remedy.en}")
    return {
        "problem": {
            "slug": problem.slug,
            "message": said.en,
            "texts": _both(said),
            "fields": {name: text.en for name, text in fields.items()},
            "field_texts": {name: _both(text) for name, text in fields.items()},
        }
    }


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
