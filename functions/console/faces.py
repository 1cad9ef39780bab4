"""The faces of all functions: the tiles and commands that the console shows."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from functions.operations.commands import COMMANDS
from functions.operations.registry import COMMANDS_OF, TILES
from koppel.domain.texts import Text
from koppel.domain.tiles.form import fields_of
from koppel.domain.tiles.tile import Purpose, Tile
from koppel.organisation.commands import Command, OfOrganisation, Who

__all__ = ["COMMANDS", "TILES", "commands_of", "documentation_of", "integrations", "labels", "may"]


def integrations() -> Mapping[str, Tile]:
    """The tiles of integrations, without those of accounts and security, which are always there."""
    return {name: tile for name, tile in TILES.items() if tile.purpose is not Purpose.ACCOUNTS}


def may(role: Who, command: Command[Any]) -> bool:
    """Whether somebody with this role may give the command."""
    if role is Who.OPERATOR:
        return True
    return command.who is Who.APPLICATION_MANAGER and issubclass(command.arguments, OfOrganisation)


def commands_of(integration: str, role: Who) -> tuple[Command[Any], ...]:
    """The commands of one integration's own face that this role may give."""
    return tuple(each for each in COMMANDS_OF.get(integration, {}).values() if may(role, each))


def labels(command: str, argument: str) -> Mapping[str, Text]:
    """What the values of an argument are called, for one that has a choice of values."""
    arguments: type[BaseModel] = COMMANDS[command].arguments
    found = next(each for each in fields_of(arguments) if each.name == argument)
    return dict(found.choices)


def documentation_of(integration: str) -> str:
    """The path of the page for the other side of an integration, "" where there is none."""
    return _DOCUMENTATION.get(integration, "")


_DOCUMENTATION: Mapping[str, str] = {
    "rest_api": "/docs/api",
    "hl7_intake": "/docs/hl7",
    "directory_sync": "/docs/active-directory",
    "bulk_import": "/docs/import",
    "delegated_logon": "/docs/delegated-logon",
    "saml_logon": "/docs/saml",
}
