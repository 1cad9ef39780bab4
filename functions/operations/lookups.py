"""Commands that look at accounts: find them, show one with the origin of each field and its trail."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Annotated, Any

from pydantic import Field

from koppel.accounts import store, trail
from koppel.accounts.lookup import SoughtBy, look_up
from koppel.domain.accounts.account import KIND_LABELS, Account, Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.accounts.relationships import Relation, WaitingRelation
from koppel.domain.plan.changes import flat
from koppel.domain.plan.recorded import RecordedChange, origins
from koppel.domain.problems.command import INVALID
from koppel.domain.problems.refusal import Declined
from koppel.domain.problems.undo import UNKNOWN_KEY
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.organisation import audit_log
from koppel.organisation.commands import (
    Command,
    Line,
    OfOrganisation,
    Sensitivity,
    catalogue,
    tenant_of,
)
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]

AccountKey = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
MOST_FOR_ORIGINS = 300
"""Changes that are read to find the origins of fields; an older origin is not shown."""

NO_ID = Text(nl="naasten hebben geen nummer", en="friends have no id")
SOUGHT_BY = {
    SoughtBy.ID: Text(nl="Nummer", en="Id"),
    SoughtBy.EMAIL: Text(nl="E-mailadres", en="E-mail address"),
    SoughtBy.KEY: Text(nl="Sleutel", en="Key"),
    SoughtBy.LAST_NAME: Text(nl="Achternaam", en="Last name"),
}

STATES = ("active", "roles", "directory_id", "external_source", "deactivate_at", "merged_into", "client")
"""What the trail tells of an account besides its fields."""


class FindAccounts(OfOrganisation):
    """Accounts to find."""

    kind: Kind = explained(
        nl=("Soort", "client, professional of friend (naaste)."),
        en=("Kind", "client, professional or friend"),
        choices=KIND_LABELS,
    )
    by: SoughtBy = explained(
        nl=("Zoeken op", "id (nummer), email (e-mailadres), key (sleutel) of last_name (achternaam)."),
        en=("Find by", "id, email, key or last_name"),
        choices=SOUGHT_BY,
    )
    value: Line = explained(
        nl=("Waarde", "Precies het nummer, het e-mailadres, de sleutel of de achternaam."),
        en=("Value", "exactly the id, the e-mail address, the key or the last name"),
        example="26010042",
    )
    after: Annotated[str, Field(pattern="^([0-9a-f]{32})?$")] = explained(
        nl=("Na", "`next` van de vorige bladzijde."), en=("After", "`next` of the page before"), default=""
    )


class OfAccount(OfOrganisation):
    """The account that the command is about."""

    kind: Kind = explained(
        nl=("Soort", "client, professional of friend (naaste)."),
        en=("Kind", "client, professional or friend"),
        choices=KIND_LABELS,
    )
    key: AccountKey = explained(
        nl=("Sleutel", "Sleutel van het account, zoals find-accounts die toont."),
        en=("Key", "key of the account, as find-accounts shows it"),
        example="0123456789abcdef0123456789abcdef",
    )


class ShowAccount(OfAccount):
    """An account to look at."""

    reason: Line = explained(
        nl=("Reden", "Waarom u ernaar kijkt; dit wordt met uw naam vastgelegd."),
        en=("Reason", "why it is looked at; this is recorded with your name"),
        example="Ticket 4711",
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel wijzigingen ten hoogste."),
        en=("How many", "how many changes at most"),
        unit=Text(nl="wijzigingen", en="changes"),
        default=50,
        ge=1,
        le=100,
    )
    older_than: int = explained(
        nl=("Ouder dan", "`next` van de vorige bladzijde; 0 voor de nieuwste wijzigingen."),
        en=("Older than", "`next` of the page before; 0 for the newest changes"),
        default=0,
        ge=0,
    )


def find_accounts(runtime: Runtime, actor: str, arguments: FindAccounts) -> Answer:
    """The accounts that are found, names masked. The search is recorded."""
    tenant, kind, by = tenant_of(runtime, arguments), arguments.kind, arguments.by
    if kind is Kind.FRIEND and by is SoughtBy.ID:
        raise Declined(INVALID, fields={"by": NO_ID})
    audit_log.record_search(tenant, "find-accounts", actor, subject=arguments.value, kind=kind, by=by)
    found, cursor = look_up(tenant, kind, by, arguments.value, after=arguments.after)
    return {"accounts": [_summary(each) for each in found], "next": cursor}


def show_account(runtime: Runtime, actor: str, arguments: ShowAccount) -> Answer:
    """One account: its fields with their origins, relationships, friends, and a page of its trail. Recorded with the
    reason. Origins are on the first page only."""
    tenant, kind, key = tenant_of(runtime, arguments), arguments.kind, arguments.key
    found = store.account(tenant, kind, key)
    if found is None:
        raise Declined(UNKNOWN_KEY)
    details = {"kind": kind, "account": key, "reason": arguments.reason}
    audit_log.record(runtime, tenant.slug, "show-account", actor, details)
    older_than = arguments.older_than or None
    most = None if older_than is None else arguments.limit + 1
    changes = trail.page(tenant, kind, key, limit=most or MOST_FOR_ORIGINS, older_than=older_than)
    page = [each for _, each in zip(range(arguments.limit + 1), changes, strict=False)]
    known = {} if older_than else origins(_names(found), chain(page, changes))
    shown = page[: arguments.limit]
    return {
        **_account(tenant.organisation.has, found, known),
        **_others(tenant, found),
        "trail": [_row(each) for each in shown],
        "next": shown[-1].version if len(page) > len(shown) else 0,
    }


def _summary(account: Account) -> Answer:
    return {
        "key": account.key,
        "kind": account.kind,
        "id": account.text("id"),
        "name": account.masked_name,
        "active": account.active,
        "merged_into": account.merged_into,
    }


def _names(account: Account) -> set[str]:
    waiting = {"waiting"} if account.waiting else set()
    return flat(account).keys() & {*FIELDS[account.kind], *STATES} | waiting


def _account(has: Callable[[Kind, str], bool], account: Account, known: Mapping[str, RecordedChange]) -> Answer:
    kind, stored = account.kind, flat(account)
    fields = [
        {
            "name": name,
            "value": account.values.get(name, ""),
            "waiting": account.waiting.get(name, ""),
            "missing": name in account.missing,
            "origin": _origin(known.get(name) or (known.get("waiting") if name in account.waiting else None)),
        }
        for name in FIELDS[kind]
        if has(kind, name) or name in account.values
    ]
    states = [
        {"name": each, "value": stored[each], "origin": _origin(known.get(each))} for each in STATES if each in stored
    ]
    return {
        "kind": kind,
        "key": account.key,
        "version": account.version,
        "created": account.created,
        "modified": account.modified,
        "active": account.active,
        "deactivated_by": account.deactivated_by,
        "roles": list(account.roles),
        "missing": list(account.missing),
        "waiting": dict(account.waiting),
        "merged_into": account.merged_into,
        "client": account.client,
        "fields": fields,
        "states": states,
    }


def _origin(change: RecordedChange | None) -> Answer | None:
    """Who gave a field its value; None when that is further back than was read."""
    if change is None:
        return None
    origin = change.origin
    return {
        "change": change.version,
        "at": origin.at,
        "integration": origin.integration,
        "source": origin.source,
        "actor": origin.actor,
        "reference": origin.reference,
    }


def _others(tenant: Tenant, account: Account) -> Answer:
    if account.kind is not Kind.CLIENT:
        return {"relations": [], "waiting_relations": [], "friends": []}
    made, waiting = store.relations(tenant, account.key)
    friends = store.friends(tenant, account.key)
    return {
        "relations": relation_rows(made),
        "waiting_relations": relation_rows(waiting),
        "friends": [_summary(each) for each in friends],
    }


def relation_rows(relations: Iterable[Relation | WaitingRelation]) -> list[Answer]:
    """Relationships; the key of the professional is "" where it is waited for."""
    return [
        {
            "professional": each.professional if isinstance(each, Relation) else "",
            "id": each.professional_id,
            "kind": each.kind,
            "integration": each.integration,
            "source": each.external_source,
            "since": each.since,
        }
        for each in relations
    ]


def _row(change: RecordedChange) -> Answer:
    """One change of the trail. Undo names it by `change`."""
    origin = _origin(change) or {}
    return {
        **origin,
        "verb": change.verb,
        "before": dict(change.before),
        "after": dict(change.after),
        "relations_made": relation_rows(change.relations_made),
        "relations_ended": relation_rows(change.relations_ended),
        "waiting_made": relation_rows(change.waiting_made),
        "waiting_ended": relation_rows(change.waiting_ended),
        "together": [{"kind": each.kind, "key": each.key, "change": each.version} for each in change.together],
        "undoes": change.undoes,
    }


COMMANDS = catalogue(
    Command(
        name="find-accounts",
        title=Text(nl="Accounts zoeken", en="Find accounts"),
        help=Text(
            nl="Vind accounts op precies hun nummer, e-mailadres, sleutel of achternaam; dit wordt vastgelegd.",
            en="find accounts by exactly their id, e-mail address, key or last name; this is recorded",
        ),
        arguments=FindAccounts,
        sensitivity=Sensitivity.VIEW,
        carry_out=find_accounts,
    ),
    Command(
        name="show-account",
        title=Text(nl="Account tonen", en="Show an account"),
        help=Text(
            nl="Toon een account: elk veld met zijn herkomst, relaties en alle wijzigingen; dit wordt vastgelegd.",
            en="show an account: each field with its origin, relationships and every change; this is recorded",
        ),
        arguments=ShowAccount,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=show_account,
    ),
)
