"""Restoration: give an account back what one recorded change took from it, field by field.

What has changed since stays, and so does what cannot be as it was because of others. Each of these is named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

from koppel.domain.accounts.account import Account, Claim, Value, claim, directory_claim, professional_claim, rival
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import flat
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.recorded import RecordedChange
from koppel.domain.texts import Text

ACTIVITY = ("active", "deactivated_by", "deactivate_at")
"""These belong together: who deactivated an account decides who may reactivate it."""

ABSENT: Mapping[str, Any] = {"active": False, "roles": ()}
"""What an account has where the trail has nothing under the name; "" for others."""


class Reason(StrEnum):
    """Why something stays as it is."""

    CHANGED = "changed-since"
    TAKEN = "taken"
    WAITS = "waits"
    FREE = "free"
    OFF = "switched-off"
    PROFESSIONAL_EXISTS = "professional-exists"
    CLIENT_MERGED = "client-merged"
    NOT_DELETED = "not-deleted"


REASONS: Mapping[Reason, Text] = {
    Reason.CHANGED: Text(nl="is sindsdien gewijzigd en blijft zo", en="has changed since and stays so"),
    Reason.TAKEN: Text(nl="hoort nu bij een ander account", en="belongs to another account now"),
    Reason.WAITS: Text(
        nl="hoort nu bij een ander account; dit account krijgt de waarde zodra die vrijkomt",
        en="belongs to another account now; this account gets the value when it is released",
    ),
    Reason.FREE: Text(
        nl="op deze waarde valt niet meer te wachten: geen ander account heeft die",
        en="this value cannot be waited for any more: no other account has it",
    ),
    Reason.OFF: Text(nl="dit veld staat hier nu uit", en="this field is switched off here now"),
    Reason.PROFESSIONAL_EXISTS: Text(
        nl="de medewerker op wie werd gewacht is er nu", en="the professional that was waited for exists now"
    ),
    Reason.CLIENT_MERGED: Text(
        nl="de cliënt waar deze naaste bij hoorde, is in een andere opgegaan",
        en="the client that this friend belonged to was merged into another one",
    ),
    Reason.NOT_DELETED: Text(
        nl="een account wordt nooit verwijderd; het wordt of blijft inactief, met de gegevens die het heeft",
        en="an account is never deleted; it becomes or stays inactive, with the details that it has",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Staying:
    """Something that is not restored.

    account  its key
    field    its name, or the kind of a relationship
    about    the professional's id, of a relationship
    holder   key of the account that has the value now, "" for none
    """

    account: str
    field: str
    reason: Reason
    about: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """An account with what could be restored, and what was not. `after` is the account itself where nothing was."""

    after: Account
    stays: tuple[Staying, ...]


def claims_needed(recorded: RecordedChange, organisation: Organisation) -> frozenset[Claim]:
    """The unique values whose holders decide what can be restored."""
    waiting = cast(Mapping[str, str], recorded.before.get("waiting", {}))
    wanted = [*recorded.before.items(), *waiting.items()]
    found = {claim(recorded.kind, name, value) for name, value in wanted if isinstance(value, str)} - {None}
    if organisation.clients.unique_ids:
        found |= {rival(each) for each in found if each} - {None}
    if directory_id := recorded.before.get("directory_id"):
        found.add(directory_claim(str(directory_id)))
    found |= {professional_claim(each.professional_id) for each in recorded.waiting_ended}
    return frozenset(each for each in found if each)


def restore_fields(
    recorded: RecordedChange,
    present: Account,
    holders: Mapping[Claim, str],
    organisation: Organisation,
    *,
    home: Account | None = None,
    revives: bool = False,
) -> Restored:
    """Restore the fields of the change, and the rest of the account.

    holders  account key for each of `claims_needed` that has one
    home     of a friend: the client that it belonged to before the change
    revives  the account had nothing else since: a value that another account has now is waited for, and one that it
             waited for and that is free now is given to it
    """
    values, waiting = dict(present.values), dict(present.waiting)
    restoring = _Restoring(recorded, present, holders, organisation, home, revives, values, waiting)
    stays = [each for name in FIELDS[present.kind] for each in restoring.field(name)]
    rest: dict[str, Any] = {}
    for names in (ACTIVITY, ("roles",), ("directory_id",), ("client",)):
        stays += restoring.rest(names, rest)
    is_changed = bool(rest) or restoring.values != present.values or restoring.waiting != present.waiting
    if is_changed:
        rest |= _external_source(recorded, present)
    after = replace(present, values=restoring.values, waiting=restoring.waiting, **rest)
    if is_changed:
        after = replace(after, missing=organisation.missing(after.kind, dict(after.values)))
    return Restored(after, tuple(stays))


@dataclass(frozen=True, slots=True)
class _Restoring:
    recorded: RecordedChange
    present: Account
    holders: Mapping[Claim, str]
    organisation: Organisation
    home: Account | None
    revives: bool
    values: dict[str, Value]
    waiting: dict[str, str]

    def field(self, name: str) -> Iterator[Staying]:
        """Restore a field and what the account waits for in it. Yields what stays."""
        before, after = self._recorded(name)
        if before == after:
            return
        value_now = self.present.values.get(name) if self.recorded.touches(name) else None
        if (value_now, self.present.waiting.get(name)) != after:
            yield self._stays(name, Reason.CHANGED)
            return
        value, wait = before
        if value is not None and not self.organisation.has(self.present.kind, name):
            yield self._stays(name, Reason.OFF)
            return
        holder = self._holder(name, value)
        if holder and not self.revives:
            yield self._stays(name, Reason.TAKEN, holder)
            return
        if holder:
            value, wait = None, str(value)
            yield self._stays(name, Reason.WAITS, holder)
        elif wait and not self._holder(name, wait):
            if self.revives:
                value, wait = wait, None
            else:
                wait = None
                yield self._stays(name, Reason.FREE)
        if self.recorded.touches(name) or self.revives:
            _set(self.values, name, value)
        _set(self.waiting, name, wait)

    def rest(self, names: tuple[str, ...], restored: dict[str, Any]) -> Iterator[Staying]:
        """Restore these together. Yields what stays."""
        touched = [name for name in names if self.recorded.touches(name)]
        if not touched:
            return
        now = flat(self.present)
        if any(now.get(name) != self.recorded.after.get(name) for name in touched):
            yield self._stays(names[0], Reason.CHANGED)
            return
        before = {name: self.recorded.before.get(name, ABSENT.get(name, "")) for name in touched}
        if directory_id := before.get("directory_id"):
            holder = self.holders.get(directory_claim(str(directory_id)), self.present.key)
            if holder != self.present.key:
                yield self._stays("directory_id", Reason.TAKEN, holder)
                return
        if "client" in before and not self._may_return(str(before["client"])):
            yield self._stays("client", Reason.CLIENT_MERGED)
            return
        restored |= before

    def _recorded(self, name: str) -> tuple[tuple[Value | None, str | None], tuple[Value | None, str | None]]:
        """Value and awaited value of the field, before and after the change."""
        old, new = self.recorded.before, self.recorded.after
        waited, waits = (cast(Mapping[str, str], each.get("waiting", {})).get(name) for each in (old, new))
        return (cast(Value | None, old.get(name)), waited), (cast(Value | None, new.get(name)), waits)

    def _holder(self, name: str, value: Value | None) -> str:
        """Key of another account that has the value, or, of an id, that stands in its way; "" for none."""
        own = claim(self.present.kind, name, value) if isinstance(value, str) else None
        if own is None:
            return ""
        holder = self.holders.get(own, "")
        other = rival(own)
        if not holder and other and self.present.text(name) != own.value:
            holder = self.holders.get(other, "")
        return holder if holder != self.present.key else ""

    def _may_return(self, client: str) -> bool:
        """Whether the client that a friend belonged to is an account of its own."""
        return self.home is not None and self.home.key == client and not self.home.merged_into

    def _stays(self, name: str, reason: Reason, holder: str = "") -> Staying:
        return Staying(account=self.present.key, field=name, reason=reason, holder=holder)


def _set[V](into: dict[str, V], name: str, value: V | None) -> None:
    if value is None:
        into.pop(name, None)
    else:
        into[name] = value


def _external_source(recorded: RecordedChange, present: Account) -> dict[str, Any]:
    """The source that had changed the account before, where nobody has changed it since."""
    is_same = recorded.after.get("external_source", "") == present.external_source
    if not recorded.touches("external_source") or not is_same:
        return {}
    return {"external_source": recorded.before.get("external_source", "")}


@dataclass(frozen=True, slots=True)
class RestoredRelations:
    """Relationships to make and to end, and those that stay as they are.

    fulfilled  among those that stay: they waited for a professional who exists by now
    """

    made: tuple[Relation, ...]
    ended: tuple[Relation, ...]
    waiting_made: tuple[WaitingRelation, ...]
    waiting_ended: tuple[WaitingRelation, ...]
    stays: tuple[Staying, ...]
    fulfilled: tuple[WaitingRelation, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether no relationship begins or ends."""
        return not (self.made or self.ended or self.waiting_made or self.waiting_ended)


def restore_relations(recorded: RecordedChange, stored: Stored) -> RestoredRelations:
    """End the relationships that the change made, and make those again that it ended, each as it was. One that was
    ended, made again or fulfilled since stays as it is."""
    present = {(each.professional, each.kind): each for each in stored.relations}
    expected = {(each.professional_id, each.kind): each for each in stored.waiting}
    ended = [each for each in recorded.relations_made if present.get((each.professional, each.kind)) == each]
    made = [each for each in recorded.relations_ended if (each.professional, each.kind) not in present]
    over = [each for each in recorded.waiting_made if expected.get((each.professional_id, each.kind)) == each]
    again = [each for each in recorded.waiting_ended if (each.professional_id, each.kind) not in expected]
    every: tuple[Relation | WaitingRelation, ...] = (
        *recorded.relations_made, *recorded.relations_ended, *recorded.waiting_made, *recorded.waiting_ended,
    )  # fmt: skip
    restored = (*made, *ended, *over, *again)
    stays = [_unrestored(each, Reason.CHANGED) for each in every if each not in restored]
    fulfilled = [each for each in again if stored.professional(each.professional_id)]
    stays += [
        _unrestored(each, Reason.PROFESSIONAL_EXISTS, stored.professional(each.professional_id)) for each in fulfilled
    ]
    again = [each for each in again if each not in fulfilled]
    return RestoredRelations(tuple(made), tuple(ended), tuple(again), tuple(over), tuple(stays), tuple(fulfilled))


def _unrestored(each: Relation | WaitingRelation, reason: Reason, holder: str = "") -> Staying:
    return Staying(account=each.client, field=each.kind, reason=reason, about=each.professional_id, holder=holder)
