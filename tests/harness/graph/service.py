"""The addresses of Graph below `/v1.0`, for the tenant of the token."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from tests.harness.graph.applications import Application, Tokens
from tests.harness.graph.delta import Delta
from tests.harness.graph.entries import Answer, error, missing, typed, whole
from tests.harness.graph.faults import Faults
from tests.harness.graph.odata import Query, chosen, select, top
from tests.harness.graph.tenant import Json, Kind, Tenant, Thing

MOST_IN_BATCH = 20
MOST_CHECKED = 20
NEEDED = {"users": "User.Read.All", "groups": "GroupMember.Read.All"}


@dataclass
class Service:
    """All that Graph answers. `base` is its address."""

    base: str
    tenants: dict[str, Tenant]
    deltas: dict[str, Delta]
    tokens: Tokens
    faults: Faults
    pages: dict[str, tuple[list[Thing], tuple[str, ...], int, str]] = field(default_factory=dict)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Json:
        """The answer to a request. Raises Answer for an error."""
        kind, _, token = headers.get("Authorization", "").partition(" ")
        holder = self.tokens.holder(token) if kind == "Bearer" else None
        if holder is None:
            challenge = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
            text = "Lifetime validation failed, the token is expired."
            raise error(401, "InvalidAuthenticationToken", text, WWW_Authenticate=challenge)
        tenant, application = self.tenants[holder[0]], holder[1]
        parts = urlsplit(target)
        if (method, parts.path) == ("POST", "/v1.0/$batch"):
            return {"responses": self._batch(tenant, application, json.loads(body)["requests"])}
        return self._one(tenant, application, method, target, body)

    def _one(self, tenant: Tenant, application: Application, method: str, target: str, body: bytes) -> Json:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        collection, *rest = parts.path.removeprefix("/v1.0/").split("/")
        if collection not in NEEDED:
            raise error(400, "BadRequest", f"Resource not found for the segment '{collection}'.")
        wanted = {NEEDED[collection], *(NEEDED.values() if rest[-1:] == ["checkMemberGroups"] else ())}
        if not wanted <= application.permissions:
            raise error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        found = Kind.USER if collection == "users" else Kind.GROUP
        match (method, found, rest):
            case ("GET", _, ["delta"]):
                return self.deltas[tenant.id].answer(found, query, f"{self.base}/v1.0/{collection}/delta")
            case ("GET", _, []):
                return self._page(found, tenant, query, collection)
            case ("GET", _, [identity]):
                return whole(_seen(tenant, identity, found), select(query, found))
            case ("GET", Kind.GROUP, [identity, "transitiveMembers"]):
                return self._members(tenant, identity, query)
            case ("POST", Kind.USER, [identity, "checkMemberGroups"]):
                return self._checked(tenant, identity, json.loads(body).get("groupIds", []))
            case _:
                raise error(400, "BadRequest", "Resource not found for the segment.")

    def _page(self, kind: Kind, tenant: Tenant, query: Query, collection: str) -> Json:
        fits = chosen(query)
        found = [each for each in tenant.all(kind) if tenant.find(each.id, kind) and fits(each)]
        return self._paged(found, select(query, kind), query, f"{self.base}/v1.0/{collection}")

    def _members(self, tenant: Tenant, identity: str, query: Query) -> Json:
        group = _seen(tenant, identity, Kind.GROUP)
        names = tuple(each for each in query.get("$select", "id").split(",") if each)
        address = f"{self.base}/v1.0/groups/{identity}/transitiveMembers"
        return self._paged(tenant.transitive_members(group), names, query, address)

    def _paged(self, found: list[Thing], names: tuple[str, ...], query: Query, address: str) -> Json:
        size = top(query)
        if token := query.get("$skiptoken"):
            known = self.pages.get(token)
            if known is None or known[3] != address:
                raise error(400, "Directory_ExpiredPageToken", "The specified page token value has expired.")
            found, names, size, _ = known
        body: Json = {"value": [typed(each) | whole(each, names) for each in found[:size]]}
        if found[size:]:
            key = secrets.token_urlsafe(12)
            self.pages[key] = (found[size:], names, size, address)
            body["@odata.nextLink"] = f"{address}?$skiptoken={key}"
        return body

    def _checked(self, tenant: Tenant, identity: str, groups: Sequence[str]) -> Json:
        if len(groups) > MOST_CHECKED:
            raise error(400, "Request_BadRequest", "The limit of 20 groups was exceeded.")
        return {"value": tenant.groups_of(_seen(tenant, identity, Kind.USER).id, groups)}

    def _batch(self, tenant: Tenant, application: Application, requests: list[Json]) -> list[Json]:
        """Each request on its own, its answer in another order."""
        if len(requests) > MOST_IN_BATCH or len({each["id"] for each in requests}) < len(requests):
            raise error(400, "BadRequest", "The number of requests exceeds the limit, or an id occurs twice.")
        return [self._in_batch(tenant, application, each) for each in reversed(requests)]

    def _in_batch(self, tenant: Tenant, application: Application, request: Json) -> Json:
        target = f"/v1.0/{request['url'].lstrip('/')}"
        try:
            spoilt = self.faults.take(target)
            if spoilt and spoilt.answer:
                raise spoilt.answer
            content = json.dumps(request.get("body", {})).encode()
            status, headers, body = 200, {}, self._one(tenant, application, request["method"], target, content)
        except Answer as answer:
            status, headers, body = answer.status, answer.headers, answer.body
        return {"id": request["id"], "status": status, "headers": headers, "body": body}


def _seen(tenant: Tenant, identity: str, kind: Kind) -> Thing:
    found = tenant.find(identity, kind)
    if found is None:
        raise missing(identity)
    return found
