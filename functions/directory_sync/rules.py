"""Rules: from a person of a directory to what the account should be, and why not. No I/O, no clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

from functions.directory_sync import expressions
from functions.directory_sync.choices import Leavers
from functions.directory_sync.expressions import Expression, lowered
from functions.directory_sync.people import Attributes, DirectoryPerson
from functions.directory_sync.problems.people import (
    EMAIL_MISSING,
    EMAIL_UNUSABLE,
    ID_SHARED,
    ID_UNUSABLE,
    NAME_MISSING,
    NAME_UNUSABLE,
)
from functions.directory_sync.sources import Source
from koppel.domain.accounts import directory_ids, external_ids
from koppel.domain.accounts.account import Kind, Role, Value
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.characters import Unfit
from koppel.domain.plan.desired import DELETED, Desired, Manner
from koppel.domain.problems.problem import Problem
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.reason import Reason
from koppel.domain.texts import Text
from koppel.domain.times import to_seconds

DIGEST_BYTES = 8
_NOT_ABOUT_PEOPLE = {"name", "on", "minutes", "full_hours", "brake_count", "brake_share"}
_CONNECTION = {"client_id", "cloud", "hosts", "encryption", "port", "ca_certificate", "bind_name"}


class Standing(StrEnum):
    """How a person stands to a source."""

    IN_SCOPE = "in-scope"
    OUT_OF_SCOPE = "out-of-scope"
    DISABLED = "disabled"
    REMOVED = "removed"


STANDING_LABELS: Mapping[Standing, Text] = {
    Standing.IN_SCOPE: Text(nl="In bereik", en="In scope"),
    Standing.OUT_OF_SCOPE: Text(nl="In geen van de groepen in bereik", en="In none of the groups in scope"),
    Standing.DISABLED: Text(nl="Uitgeschakeld in de directory", en="Disabled in the directory"),
    Standing.REMOVED: Text(nl="Verwijderd uit de directory", en="Deleted from the directory"),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one source.

    fields       field of the account → the expression that it follows from
    id           the same of the professional id, None where there is none
    scope        groups of which one must be a person's; empty: everybody is in scope
    roles        group → its roles
    fingerprint  stands for all settings that decide who is in scope and what their accounts become
    Groups are in lower case.
    """

    source: Source
    fields: Mapping[str, Expression]
    id: Expression | None
    scope: frozenset[str]
    roles: Mapping[str, tuple[Role, ...]]
    fingerprint: str

    @property
    def attributes(self) -> frozenset[str]:
        """Names of the attributes that are read."""
        every = (*self.fields.values(), *([self.id] if self.id else []))
        return frozenset(name for each in every for name in each.names)

    @property
    def scoped(self) -> tuple[str, ...]:
        """The groups of the scope in their order."""
        return tuple(sorted(self.scope))

    def standing(self, person: DirectoryPerson) -> Standing:
        """How this person stands to the source."""
        if person.removed:
            return Standing.REMOVED
        if not person.enabled:
            return Standing.DISABLED
        is_in_scope = not self.scope or any(each.casefold() in self.scope for each in person.groups)
        return Standing.IN_SCOPE if is_in_scope else Standing.OUT_OF_SCOPE

    def digest(self, person: DirectoryPerson) -> bytes:
        """Stands for all of the person that matters to the account, under these settings. Never all zeros."""
        names = {each.lower() for each in self.attributes}
        attributes = sorted((name.lower(), values) for name, values in person.attributes.items() if values)
        groups = sorted(folded for each in person.groups if (folded := each.casefold()) in self.roles)
        told = [self.fingerprint, [each for each in attributes if each[0] in names], groups]
        found = blake2b(json.dumps(told).encode(), digest_size=DIGEST_BYTES).digest()
        return found if any(found) else b"\x01" * DIGEST_BYTES

    def professional_id(self, person: DirectoryPerson) -> str:
        """The professional id, as it is stored; "" for none or an unusable one."""
        try:
            return external_ids.normalise(self._id(lowered(person.attributes)))
        except Unfit:
            return ""

    def arrival(self, person: DirectoryPerson, *, sharing: str = "", has_account: bool = False) -> Candidate:
        """What the account of a person in scope should be.

        sharing      names, masked, of the people with the same professional id, this one among them; "" for none. Then
                     no account is adopted or made by that id
        has_account  whether an account has the directory id already; looked at for those who share an id
        """
        label, (values, warnings) = identity(person), self._values(person)
        reasons = [Reason.of(each) for each in warnings]
        if sharing:
            reasons.append(Reason.of(ID_SHARED, {"people": sharing}))
        if "last_name" not in values:
            return Candidate(label=label, reasons=(Reason.of(NAME_MISSING), *reasons))
        if sharing and not has_account:
            return Candidate(label=label, reasons=tuple(reasons))
        desired = Desired(
            kind=Kind.PROFESSIONAL,
            id="" if sharing else self.professional_id(person),
            directory_id=label,
            by_directory_id=True,
            values=values,
            active=True,
            roles=self._roles(person),
            roles_among=self.decided_roles if self.roles else None,
            default_roles=(self.source.default_role,) if self.source.default_role else (),
            creates=not sharing,
            spares_last_manager=True,
            manner=Manner.LENIENT,
        )
        return Candidate(label=label, desired=desired, reasons=tuple(reasons))

    def departure(self, directory_id: str, now: datetime) -> Candidate:
        """What becomes of the account of somebody who has left. No account is made for it."""
        later = self.source.leavers is Leavers.DEACTIVATE_LATER
        desired = Desired(
            kind=Kind.PROFESSIONAL,
            directory_id=directory_id,
            by_directory_id=True,
            active=False,
            active_from=to_seconds(now + timedelta(days=self.source.leaver_days)) if later else "",
            creates=False,
            spares_last_manager=True,
            manner=Manner.LENIENT,
        )
        return Candidate(label=directory_id, desired=desired)

    def move(self, directory_id: str, kept: frozenset[Role]) -> Candidate | None:
        """What becomes of somebody who has left this source but is in another one: the account stays, without the roles
        that only this source gives. None where there are none.

        kept  roles that the other sources decide on
        """
        taken = (self.decided_roles if self.roles else frozenset()) - kept
        if not taken:
            return None
        desired = Desired(
            kind=Kind.PROFESSIONAL,
            directory_id=directory_id,
            by_directory_id=True,
            roles=(),
            roles_among=taken,
            creates=False,
            spares_last_manager=True,
            manner=Manner.LENIENT,
        )
        return Candidate(label=directory_id, desired=desired)

    @property
    def decided_roles(self) -> frozenset[Role]:
        """The roles that this source gives and takes away; any other stays."""
        given = {role for roles in self.roles.values() for role in roles}
        return frozenset(given | ({self.source.default_role} if self.source.default_role else set()))

    def _roles(self, person: DirectoryPerson) -> tuple[Role, ...] | None:
        """The roles by the groups of a person, in a fixed order; None where no group gives any."""
        if not self.roles:
            return None
        found = {role for each in person.groups for role in self.roles.get(each.casefold(), ())}
        if not found and self.source.default_role:
            found = {self.source.default_role}
        return tuple(each for each in Role if each in found)

    def _values(self, person: DirectoryPerson) -> tuple[dict[str, Value], list[Problem]]:
        """The fields, and what is the matter with some of them. An empty or invalid attribute leaves the field as it
        is, so nobody loses a name or the address to log on with; an empty infix is one."""
        attributes, values = lowered(person.attributes), dict[str, Value]()
        warnings: list[Problem] = []
        for name, expression in self.fields.items():
            try:
                value = normalise(Kind.PROFESSIONAL, name, expression.value(attributes), date.max)
            except InvalidValue:
                warnings.append(EMAIL_UNUSABLE if name == "email" else NAME_UNUSABLE)
                continue
            if value or name == "infix":
                values[name] = value or DELETED
            elif name == "email":
                warnings.append(EMAIL_MISSING)
        if self._id(attributes).strip() and not self.professional_id(person):
            warnings.append(ID_UNUSABLE)
        return values, list(dict.fromkeys(warnings))

    def _id(self, attributes: Attributes) -> str:
        return self.id.value(attributes) if self.id else ""


def identity(person: DirectoryPerson) -> str:
    """The directory id in one spelling. Raises InvalidValue."""
    return directory_ids.normalise(person.id)


def masked_name(rules: Rules, person: DirectoryPerson) -> str:
    """The first sign of each name, as `Account.masked_name` masks it."""
    values = {name: each.value(lowered(person.attributes)) for name, each in rules.fields.items()}
    words = " ".join(values.get(name, "") for name in ("first_name", "infix", "last_name")).split()
    return " ".join(f"{word[0]}•••" for word in words) or "•••"


@lru_cache(maxsize=64)
def rules_of(source: Source) -> Rules:
    """The rules of this source."""
    texts = {
        "first_name": source.first_name,
        "infix": source.infix,
        "last_name": source.last_name_expression,
        "email": source.email,
    }
    return Rules(
        source=source,
        fields={name: expressions.parse(text) for name, text in texts.items() if text},
        id=expressions.parse(source.professional_id) if source.professional_id else None,
        scope=frozenset(each.casefold() for each in source.scope_groups),
        roles={each.group.casefold(): each.roles for each in source.roles},
        fingerprint=_fingerprint(source),
    )


def _fingerprint(source: Source) -> str:
    dumped = source.model_dump(mode="json", exclude=_NOT_ABOUT_PEOPLE)
    for kind in ("entra", "ldap"):
        if dumped[kind]:
            dumped[kind] = {name: value for name, value in dumped[kind].items() if name not in _CONNECTION}
    return blake2b(json.dumps(dumped, sort_keys=True).encode(), digest_size=8).hexdigest()
