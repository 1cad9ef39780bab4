"""Apply: the only code that writes accounts.

One change is one transaction: accounts, claims, relationships, trail, entries of the error log, and marks of the
follow-ups. It is written as a whole or not at all, and the trail has the values before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from koppel.accounts import store, trail
from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, PRESENT, Check, Delete, Put, Write, unchanged_since
from koppel.domain.accounts.account import Claim, Kind, claims, professional_claim, rival
from koppel.domain.accounts.relationships import WaitingRelation
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import AccountChange, Change, Verb
from koppel.domain.problems.refusal import Refusal
from koppel.organisation import error_log
from koppel.runtime import Tenant

FOLLOWED_WHEN_CLAIMED = frozenset({"professional-id"})
FOLLOWED_WHEN_RELEASED = frozenset({"email", "bsn", "professional-id"})
_MAY_HAVE_FRIENDS = f"{PRESENT} AND attribute_not_exists(merged_into)"
"""Condition on a client to which a friend is added."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A waiting list to serve, because its unique value was claimed or released.

    scope, pseudonym  of the claim
    change            `<account key>/<version>` of the change, which tells it from others with the same value
    """

    scope: str
    pseudonym: str
    change: str


class NotApplied(Refusal):
    """Nothing of the change was written."""


class Superseded(NotApplied):
    """An extra write of the caller was refused by its condition: another process has done the same already."""


class Overtaken(NotApplied):
    """An account, a claim or a professional has changed since the plan was made."""


class Hindered(Overtaken):
    """The table was too busy, or did not answer, in each of several tries. The change may have been written."""


def apply(tenant: Tenant, change: Change, extra_writes: Sequence[Write] = ()) -> tuple[FollowUp, ...]:
    """Write the change and the extra writes in one transaction.

    Returns the follow-ups to serve (`waiting_lists.serve`). They are also marked in the table, so that the sweep serves
    them when this process ends here.
    Raises Superseded when an extra write was refused, Overtaken, Hindered; ValueError when the change is too large for
    one transaction.
    """
    followed = tuple(_followed(tenant.organisation, change))
    writes = {write.key: write for write in _writes(tenant, change, followed)}
    try:
        tenant.table.transact([*extra_writes, *writes.values()])
    except TransactionRefused as refused:
        if any(at < len(extra_writes) for at in refused.refused):
            raise Superseded from None
        raise Overtaken from None
    except Contended:
        raise Hindered from None
    return followed


def _followed(organisation: Organisation, change: Change) -> Iterator[FollowUp]:
    occasions: dict[Claim, str] = {}
    for each in change.accounts:
        occasion = f"{each.after.key}/{each.after.version + 1}"
        before, after = claims(each.before) if each.before else frozenset(), claims(each.after)
        claimed = {one for one in after - before if one.scope in FOLLOWED_WHEN_CLAIMED}
        released = {one for one in before - after if one.scope in FOLLOWED_WHEN_RELEASED}
        occasions |= dict.fromkeys(sorted(claimed | released, key=str), occasion)
    for claim, occasion in occasions.items():
        yield FollowUp(claim.scope, store.pseudonym(organisation, claim), occasion)


def _writes(tenant: Tenant, change: Change, followed: tuple[FollowUp, ...]) -> Iterator[Write]:
    """All writes of the change. Of two to the same row the later one counts: a check comes before a write."""
    yield from _relation_writes(tenant.organisation, change)
    for key, claim in change.values_waiting:
        yield Check(store.claim_key(tenant.organisation, claim), PRESENT)
        kind = next(each.after.kind for each in change.accounts if each.after.key == key)
        yield Put(_waiting_key(tenant.organisation, claim, key), {"kind": kind, "value": claim.value, **_by(change)})
    for key, claim in change.values_settled:
        yield Delete(_waiting_key(tenant.organisation, claim, key))
    for each in change.accounts:
        yield from _account_writes(tenant.organisation, each, change)
    yield from _claim_writes(tenant.organisation, change)
    for finding in change.solved:
        yield from error_log.solve_writes(tenant, change.origin.integration, finding, reference=change.origin.reference)
    for finding in change.findings:
        if finding.is_shared:  # counted after the change: many changes at once would contend for that row
            continue
        yield error_log.record_write(tenant, change.origin.integration, finding)
    for follow_up in followed:
        mark = {"at": change.origin.at, "change": follow_up.change}
        yield Put(row_keys.accounts.follow_up(tenant.slug, follow_up.scope, follow_up.pseudonym), mark)


def _account_writes(organisation: Organisation, change: AccountChange, whole: Change) -> Iterator[Write]:
    before, after = change.before, replace(change.after, version=change.after.version + 1)
    row, unchanged = store.to_row(organisation, after), unchanged_since(before.version if before else None)
    yield Put(row_keys.accounts.account(organisation.slug, after.kind, after.key), row, *unchanged)
    if after.client and (before is None or before.client != after.client):
        yield Check(row_keys.accounts.account(organisation.slug, Kind.CLIENT, after.client), _MAY_HAVE_FRIENDS)
        yield Put(row_keys.accounts.friend(organisation.slug, after.client, after.key), {})
        if before is not None:
            yield Delete(row_keys.accounts.friend(organisation.slug, before.client, after.key))
    if whole.verb is not Verb.OBSERVE:
        yield Put(row_keys.accounts.trail(organisation.slug, after.key, after.version), trail.to_row(change, whole))


def _claim_writes(organisation: Organisation, change: Change) -> Iterator[Write]:
    """Release the claims that the accounts give up, and take those that are new to them. A claim may pass from one of
    the accounts to another."""
    held = {claim: each.after.key for each in change.accounts if each.before for claim in claims(each.before)}
    claimed = {claim: each.after for each in change.accounts for claim in claims(each.after)}
    for claim, holder in held.items():
        if claim not in claimed:
            yield Delete(store.claim_key(organisation, claim), "holder = :holder", {":holder": holder})
    for claim, account in claimed.items():
        row = {"holder": account.key, "kind": account.kind}
        if claim not in held:
            other = rival(claim) if organisation.clients.unique_ids else None
            if other:
                yield Check(store.claim_key(organisation, other), ABSENT)
            yield Put(store.claim_key(organisation, claim), row, ABSENT)
        elif held[claim] != account.key:
            yield Put(store.claim_key(organisation, claim), row, "holder = :holder", {":holder": held[claim]})


def _relation_writes(organisation: Organisation, change: Change) -> Iterator[Write]:
    org = organisation.slug
    for made in change.relations_made:
        key = row_keys.accounts.relation(org, made.client, made.kind, made.professional)
        listing: Row = {"listing_pk": row_keys.accounts.relations_of(org, made.professional)}
        listing["listing_sk"] = f"{made.client}/{made.kind}"
        yield Put(key, trail.relation_row(made) | listing)
    for ended in change.relations_ended:
        yield Delete(row_keys.accounts.relation(org, ended.client, ended.kind, ended.professional))
    for waiting in change.waiting_ended:
        yield from map(Delete, _waiting_keys(organisation, waiting))
    for waiting in change.waiting_made:
        own, listed = _waiting_keys(organisation, waiting)
        yield Check(store.claim_key(organisation, professional_claim(waiting.professional_id)), ABSENT)
        yield Put(own, trail.relation_row(waiting))
        by = {"integration": waiting.integration, "source": waiting.external_source, "at": change.origin.at}
        yield Put(listed, {"value": waiting.professional_id, **by})


def _waiting_keys(organisation: Organisation, waiting: WaitingRelation) -> tuple[RowKey, RowKey]:
    claim = professional_claim(waiting.professional_id)
    pseudonym = store.pseudonym(organisation, claim)
    return (
        row_keys.accounts.waiting_relation(organisation.slug, waiting.client, waiting.kind, pseudonym),
        row_keys.accounts.waiting(organisation.slug, claim.scope, pseudonym, waiting.client, waiting.kind),
    )


def _waiting_key(organisation: Organisation, claim: Claim, account: str) -> RowKey:
    pseudonym = store.pseudonym(organisation, claim)
    return row_keys.accounts.waiting(organisation.slug, claim.scope, pseudonym, account, claim.scope)


def _by(change: Change) -> Row:
    return {"integration": change.origin.integration, "source": change.origin.source, "at": change.origin.at}
