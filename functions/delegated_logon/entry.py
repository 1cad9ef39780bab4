"""The trigger of delegated logon."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.delegated_logon.routes import route
from functions.delegated_logon.tile import TILE
from koppel.aws import row_keys
from koppel.entrance import browser
from koppel.entrance.browser import Door
from koppel.entrance.budget import budgeted
from koppel.runtime import Runtime


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to any path that no other function owns."""
    door = Door(TILE.integration, (TILE.integration,), lambda org: [row_keys.logon.link_keys(org)])
    return browser.serve(event, _runtime(), door, route)
