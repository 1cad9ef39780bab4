"""Conditional writes: a requested change of one account is applied whole or not at all, once, and only while the
account is as the caller saw it (RFC 9110 section 13.1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from functions.rest_api import idempotency, reads, representation
from functions.rest_api.idempotency import Earlier
from functions.rest_api.reads import AccountMissing
from functions.rest_api.tile import TILE
from functions.rest_api.wire.requests import RequestedFields
from koppel.accounts import store
from koppel.accounts.apply import Superseded
from koppel.accounts.execution import Execution, TooBusy
from koppel.aws.errors import ConditionFailed
from koppel.aws.writes import Put
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.relationships import Relation, RelationKind
from koppel.domain.api_tokens import Scope
from koppel.domain.plan.changes import Change
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.matching import Stored
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.problems.refusal import Refused
from koppel.entrance import preconditions
from koppel.entrance.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlan(Plan):
    """A plan and the stored values that it was made from.

    stored   the accounts and relationships that were read
    present  the account that the caller named by its key, None for a new account
    """

    stored: Stored
    present: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The outcome of an edit.

    account    the account as it is now
    is_new     whether anything was written
    relations  treatment relationships: first those that were made, then those that were there
    stored     the accounts and relationships that were read
    """

    account: Account
    is_new: bool
    relations: tuple[Relation, ...]
    stored: Stored

    def relation(self, professional: str, kind: RelationKind) -> tuple[Relation, Account | None]:
        """The relationship with this professional that was made or was there, and the professional. Raises Refused."""
        for relation in self.relations:
            if (relation.professional, relation.kind) == (professional, kind):
                return relation, self.stored.professionals.get(professional)
        raise Refused(404, "There is no such treatment relationship.")


@dataclass(frozen=True, kw_only=True)
class Edit(Execution[EditPlan]):
    """A requested change of one account.

    desired    the desired state of the account
    requested  the fields in the body, None when the body is not about fields
    tag        makes the entity tag of the representation that the caller read; None when there are no preconditions
    status     of the answer, which a repeat of the request gets too
    place      makes the path of the object below the API from the key of the account, for the answer to a repeat; None
               when a repeat of the request may be applied again
    """

    request: Request
    desired: Desired
    requested: RequestedFields | None = None
    tag: Callable[[Account], str] | None = None
    status: int = 0
    place: Callable[[str], str] | None = None

    def carry_out(self) -> Edited | Earlier:
        """The outcome of the edit; for a repeat, the outcome of the first request. Raises Refused, TooBusy.

        A repeat can run at the same time as the first request. So the idempotency key is read again before anything is
        refused: the first request may have made what the repeat would collide with.
        """
        if earlier := self._earlier():
            return earlier
        try:
            return self._edited(self.run())
        except (Refused, Superseded, ConditionFailed, TooBusy):
            if earlier := self._earlier():
                return earlier
            raise

    def make_plan(self) -> EditPlan:
        """See Execution. Raises Refused."""
        desired, present = self.desired, None
        if desired.key and not representation.is_key(desired.key):
            raise AccountMissing
        if desired.client:
            client = reads.client(self.request, desired.client)
            if client.merged_into:
                raise self._merged(client.kind, client.merged_into)
        stored = store.stored(self.tenant, desired)
        if desired.key:
            present = self._unchanged(stored.account, merged=bool(stored.through))
        if self.requested:
            desired = replace(desired, values=self.requested.about(stored.account))
        made = plan(desired, stored, self.tenant.organisation, self._origin(), self.tenant.new_key())
        is_wrong = self.requested is not None and bool(self.requested.wrong)
        return EditPlan(
            match=made.match,
            change=None if is_wrong else made.change,
            findings=made.findings,
            refusals=made.refusals,
            is_partial=made.is_partial,
            stored=stored,
            present=present,
        )

    def extra_writes(self, change: Change) -> Sequence[Put]:
        """See Execution."""
        return self._kept(change.accounts[0].after.key)

    def _edited(self, planned: EditPlan) -> Edited:
        wrong = {**(self.requested.wrong if self.requested else {}), **representation.wrong(planned)}
        if wrong:
            raise representation.refused(wrong)
        stored = planned.stored
        if planned.change:
            relations = (*planned.change.relations_made, *stored.relations)
            after = planned.change.accounts[0].after
            return Edited(account=after, is_new=True, relations=relations, stored=stored)
        if planned.present is None:
            raise Refused(409, "This cannot be done to this account.")
        for write in self._kept(planned.present.key):
            self.tenant.table.write(write)
        return Edited(account=planned.present, is_new=False, relations=tuple(stored.relations), stored=stored)

    def _earlier(self) -> Earlier | None:
        return idempotency.find(self.request) if self.place else None

    def _unchanged(self, account: Account | None, *, merged: bool) -> Account:
        if account is None:
            raise AccountMissing
        if merged:
            raise self._merged(account.kind, account.key)
        if self.tag and preconditions.are_given(self.request.headers):
            preconditions.require(self.request.headers, self.tag(account))
        return account

    def _merged(self, kind: Kind, into: str) -> Refused:
        url = representation.address(f"{self.request.base_url}{representation.BASE_PATH}", kind, into)
        return Refused(409, f"This account was merged into another one: {url}.")

    def _origin(self) -> Origin:
        caller = self.request.require(Scope.WRITE_ACCOUNTS)
        return Origin(
            integration=TILE.integration,
            source=caller.name,
            actor=caller.id,
            reference=self.request.reference,
            at=self.tenant.now(),
        )

    def _kept(self, key: str) -> Sequence[Put]:
        return idempotency.keeping(self.request, self.status, self.place(key)) if self.place else ()
