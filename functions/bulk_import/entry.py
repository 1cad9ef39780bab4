"""The trigger of secure transfer and of the guide to import files. The worker and the commands have entries of their
own, because they need packages that these pages do without."""

from collections.abc import Mapping
from typing import Any

from functions.bulk_import.documentation import DOCUMENTATION
from functions.bulk_import.routes import route
from functions.bulk_import.tile import TILE
from functions.bulk_import.transfer import assets, page
from koppel.aws.clients import dynamodb, kms
from koppel.entrance import browser, documentation
from koppel.entrance.browser import Door
from koppel.entrance.budget import budgeted
from koppel.entrance.requests import segments_of
from koppel.entrance.start import prime
from koppel.runtime import process_runtime


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to `/securetransfer`, below it, or to `/docs/import`."""
    if DOCUMENTATION.owns(segments_of(event)):
        return documentation.serve(event, process_runtime(), DOCUMENTATION)
    if assets.owns(event):
        return assets.serve(event)
    door = Door(TILE.integration, (TILE.integration,), page.places)
    return browser.serve(event, process_runtime(), door, route)


prime(process_runtime, dynamodb, kms)
