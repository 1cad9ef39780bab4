"""The operator's trigger, apart from the others: commands need the packages of directories."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from functions.directory_sync.commands import OF_SOURCES
from functions.directory_sync.operator import sources
from functions.directory_sync.operator.explaining import carry_out
from functions.directory_sync.peers import open_directory
from koppel.aws.clients import dynamodb, kms, sqs
from koppel.entrance import direct
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runtime import process_runtime

CARRY_OUT: Mapping[str, Callable[..., dict[str, Any]]] = {
    "show-sources": sources.show_sources,
    "start-cycle": sources.start_cycle,
    "set-directory-secret": sources.set_secret,
    "set-directory-certificate": sources.set_certificate,
    "release-person": sources.release_person,
    **carry_out(open_directory),
}
CARRIED_OUT_HERE = {name: replace(command, carry_out=CARRY_OUT[name]) for name, command in OF_SOURCES.items()}


@budgeted
def operate(event: object, context: Any) -> dict[str, Any]:
    """One command about directories."""
    return direct.serve(event, process_runtime(), "directory_operator", CARRIED_OUT_HERE, context.aws_request_id)


prime(process_runtime, dynamodb, kms, sqs)
