"""The demo organisation is made through the operator, once."""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, cast

import pytest

from functions.bulk_import import command_entry as bulk_import
from functions.directory_sync import command_entry as directory
from functions.directory_sync.tile import DirectorySettings
from functions.operations import __main__ as command_line
from functions.operations.commands import COMMANDS
from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.domain.api_tokens import Scope, read_token
from koppel.domain.organisation import Mode
from tests.harness import __main__ as harness
from tests.harness import demo
from tests.harness.emulator import connection
from tests.harness.office import CONTEXT, Office, open_office
from tests.harness.stack import Stack

OPERATORS: Mapping[str, ModuleType] = {"DirectoryOperator": directory, "ImportOperator": bulk_import}
"""The modules of the functions that carry commands of one integration out."""
CARD = ("organisation", "api_token", "hl7_token", "scim_token", "delegated_logon_secret")


class NearbyStack:
    """A stack whose operator answers in this process."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.connection = connection("https://ssm.eu-west-1.amazonaws.com")
        self.breaks_after = len(demo.STEPS)

    def invoke(self, function: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The operator's answer, until it breaks off."""
        answer = OPERATORS[function].operate(payload, CONTEXT) if function in OPERATORS else self.office.give(payload)
        self.breaks_after -= 1
        if self.breaks_after < 0:
            raise KeyboardInterrupt
        return answer


@pytest.fixture
def stack() -> Iterator[NearbyStack]:
    with open_office() as office, pytest.MonkeyPatch.context() as patch:
        for each in OPERATORS.values():
            patch.setattr(each, "process_runtime", lambda: office.world.runtime)
        for key in (
            row_keys.organisation.organisation("demo"),
            row_keys.organisation.registered("demo"),
            row_keys.organisation.tile("demo", "client_details"),
        ):
            dynamodb().delete_item(TableName="koppel", Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}})
        yield NearbyStack(office)


def prepare(stack: NearbyStack) -> dict[str, str]:
    return demo.prepare(cast("Stack", stack))


def count(stack: NearbyStack) -> int:
    """How many rows there are."""
    return int(dynamodb().scan(TableName=stack.office.world.runtime.table.name, Select="COUNT")["Count"])


def test_it_is_a_training_platform_with_what_the_first_hour_needs(stack: NearbyStack) -> None:
    card = prepare(stack)
    office = stack.office
    organisation = office.world.look_up("demo")
    assert organisation.mode is Mode.TRAINING
    tiles = office.done("show-organisation")["tiles"]
    on = ("rest_api", "hl7_intake", "directory_sync", "bulk_import")
    assert all(tiles[name] == {"available": True, "on": True} for name in on)
    token, hl7, scim = (read_token(card[name]) for name in ("api_token", "hl7_token", "scim_token"))
    assert token
    assert hl7
    assert scim
    users = {each["id"]: set(each["scopes"]) for each in office.done("list-api-users")["api_users"]}
    assert users == {
        token.user: set(Scope) - {Scope.HL7, Scope.SCIM},
        hl7.user: {Scope.HL7},
        scim.user: {Scope.SCIM},
    }


def test_each_step_goes_to_the_function_that_carries_it_out() -> None:
    assert [each.command for each in demo.STEPS if COMMANDS[each.command].function != each.function] == []


def test_its_directory_has_a_first_cycle(stack: NearbyStack) -> None:
    prepare(stack)
    office = stack.office
    given = office.done("show-settings", integration="directory_sync")["settings"]
    (source,) = DirectorySettings.model_validate(given).sources
    assert source.entra
    assert len(source.scope_groups) == 1
    (run,) = office.done("list-runs", integration="directory_sync")["runs"]
    assert (run["kind"], run["about"], run["state"]) == ("cycle", "entra", "reading")


def test_files_can_be_imported_and_encrypted_for_it(stack: NearbyStack) -> None:
    prepare(stack)
    settings = stack.office.done("show-settings", integration="bulk_import")["settings"]
    assert settings["must_encrypt"] is False
    asked = {"command": "list-import-keys", "arguments": demo.HERE, "actor": "test"}
    answer = bulk_import.operate(asked, CONTEXT)
    assert [(each["name"], each["offered"]) for each in answer["result"]["import_keys"]] == [("De Linde, import", True)]


def test_a_second_start_makes_nothing_twice_and_keeps_the_tokens(stack: NearbyStack) -> None:
    first, rows = prepare(stack), count(stack)
    assert prepare(stack) == first
    assert count(stack) == rows


@pytest.mark.parametrize("step", [0, 1, 3, 6, len(demo.STEPS) - 1])
def test_a_start_that_is_broken_off_is_taken_up_again(stack: NearbyStack, step: int) -> None:
    stack.breaks_after = step
    with pytest.raises(KeyboardInterrupt):
        prepare(stack)
    stack.breaks_after = len(demo.STEPS)
    assert set(prepare(stack)) == set(CARD)
    assert len(stack.office.done("list-api-users")["api_users"]) == 3


def test_both_sides_call_the_variable_of_the_address_by_one_name() -> None:
    assert harness.ADDRESS == command_line.ADDRESS
