"""Edits: a caller's wish for one account, carried out in one piece, once, and only if the account is as the caller saw
it. All raise Refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from functions.rest_api import idempotency, preconditions, reads, representation
from functions.rest_api.idempotency import Earlier
from functions.rest_api.reads import INTEGRATION
from functions.rest_api.wire import requests
from koppel.accounts import store
from koppel.accounts.apply import Superseded
from koppel.accounts.synchronise import TooBusy, carry_out
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
from koppel.entrance.requests import Request
from koppel.runtime import Runtime


class Missing(Refused):
    """No account of this kind has this key."""

    def __init__(self) -> None:
        super().__init__(404, "No account has this key.")


@dataclass(slots=True, kw_only=True)
class Edit:
    """One wish of one caller.

    given   what the body said of the account's fields, when that is what it is about
    tag     the entity tag of what the caller would have read, None when that is not the account
    status, place  how a repeat of the request is to be answered: its status, and where the object is, from its key;
                   without them it may simply be done again
    stored, made  what was found, and the relationships that were made, once it is carried out
    """

    runtime: Runtime
    request: Request
    desired: Desired
    given: requests.Given | None = None
    tag: Callable[[Account], str] | None = None
    status: int = 0
    place: Callable[[str], str] | None = None
    stored: Stored | None = None
    made: tuple[Relation, ...] = ()
    _present: Account | None = None

    def carry_out(self) -> tuple[Account, bool] | Earlier:
        """The account afterwards and whether anything was written; for a repeat, what came of the request then.

        A repeat can be under way together with its original, which then becomes known at any moment. So the key is
        looked up once more before anything is refused: what stands in the way may be the work of the original.
        """
        if earlier := self._earlier():
            return earlier
        try:
            return self._carry_out()
        except (Refused, Superseded, ConditionFailed, TooBusy):
            if earlier := self._earlier():
                return earlier
            raise

    def _earlier(self) -> Earlier | None:
        return idempotency.find(self.runtime, self.request) if self.place else None

    def _carry_out(self) -> tuple[Account, bool]:
        planned = carry_out(self.runtime, self.request.organisation, self._look, self._keeping)
        wrong = {**(self.given.wrong if self.given else {}), **representation.wrong(planned)}
        if wrong:
            raise representation.refused(wrong)
        if planned.change:
            self.made = planned.change.relations_made
            return planned.change.accounts[0].after, True
        if self._present is None:
            raise Refused(409, "This cannot be done to this account.")
        for write in self._kept(self._present.key):
            self.runtime.table.write(write)
        return self._present, False

    def relation(self, professional: str, kind: RelationKind) -> tuple[Relation, Account | None]:
        """The relationship that was made, or that was there, and the professional."""
        stored = self.stored or Stored()
        for each in (*self.made, *stored.relations):
            if (each.professional, each.kind) == (professional, kind):
                return each, stored.professionals.get(professional)
        raise Refused(404, "There is no such treatment relationship.")

    def _look(self) -> Plan:
        desired, organisation = self.desired, self.request.organisation
        if desired.key and not representation.is_key(desired.key):
            raise Missing
        if desired.client:
            client = reads.client(self.runtime, self.request, desired.client)
            if client.merged_into:
                raise self._merged(client.kind, client.merged_into)
        self.stored = stored = store.stored(self.runtime, organisation, desired)
        if desired.key:
            self._present = self._met(stored.account, merged=bool(stored.through))
        if self.given:
            desired = replace(desired, values=self.given.about(stored.account))
        planned = plan(desired, stored, organisation, self._origin(), self.runtime.new_key())
        return replace(planned, change=None) if self.given and self.given.wrong else planned

    def _met(self, account: Account | None, *, merged: bool) -> Account:
        if account is None:
            raise Missing
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
            integration=INTEGRATION,
            source=caller.name,
            actor=caller.id,
            reference=self.request.reference,
            at=self.runtime.now(),
        )

    def _keeping(self, change: Change) -> Sequence[Put]:
        return self._kept(change.accounts[0].after.key)

    def _kept(self, key: str) -> Sequence[Put]:
        return idempotency.keeping(self.runtime, self.request, self.status, self.place(key)) if self.place else ()
