"""The rules: what a row means for which account. No I/O, no clock."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from functions.bulk_import.cells import Strictness
from functions.bulk_import.headings import Heading, needed_in
from functions.bulk_import.scripts import KINDS, Script
from koppel.domain.accounts.account import Kind, Role, Value
from koppel.domain.organisation import Organisation
from koppel.domain.plan.desired import Desired, DesiredRelations

type Values = Mapping[str, str]
"""The filled cells of a row by the names of their columns."""

UNKNOWN_GENDER: Mapping[str, Value] = MappingProxyType({"gender": "unknown"})
_SIDES = ("professional_id", "professional_key", "client_id", "client_key")
_LIKE_A_KEY = re.compile(r"[0-9a-f]{32}")
_NO_FIELDS = frozenset({"id", "new_id", "key", "email_check", "roles"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all rows of an import.

    organisation  whose accounts they are
    role     of a new professional whose row names none
    welcome  the kinds of new accounts whose person the platform is to mail
    """

    script: Script
    organisation: Organisation
    strictness: Strictness
    role: Role = Role.THERAPIST
    welcome: frozenset[Kind] = field(default_factory=frozenset)

    @property
    def kind(self) -> Kind:
        """The kind of the accounts that the rows write."""
        return KINDS[self.script]

    @property
    def is_new(self) -> bool:
        """Whether the rows are about new accounts."""
        return self.script is Script.NEW_CLIENTS or self.script is Script.NEW_PROFESSIONALS

    @property
    def welcomes(self) -> bool:
        """Whether the platform is to mail the people of new accounts of this import."""
        return self.is_new and self.kind in self.welcome


@dataclass(frozen=True, slots=True)
class RowRules:
    """What holds for each row of a sheet with a heading.

    required  the columns that must be filled
    either    pairs of columns of which one must be filled
    unique    the columns whose values no other row may have
    desired   makes the desired state of the account that a row is about
    """

    required: frozenset[str]
    either: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...]
    desired: Callable[[Values], Desired]

    def lacks(self, values: Values) -> list[str]:
        """The columns that must be filled in this row and are not."""
        if self.required <= values.keys() and not self.either:
            return []
        alone = [name for name in sorted(self.required) if name not in values]
        return alone + [names[0] for names in self.either if not any(name in values for name in names)]


def row_rules(rules: Rules, heading: Heading) -> RowRules:
    """What holds for each row below this heading."""
    required = needed_in(rules.script, rules.organisation)
    either: tuple[tuple[str, ...], ...] = ()
    unique: tuple[str, ...] = ("key", "id", "new_id", "email", "bsn")
    if rules.script in {Script.UPDATE_CLIENTS, Script.UPDATE_PROFESSIONALS}:
        required = frozenset({"key" if heading.has("key") else "id"})
        if heading.has("key") and heading.has("id") and heading.has("new_id"):  # as in a template: either says who
            required, either = frozenset(), (("key", "id"),)
    elif rules.script is Script.EXISTING_RELATIONSHIPS:
        both = (("professional_id", "professional_key"), ("client_id", "client_key"))
        required, either = frozenset(), tuple(tuple(filter(heading.has, each)) for each in both)
    if rules.script in {Script.RELATIONSHIPS, Script.EXISTING_RELATIONSHIPS}:
        unique = ()
    desired = _OF_SCRIPT[rules.script]
    return RowRules(
        required=required,
        either=either,
        unique=tuple(filter(heading.has, unique)),
        desired=lambda values: desired(values, rules),
    )


def with_keys(values: Values) -> tuple[Values, tuple[str, ...]]:
    """The values of a relationship with those ids as keys that look like keys, and the columns of these: who has no id
    at hand puts the key into the same column."""
    as_keys = tuple(name for name in ("professional_id", "client_id") if _LIKE_A_KEY.fullmatch(values.get(name, "")))
    if not as_keys:
        return values, ()
    return {name.replace("_id", "_key") if name in as_keys else name: value for name, value in values.items()}, as_keys


def unique_in(values: Values, names: tuple[str, ...]) -> Values:
    """The values that no other row may have, by the names of their columns; of a relationship both sides of it
    together, under ""."""
    if names:
        return {name: values[name] for name in names if name in values}
    return {"": "\n".join(values.get(name, "") for name in _SIDES)}


def both_sides(columns: Mapping[str, Sequence[str]]) -> list[str]:
    """What `unique_in` says of many relationships, given their columns, of which none is empty."""
    empty = [""] * len(next(iter(columns.values())))
    return ["\n".join(each) for each in zip(*(columns.get(name, empty) for name in _SIDES), strict=True)]


def _new_client(values: Values, rules: Rules) -> Desired:
    return Desired(
        kind=Kind.CLIENT,
        id=values["id"],
        values={name: value for name, value in values.items() if name != "id"},
        defaults=UNKNOWN_GENDER,
        welcome=rules.welcomes,
    )


def _new_professional(values: Values, rules: Rules) -> Desired:
    return Desired(
        kind=Kind.PROFESSIONAL,
        id=values["id"],
        values={name: value for name, value in values.items() if name not in {"id", "roles"}},
        default_roles=_roles(values) or (rules.role,),
        welcome=rules.welcomes,
    )


def _update(values: Values, rules: Rules) -> Desired:
    """The account is found by its key where the row has one, otherwise by its id. Beside a key the id is what the
    account is to have, unless there is a new one."""
    changed: dict[str, Value] = {name: value for name, value in values.items() if name not in _NO_FIELDS}
    new_id = values.get("new_id", values.get("id", "") if "key" in values else "")
    if new_id:
        changed["id"] = new_id
    return Desired(
        kind=rules.kind,
        key=values.get("key", ""),
        id="" if "key" in values else values["id"],
        values=changed,
        roles=_roles(values) or None,
        creates=False,
    )


def _relation(values: Values, _rules: Rules) -> Desired:
    by_id, by_key = values.get("professional_id", ""), values.get("professional_key", "")
    return Desired(
        kind=Kind.CLIENT,
        key=values.get("client_key", ""),
        id="" if "client_key" in values else values["client_id"],
        relations=DesiredRelations(
            professional_ids=(by_id,) if by_id and not by_key else (),
            professionals=(by_key,) if by_key else (),
            waits=False,
        ),
        creates=False,
    )


def _roles(values: Values) -> tuple[Role, ...]:
    return tuple(Role(each) for each in values.get("roles", "").split())


_OF_SCRIPT: Mapping[Script, Callable[[Values, Rules], Desired]] = MappingProxyType(
    {
        Script.NEW_CLIENTS: _new_client,
        Script.NEW_PROFESSIONALS: _new_professional,
        Script.RELATIONSHIPS: _relation,
        Script.UPDATE_CLIENTS: _update,
        Script.UPDATE_PROFESSIONALS: _update,
        Script.EXISTING_RELATIONSHIPS: _relation,
    }
)
