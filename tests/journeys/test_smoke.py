"""`make smoke` against the local stack: everything passes, nothing is left; and a part that is broken does not pass."""

import os
import time
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.operations.__main__ import Unreachable
from tests.harness.deploy import STACK
from tests.harness.stack import Stack
from tests.smoke import checks
from tests.smoke.__main__ import results
from tests.smoke.target import TILES, Target, Wrong


@pytest.fixture
def target(stack: Stack) -> Iterator[Target]:
    before = dict(os.environ)
    yield Target.local(stack, STACK)
    os.environ.clear()
    os.environ.update(before)


def test_a_stack_that_works_passes_and_nothing_is_left(target: Target, stack: Stack) -> None:
    began = time.time()
    found = list(results(target))
    failed = [f"{name}: {word}" for name, passed, word in found if not passed]
    assert not failed, (failed, [line for line in stack.log_lines(began) if '"level":"ERROR"' in line])
    assert [name for name, _, _ in found] == [*checks.CHECKS, "clean-up"]
    assert target.operate("list-api-users")["api_users"] == []
    assert [each for each in target.operate("list-logon-keys")["logon_keys"] if each["active"]] == []
    assert target.operate("saml-list-connections")["connections"] == []
    tiles = target.operate("show-organisation")["tiles"]
    assert not any(tiles[each]["on"] for each in TILES)


@pytest.mark.parametrize(
    ("check", "tile"),
    [
        (checks.hl7, "hl7_intake"),
        (checks.rest, "rest_api"),
        (checks.signed_link, "delegated_logon"),
        (checks.saml, "saml_logon"),
    ],
)
def test_a_check_fails_when_its_part_is_broken(target: Target, check: checks.Check, tile: str) -> None:
    with target.prepared():
        if check is checks.rest:
            checks.hl7(target)  # makes the client that is read
        target.operate("switch-off", integration=tile)
        with pytest.raises(Wrong):
            check(target)
        target.operate("switch-on", integration=tile)


def test_the_check_of_the_worker_fails_when_nothing_is_processed(
    target: Target, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "PATIENCE", 3)
    with stack.worker_paused(), target.prepared(), pytest.raises(Wrong, match="not processed"):
        checks.hl7(target)


def test_the_check_of_the_sweep_fails_when_the_function_is_broken(target: Target, stack: Stack) -> None:
    functions = boto3.client("lambda", **stack.connection)
    name, _, alias = stack.outputs["OperatorFunction"].rpartition(":")
    live = functions.get_alias(FunctionName=name, Name=alias)["FunctionVersion"]
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    broken = variables | {"TABLE": "no-such-table"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": broken})
    functions.update_alias(FunctionName=name, Name=alias, FunctionVersion="$LATEST")
    try:
        with pytest.raises((Wrong, Unreachable)):
            checks.sweep(target)
    finally:
        functions.update_alias(FunctionName=name, Name=alias, FunctionVersion=live)
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})


def test_the_check_of_the_alarms_fails_when_there_is_none(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "ALARM", "NoSuchAlarm")
    with pytest.raises((Wrong, ClientError)):
        checks.alarm(target)
