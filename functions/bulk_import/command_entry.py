"""The operator's trigger, apart from the others: commands need the packages for documents and for OpenPGP."""

from dataclasses import replace
from typing import Any

from functions.bulk_import.commands import COMMANDS
from functions.bulk_import.import_operator import ACTIONS
from functions.bulk_import.key_operator import KEY_ACTIONS
from koppel.aws.clients import dynamodb, kms, s3, sqs
from koppel.entrance import direct
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runtime import process_runtime

CARRY_OUT = {**KEY_ACTIONS, **ACTIONS}
CARRIED_OUT_HERE = {name: replace(command, carry_out=CARRY_OUT[name]) for name, command in COMMANDS.items()}


@budgeted
def operate(event: object, context: Any) -> dict[str, Any]:
    """One command about imports."""
    return direct.serve(event, process_runtime(), "import_operator", CARRIED_OUT_HERE, context.aws_request_id)


prime(process_runtime, dynamodb, kms, sqs, s3)
