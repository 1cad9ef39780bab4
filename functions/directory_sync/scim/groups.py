"""What a client can do with groups, one function for each operation. All raise Refused.

A group gives its members the role that the tile has for it. Each member is an account, changed in a transaction of its
own; what a request did not finish in its time, the same request finishes when it is sent again.
"""

from collections.abc import Iterable

from functions.directory_sync.scim import membership, notices, regrouping, searching
from functions.directory_sync.scim.errors import ScimRefused, ScimType, bad_request
from functions.directory_sync.scim.membership import Delta, Loader
from functions.directory_sync.scim.memory import groups, users
from functions.directory_sync.scim.memory.groups import Group
from functions.directory_sync.scim.patch import application, operations
from functions.directory_sync.scim.patch.operations import Step
from functions.directory_sync.scim.regrouping import Change
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.schema.tables import GROUP, USER
from functions.directory_sync.scim.wire import requests, responses
from koppel.domain import characters
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.fields import REASONS
from koppel.domain.characters import Unfit
from koppel.entrance import preconditions
from koppel.entrance.requests import Request, Response

LONGEST_NAME = 200


def create(request: Request) -> Response:
    """Create a group with its members."""
    own, delta, ignored = _read(request, operations.of_resource(requests.body(request), GROUP), {}, _nobody)
    now = request.tenant.now()
    made = _named(Group(key=request.tenant.new_key(), name="", created=now, modified=now), own)
    regrouping.carry_out(request, Change(before=None, after=made, delta=delta))
    notices.ignored(request, GROUP, ignored)
    return _shown(request, made, status=201)


def show(request: Request, key: str) -> Response:
    """One group."""
    return _shown(request, _group(request, key))


def find(request: Request) -> Response:
    """The groups that a filter selects, in pages."""
    query = requests.query(request)
    page = searching.find_groups(request, query)
    return responses.listed(page.resources, page.total, query)


def search(request: Request) -> Response:
    """The same, with the query in the body."""
    query = requests.search(request)
    page = searching.find_groups(request, query)
    return responses.listed(page.resources, page.total, query)


def replace(request: Request, key: str) -> Response:
    """Replace a group. Members that the body leaves out altogether stay; an empty list removes all."""
    before = _group_to_change(request, key)
    steps = operations.of_resource(requests.body(request), GROUP)
    own, delta, ignored = _read(request, steps, {}, _nobody)
    if delta.added or any(_is_about_members(each) for each in steps):
        delta = Delta(added=delta.added, is_whole=True)
    return _change(request, before, {"externalId": before.external_id, **own}, delta, ignored)


def modify(request: Request, key: str) -> Response:
    """Change a group by PATCH."""
    before = _group_to_change(request, key)
    steps = operations.read(requests.body(request), GROUP)
    present: Resource = {"displayName": before.name, "externalId": before.external_id}

    def load() -> Iterable[Resource]:
        return ({"value": each, "type": USER.name} for each in groups.members(request.tenant, key))

    own, delta, ignored = _read(request, steps, present, load)
    return _change(request, before, own, delta, ignored)


def delete(request: Request, key: str) -> Response:
    """Delete a group; its members lose the role that only this group gave."""
    before = _group_to_change(request, key)
    regrouping.carry_out(request, Change(before=before, after=None, delta=Delta(is_whole=True)))
    return Response(status=204)


def _change(request: Request, before: Group, own: Resource, delta: Delta, ignored: tuple[str, ...]) -> Response:
    after = _named(before, own)
    regrouping.carry_out(request, Change(before=before, after=after, delta=delta))
    notices.ignored(request, GROUP, ignored)
    return _shown(request, groups.find(request.tenant, before.key) or after)


def _read(
    request: Request, steps: list[Step], present: Resource, load: Loader
) -> tuple[Resource, Delta, tuple[str, ...]]:
    """The attributes of the group itself after these steps, the change of its members, and what is ignored."""
    own = application.apply((each for each in steps if not _is_about_members(each)), present)
    delta = membership.delta((each for each in steps if _is_about_members(each)), load)
    strangers = _strangers(request, delta)
    if strangers:
        raise bad_request(ScimType.INVALID_VALUE, "The value is not valid:", fields={"members": "must be ids of users"})
    return own.resource, delta, own.ignored


def _nobody() -> Iterable[Resource]:
    """The members of a group that is new, or whose members are all replaced."""
    return ()


def _strangers(request: Request, delta: Delta) -> bool:
    """Whether somebody is to join who is no user."""
    keys = [each for each in delta.added if users.is_key(each)]
    return len(keys) < len(delta.added) or len(users.find_many(request.tenant, keys)) < len(keys)


def _is_about_members(step: Step) -> bool:
    return step.target.attribute is not None and step.target.attribute.name == "members"


def _named(group: Group, own: Resource) -> Group:
    """The group with the attributes of its own. Raises ScimRefused (invalidValue)."""
    name, external_id = str(own.get("displayName", "")), str(own.get("externalId", ""))
    try:
        name = characters.line(name, LONGEST_NAME)
    except Unfit as unfit:
        raise _unfit("displayName", REASONS[unfit.reason]) from None
    if not name:
        raise _unfit("displayName", "must be filled")
    try:
        external_id = external_ids.normalise(external_id)
    except Unfit as unfit:
        raise _unfit("externalId", REASONS[unfit.reason]) from None
    return Group(
        key=group.key,
        name=name,
        external_id=external_id,
        created=group.created,
        modified=group.modified,
        version=group.version,
    )


def _unfit(name: str, text: str) -> ScimRefused:
    return bad_request(ScimType.INVALID_VALUE, "The value is not valid:", fields={name: text})


def _group(request: Request, key: str) -> Group:
    found = groups.find(request.tenant, key) if users.is_key(key) else None
    if found is None:
        raise ScimRefused(404, "No group has this id.")
    return found


def _group_to_change(request: Request, key: str) -> Group:
    found = _group(request, key)
    if preconditions.are_given(request.headers):
        preconditions.require(request.headers, searching.group_version(found), weakly=True)
    return found


def _shown(request: Request, group: Group, *, status: int = 200) -> Response:
    selection = requests.selection(request)
    shown = searching.shown_group(request, group, with_members=selection.wants("members", GROUP))
    return responses.resource(shown, selection.of(shown, GROUP), status=status)
