"""Who may give which command: the operator any, an application manager those about the own organisation."""

from dataclasses import replace
from typing import Any

import pytest

from functions.operations.commands import COMMANDS
from functions.saml_logon.command_entry import CARRIED_OUT_HERE
from koppel.domain.problems.command import NOT_ALLOWED_COMMAND
from koppel.entrance import direct
from koppel.organisation.commands import Who
from tests.harness.office import Office
from tests.harness.output import Output

MANAGER = {"role": "application-manager", "organisation": "demo", "actor": f"{'0' * 32} (saml_logon)"}
REFUSED = NOT_ALLOWED_COMMAND.slug


def asked(office: Office, name: str, arguments: dict[str, Any], **caller: str) -> tuple[str, int]:
    """What comes of a command ("done" or the slug of a problem), and how often it was carried out."""
    done = []

    def carry_out(*given: object) -> dict[str, str]:
        done.append(given)
        return {}

    command = replace(CARRIED_OUT_HERE.get(name, COMMANDS[name]), carry_out=carry_out)
    event = {"command": name, "arguments": arguments, **caller}
    answer = direct.serve(event, office.world.runtime, "office", {name: command}, "request-1")
    return answer["problem"]["slug"] if "problem" in answer else "done", len(done)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_manager_gives_no_command_of_the_operator_and_none_about_others(name: str, office: Office) -> None:
    for other in ({}, {"organisation": "linde"}, {"organisation": " demo"}, {"organisation": ["demo"]}):
        assert asked(office, name, other, **MANAGER) == (REFUSED, 0)
    found, times = asked(office, name, {"organisation": "demo"}, **MANAGER)
    if COMMANDS[name].who is Who.OPERATOR:
        assert (found, times) == (REFUSED, 0)
    else:
        assert (found, times) in {("done", 1), ("invalid", 0)}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("caller", [{}, {"role": "operator"}, {"role": "operator", "organisation": "linde"}])
def test_the_operator_gives_every_command(name: str, caller: dict[str, str], office: Office) -> None:
    has_organisation = "organisation" in COMMANDS[name].arguments.model_fields
    given = {"organisation": "demo"} if has_organisation else {}
    assert asked(office, name, given, actor="canary", **caller) in {("done", 1), ("invalid", 0)}


@pytest.mark.parametrize(
    ("caller", "field"),
    [
        ({"role": "therapist"}, "role"),
        ({"role": "application-manager"}, "organisation"),
        ({"role": "application-manager", "organisation": ""}, "organisation"),
        ({"role": "application-manager", "organisation": "De Linde"}, "organisation"),
        ({"role": "application-manager", "organisation": None}, "organisation"),
        ({"role": None}, "role"),
    ],
)
def test_a_caller_without_a_known_role_or_an_organisation_is_refused(
    caller: dict[str, Any], field: str, office: Office
) -> None:
    event = {"command": "show-organisation", "arguments": {"organisation": "demo"}, "actor": "canary", **caller}
    problem = office.give(event)["problem"]
    assert problem["slug"] == "invalid"
    assert set(problem["fields"]) == {field}


def test_a_manager_sees_the_own_organisation_only(office: Office, output: Output) -> None:
    shown = office.give({"command": "show-organisation", "arguments": {"organisation": "demo"}, **MANAGER})
    assert shown["result"]["organisation"] == "demo"
    refused = office.give({"command": "show-organisation", "arguments": {"organisation": "linde"}, **MANAGER})
    assert refused["problem"]["slug"] == REFUSED
    line = output.lines[-1]
    assert (line["organisation"], line["route"], line["outcome"]) == ("demo", "show-organisation", REFUSED)


def test_the_audit_log_shows_the_account_of_a_manager(office: Office) -> None:
    office.give({"command": "set-zone", "arguments": {"organisation": "demo", "zone": "Europe/Paris"}, **MANAGER})
    (act,) = [each for each in office.done("list-acts")["acts"] if each["verb"] == "set-zone"]
    assert act["actor"] == MANAGER["actor"]
