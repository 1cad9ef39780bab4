"""In which of the watched groups people are, also by a nested group.

Graph tells neither with a user. For few people it is asked for each of them (`checkMemberGroups`, transitive, at most
20 groups a request); for many, the members of each group are listed once (`transitiveMembers`) and kept for the rest of
the reading.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from urllib.parse import quote

from functions.directory_sync.entra.graph import Graph, GraphRefused, Request
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.entra.wire import NOBODY_IN, is_group, is_user
from functions.directory_sync.people import DirectoryIncomplete, WatermarkLost
from functions.directory_sync.problems.entra import BROKEN, GROUP_MISSING

MOST_CHECKED = 20  # groups in one request
FEW = 200  # people; for more, listing takes fewer requests


@dataclass(frozen=True, slots=True)
class Lists:
    """The members of all watched groups.

    groups     the groups of each person who is in one
    nested     ids of the groups within the watched ones
    inhabited  those of the watched groups that have members
    """

    groups: Mapping[str, frozenset[str]]
    nested: frozenset[str]
    inhabited: frozenset[str]


class Membership:
    """Answers for one reading. `inhabited`: the watched groups that had members when last seen."""

    def __init__(self, graph: Graph, source: EntraSource, inhabited: Collection[str] = ()) -> None:
        self._graph = graph
        self._watched = source.watched
        self._inhabited = frozenset(inhabited)
        self._lists: Lists | None = None
        self._looked = False

    def lists(self) -> Lists:
        """The members of all watched groups. Raises DirectoryIncomplete when one of them cannot be found."""
        if self._lists is None:
            found: dict[str, set[str]] = {}
            nested: set[str] = set()
            inhabited = []
            for group in self._watched:
                members, groups = transitive_members(self._graph, group)
                nested |= groups
                inhabited += [group] if members else []
                for each in members:
                    found.setdefault(each, set()).add(group)
            shared: dict[frozenset[str], frozenset[str]] = {}
            frozen = {each: shared.setdefault(frozenset(groups), frozenset(groups)) for each, groups in found.items()}
            self._lists = Lists(frozen, frozenset(nested) - set(self._watched), frozenset(inhabited))
        return self._lists

    def of(self, people: Sequence[str]) -> Mapping[str, frozenset[str] | None]:
        """The groups of each of these people, None for one who does not exist. Raises WatermarkLost as `look`."""
        if not self._watched:
            return dict.fromkeys(people, NOBODY_IN)
        self.look()
        if self._lists or len(people) > FEW:
            known = self.lists().groups
            return {each: known.get(each, NOBODY_IN) for each in people}
        return self._checked(people)

    def look(self) -> None:
        """Whether each watched group can be found, and still has members where it had some.

        A group that has vanished, or whose members we may not see any more, must not look like people having left it.
        Raises DirectoryIncomplete; WatermarkLost for a group that is empty now: all is to be read and looked at.
        """
        if self._looked:
            return
        requests = [
            Request(f"/groups/{quote(each, safe='')}/transitiveMembers?$select=id&$top=1") for each in self._watched
        ]
        for group, found in zip(self._watched, self._graph.batch(requests), strict=True):
            if found is None:
                raise missing(group)
            if group in self._inhabited and not found.get("value"):
                raise WatermarkLost
        self._looked = True

    def _checked(self, people: Sequence[str]) -> Mapping[str, frozenset[str] | None]:
        parts = [list(each) for each in batched(self._watched, MOST_CHECKED, strict=False)]
        requests = [
            Request(f"/users/{quote(person, safe='')}/checkMemberGroups", {"groupIds": part})
            for person in people
            for part in parts
        ]
        answers = iter(self._graph.batch(requests))
        found: dict[str, frozenset[str] | None] = {}
        for person in people:
            told = [next(answers) for _ in parts]
            found[person] = None if None in told else self._known(each for one in told if one for each in one["value"])
        return found

    def _known(self, told: Iterable[str]) -> frozenset[str]:
        try:
            return frozenset(each.lower() for each in told) & frozenset(self._watched)
        except (AttributeError, TypeError):
            raise DirectoryIncomplete(BROKEN, {"host": "Microsoft Graph"}) from None


def transitive_members(graph: Graph, group: str) -> tuple[set[str], set[str]]:
    """The ids of the people and of the groups in a group, also by nested ones. Raises DirectoryIncomplete."""
    path = f"/groups/{quote(group, safe='')}/transitiveMembers"
    people: set[str] = set()
    groups: set[str] = set()
    begun = False
    try:
        for page in graph.pages(f"{path}?$select=id&$top=999", path):
            begun = True
            people |= {each["id"] for each in page.value if is_user(each)}
            groups |= {each["id"] for each in page.value if is_group(each)}
    except GraphRefused as refusal:
        if refusal.status == 404 or (refusal.status == 400 and not begun):  # 400 for an id that is none
            raise missing(group) from None
        raise
    return people, groups


def missing(group: str) -> DirectoryIncomplete:
    """Of a watched group that is not found."""
    return DirectoryIncomplete(GROUP_MISSING, {"group": group})
