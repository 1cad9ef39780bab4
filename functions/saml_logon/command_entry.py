"""The operator's trigger, apart from the browsers' one: these need not wait for packages that only commands need."""

from dataclasses import replace
from functools import cache
from typing import Any

from functions.saml_logon.commands import COMMANDS
from functions.saml_logon.operator.connections import CARRY_OUT
from koppel.entrance import direct
from koppel.entrance.budget import budgeted
from koppel.runtime import Runtime

CARRIED_OUT_HERE = {name: replace(command, carry_out=CARRY_OUT[name]) for name, command in COMMANDS.items()}


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


@budgeted
def operate(event: object, context: Any) -> dict[str, Any]:
    """One command of the operator about connections."""
    return direct.serve(event, _runtime(), "saml_operator", CARRIED_OUT_HERE, context.aws_request_id)
