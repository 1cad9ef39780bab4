"""Accounts: the clients, professionals and friends that the platform knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from koppel.domain.texts import Text

type Value = str | int | tuple[str, ...]
"""A filled field: text, a whole number (`age`) or a list of texts (`labels`). Dates are `YYYY-MM-DD`."""

NOTHING: Mapping[str, Value] = MappingProxyType({})
NO_TIMES: Mapping[str, str] = MappingProxyType({})


class Kind(StrEnum):
    """The kind of an account; in the REST API its `@type` ends in this value."""

    CLIENT = "client"
    PROFESSIONAL = "professional"
    FRIEND = "friend"


KIND_LABELS: Mapping[Kind, Text] = {
    Kind.CLIENT: Text(nl="Cliënt", en="Client"),
    Kind.PROFESSIONAL: Text(nl="Medewerker", en="Professional"),
    Kind.FRIEND: Text(nl="Naaste", en="Friend"),
}


class Role(StrEnum):
    """Roles of professionals, spelled as the REST API spells them."""

    APPLICATION_MANAGER = "ith.ApplicationManager"
    THERAPIST = "ith.Therapist"
    SUPERVISOR = "ith.Supervisor"
    SECRETARY = "ith.Secretary"
    ANALYST = "ith.Analyst"
    DATA_OFFICER = "ith.DataOfficer"


ROLE_LABELS: Mapping[Role, Text] = {
    Role.APPLICATION_MANAGER: Text(nl="Applicatiebeheerder", en="Application manager"),
    Role.THERAPIST: Text(nl="Behandelaar", en="Therapist"),
    Role.SUPERVISOR: Text(nl="Leidinggevende", en="Supervisor"),
    Role.SECRETARY: Text(nl="Secretariaat", en="Secretary"),
    Role.ANALYST: Text(nl="Analist", en="Analyst"),
    Role.DATA_OFFICER: Text(nl="Gegevensfunctionaris", en="Data officer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as stored.

    key              32 lower-case hex characters, ours, never changes
    version          counts the writes of this account, from 1
    values           the filled fields only; a missing name is an empty field
    directory_id     id of the person in the organisation's directory, see `directory_ids.py`, "" for none
    external_source  name of the system that created it, "" when a person did
    created, modified  UTC, `YYYY-MM-DDTHH:MM:SS`
    deactivated_by   integration that deactivated it, "" when active or when a person did
    deactivate_at    UTC time at which a discharge takes effect, "" when none is due
    watermarks       per aspect the time of the newest event applied, see `watermarks.py`
    waiting          values that another account holds now and that this one gets when they are released
    missing          required fields that are empty (the account is `incomplete`)
    merged_into      key of the account that survived a merge, "" otherwise
    client           key of the client a friend belongs to
    """

    kind: Kind
    key: str
    version: int
    created: str
    modified: str
    values: Mapping[str, Value] = NOTHING
    active: bool = True
    roles: tuple[str, ...] = ()
    directory_id: str = ""
    external_source: str = ""
    deactivated_by: str = ""
    deactivate_at: str = ""
    watermarks: Mapping[str, str] = NO_TIMES
    waiting: Mapping[str, str] = NO_TIMES
    missing: tuple[str, ...] = ()
    merged_into: str = ""
    client: str = ""

    @property
    def name(self) -> str:
        """First name, infix and last name in one text, else a friend's name or an anonymous client's nickname."""
        parts = (self.text("first_name"), self.text("infix"), self.text("last_name"))
        return " ".join(part for part in parts if part) or self.text("name") or self.text("nickname")

    @property
    def masked_name(self) -> str:
        """The first sign of each word of the name: enough to recognise a known person."""
        return " ".join(f"{word[0]}•••" for word in self.name.split())

    def text(self, name: str) -> str:
        """The field as text, "" when empty."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that at most one account may hold. `scope` is `email`, `bsn`, `client-id`, `professional-id` or
    `directory-id`."""

    scope: str
    value: str


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Which field of which kinds is unique, and among whom."""

    field: str
    scope: str
    kinds: frozenset[Kind] = frozenset(Kind)


CLAIM_RULES: tuple[ClaimRule, ...] = (
    ClaimRule("email", "email"),
    ClaimRule("id", "client-id", frozenset({Kind.CLIENT})),
    ClaimRule("id", "professional-id", frozenset({Kind.PROFESSIONAL})),
    ClaimRule("bsn", "bsn", frozenset({Kind.CLIENT})),
)
"""E-mail is unique over all accounts, active or not; ids among their own kind, so that a client and a professional
may share one."""


def claim(kind: Kind, name: str, value: str) -> Claim | None:
    """The claim of this value of this field, None when the field need not be unique."""
    for rule in CLAIM_RULES:
        if rule.field == name and kind in rule.kinds and value:
            return Claim(rule.scope, value)
    return None


def field_of(scope: str) -> str:
    """The field whose values have claims of this scope. Raises StopIteration for a scope that is of no field."""
    return next(rule.field for rule in CLAIM_RULES if rule.scope == scope)


def directory_claim(directory_id: str) -> Claim:
    """The claim of a directory's id, which is unique over all accounts."""
    return Claim("directory-id", directory_id)


def professional_claim(professional_id: str) -> Claim:
    """The claim of a professional's id."""
    return Claim("professional-id", professional_id)


def rival(own: Claim) -> Claim | None:
    """The claim that conflicts with this one where ids are unique over clients and professionals together."""
    scope = _RIVALS.get(own.scope)
    return Claim(scope, own.value) if scope else None


_RIVALS: Mapping[str, str] = MappingProxyType({"client-id": "professional-id", "professional-id": "client-id"})


def claims(account: Account) -> frozenset[Claim]:
    """All claims of the account. A merged account keeps the claim of its id, which then leads to the survivor."""
    found = (claim(account.kind, name, value) for name, value in account.values.items() if isinstance(value, str))
    own = (directory_claim(account.directory_id),) if account.directory_id else ()
    return frozenset((*(each for each in found if each is not None), *own))
