"""The trigger of the REST API."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.rest_api.documentation import page as documentation_page
from functions.rest_api.routes import ROUTES, route
from functions.rest_api.tile import TILE
from functions.rest_api.wire import responses
from koppel import log
from koppel.entrance import http
from koppel.entrance.budget import budgeted
from koppel.entrance.pages import Page
from koppel.entrance.requests import headers_of, segments_of, to_gateway
from koppel.entrance.stages import below, root_of
from koppel.runtime import Runtime


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request under `/api`, or for the documentation."""
    if segments_of(event) == documentation_page.PATH:
        return _document(event)
    return http.serve(event, _runtime(), TILE, route, responses.refuse)


def _document(event: Mapping[str, Any]) -> dict[str, Any]:
    """The page that is the same for everybody: nobody's tile decides about it, and nothing is read for it."""
    page = Page(language="en", now=_runtime().clock())
    response = documentation_page.show(str(event.get("httpMethod", "")), page, ROUTES)
    log.done("answered", route=f"{event.get('httpMethod', '')} {event.get('resource', '')}", status=response.status)
    headers = headers_of(event)
    return to_gateway(below(root_of(event, headers), response), headers)
