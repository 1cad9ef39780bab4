"""Who may have other groups than before: from the changes of groups, of which Graph tells direct members only.

Graph reports a change of members for the group itself, never for the groups that hold it. So the groups within the
watched ones are watched too: who joins or leaves one of them may have joined or left a watched group. A group that
joins or leaves one brings all of its people. Nothing is concluded from this but whom to ask for.
"""

from dataclasses import dataclass, field

from functions.directory_sync.entra.graph import Graph, Page
from functions.directory_sync.entra.membership import missing, transitive_members
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.entra.watermark import State
from functions.directory_sync.entra.wire import is_group, is_removed, is_user
from functions.directory_sync.people import DirectoryIncomplete, WatermarkLost
from functions.directory_sync.problems.entra import BROKEN, GROUP_MISSING


@dataclass(slots=True)
class Touched:
    """What a page of changes touches.

    people  ids of those who joined or left, directly or with a group
    groups  ids of groups that came into a watched group
    """

    people: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)


def read(graph: Graph, source: EntraSource, state: State, page: Page) -> Touched:
    """What the page touches. Raises DirectoryIncomplete when a watched group was deleted.

    Raises WatermarkLost when a group within a watched one was deleted: nobody can say any more who was in it.
    """
    watched = set(source.watched)
    inner = watched | set(state.nested)
    found = Touched()
    for group in page.value:
        identity = group["id"]
        if identity not in inner and not state.crowded:
            continue
        if is_removed(group):
            if identity in watched:
                raise missing(identity)
            raise WatermarkLost
        for member in _members(group):
            if is_user(member):
                found.people.add(member["id"])
            elif is_group(member):
                _with_group(graph, member["id"], found)
    return found


def _with_group(graph: Graph, group: str, found: Touched) -> None:
    """All the people of a group that joined or left."""
    if group in found.groups:
        return
    try:
        people, groups = transitive_members(graph, group)
    except DirectoryIncomplete as failed:
        if failed.problem is GROUP_MISSING:
            raise WatermarkLost from None
        raise
    found.people |= people
    found.groups |= {group} | groups


def _members(group: dict[str, object]) -> list[dict[str, str]]:
    members = group.get("members@delta", [])
    if not isinstance(members, list) or not all(
        isinstance(each, dict) and isinstance(each.get("id"), str) for each in members
    ):
        raise DirectoryIncomplete(BROKEN, {"host": "Microsoft Graph"})
    return members
