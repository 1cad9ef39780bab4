"""The operator's trigger, apart from the browsers' one: these need not wait for packages that only commands need."""

from dataclasses import replace
from typing import Any

from functions.saml_logon.commands import COMMANDS
from functions.saml_logon.operator.connections import CARRY_OUT
from koppel.aws.clients import dynamodb, kms
from koppel.entrance import direct
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runtime import process_runtime

CARRIED_OUT_HERE = {name: replace(command, carry_out=CARRY_OUT[name]) for name, command in COMMANDS.items()}


@budgeted
def operate(event: object, context: Any) -> dict[str, Any]:
    """One command of the operator about connections."""
    return direct.serve(event, process_runtime(), "saml_operator", CARRIED_OUT_HERE, context.aws_request_id)


prime(process_runtime, dynamodb, kms)
