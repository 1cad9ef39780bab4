"""Delta query: what changed since a token, in pages, and a token for the next time.

A round is what one initial request or one deltaLink leads to: pages of references to objects, which are written as they
are when the page is asked for. Tokens are opaque and can be used again. Those of a deltaLink live for seven days; all
of them end when the tenant is reset.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.harness.graph.entries import error, removed, selectable, typed, whole
from tests.harness.graph.odata import Query, select, terms
from tests.harness.graph.tenant import Json, Kind, Life, Tenant, Thing

LIFETIME = timedelta(days=7)
MOST_FILTERED = 50

type Moves = tuple[tuple[str, bool], ...]
"""Members of a group, each with whether it joined or left."""


@dataclass(frozen=True)
class Reference:
    """An object in a page, and of a group the part of its members that this page tells."""

    id: str
    moves: Moves = ()


type Pages = list[list[Reference]]
type Arrange = Callable[[Sequence[Reference]], Pages]


@dataclass(frozen=True)
class State:
    """What a token stands for.

    position  the length of the log when the round began; the next round tells what comes behind it
    pages     of a skiptoken: the pages that are left
    """

    kind: Kind
    select: tuple[str, ...]
    ids: frozenset[str]
    position: int
    made: datetime
    pages: Pages | None = None


@dataclass
class Delta:
    """The delta queries of one tenant.

    arrange         how the changes are spread over pages; it may repeat them, change their order, leave pages empty
    members_a_page  the most members of a group in one page; the group comes again in the next one
    """

    tenant: Tenant
    clock: Callable[[], datetime]
    page_size: int = 100
    members_a_page: int = 100
    arrange: Arrange | None = None
    states: dict[str, State] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    def answer(self, kind: Kind, query: Query, base: str) -> Json:
        """The page that the query asks for. `base` is the address of the collection's delta function."""
        token = query.get("$skiptoken") or query.get("$deltatoken", "")
        if token == "latest":
            return self._written(self._state(kind, query, len(self.tenant.log), []), base)
        if not token:
            state = self._state(kind, query, len(self.tenant.log), None)
            return self._written(self._with_pages(state, self._all(state)), base)
        state = self._known(token, kind, base)
        if state.pages is None:
            state = self._with_pages(state, self._since(state))
        return self._written(state, base)

    def reset(self) -> None:
        """All tokens end, as when Microsoft moves the tenant: 410."""
        self.ended |= self.states.keys()

    def _state(self, kind: Kind, query: Query, position: int, pages: Pages | None) -> State:
        if unfit := query.keys() & {"$top", "$orderby", "$expand", "$search"}:
            raise error(400, "Request_UnsupportedQuery", f"{min(unfit)} is not supported by delta query.")
        found = terms(query["$filter"]) if "$filter" in query else []
        if len(found) > MOST_FILTERED or any(name != "id" for name, _ in found):
            raise error(400, "Request_UnsupportedQuery", "Only a filter by up to 50 ids is supported.")
        ids = frozenset(value for _, value in found)
        return State(kind, select(query, kind), ids, position, self.clock(), pages)

    def _known(self, token: str, kind: Kind, base: str) -> State:
        state = self.states.get(token)
        if state is None or state.kind is not kind:
            raise error(400, "Directory_InvalidDeltaToken", "The delta token is not valid.")
        if token in self.ended:
            text = "Resync required. Any local state must be replaced."
            raise error(410, "resyncRequired", text, Location=f"{base}?$deltatoken=")
        if state.made + LIFETIME < self.clock():
            text = "The sync state generation is not found. The delta token is expired and data must be synchronized."
            raise error(400, "syncStateNotFound", text)
        return state

    def _with_pages(self, state: State, references: Sequence[Reference]) -> State:
        arrange = self.arrange or self._usual
        pages = arrange(references) or [[]]
        return State(state.kind, state.select, state.ids, len(self.tenant.log), self.clock(), pages)

    def _usual(self, references: Sequence[Reference]) -> Pages:
        size = self.page_size
        return [list(references[start : start + size]) for start in range(0, len(references), size)]

    def _all(self, state: State) -> list[Reference]:
        found: list[Reference] = []
        for each in self.tenant.all(state.kind):
            if (not state.ids or each.id in state.ids) and each.life is not Life.GONE and each.hidden != "group":
                found += self._parts(each, tuple((member, True) for member in each.members), state)
        return found

    def _since(self, state: State) -> list[Reference]:
        """The net changes behind the state's position, by object."""
        changed: dict[str, dict[str, bool]] = {}
        for change in self.tenant.log[state.position :]:
            thing = self.tenant.things[change.id]
            if thing.kind is not state.kind or (state.ids and thing.id not in state.ids) or thing.hidden == "group":
                continue
            if change.member and "members" in state.select:
                changed.setdefault(thing.id, {})[change.member] = change.joined
            elif change.properties & {"*", *state.select}:
                changed.setdefault(thing.id, {})
        found: list[Reference] = []
        for identity, moves in changed.items():
            found += self._parts(self.tenant.things[identity], tuple(moves.items()), state)
        return found

    def _parts(self, thing: Thing, moves: Moves, state: State) -> list[Reference]:
        if "members" not in state.select or thing.hidden == "members":
            return [Reference(thing.id)]
        size = self.members_a_page
        parts = [moves[start : start + size] for start in range(0, len(moves), size)]
        return [Reference(thing.id, each) for each in parts] or [Reference(thing.id)]

    def _written(self, state: State, base: str) -> Json:
        page, *rest = state.pages or [[]]
        body: Json = {"@odata.context": f"{base.rpartition('/v1.0')[0]}/v1.0/$metadata#{state.kind}s"}
        token = secrets.token_urlsafe(12)
        if rest:
            self.states[token] = State(state.kind, state.select, state.ids, state.position, state.made, rest)
            body["@odata.nextLink"] = f"{base}?$skiptoken={token}"
        else:
            self.states[token] = State(state.kind, state.select, state.ids, state.position, self.clock())
            body["@odata.deltaLink"] = f"{base}?$deltatoken={token}"
        return body | {"value": [self._entry(each, state) for each in page]}

    def _entry(self, reference: Reference, state: State) -> Json:
        thing = self.tenant.things[reference.id]
        if thing.life is not Life.THERE:
            return removed(thing)
        entry = whole(thing, (each for each in state.select if selectable(state.kind, each)))
        if reference.moves:
            entry["members@delta"] = [self._move(*each) for each in reference.moves]
        return entry

    def _move(self, member: str, joined: bool) -> Json:
        entry = typed(self.tenant.things[member]) | {"id": member}
        return entry if joined else entry | {"@removed": {"reason": "deleted"}}
