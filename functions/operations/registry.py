"""The registry: what every function shows of itself, which is its tile, its commands, its jobs and its health.

Here alone functions know each other, and only by these four modules.
"""

from collections.abc import Mapping
from typing import Any

from functions.bulk_import import jobs as bulk_import_jobs
from functions.bulk_import.commands import COMMANDS as BULK_IMPORT_COMMANDS
from functions.bulk_import.health import HEALTH as BULK_IMPORT_HEALTH
from functions.bulk_import.tile import TILE as BULK_IMPORT
from functions.console.commands import COMMANDS as CONSOLE_COMMANDS
from functions.delegated_logon.commands import COMMANDS as DELEGATED_LOGON_COMMANDS
from functions.delegated_logon.health import HEALTH as DELEGATED_LOGON_HEALTH
from functions.delegated_logon.tile import TILE as DELEGATED_LOGON
from functions.directory_sync import jobs as directory_sync_jobs
from functions.directory_sync.commands import COMMANDS as DIRECTORY_SYNC_COMMANDS
from functions.directory_sync.health import HEALTH as DIRECTORY_SYNC_HEALTH
from functions.directory_sync.preview import PREVIEW as DIRECTORY_SYNC_PREVIEW
from functions.directory_sync.tile import TILE as DIRECTORY_SYNC
from functions.hl7_intake import jobs as hl7_intake_jobs
from functions.hl7_intake.commands import COMMANDS as HL7_INTAKE_COMMANDS
from functions.hl7_intake.health import HEALTH as HL7_INTAKE_HEALTH
from functions.hl7_intake.preview import PREVIEW as HL7_INTAKE_PREVIEW
from functions.hl7_intake.tile import TILE as HL7_INTAKE
from functions.rest_api.commands import COMMANDS as REST_API_COMMANDS
from functions.rest_api.health import HEALTH as REST_API_HEALTH
from functions.rest_api.tile import TILE as REST_API
from functions.saml_logon import jobs as saml_logon_jobs
from functions.saml_logon.commands import COMMANDS as SAML_LOGON_COMMANDS
from functions.saml_logon.health import HEALTH as SAML_LOGON_HEALTH
from functions.saml_logon.tile import TILE as SAML_LOGON
from koppel.accounts import incomplete_preview
from koppel.domain.accounts.presence import CLIENT_DETAILS, PROFESSIONAL_DETAILS
from koppel.domain.logon.security import SECURITY
from koppel.domain.tiles.tile import Tile
from koppel.entrance.schedule import Job
from koppel.organisation.commands import Command, Remedy, joined
from koppel.organisation.health import Health
from koppel.organisation.preview import Previewer

TILES: Mapping[str, Tile] = {
    each.integration: each
    for each in (
        CLIENT_DETAILS,
        PROFESSIONAL_DETAILS,
        SECURITY,
        REST_API,
        HL7_INTAKE,
        DIRECTORY_SYNC,
        BULK_IMPORT,
        DELEGATED_LOGON,
        SAML_LOGON,
    )
}
"""Every tile by its integration."""

COMMANDS_OF: Mapping[str, Mapping[str, Command[Any]]] = {
    REST_API.integration: REST_API_COMMANDS,
    HL7_INTAKE.integration: HL7_INTAKE_COMMANDS,
    DIRECTORY_SYNC.integration: DIRECTORY_SYNC_COMMANDS,
    BULK_IMPORT.integration: BULK_IMPORT_COMMANDS,
    DELEGATED_LOGON.integration: DELEGATED_LOGON_COMMANDS,
    SAML_LOGON.integration: SAML_LOGON_COMMANDS,
}
"""The commands of each integration by their names."""

COMMANDS: Mapping[str, Command[Any]] = joined((*COMMANDS_OF.values(), CONSOLE_COMMANDS))
"""Every command of another function by its name."""

REMEDIES: Mapping[str, Mapping[str, Remedy]] = {
    integration: {
        command.name: command.remedy
        for name, commands in COMMANDS_OF.items()
        for command in commands.values()
        if command.remedy and (command.remedy.everywhere or name == integration)
    }
    for integration in TILES
}
"""For the error log of each integration, the commands that mend its entries."""

EVERY_FIVE_MINUTES: Mapping[str, Job] = {
    **hl7_intake_jobs.EVERY_FIVE_MINUTES,
    **directory_sync_jobs.EVERY_FIVE_MINUTES,
    **bulk_import_jobs.EVERY_FIVE_MINUTES,
    **saml_logon_jobs.EVERY_FIVE_MINUTES,
}
DAILY: Mapping[str, Job] = {
    **hl7_intake_jobs.DAILY,
    **directory_sync_jobs.DAILY,
    **bulk_import_jobs.DAILY,
    **saml_logon_jobs.DAILY,
}

HEALTH: Mapping[str, Health] = {
    REST_API.integration: REST_API_HEALTH,
    HL7_INTAKE.integration: HL7_INTAKE_HEALTH,
    DIRECTORY_SYNC.integration: DIRECTORY_SYNC_HEALTH,
    BULK_IMPORT.integration: BULK_IMPORT_HEALTH,
    DELEGATED_LOGON.integration: DELEGATED_LOGON_HEALTH,
    SAML_LOGON.integration: SAML_LOGON_HEALTH,
}
"""The health of each integration."""

PREVIEWS: Mapping[str, Previewer] = {
    CLIENT_DETAILS.integration: incomplete_preview.of_clients,
    PROFESSIONAL_DETAILS.integration: incomplete_preview.of_professionals,
    HL7_INTAKE.integration: HL7_INTAKE_PREVIEW,
    DIRECTORY_SYNC.integration: DIRECTORY_SYNC_PREVIEW,
}
"""What other settings would change, for each tile where they change what is stored."""
