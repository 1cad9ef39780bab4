"""Matching: which stored account an outside record is about, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from koppel.domain.accounts.account import Account, Claim, Kind, claim, professional_claim, rival
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.desired import Desired, Manner

NO_HOLDERS: Mapping[Claim, str] = MappingProxyType({})
NO_ACCOUNTS: Mapping[str, Account] = MappingProxyType({})


class By(StrEnum):
    """How an account was found, or why none was."""

    KEY = "its key"
    ID = "its id"
    RETIRED_ID = "the id of an account merged into it"
    NOBODY = "nobody has this id"
    UNKNOWN_KEY = "no account has this key"
    NOTHING_SENT = "neither key nor id was sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The stored rows that a plan for a desired state needs.

    account   the account found, of the desired kind; for a merged account its survivor
    through   key of the merged account that led to the survivor, "" otherwise
    holders   account key for each claim that was looked up; a claim without a holder is missing
    relations, waiting  of this client
    professionals  by key, those of the desired keys that exist
    """

    account: Account | None = None
    through: str = ""
    holders: Mapping[Claim, str] = NO_HOLDERS
    relations: tuple[Relation, ...] = ()
    waiting: tuple[WaitingRelation, ...] = ()
    professionals: Mapping[str, Account] = NO_ACCOUNTS

    def professional(self, professional_id: str) -> str:
        """Key of the professional with this id, "" when nobody has it."""
        return self.holders.get(professional_claim(professional_id), "")

    def has_rival(self, requested: Claim) -> bool:
        """Whether an account of the other kind holds this id. Rivals are looked up only where a client and a
        professional may not share an id."""
        return rival(requested) in self.holders


@dataclass(frozen=True, slots=True)
class Match:
    """The account an outside record is about: its key ("" for none) and how it was found."""

    key: str
    by: By


def id_claim(desired: Desired) -> Claim | None:
    """The claim by which the desired account is found, None without an id."""
    return claim(desired.kind, "id", desired.id) if desired.kind is not Kind.FRIEND else None


def is_of_retired_id(desired: Desired, stored: Stored) -> bool:
    """Whether the desired state came under the former id of an account that was merged into the stored one."""
    return bool(stored.through) and not desired.key and desired.manner is Manner.LENIENT


def match(desired: Desired, stored: Stored) -> Match:
    """Explain which account is meant. Accounts are matched by key or by id, never by e-mail or name alone."""
    if stored.account is None:
        if desired.key:
            return Match("", By.UNKNOWN_KEY)
        return Match("", By.NOBODY if desired.id else By.NOTHING_SENT)
    if desired.key:
        return Match(stored.account.key, By.KEY)
    return Match(stored.account.key, By.RETIRED_ID if stored.through else By.ID)
