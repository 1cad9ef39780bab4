"""Provisioning: a request about one user, planned and applied as one transaction.

The account is changed as every integration changes it: a desired state, a plan, one transaction with the trail
(`koppel.accounts.execution`). What SCIM keeps besides, the unique values that lead to it and the count of the brake are
written with it, or nothing is.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from functions.directory_sync import presence
from functions.directory_sync.presence import Presence
from functions.directory_sync.problems.scim import KEPT_BY_SOURCE, LAST_MANAGER, PERSON_COLLIDES, PERSON_INVALID
from functions.directory_sync.pushed import ScimSettings
from functions.directory_sync.scim import brake, people, roles
from functions.directory_sync.scim.errors import ScimRefused, ScimType, bad_request
from functions.directory_sync.scim.memory.users import Link
from functions.directory_sync.scim.settings import tile_settings_of
from functions.directory_sync.tile import TILE
from koppel.accounts import store
from koppel.accounts.apply import Superseded
from koppel.accounts.execution import Execution, TooBusy
from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.writes import Check, Write, unchanged_since
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.accounts.fields import REASONS
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.plan.values import RefusalReason
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.entrance.requests import Request
from koppel.organisation import error_log

TRIES = 6
_REASONS = {
    **REASONS,
    RefusalReason.REQUIRED: "must be filled",
    RefusalReason.TAKEN: "belongs to another account",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned(Plan):
    """The plan of a request about a user.

    account   as it was, None for a new one
    link      as it will be, None for a user that is deleted
    writes    of SCIM's own rows, for the transaction of the change
    notices   findings to record when it is done
    """

    account: Account | None = None
    link: Link | None = None
    writes: tuple[Write, ...] = ()
    notices: tuple[Finding, ...] = ()

    @property
    def account_after(self) -> Account:
        """The account as it is when all is written."""
        if self.change:
            after = self.change.accounts[0].after
            return replace(after, version=after.version + 1)
        if self.account is None:
            raise ValueError("a plan without a change is about an account that exists")
        return self.account


@dataclass(frozen=True, kw_only=True)
class Provisioning(Execution[Provisioned], ABC):
    """A request about one user. Subclasses make its plan."""

    request: Request
    settings: ScimSettings

    @property
    @abstractmethod
    def subject(self) -> str:
        """The person, as entries of the error log name one: the id at the identity provider, or the user name."""

    def carry_out(self) -> Provisioned:
        """Make the plan and apply it, again where others were faster. Raises Refused, TooBusy, Contended."""
        try:
            done = self._carry_out()
        except ScimRefused as refused:
            raise self._explained(refused) from None
        for each in done.notices:
            error_log.record(self.tenant, TILE.integration, replace(each, reference=self.request.reference))
        self.close_entries()
        return done

    def writes_with(self, planned: Provisioned) -> Sequence[Write]:
        """See Execution."""
        return planned.writes

    def make_change(self, desired: Desired, account: Account | None) -> Plan:
        """The plan for the account alone. Raises Superseded where it is no longer the given one."""
        stored = store.stored(self.tenant, desired)
        if (stored.account.version if stored.account else 0) != (account.version if account else 0):
            raise Superseded
        return plan(desired, stored, self.tenant.organisation, self.origin, self.tenant.new_key())

    def brake_writes(self, made: Plan) -> list[Write]:
        """What the brake adds to the transaction of this plan. Raises ScimRefused where it holds the plan up."""
        if made.change is None:
            return []
        changed = made.change.accounts[0]
        if not brake.loses_access(changed.before, changed.after):
            return []
        return brake.judge(self.tenant, self.settings, (changed.after.key,))

    def is_kept(self, account: Account) -> Presence | None:
        """Where else the person of this account is in the organisation, None for nowhere: then the account is
        deactivated when the identity provider takes its access."""
        if not account.directory_id:
            return None
        sources = tile_settings_of(self.request)
        return presence.in_sources(self.tenant, sources, [account.directory_id]).get(account.directory_id)

    def without_access(self, account: Account, base: Desired) -> tuple[Desired, tuple[Finding, ...]]:
        """What becomes of an account whose access the identity provider takes, and what to note. One that a source of
        the organisation has as well stays active, without the roles that only the identity provider gives."""
        if not account.active:
            return base, ()
        kept = self.is_kept(account)
        if kept is None:
            return replace(base, active=False), ()
        noted = Finding(problem=KEPT_BY_SOURCE, subject=self.subject, details={"sources": ", ".join(kept.places)})
        taken = (roles.decided(self.settings) if self.settings.roles else frozenset()) - kept.roles
        if not taken & set(account.roles):
            return base, (noted,)
        return replace(base, roles=(), roles_among=taken), (noted,)

    def refuse_fields(self, made: Plan) -> None:
        """Raises ScimRefused where the plan refuses fields, or cannot be made at all."""
        if any(each.reason == RefusalReason.LAST_MANAGER for each in made.refusals):
            message = "The last application manager keeps access and the role."
            raise ScimRefused(409, message, finding=Finding(problem=LAST_MANAGER, subject=self.subject))
        if made.refusals:
            raise self.refusal({each.field: each.reason for each in made.refusals})
        if made.findings and made.change is None:
            raise ScimRefused(
                409, "This cannot be done to this account.", ScimType.UNIQUENESS, finding=made.findings[0]
            )

    def refusal(self, reasons: dict[str, str]) -> ScimRefused:
        """The refusal of fields of the account, by field the reason: 409 where other accounts have the values."""
        fields = {attribute_of(name): _REASONS[reason] for name, reason in reasons.items()}
        if set(reasons.values()) == {RefusalReason.TAKEN}:
            return self.collision(*fields)
        return bad_request(ScimType.INVALID_VALUE, "The value is not valid:", fields=fields)

    def collision(self, *names: str) -> ScimRefused:
        """The refusal of attributes whose values another user or account has."""
        fields = dict.fromkeys(names, _REASONS[RefusalReason.TAKEN])
        return ScimRefused(
            409, f"Another user has this already: {', '.join(names)}.", ScimType.UNIQUENESS, fields=fields
        )

    @property
    def origin(self) -> Origin:
        """Who requests the change."""
        caller = self.request.caller
        return Origin(
            integration=TILE.integration,
            source=caller.name if caller else "",
            actor=caller.id if caller else "",
            reference=self.request.reference,
            at=self.tenant.now(),
        )

    @property
    def caller_name(self) -> str:
        """The name of the API user."""
        return self.request.caller.name if self.request.caller else ""

    def _carry_out(self) -> Provisioned:
        for _ in attempts(TRIES):
            try:
                planned = self.run()
            except Superseded:
                continue
            if planned.change or not planned.writes or self._written(planned):
                return planned
        raise TooBusy

    def _written(self, planned: Provisioned) -> bool:
        """Write the rows of SCIM alone, while the account is as the plan saw it. Whether they are written."""
        writes = list(planned.writes)
        if planned.account:
            key = row_keys.accounts.account(self.tenant.slug, Kind.PROFESSIONAL, planned.account.key)
            condition, values = unchanged_since(planned.account.version)
            writes.append(Check(key, condition, values))
        try:
            self.tenant.table.transact(writes)
        except (TransactionRefused, Contended):
            return False
        return True

    def _explained(self, refused: ScimRefused) -> Refused:
        """The refusal with the entry of this person, where it is about the person's data."""
        problem = {409: PERSON_COLLIDES, 400: PERSON_INVALID}.get(refused.status)
        about_values = refused.keyword in {ScimType.INVALID_VALUE, ScimType.UNIQUENESS}
        if refused.finding or problem is None or not about_values or not self.subject:
            return refused
        fields = ", ".join(sorted(name for name in refused.fields if name != "scimType"))
        details = {"user": self.caller_name, "fields": fields}
        finding = Finding(problem=problem, subject=self.subject, details=details)
        return ScimRefused(
            refused.status,
            refused.message,
            refused.keyword,
            fields=refused.fields,
            finding=finding,
            headers=refused.headers,
        )

    def close_entries(self) -> None:
        """Close the entries of this person, who has arrived now."""
        closed = (PERSON_COLLIDES, PERSON_INVALID, LAST_MANAGER)
        findings = [Finding(problem=each, subject=self.subject) for each in closed]
        if self.subject and error_log.count_open(self.tenant, TILE.integration, findings):
            for each in findings:
                error_log.solve(self.tenant, TILE.integration, each, reference=self.request.reference)


def attribute_of(field: str) -> str:
    """The attribute of SCIM that holds this field of the account."""
    path = people.FIELDS.get(field)
    return str(path) if path else "externalId"
