"""Searching: which resources match a filter, and a page of them.

A filter that demands a user name, an external id or an id is answered from the row of that value, whatever else it
says. Any other filter is compared with every resource, for as long as the request may take.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from functions.directory_sync.scim import people
from functions.directory_sync.scim.errors import ScimType, bad_request
from functions.directory_sync.scim.filters import grammar
from functions.directory_sync.scim.filters.evaluation import matches
from functions.directory_sync.scim.filters.expression import Filter, Operator, demanded, names
from functions.directory_sync.scim.memory import groups, users
from functions.directory_sync.scim.memory.groups import Group
from functions.directory_sync.scim.memory.users import Link
from functions.directory_sync.scim.schema.attributes import Resource, ResourceType
from functions.directory_sync.scim.schema.tables import GROUP, GROUP_URN, USER
from functions.directory_sync.scim.wire.requests import Query
from koppel.accounts import store
from koppel.aws import patience
from koppel.domain.accounts.account import Kind
from koppel.entrance.requests import Request

AT_ONCE = 100
SECONDS_LEFT = 8
"""A search ends when no more of the invocation's time is left."""
_OF_LINKS = frozenset({"id", "externalid", "username"})
"""Attributes that need no account."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of resources, and how many there are in all."""

    resources: Sequence[Resource]
    total: int


def root_of(request: Request) -> str:
    """The address of the SCIM endpoint."""
    return f"{request.base_url}/scim/v2"


def find_users(request: Request, query: Query) -> Page:
    """A page of the users that match."""
    found = list(_users(request, _filter(query, USER)))
    page = found[query.start - 1 : query.start - 1 + query.count]
    return Page([query.selection.of(each, USER) for each in _shown(request, page)], len(found))


def find_groups(request: Request, query: Query) -> Page:
    """A page of the groups that match."""
    found = list(_groups(request, _filter(query, GROUP)))
    page = found[query.start - 1 : query.start - 1 + query.count]
    with_members = query.selection.wants("members", GROUP)
    return Page(
        [query.selection.of(shown_group(request, each, with_members=with_members), GROUP) for each in page], len(found)
    )


def find_all(request: Request, query: Query) -> Page:
    """A page of the users and groups that match: first the users."""
    links, every = list(_users(request, _filter(query, USER))), list(_groups(request, _filter(query, GROUP)))
    first, last = query.start - 1, query.start - 1 + query.count
    page = [query.selection.of(each, USER) for each in _shown(request, links[first:last])]
    rest = every[max(0, first - len(links)) : max(0, last - len(links))]
    with_members = query.selection.wants("members", GROUP)
    page += [query.selection.of(shown_group(request, each, with_members=with_members), GROUP) for each in rest]
    return Page(page, len(links) + len(every))


def shown_group(request: Request, group: Group, *, with_members: bool) -> Resource:
    """The group as an answer shows it."""
    root = root_of(request)
    found: Resource = {"schemas": [GROUP_URN], "id": group.key}
    if group.external_id:
        found["externalId"] = group.external_id
    found["displayName"] = group.name
    if with_members and (members := [member(root, key) for key in groups.members(request.tenant, group.key)]):
        found["members"] = members
    found["meta"] = {
        "resourceType": GROUP.name,
        "created": f"{group.created}Z",
        "lastModified": f"{group.modified}Z",
        "location": f"{root}{GROUP.endpoint}/{group.key}",
        "version": group_version(group),
    }
    return found


def group_version(group: Group) -> str:
    """The entity tag of a group."""
    return f'W/"{group.version}"'


def member(root: str, key: str) -> Resource:
    """A member of a group."""
    return {"value": key, "$ref": f"{root}{USER.endpoint}/{key}", "type": USER.name}


def with_groups(request: Request, shown: Resource) -> Resource:
    """The user with its groups, which are shown only on request."""
    known = groups.find_many(request.tenant, groups.of_user(request.tenant, shown["id"]))
    root = root_of(request)
    return {
        **shown,
        "groups": [
            {"value": each.key, "$ref": f"{root}{GROUP.endpoint}/{each.key}", "display": each.name}
            for each in known.values()
        ],
    }


def _filter(query: Query, of: ResourceType) -> Filter | None:
    return grammar.read(query.filter, of) if query.filter else None


def _users(request: Request, filter_: Filter | None) -> Iterator[Link]:
    """The users that match."""
    if filter_ is None:
        yield from users.every(request.tenant)
        return
    key = _demanded_user(request, filter_)
    links: Iterable[Link] = users.every(request.tenant)
    if key is not None:
        links = users.find_many(request.tenant, [key] if key else ()).values()
    if all(not path.urn and path.name.lower() in _OF_LINKS for path in names(filter_)):
        yield from (each for each in links if matches(filter_, _of_link(each), USER))
        return
    for some in batched(links, AT_ONCE, strict=False):
        _check_time()
        shown = {each["id"]: each for each in _shown(request, some)}
        yield from (each for each in some if each.key in shown and matches(filter_, shown[each.key], USER))


def _demanded_user(request: Request, filter_: Filter) -> str | None:
    """Key of the only user who can match, "" where nobody can; None where anybody can."""
    values = _demands(filter_)
    if "id" in values:
        return values["id"] if users.is_key(values["id"]) else ""
    if "username" in values:
        return users.holders(request.tenant, values["username"], "")[0]
    if "externalid" in values:
        holder = users.holders(request.tenant, "", values["externalid"])[1]
        return holder.key if holder and not holder.is_gone else ""
    return None


def _demands(filter_: Filter) -> dict[str, str]:
    return {
        each.path.name.lower(): each.value
        for each in demanded(filter_)
        if each.operator is Operator.EQUAL and isinstance(each.value, str) and not each.path.urn and not each.path.part
    }


def _of_link(link: Link) -> Resource:
    return {"id": link.key, "userName": link.user_name, "externalId": link.external_id or None}


def _shown(request: Request, links: Iterable[Link]) -> list[Resource]:
    """Users as answers show them."""
    links = list(links)
    accounts = store.accounts(request.tenant, Kind.PROFESSIONAL, (each.key for each in links))
    root = root_of(request)
    return [people.shown(accounts[each.key], each, root) for each in links if each.key in accounts]


def _groups(request: Request, filter_: Filter | None) -> Iterator[Group]:
    """The groups that match."""
    if filter_ is None:
        yield from groups.every(request.tenant)
        return
    values = _demands(filter_)
    every: Iterable[Group] = groups.every(request.tenant)
    if "id" in values:
        every = groups.find_many(request.tenant, filter(users.is_key, [values["id"]])).values()
    asks_members = any(not path.urn and path.name.lower() == "members" for path in names(filter_))
    for each in every:
        shown = shown_group(request, each, with_members=False)
        if asks_members:
            _check_time()
            shown["members"] = _members_asked(request, each, values)
        if matches(filter_, shown, GROUP):
            yield each


def _members_asked(request: Request, group: Group, demands: dict[str, str]) -> list[Resource]:
    """The members that a filter asks about: of `members eq "…"` that one, otherwise all."""
    root = root_of(request)
    if "members" in demands:
        asked = filter(users.is_key, [demands["members"]])
        return [member(root, key) for key in groups.are_members(request.tenant, group.key, asked)]
    return [member(root, key) for key in groups.members(request.tenant, group.key)]


def _check_time() -> None:
    if patience.left() < SECONDS_LEFT:
        raise bad_request(
            ScimType.TOO_MANY, "There are too many resources for this filter. Filter by userName, externalId or id."
        )
