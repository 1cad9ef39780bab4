"""Matching: which stored account an outside record is about, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.account import Account, Claim, Kind, claim, directory_claim, professional_claim, rival
from koppel.domain.accounts.fields import InvalidValue
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.desired import Desired, Manner

NO_HOLDERS: Mapping[Claim, str] = MappingProxyType({})
NO_ACCOUNTS: Mapping[str, Account] = MappingProxyType({})


class By(StrEnum):
    """How an account was found, or why none was."""

    KEY = "its key"
    ID = "its id"
    DIRECTORY_ID = "its directory id"
    ADOPTED = "its id; it had no directory id"
    RETIRED_ID = "the id of an account merged into it"
    NOBODY = "nobody has this id"
    OTHER_DIRECTORY_ID = "its id, but it has another directory id"
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
    is_last_manager  whether the account is the only active application manager; looked up only where the desired state
                     would change that and spares the last one
    """

    account: Account | None = None
    through: str = ""
    holders: Mapping[Claim, str] = NO_HOLDERS
    relations: tuple[Relation, ...] = ()
    waiting: tuple[WaitingRelation, ...] = ()
    professionals: Mapping[str, Account] = NO_ACCOUNTS
    is_last_manager: bool = False

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
    """The claim of the desired account's id, None without an id."""
    return claim(desired.kind, "id", desired.id) if desired.kind is not Kind.FRIEND else None


def directory_id_claim(desired: Desired) -> Claim | None:
    """The claim of the desired account's directory id, None without a usable one."""
    try:
        directory_id = directory_ids.normalise(desired.directory_id or "")
    except InvalidValue:
        return None
    return directory_claim(directory_id) if directory_id else None


def key_of(desired: Desired, holders: Mapping[Claim, str]) -> str:
    """Key of the account that is meant, "" for none, given who holds its claims."""
    if desired.key:
        return desired.key
    ways = (directory_id_claim(desired) if desired.by_directory_id else None, id_claim(desired))
    return next((holders[each] for each in ways if each and each in holders), "")


def is_of_retired_id(desired: Desired, stored: Stored) -> bool:
    """Whether the desired state came under the former id of an account that was merged into the stored one."""
    return bool(stored.through) and not desired.key and desired.manner is Manner.LENIENT


def is_by_id_alone(desired: Desired, stored: Stored) -> bool:
    """Whether the account was found by its id, because no account has the directory id."""
    if stored.account is None or desired.key or not desired.by_directory_id:
        return False
    return directory_id_claim(desired) not in stored.holders


def subject_of(desired: Desired, account: Account | None) -> str:
    """Whom findings are about: the directory id of a person who is found by it, which stays while all else changes;
    otherwise the id, or the key."""
    if desired.by_directory_id and (own := directory_id_claim(desired)):
        return own.value
    return desired.id or (account.text("id") or account.key if account else desired.key)


def match(desired: Desired, stored: Stored) -> Match:
    """Explain which account is meant. Accounts are matched by key, by the directory's id or by id, never by e-mail or
    name alone."""
    if stored.account is None:
        if desired.key:
            return Match("", By.UNKNOWN_KEY)
        is_sent = desired.id or (desired.by_directory_id and desired.directory_id)
        return Match("", By.NOBODY if is_sent else By.NOTHING_SENT)
    key = stored.account.key
    if desired.key:
        return Match(key, By.KEY)
    if is_by_id_alone(desired, stored):
        return Match(key, By.OTHER_DIRECTORY_ID if stored.account.directory_id else By.ADOPTED)
    if desired.by_directory_id:
        return Match(key, By.DIRECTORY_ID)
    return Match(key, By.RETIRED_ID if stored.through else By.ID)
