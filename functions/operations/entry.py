"""The triggers of operations: a direct invocation by the operator, and a schedule."""

from collections.abc import Mapping
from typing import Any

from functions.operations import jobs
from functions.operations.commands import COMMANDS
from koppel.aws.clients import dynamodb, kms, sqs
from koppel.entrance import direct
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runtime import process_runtime


@budgeted
def operate(event: object, context: Any) -> dict[str, Any]:
    """One command of the operator."""
    return direct.serve(event, process_runtime(), "operations", COMMANDS, context.aws_request_id)


@budgeted
def sweep(event: Mapping[str, Any], _context: object) -> dict[str, int]:
    """What is to be done every five minutes, or every day where the schedule says so."""
    daily = event.get("jobs") == "daily"
    return jobs.sweep(process_runtime(), often=not daily, daily=daily)


prime(process_runtime, dynamodb, kms, sqs)
