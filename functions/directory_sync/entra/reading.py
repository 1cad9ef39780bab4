"""Reading everybody, or what changed.

Everybody: first the place in the changes of groups from which the next reading goes on, then the members of the watched
groups, then all users. So what changes in the meantime comes again in the next reading, and nothing is missed. A
reading that goes on in another process lists the members of the groups anew.

What changed: who may have other groups (`changes`), then the users that changed; all of them with all attributes and
all groups. More than 1,000 people whose groups may have changed are a reason to read everybody.

What Graph repeats, or tells in another order, does no harm: whoever is named is read as they are now. Not noticed is a
nested group that comes back from the bin, until everybody is read again; so the cycle should do that now and then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote

from functions.directory_sync.entra import changes
from functions.directory_sync.entra.graph import Graph, GraphRefused, Page, Request
from functions.directory_sync.entra.membership import Membership
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.entra.watermark import MOST_NESTED, State
from functions.directory_sync.entra.wire import NOBODY_IN, Json, gone, is_removed, reader, selection
from functions.directory_sync.people import Batch, DirectoryIncomplete, DirectoryPerson, WatermarkLost
from functions.directory_sync.problems.entra import ATTRIBUTE_REFUSED, BROKEN, NOBODY, PART

MOST_ASKED = 1_000  # people whose groups may have changed
ASKED_AT_ONCE = 100
USERS, GROUPS = "/users/", "/groups/"


class Reading:
    """One reading of a source."""

    def __init__(self, graph: Graph, source: EntraSource, state: State | None = None) -> None:
        self._graph = graph
        self._source = source
        self._state = state or State(source=source.digest, full=True)
        self._membership = Membership(graph, source, self._state.inhabited)
        self._person = reader(source.attributes)
        self._scope = frozenset(each.lower() for each in source.scope)
        self._met: set[str] | None = None if state else set()

    def batches(self) -> Iterator[Batch]:
        """The batches from here on."""
        if self._state.full:
            yield from self._everybody()
        else:
            yield from self._changed()

    def asked(self, people: Sequence[str]) -> tuple[DirectoryPerson, ...]:
        """These people as they are now; those who do not exist as removed."""
        select = selection(self._source.attributes)
        users = self._graph.batch([Request(f"/users/{quote(each, safe='')}?$select={select}") for each in people])
        told: list[Json] = [user or {"id": each, "@removed": {}} for each, user in zip(people, users, strict=True)]
        return self._persons(told)

    def first_page(self) -> Page:
        """The first page of all users. Raises DirectoryIncomplete, also for attributes that do not exist."""
        return self.with_attributes("/users/delta?$select=")

    def with_attributes(self, path: str) -> Page:
        """The page at this path, which ends with `$select=`."""
        try:
            return self._graph.page(path + selection(self._source.attributes))
        except GraphRefused as refusal:
            if refusal.status in (400, 501):
                names = ", ".join(sorted(self._source.attributes))
                raise DirectoryIncomplete(ATTRIBUTE_REFUSED, {"attributes": names}) from None
            raise

    def from_now(self) -> str:
        """The place in the changes of groups from which those of the future begin."""
        link = self._graph.page("/groups/delta?$select=id,members&$deltatoken=latest").delta
        if not link:
            raise DirectoryIncomplete(BROKEN, {"host": "Microsoft Graph"})
        return link

    def _everybody(self) -> Iterator[Batch]:
        state = self._state
        if self._source.watched:
            if not state.groups:
                state = replace(state, groups=self.from_now())
            lists = self._membership.lists()
            nested = lists.nested | set(state.nested)
            crowded = state.crowded or len(nested) > MOST_NESTED
            state = replace(
                state,
                nested=() if crowded else tuple(sorted(nested)),
                crowded=crowded,
                inhabited=tuple(sorted(lists.inhabited)),
            )
            if self._scope and not self._scope & lists.inhabited:
                raise DirectoryIncomplete(NOBODY)
        page = self._graph.state(state.users, USERS) if state.users else self.first_page()
        yield from self._users(state, page)

    def _changed(self) -> Iterator[Batch]:
        state = self._state
        while state.groups and not state.groups_read:
            page = self._graph.state(state.groups, GROUPS)
            state = self._with_changes(state, page)
            if not state.groups_read:
                yield Batch(is_full=False, resume=state.text)
        if len(state.left) > MOST_ASKED:
            raise WatermarkLost
        while state.left:
            some, rest = state.left[:ASKED_AT_ONCE], state.left[ASKED_AT_ONCE:]
            state = replace(state, left=rest)
            yield Batch(people=self.asked(some), is_full=False, resume=state.text)
        yield from self._users(state, self._graph.state(state.users, USERS))

    def _with_changes(self, state: State, page: Page) -> State:
        """The state behind a page of changes of groups."""
        touched = changes.read(self._graph, self._source, state, page)
        again = {*state.again, *touched.people}
        nested = ({*state.nested} | touched.groups) - set(self._source.watched)
        if len(again) > MOST_ASKED:
            raise WatermarkLost
        return replace(
            state,
            groups=self._link(page),
            groups_read=not page.following,
            again=tuple(sorted(again)),
            left=tuple(sorted({*state.left, *again})),
            nested=() if len(nested) > MOST_NESTED else tuple(sorted(nested)),
            crowded=state.crowded or len(nested) > MOST_NESTED,
        )

    def _users(self, state: State, page: Page) -> Iterator[Batch]:
        """The users of this page and those that follow, and the end of the reading."""
        while True:
            people = self._in_scope(page) if state.full else self._persons(page.value)
            state = replace(state, users=self._link(page), seen=state.seen + len(people))
            if not page.following:
                break
            yield Batch(people=people, is_full=state.full, resume=state.text)
            page = self._graph.state(page.following, USERS)
        if state.full:
            people += self._left_out(state)
        watermark = replace(state, full=False, groups_read=False, left=state.again, again=(), seen=0)
        yield Batch(people=people, is_full=state.full, watermark=watermark.text)

    def _in_scope(self, page: Page) -> tuple[DirectoryPerson, ...]:
        """The people of a page of everybody. Those who are in no group in scope need not be known, but for those who
        were deleted in the meantime, and may have come before."""
        known = self._membership.lists().groups if self._source.watched else {}
        scope, person = self._scope, self._person
        found = []
        for user in page.value:
            identity = user["id"]
            groups = known.get(identity, NOBODY_IN)
            if "@removed" in user:
                found.append(gone(identity))
            elif not scope or scope & groups:
                found.append(person(user, groups))
        if scope and self._met is not None:
            self._met.update([user["id"] for user in page.value])
        return tuple(found)

    def _left_out(self, state: State) -> tuple[DirectoryPerson, ...]:
        """Members of groups in scope who were not among all users: asked for one by one. Only a reading that was not
        interrupted knows them."""
        if not state.seen:
            raise DirectoryIncomplete(NOBODY)
        if self._met is None or not self._scope:
            return ()
        known = self._membership.lists().groups
        missing = sorted(each for each, groups in known.items() if self._scope & groups and each not in self._met)
        if len(missing) > MOST_ASKED:
            raise DirectoryIncomplete(PART, {"missing": str(len(missing))})
        return self.asked(missing) if missing else ()

    def _persons(self, users: Sequence[Json]) -> tuple[DirectoryPerson, ...]:
        """These users with their groups."""
        there = [user["id"] for user in users if not is_removed(user)]
        known = self._membership.of(there) if there else {}
        found = []
        for user in users:
            groups = known.get(user["id"])
            found.append(gone(user["id"]) if is_removed(user) or groups is None else self._person(user, groups))
        return tuple(found)

    def _link(self, page: Page) -> str:
        """Where to go on. Raises DirectoryIncomplete for a page of a delta query that leads nowhere."""
        if link := page.following or page.delta:
            return link
        raise DirectoryIncomplete(BROKEN, {"host": "Microsoft Graph"})
