"""The entrance for direct invocations: what is asked is checked, done, answered and logged, whatever it is."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from koppel.accounts.execution import TooBusy
from koppel.aws.errors import Contended
from koppel.domain.problems.administration import ORGANISATION_EXISTS
from koppel.domain.problems.command import COMMAND_PROBLEMS
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.entrance.direct import CommandRequest, serve
from koppel.organisation.commands import Command
from koppel.runtime import Runtime
from tests.harness.output import Output
from tests.harness.world import World

TAKEN = Text(nl="is bezet", en="is taken")


class Greeting(BaseModel):
    """Whom to greet, and how often."""

    model_config = ConfigDict(extra="forbid")

    organisation: str = Field(max_length=10)
    times: int = 1


def greet(_: Runtime, actor: str, greeting: Greeting) -> Mapping[str, Any]:
    """Greets in somebody's name."""
    return {"said": f"hello {greeting.organisation}" * greeting.times, "by": actor}


def ask(here: World, event: object, carry_out: Any = greet) -> dict[str, Any]:
    """The answer of an entrance that knows one command."""
    commands = {
        "greet": Command(
            name="greet",
            title=Text(nl="Groeten", en="Greet"),
            help=Text(nl="Groet iemand.", en="greet somebody"),
            arguments=Greeting,
            carry_out=carry_out,
        )
    }
    return serve(event, here.runtime, "office", commands, "request-1")


def order(**arguments: Any) -> dict[str, Any]:
    """The command to greet, in the name of somebody."""
    return {"command": "greet", "arguments": arguments, "actor": "canary"}


def failing(error: BaseException) -> Any:
    """Carries out nothing but this."""

    def carry_out(*_: object) -> Mapping[str, Any]:
        raise error

    return carry_out


def test_a_command_is_carried_out_and_counted(here: World, output: Output) -> None:
    assert ask(here, order(organisation="demo", times=2)) == {
        "result": {"said": "hello demohello demo", "by": "canary"}
    }
    (line,), (metrics,) = output.lines, output.metrics
    logged = {name: line[name] for name in ("message", "organisation", "route", "outcome", "reference")}
    assert logged == {
        "message": "carried out",
        "organisation": "demo",
        "route": "greet",
        "outcome": "done",
        "reference": "request-1",
    }
    assert (metrics["service"], metrics["Commands"], metrics["Declined"], metrics["Broken"]) == (
        "office",
        [1],
        [0],
        [0],
    )


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (order(), {"organisation": "must be given"}),
        (order(organisation="demo", colour="red"), {"colour": "is not known here"}),
        (order(organisation="demo", times=[]), {"times": "must be a whole number"}),
        ({"command": "greet", "actor": 7}, {"actor": "must be text"}),
        ({"command": "greet"}, {"actor": "must be given"}),
        ({"command": "greet", "actor": "a\nb"}, {"actor": "holds a control character"}),
        (7, {"(all)": "must consist of fields with names"}),
        ({"command": "\udfff", "actor": "a"}, {"(all)": "is no JSON"}),
        ({"command": "greet", "actor": "a", "arguments": {"times": float("inf")}}, {"(all)": "is no JSON"}),
    ],
)
def test_every_wrong_field_is_named(here: World, event: object, fields: dict[str, str]) -> None:
    problem = ask(here, event)["problem"]
    assert (problem["slug"], problem["fields"]) == ("invalid", fields)


@given(st.text(max_size=5), st.characters(categories=["Cc"]), st.text(max_size=5))
def test_an_actor_holds_no_control_characters(before: str, control: str, after: str) -> None:
    with pytest.raises(ValidationError, match="holds a control character"):
        CommandRequest(command="greet", actor=f"{before}{control}{after}")


def test_an_event_that_is_nested_too_deep_is_declined(here: World) -> None:
    nested: dict[str, Any] = {}
    for _ in range(3000):
        nested = {"arguments": nested}
    assert ask(here, {"command": "greet", "actor": "a", **nested})["problem"]["slug"] == "invalid"


def test_an_unknown_command_is_answered_with_those_there_are(here: World, output: Output) -> None:
    answer = ask(here, {"command": "canary", "actor": "a"})
    assert answer["problem"]["message"] == "There is no such command. Choose one of: greet."
    assert "canary" not in output.text


def test_a_declined_command_says_what_to_do(here: World, output: Output) -> None:
    declined = Declined(ORGANISATION_EXISTS, details={"organisation": "demo"}, fields={"organisation": TAKEN})
    assert ask(here, order(organisation="demo"), failing(declined)) == {
        "problem": {
            "slug": "organisation-exists",
            "message": "The short name demo belongs to an organisation already. Choose another short name.",
            "texts": {
                "nl": "De korte naam demo is al van een organisatie. Kies een andere korte naam.",
                "en": "The short name demo belongs to an organisation already. Choose another short name.",
            },
            "fields": {"organisation": "is taken"},
            "field_texts": {"organisation": {"nl": "is bezet", "en": "is taken"}},
        }
    }
    (line,), (metrics,) = output.lines, output.metrics
    assert (line["message"], line["outcome"]) == ("declined", "organisation-exists")
    assert (metrics["Declined"], metrics["Broken"]) == ([1], [0])


@pytest.mark.parametrize("error", [Contended("busy"), TooBusy()])
def test_a_command_that_conflicts_with_others_may_be_retried(here: World, error: Exception) -> None:
    assert ask(here, order(organisation="demo"), failing(error))["problem"]["slug"] == "busy"


def test_an_unexpected_failure_is_logged_without_its_text(here: World, output: Output) -> None:
    problem = ask(here, order(organisation="demo"), failing(ZeroDivisionError("canary")))["problem"]
    assert problem["slug"] == "broke"
    assert "request-1" in problem["message"]
    broke, line = output.lines
    assert (broke["error"], broke["reference"]) == ("ZeroDivisionError", "request-1")
    assert any("carry_out" in frame for frame in broke["frames"])
    assert line["outcome"] == "broke"
    assert output.metrics[0]["Broken"] == [1]
    assert "canary" not in output.text


def test_an_interrupt_is_not_caught(here: World) -> None:
    with pytest.raises(KeyboardInterrupt):
        ask(here, order(organisation="demo"), failing(KeyboardInterrupt()))


def test_every_problem_of_a_command_can_be_filled_in_both_languages() -> None:
    details = {"commands": "greet", "organisation": "demo", "reference": "request-1"}
    for problem in COMMAND_PROBLEMS.values():
        for text in (problem.explanation, problem.remedy):
            filled = text.fill(details)
            assert "{" not in filled.nl + filled.en
