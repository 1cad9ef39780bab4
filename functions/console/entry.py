"""The trigger of the console."""

from collections.abc import Mapping
from typing import Any

from functions.console.routes import route
from functions.console.sign_in import DELEGATED, SAML
from koppel.aws.clients import dynamodb, functions, kms
from koppel.entrance import browser
from koppel.entrance.browser import Door
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runtime import process_runtime


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to `/console` or a page below it."""
    return browser.serve(event, process_runtime(), Door("console", (DELEGATED, SAML)), route)


prime(process_runtime, dynamodb, kms, functions)
