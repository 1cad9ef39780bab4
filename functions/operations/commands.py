"""All commands: those of operations itself, and those of every integration."""

from collections.abc import Mapping
from typing import Any

from functions.operations import (
    accounts,
    lookups,
    organisations,
    overviews,
    platform,
    previews,
    registry,
    tiles,
    undoing,
    usage,
    versions,
)
from functions.operations.entries import commands as entries
from functions.operations.runs import commands as runs
from koppel.organisation.commands import Command, joined

COMMANDS: Mapping[str, Command[Any]] = joined(
    (
        organisations.COMMANDS,
        overviews.COMMANDS,
        usage.COMMANDS,
        tiles.COMMANDS,
        versions.COMMANDS,
        previews.COMMANDS,
        entries.COMMANDS,
        accounts.COMMANDS,
        lookups.COMMANDS,
        undoing.COMMANDS,
        runs.COMMANDS,
        platform.COMMANDS,
        registry.COMMANDS,
    )
)
