"""The trigger of the REST API."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.rest_api import wire
from functions.rest_api.routes import route
from functions.rest_api.tile import TILE
from koppel.entrance import http
from koppel.runtime import Runtime


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request under `/api`."""
    return http.serve(event, _runtime(), TILE, route, wire.refuse)
