"""The trigger of the session function."""

from collections.abc import Mapping
from typing import Any

from functions.session.logon_page import DELEGATED, SAML
from functions.session.routes import route
from functions.session.signer import signer
from koppel.aws.clients import dynamodb, kms
from koppel.entrance import browser
from koppel.entrance.browser import Door, Visit
from koppel.entrance.budget import budgeted
from koppel.entrance.requests import Response
from koppel.entrance.start import prime
from koppel.runtime import process_runtime, variable


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to `/logon`, `/session/…` or `/.well-known/…`."""
    keys = signer(variable("SIGNING_KEYS"))

    def answer(visit: Visit) -> Response:
        return route(keys, visit)

    return browser.serve(event, process_runtime(), Door("session", (DELEGATED, SAML)), answer)


prime(process_runtime, dynamodb, kms)
