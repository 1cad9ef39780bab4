"""The commands of the directory."""

from functions.directory_sync.scim.commands import COMMANDS as SCIM_COMMANDS

COMMANDS = SCIM_COMMANDS
