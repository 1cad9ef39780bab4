"""The trigger of SAML logon."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.saml_logon.routes import route
from functions.saml_logon.tile import TILE
from koppel.entrance import browser
from koppel.entrance.browser import Door
from koppel.entrance.budget import budgeted
from koppel.runtime import Runtime


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to `/saml/…` or `/docs/saml`."""
    return browser.serve(event, _runtime(), Door(TILE.integration, (TILE.integration,)), route)
