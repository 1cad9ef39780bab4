"""What a client can ask about us, one function for each address. All raise Refused."""

from collections.abc import Sequence

from functions.directory_sync.scim.errors import ScimRefused
from functions.directory_sync.scim.schema import discovery
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.searching import find_all, root_of
from functions.directory_sync.scim.wire import requests, responses
from functions.directory_sync.scim.wire.requests import Query
from koppel.entrance.requests import Request, Response


def show_configuration(request: Request) -> Response:
    """What is supported."""
    return responses.answer(discovery.configuration(root_of(request), request.base_url, requests.MOST_RESULTS))


def list_resource_types(request: Request) -> Response:
    """The types of resources."""
    return _all(discovery.resource_types(root_of(request)))


def show_resource_type(request: Request, name: str) -> Response:
    """One type of resources."""
    return _one(discovery.resource_types(root_of(request)), name)


def list_schemas(request: Request) -> Response:
    """The schemas."""
    return _all(discovery.schemas(root_of(request)))


def show_schema(request: Request, urn: str) -> Response:
    """One schema."""
    return _one(discovery.schemas(root_of(request)), urn)


def find(request: Request) -> Response:
    """Resources of all types that a filter selects."""
    return _found(request, requests.query(request))


def search(request: Request) -> Response:
    """The same, with the query in the body."""
    return _found(request, requests.search(request))


def refuse_me(_request: Request) -> Response:
    """A token is of a system, not of a user (RFC 7644 section 3.11)."""
    raise ScimRefused(501, "There is no Me: the token is of a system, not of a user.")


def refuse_bulk(_request: Request) -> Response:
    """Refuse bulk requests, as ServiceProviderConfig says."""
    raise ScimRefused(501, "Bulk requests are not supported. Send one request for each resource.")


def _found(request: Request, query: Query) -> Response:
    page = find_all(request, query)
    return responses.listed(page.resources, page.total, query)


def _all(found: Sequence[Resource]) -> Response:
    return responses.listed(found, len(found), Query(count=len(found)))


def _one(found: Sequence[Resource], identity: str) -> Response:
    for each in found:
        if each["id"].lower() == identity.lower():
            return responses.answer(each)
    raise ScimRefused(404, "There is nothing at this address.")
