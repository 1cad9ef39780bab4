"""The table of all commands: complete, explained in both languages, one style."""

import re
from collections.abc import Callable
from inspect import signature
from typing import Any

import pytest

from functions.bulk_import.command_entry import CARRIED_OUT_HERE as BY_IMPORT_OPERATOR
from functions.directory_sync.command_entry import CARRIED_OUT_HERE as BY_DIRECTORY_OPERATOR
from functions.operations.commands import COMMANDS
from functions.saml_logon.command_entry import CARRIED_OUT_HERE as BY_SAML_OPERATOR
from koppel.organisation.commands import Command, NoArguments, OfOrganisation, Who, joined
from tests.harness.home import PROJECT

CARRIED_OUT_ELSEWHERE = {**BY_SAML_OPERATOR, **BY_DIRECTORY_OPERATOR, **BY_IMPORT_OPERATOR}


def carried_out(command: Command[Any]) -> Callable[..., Any]:
    """What carries the command out, in the operator's function or in that of an integration."""
    found = command.carry_out or CARRIED_OUT_ELSEWHERE[command.name].carry_out
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_names_the_function_that_carries_it_out(name: str) -> None:
    command = COMMANDS[name]
    assert (command.carry_out is not None) is (command.function == "Operator")
    assert command.function == "Operator" or CARRIED_OUT_ELSEWHERE[name].function == command.function
    assert f"\n  {command.function}Function:\n" in (PROJECT / "template.yaml").read_text()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_called_by_a_verb_and_explained(name: str) -> None:
    command = COMMANDS[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert command.name == name
    assert len(command.help.en) > 10
    assert command.help.nl.endswith(".")
    assert command.title.nl[0].isupper()
    assert command.title.en[0].isupper()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_is_explained_in_both_languages_and_nothing_else_is_taken(name: str) -> None:
    model = COMMANDS[name].arguments
    assert issubclass(model, NoArguments)
    assert model.model_config["extra"] == "forbid"
    for field, rules in model.model_fields.items():
        extra = rules.json_schema_extra
        assert isinstance(extra, dict), field
        dutch = extra["nl"]
        assert isinstance(dutch, dict), field
        assert all((rules.title, rules.description, dutch["title"], dutch["description"])), field


def test_an_application_manager_gives_only_commands_about_one_organisation() -> None:
    theirs = [each for each in COMMANDS.values() if each.who is Who.APPLICATION_MANAGER]
    assert theirs
    assert [each.name for each in theirs if not issubclass(each.arguments, OfOrganisation)] == []


def test_no_two_commands_do_the_same() -> None:
    assert len({carried_out(each) for each in COMMANDS.values()}) == len(COMMANDS)


def test_no_two_commands_have_one_name() -> None:
    with pytest.raises(ValueError, match="sweep"):
        joined([{"sweep": COMMANDS["sweep"]}, {"sweep": COMMANDS["sweep"]}])


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_what_is_carried_out_takes_the_arguments_that_are_checked(command: Command[NoArguments]) -> None:
    taken = list(signature(carried_out(command)).parameters.values())[2].annotation
    assert taken is command.arguments
