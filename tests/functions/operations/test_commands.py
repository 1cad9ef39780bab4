"""The table of commands: complete, explained, one style."""

import re
from inspect import signature

import pytest

from functions.operations.arguments import Nothing
from functions.operations.commands import COMMANDS
from koppel.entrance.direct import Command


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_called_by_a_verb_and_explained(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert COMMANDS[name].name == name
    assert len(COMMANDS[name].help) > 10


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_is_explained_and_nothing_else_is_taken(name: str) -> None:
    model = COMMANDS[name].arguments
    assert issubclass(model, Nothing)
    assert model.model_config["extra"] == "forbid"
    for field, rules in model.model_fields.items():
        assert rules.description, field


def test_no_two_commands_do_the_same() -> None:
    assert len({each.carry_out for each in COMMANDS.values()}) == len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_what_is_carried_out_takes_the_arguments_that_are_checked(command: Command[Nothing]) -> None:
    taken = list(signature(command.carry_out).parameters.values())[2].annotation
    assert taken is command.arguments
