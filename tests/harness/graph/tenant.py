"""The directory of one organisation: people, groups, and the log of what happened to them."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

type Json = dict[str, Any]

NAMESPACE = uuid.UUID("5b6a1d0e-4b7a-4c55-9a57-0d6f3c1f2a11")


class Kind(StrEnum):
    """What an object is."""

    USER = "user"
    GROUP = "group"
    DEVICE = "device"


class Life(StrEnum):
    """Where an object is in its life: there, in the bin for 30 days, or gone for good."""

    THERE = "there"
    BIN = "bin"
    GONE = "gone"


@dataclass
class Thing:
    """A user, a group or a device.

    properties  those that were ever set; None for one that was cleared
    members     of a group: ids of its direct members, in the order in which they came
    hidden      of a group: "" or what an application cannot see any more: the group itself, or its members
    """

    id: str
    kind: Kind
    properties: Json
    life: Life = Life.THERE
    members: dict[str, None] = field(default_factory=dict)
    hidden: str = ""


@dataclass(frozen=True)
class Change:
    """One line of the log.

    properties  names of those that changed; "*" for birth, deletion and restoration
    member      who joined or left the group
    """

    id: str
    properties: frozenset[str] = frozenset()
    member: str = ""
    joined: bool = False


EVERYTHING = frozenset({"*"})


@dataclass(repr=False)
class Tenant:
    """One organisation's directory. `id` and `domain` both name it when an application signs in."""

    domain: str = "linde.example"
    things: dict[str, Thing] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)
    id: str = ""

    def __post_init__(self) -> None:
        self.id = self.id or str(uuid.uuid5(NAMESPACE, self.domain))

    def add_user(self, name: str = "", **properties: Any) -> str:
        """Somebody new; the id. `name` makes an account name and an address where none are given."""
        number = len(self.things) + 1
        name = name or f"person{number}"
        given = {
            "accountEnabled": True,
            "displayName": name,
            "mail": f"{name}@{self.domain}",
            "userPrincipalName": f"{name}@{self.domain}",
        } | properties
        return self._add(Kind.USER, given)

    def add_users(self, group: str, count: int) -> None:
        """Many made-up people, with numbers from E0000 on, as members of a group."""
        for number in range(count):
            names = {"givenName": f"Zoë {number}", "surname": f"van der Linden {number}"}
            self.add_member(group, self.add_user(f"many{number:04d}", employeeId=f"E{number:04d}", **names))

    def add_group(self, name: str, *members: str) -> str:
        """A new group; its id."""
        identity = self._add(Kind.GROUP, {"displayName": name})
        self.add_member(identity, *members)
        return identity

    def add_device(self, name: str = "laptop") -> str:
        """A device, which groups may hold beside people; its id."""
        return self._add(Kind.DEVICE, {"displayName": name})

    def change(self, identity: str, **properties: Any) -> None:
        """Set properties; None clears one."""
        self.things[identity].properties |= properties
        self.log.append(Change(identity, frozenset(properties)))

    def disable(self, identity: str) -> None:
        """Block the sign-in of a user."""
        self.change(identity, accountEnabled=False)

    def enable(self, identity: str) -> None:
        """Allow the sign-in again."""
        self.change(identity, accountEnabled=True)

    def soft_delete(self, identity: str) -> None:
        """Into the bin, from which it can come back; it stays a member of its groups meanwhile."""
        self._live(identity, Life.BIN)

    def restore(self, identity: str) -> None:
        """Out of the bin. Groups report nothing: the memberships were there all the time."""
        self._live(identity, Life.THERE)

    def purge(self, identity: str) -> None:
        """Gone for good, also from the groups it was in."""
        self._live(identity, Life.GONE)
        for group in self.all(Kind.GROUP):
            if identity in group.members:
                self.remove_member(group.id, identity)

    def add_member(self, group: str, *members: str) -> None:
        """Put users, groups or devices into a group."""
        for each in members:
            if each not in self.things[group].members:
                self.things[group].members[each] = None
                self.log.append(Change(group, member=each, joined=True))

    def remove_member(self, group: str, *members: str) -> None:
        """Take members out of a group."""
        for each in members:
            if each in self.things[group].members:
                del self.things[group].members[each]
                self.log.append(Change(group, member=each))

    def hide(self, group: str, what: str = "group") -> None:
        """As when a licence has expired: an application no longer finds the "group", or finds no "members" in it.
        Nothing of it is reported as a change."""
        self.things[group].hidden = what

    def show(self, group: str) -> None:
        """Undo `hide`."""
        self.things[group].hidden = ""

    def all(self, kind: Kind) -> Iterator[Thing]:
        """All of one kind, deleted ones too."""
        return (each for each in self.things.values() if each.kind is kind)

    def find(self, identity: str, kind: Kind) -> Thing | None:
        """One that an application can see; a user also by the account name."""
        found = self.things.get(identity.lower())
        if found is None and kind is Kind.USER:
            name = identity.lower()
            found = next((each for each in self.all(kind) if _account(each) == name), None)
        if found is None or found.kind is not kind or found.life is not Life.THERE or found.hidden == "group":
            return None
        return found

    def transitive_members(self, group: Thing) -> list[Thing]:
        """All in the group and in the groups in it, each once; people in the bin are left out."""
        if group.hidden:
            return []
        seen: dict[str, Thing] = {}
        waiting = [group]
        while waiting:
            for each in self._present(waiting.pop(0).members):
                if each.id not in seen and each.id != group.id:
                    seen[each.id] = each
                    waiting += [each] if each.kind is Kind.GROUP else []
        return list(seen.values())

    def groups_of(self, identity: str, among: Iterable[str]) -> list[str]:
        """Those of the groups that somebody is in, also by a nested group."""
        found = [self.find(each, Kind.GROUP) for each in among]
        return [each.id for each in found if each and identity in {m.id for m in self.transitive_members(each)}]

    def _present(self, members: Iterable[str]) -> Iterator[Thing]:
        for each in members:
            thing = self.things[each]
            if thing.life is Life.THERE and not thing.hidden:
                yield thing

    def _add(self, kind: Kind, properties: Json) -> str:
        identity = str(uuid.uuid5(NAMESPACE, f"{self.domain}/{len(self.things)}"))
        self.things[identity] = Thing(identity, kind, properties)
        self.log.append(Change(identity, EVERYTHING))
        return identity

    def _live(self, identity: str, life: Life) -> None:
        self.things[identity].life = life
        self.log.append(Change(identity, EVERYTHING))


def _account(user: Thing) -> str:
    return str(user.properties.get("userPrincipalName", "")).lower()
