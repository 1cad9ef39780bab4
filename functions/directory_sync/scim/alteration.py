"""Alteration: a change of a user that is there, its deletion, and a change of the groups that it is in.

A deactivation is never refused for what else the request says: an identity provider that sends a leaver with a spelling
that cannot be stored must not keep the leaver's access alive.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from functions.directory_sync.problems.scim import LEAVER_KEPT
from functions.directory_sync.scim import people, roles
from functions.directory_sync.scim.errors import ScimRefused
from functions.directory_sync.scim.memory import groups, users
from functions.directory_sync.scim.memory.groups import Group
from functions.directory_sync.scim.memory.users import Link
from functions.directory_sync.scim.people import Wanted
from functions.directory_sync.scim.provisioning import Provisioned, Provisioning
from functions.directory_sync.scim.schema.attributes import Resource
from koppel.accounts import store
from koppel.aws import row_keys
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.plan.desired import DELETED, Desired
from koppel.domain.plan.matching import By, Match
from koppel.domain.plan.planning import Plan
from koppel.domain.problems.account import STAYS_INACTIVE
from koppel.domain.problems.problem import Finding
from koppel.entrance import preconditions
from koppel.runtime import Tenant


def missing() -> ScimRefused:
    """No user has this id."""
    return ScimRefused(404, "No user has this id.")


def stand(tenant: Tenant, key: str) -> tuple[Account, Link]:
    """The account and the row of the user with this id, in one request. Raises ScimRefused (404)."""
    if not users.is_key(key):
        raise missing()
    account_key, link_key = (
        row_keys.accounts.account(tenant.slug, Kind.PROFESSIONAL, key),
        row_keys.scim.user(tenant.slug, key),
    )
    rows = tenant.table.get_many((account_key, link_key))
    if len(rows) < 2:
        raise missing()
    return store.from_row(rows[account_key]), users.from_row(rows[link_key])


@dataclass(frozen=True, kw_only=True)
class _OfUser(Provisioning):
    """A request about the user with this id."""

    key: str
    _known: list[str] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """See Provisioning."""
        return self._known[-1] if self._known else ""

    def stand(self) -> tuple[Account, Link]:
        """The account and the row of the user, as they are now. Raises ScimRefused: 404, 412."""
        account, link = stand(self.tenant, self.key)
        self._known.append(link.external_id or link.user_name)
        if preconditions.are_given(self.request.headers):
            preconditions.require(self.request.headers, people.version(account, link), weakly=True)
        return account, link

    @property
    def unchanged(self) -> Desired:
        """A desired state of this account in which nothing is desired."""
        return Desired(kind=Kind.PROFESSIONAL, key=self.key, spares_last_manager=True)

    def all_writes(self, made: Plan, link: Link, written: Sequence[Write]) -> tuple[Write, ...]:
        """The writes besides those of the account, on condition that the user is still there as it was read."""
        braked = self.brake_writes(made)
        own = row_keys.scim.user(self.tenant.slug, link.key)
        changes = made.change is not None or bool(written)
        needs_check = changes and all(each.key != own for each in written)
        return (*written, *braked, *([users.check(self.tenant, link)] if needs_check else []))

    def groups_now(self) -> Iterable[Group]:
        """The groups that the user is in; none where no group gives a role."""
        if not self.settings.roles:
            return ()
        return groups.find_many(self.tenant, groups.of_user(self.tenant, self.key)).values()

    def by_groups(self, account: Account, given_by: Iterable[Group]) -> Desired:
        """What the account should be with the roles of these groups."""
        given = roles.of_groups(self.settings, given_by)
        if given is None or set(given) == {each for each in account.roles if each in roles.decided(self.settings)}:
            return self.unchanged
        return replace(self.unchanged, roles=given, roles_among=roles.decided(self.settings))

    def planned(self, desired: Desired, account: Account) -> Plan:
        """The plan for the account; without a request where nothing is desired."""
        if desired == self.unchanged:
            return Plan(match=Match(self.key, By.KEY))
        return self.make_change(desired, account)


@dataclass(frozen=True, kw_only=True)
class Alteration(_OfUser):
    """A change of a user; `make` makes the user after it of the one before. It may raise ScimRefused."""

    make: Callable[[Resource], Resource]

    def make_plan(self) -> Provisioned:
        """See Execution. Raises ScimRefused, Superseded."""
        account, link = self.stand()
        before = people.resource(account, link)
        told = people.told_active(self.make, before)
        wanted = replace(people.wanted(before, self.make(before)), active=told)
        try:
            return self._plan(account, link, wanted)
        except ScimRefused as refused:
            if told is not False or not account.active or refused.status not in {400, 409} or refused.keyword is None:
                raise
            return self._leave(account, link, refused)

    def _plan(self, account: Account, link: Link, wanted: Wanted) -> Provisioned:
        self._check_unique(link, wanted)
        desired, notices = self._activity(account, link, wanted.active)
        desired = replace(
            desired,
            values=wanted.values,
            directory_id=_directory_id(account, link, wanted),
        )
        made = self.planned(desired, account)
        self.refuse_fields(made)
        after = replace(link, user_name=wanted.user_name, external_id=wanted.external_id, email=wanted.email)
        inactive = link.inactive if wanted.active is None else not wanted.active
        after = replace(after, inactive=inactive, modified=self.tenant.now())
        written = users.writes(self.tenant, link, after)
        return Provisioned(
            match=made.match,
            change=made.change,
            findings=made.findings,
            account=account,
            link=replace(after, version=link.version + 1) if written else link,
            writes=self.all_writes(made, link, written),
            notices=notices,
        )

    def _activity(self, account: Account, link: Link, told: bool | None) -> tuple[Desired, tuple[Finding, ...]]:
        """What the account should be by what the request says of `active`, and what to note."""
        if told is False:
            return self.without_access(account, self.unchanged)
        if told is None:
            return self.unchanged, ()
        desired = self.by_groups(account, self.groups_now()) if link.inactive else self.unchanged
        if people.is_foreign(account):
            return desired, (Finding(problem=STAYS_INACTIVE, subject=self.subject),)
        return (desired if account.active else replace(desired, active=True)), ()

    def _leave(self, account: Account, link: Link, refused: ScimRefused) -> Provisioned:
        """The deactivation alone; what else was sent is left out, with an entry."""
        desired, notices = self.without_access(account, self.unchanged)
        made = self.planned(desired, account)
        self.refuse_fields(made)
        after = replace(link, inactive=True, modified=self.tenant.now())
        written = users.writes(self.tenant, link, after)
        names = ", ".join(sorted(name for name in refused.fields if name != "scimType"))
        details = {"fields": names or "-"}
        return Provisioned(
            match=made.match,
            change=made.change,
            account=account,
            link=replace(after, version=link.version + 1) if written else link,
            writes=self.all_writes(made, link, written),
            notices=(*notices, Finding(problem=LEAVER_KEPT, subject=self.subject, details=details)),
        )

    def _check_unique(self, link: Link, wanted: Wanted) -> None:
        """Raises ScimRefused (409) where another user has the new user name or the new external id."""
        name = wanted.user_name if wanted.user_name.casefold() != link.user_name.casefold() else ""
        external_id = wanted.external_id if wanted.external_id != link.external_id else ""
        if not name and not external_id:
            return
        name_holder, id_holder = users.holders(self.tenant, name, external_id)
        taken = [
            *(["userName"] if name_holder not in ("", self.key) else []),
            *(["externalId"] if id_holder and id_holder.key != self.key and not id_holder.is_gone else []),
        ]
        if taken:
            raise self.collision(*taken)


@dataclass(frozen=True, kw_only=True)
class Removal(_OfUser):
    """The deletion of a user: the account is deactivated and keeps all its data."""

    def make_plan(self) -> Provisioned:
        """See Execution. Raises ScimRefused, Superseded."""
        account, link = self.stand()
        desired, notices = self.without_access(account, self.unchanged)
        made = self.planned(desired, account)
        self.refuse_fields(made)
        braked = self.brake_writes(made)
        ended = groups.leaving_all(self.tenant, self.key)
        return Provisioned(
            match=made.match,
            change=made.change,
            account=account,
            writes=(*users.removal(self.tenant, link), *ended, *braked),
            notices=notices,
        )


@dataclass(frozen=True, kw_only=True)
class Regrouping(_OfUser):
    """A change of the groups that a user is in.

    joins, leaves  groups; the user is in neither twice
    renamed        groups as they will be, where they are to give another role than now
    """

    joins: tuple[Group, ...] = ()
    leaves: frozenset[str] = frozenset()
    renamed: tuple[Group, ...] = ()

    def make_plan(self) -> Provisioned:
        """See Execution. Raises ScimRefused, Superseded."""
        account, link = stand(self.tenant, self.key)
        self._known.append(link.external_id or link.user_name)
        # Who is inactive gets the roles of the groups on return.
        made = self.planned(self.unchanged if link.inactive else self.desired_after(account), account)
        self.refuse_fields(made)
        rows = [
            *(each for group in self.joins for each in groups.joining(self.tenant, group.key, self.key)),
            *(each for group in self.leaves for each in groups.leaving(self.tenant, group, self.key)),
        ]
        return Provisioned(
            match=made.match,
            change=made.change,
            account=account,
            link=link,
            writes=self.all_writes(made, link, rows),
        )

    def close_entries(self) -> None:
        """None is about the groups of a person: only a change that takes access away has one."""

    def desired_after(self, account: Account) -> Desired:
        """What the account should be with the groups after the change."""
        return self.by_groups(account, self._groups_after())

    def _groups_after(self) -> Iterable[Group]:
        if not self.settings.roles:
            return ()
        keys = {*groups.of_user(self.tenant, self.key), *(each.key for each in self.joins)} - self.leaves
        known = {each.key: each for each in (*self.joins, *self.renamed)}
        read = groups.find_many(self.tenant, keys - known.keys())
        return [(known | read)[key] for key in keys if key in known or key in read]


def _directory_id(account: Account, link: Link, wanted: Wanted) -> str | None:
    """The directory's id that the account is to have: the new external id where it is a GUID; none where the one that
    made it is taken away."""
    if wanted.external_id == link.external_id:
        return None
    if requested := users.as_directory_id(wanted.external_id):
        return requested
    return DELETED if account.directory_id and account.directory_id == link.directory_id else None
