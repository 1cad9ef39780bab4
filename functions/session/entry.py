"""The trigger of the session function."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.session.logon_page import DELEGATED, SAML
from functions.session.routes import route
from koppel.aws.kms_signing import SigningKey
from koppel.entrance import browser
from koppel.entrance.browser import Door, Visit
from koppel.entrance.requests import Response
from koppel.logon.signing import Signer
from koppel.runtime import Runtime, variable


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to `/logon`, `/session/…` or `/.well-known/…`."""
    signer = Signer([SigningKey(each) for each in variable("SIGNING_KEYS").split(",")])

    def answer(runtime: Runtime, visit: Visit) -> Response:
        return route(runtime, signer, visit)

    return browser.serve(event, _runtime(), Door("session", (DELEGATED, SAML)), answer)
