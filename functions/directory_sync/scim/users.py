"""What a client can do with users, one function for each operation. All raise Refused."""

from collections.abc import Callable

from functions.directory_sync.scim import notices, people, searching
from functions.directory_sync.scim.alteration import Alteration, Removal, stand
from functions.directory_sync.scim.creation import Creation
from functions.directory_sync.scim.patch import application, operations
from functions.directory_sync.scim.patch.operations import Step
from functions.directory_sync.scim.provisioning import Provisioned
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.schema.tables import USER
from functions.directory_sync.scim.settings import settings_of
from functions.directory_sync.scim.wire import requests, responses
from koppel.entrance.requests import Request, Response


def create(request: Request) -> Response:
    """Create a user, or take up again one who was deleted or whose account is there."""
    settings = settings_of(request)
    steps = people.translated(operations.of_resource(requests.body(request), USER), settings.professional_id)
    applied = application.apply(steps, {})
    done = Creation(tenant=request.tenant, request=request, settings=settings, body=applied.resource).carry_out()
    notices.ignored(request, USER, applied.ignored)
    return _shown(request, done, status=201)


def show(request: Request, key: str) -> Response:
    """One user."""
    account, link = stand(request.tenant, key)
    selection = requests.selection(request)
    shown = people.shown(account, link, searching.root_of(request))
    if selection.wants("groups", USER):
        shown = searching.with_groups(request, shown)
    return responses.resource(shown, selection.of(shown, USER))


def find(request: Request) -> Response:
    """The users that a filter selects, in pages."""
    query = requests.query(request)
    page = searching.find_users(request, query)
    return responses.listed(page.resources, page.total, query)


def search(request: Request) -> Response:
    """The same, with the query in the body."""
    query = requests.search(request)
    page = searching.find_users(request, query)
    return responses.listed(page.resources, page.total, query)


def replace(request: Request, key: str) -> Response:
    """Replace a user. What the body leaves out altogether stays (`people.replaced`)."""
    settings = settings_of(request)
    steps = people.translated(operations.of_resource(requests.body(request), USER), settings.professional_id)
    applied = application.apply(steps, {})
    return _alter(request, key, lambda before: people.replaced(before, applied.resource), applied.ignored)


def modify(request: Request, key: str) -> Response:
    """Change a user by PATCH."""
    settings = settings_of(request)
    steps = people.translated(operations.read(requests.body(request), USER), settings.professional_id)
    ignored = _ignored(steps)
    return _alter(request, key, lambda before: application.apply(steps, before).resource, ignored)


def delete(request: Request, key: str) -> Response:
    """Delete a user: the account is deactivated, and the user is not there any more until it is created again."""
    Removal(tenant=request.tenant, request=request, settings=settings_of(request), key=key).carry_out()
    return Response(status=204)


def _alter(request: Request, key: str, make: Callable[[Resource], Resource], ignored: tuple[str, ...]) -> Response:
    alteration = Alteration(tenant=request.tenant, request=request, settings=settings_of(request), key=key, make=make)
    done = alteration.carry_out()
    notices.ignored(request, USER, ignored)
    return _shown(request, done)


def _ignored(steps: list[Step]) -> tuple[str, ...]:
    """The paths of steps that have no effect whatever the user is."""
    return tuple(dict.fromkeys(str(each.target.path) for each in steps if application.is_ignored(each)))


def _shown(request: Request, done: Provisioned, *, status: int = 200) -> Response:
    """The user as it is now. Every answer to a change has it (RFC 7644 section 3.5.2 allows it), so that a client sees
    what was kept."""
    if done.link is None:
        raise ValueError("a deleted user cannot be shown")
    shown = people.shown(done.account_after, done.link, searching.root_of(request))
    return responses.resource(shown, requests.selection(request).of(shown, USER), status=status)
