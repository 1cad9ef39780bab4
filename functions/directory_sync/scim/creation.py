"""Creation: a user that an identity provider pushes for the first time, or again.

The person's account may be there. It is found by the directory's id, by the id under which the identity provider knew
the person before, or, where the account has no other directory id, by the professional id. Never by an e-mail address.
"""

from dataclasses import dataclass, replace
from enum import Enum

from functions.directory_sync.problems.scim import ADOPTED, OTHER_PERSON
from functions.directory_sync.scim import people, roles
from functions.directory_sync.scim.errors import ScimRefused, ScimType
from functions.directory_sync.scim.memory import users
from functions.directory_sync.scim.memory.users import Holder, Link
from functions.directory_sync.scim.people import Wanted
from functions.directory_sync.scim.provisioning import Provisioned, Provisioning
from functions.directory_sync.scim.schema.attributes import Resource
from koppel.accounts import store
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Account, Kind, directory_claim, professional_claim
from koppel.domain.plan.desired import Desired
from koppel.domain.problems.account import STAYS_INACTIVE
from koppel.domain.problems.problem import Finding, Problem, mask


class How(Enum):
    """How the account of a person was found."""

    DIRECTORY_ID = "the directory's id"
    EXTERNAL_ID = "the id under which the identity provider knew the person before"
    PROFESSIONAL_ID = "the professional id"
    NOT = "there is none"


@dataclass(frozen=True, kw_only=True)
class Creation(Provisioning):
    """The creation of a user; `body` is the user as it was sent."""

    body: Resource

    @property
    def subject(self) -> str:
        """See Provisioning."""
        return str(self.body.get("externalId") or self.body.get("userName") or "")

    def make_plan(self) -> Provisioned:
        """See Execution. Raises ScimRefused, Superseded."""
        wanted = people.wanted({}, self.body)
        name_holder, id_holder = users.holders(self.tenant, wanted.user_name, wanted.external_id)
        key, how = self._find(wanted, id_holder)
        account = store.account(self.tenant, Kind.PROFESSIONAL, key) if key else None
        if key and users.find(self.tenant, key):
            raise self._exists(wanted, how)
        if name_holder:
            raise self.collision("userName")
        if account and how is How.PROFESSIONAL_ID:
            self._may_adopt(account, wanted)
        desired, notices = self._desired(wanted, account, returns=bool(id_holder and id_holder.is_gone))
        made = self.make_change(desired, account)
        self.refuse_fields(made)
        if account is None and made.change is None:
            raise ScimRefused(409, "This person cannot be made.", ScimType.UNIQUENESS)
        if how is How.PROFESSIONAL_ID:
            notices = (*notices, self._finding(ADOPTED, user=self.caller_name))
        after = made.change.accounts[0].after if made.change else account
        link = Link(
            key=after.key if after else "",
            user_name=wanted.user_name,
            external_id=wanted.external_id,
            email=wanted.email,
            inactive=wanted.active is False,
            modified=self.tenant.now(),
        )
        return Provisioned(
            match=made.match,
            change=made.change,
            findings=made.findings,
            account=account,
            link=replace(link, version=1),
            writes=(*users.writes(self.tenant, None, link), *self.brake_writes(made)),
            notices=notices,
        )

    def _find(self, wanted: Wanted, id_holder: Holder | None) -> tuple[str, How]:
        """Key of the person's account, "" where there is none, and how it was found."""
        directory_id = users.as_directory_id(wanted.external_id)
        professional_id = external_ids.usable(wanted.values.get("id", ""))
        claims = {
            **({How.DIRECTORY_ID: directory_claim(directory_id)} if directory_id else {}),
            **({How.PROFESSIONAL_ID: professional_claim(professional_id)} if professional_id else {}),
        }
        holders = store.holders(self.tenant, claims.values()) if claims else {}
        found = {how: holders[each] for how, each in claims.items() if each in holders}
        if How.DIRECTORY_ID in found:
            return found[How.DIRECTORY_ID], How.DIRECTORY_ID
        if id_holder:
            return id_holder.key, How.EXTERNAL_ID
        if How.PROFESSIONAL_ID in found:
            return found[How.PROFESSIONAL_ID], How.PROFESSIONAL_ID
        return "", How.NOT

    def _exists(self, wanted: Wanted, how: How) -> ScimRefused:
        """The account belongs to a user already: to this one, or to somebody with the same professional id."""
        if how is How.PROFESSIONAL_ID:
            return self._other_person("")
        return self.collision("externalId" if wanted.external_id else "userName")

    def _may_adopt(self, account: Account, wanted: Wanted) -> None:
        """Raises ScimRefused where the account belongs to somebody else in the directory."""
        if account.directory_id and account.directory_id != users.as_directory_id(wanted.external_id):
            raise self._other_person(account.directory_id)

    def _other_person(self, other: str) -> ScimRefused:
        finding = self._finding(OTHER_PERSON, user=self.caller_name, other=mask(other) or "SCIM")
        name = str(people.FIELDS["id"])
        return ScimRefused(
            409,
            f"The account with this professional id belongs to another person of the directory: {name}.",
            ScimType.UNIQUENESS,
            fields={name: "belongs to another account"},
            finding=finding,
        )

    def _desired(
        self, wanted: Wanted, account: Account | None, *, returns: bool
    ) -> tuple[Desired, tuple[Finding, ...]]:
        directory_id = users.as_directory_id(wanted.external_id) or None
        default = (self.settings.default_role,) if self.settings.default_role else ()
        if account is None:
            new = Desired(
                kind=Kind.PROFESSIONAL,
                values=wanted.values,
                directory_id=directory_id,
                active=wanted.active is not False,
                default_roles=default,
            )
            return new, ()
        known = self._known(wanted, account, returns=returns)
        if wanted.active is False:
            return self.without_access(account, known)
        if people.is_foreign(account):
            return known, (self._finding(STAYS_INACTIVE),)
        return replace(known, active=True), ()

    def _known(self, wanted: Wanted, account: Account, *, returns: bool) -> Desired:
        """What an account that is there should be, but for whether it is active."""
        given = roles.of_groups(self.settings, ()) if returns else None
        return Desired(
            kind=Kind.PROFESSIONAL,
            key=account.key,
            spares_last_manager=True,
            values=wanted.values,
            directory_id=users.as_directory_id(wanted.external_id) or None,
            roles=given,
            roles_among=roles.decided(self.settings) if given is not None else None,
        )

    def _finding(self, problem: Problem, **details: str) -> Finding:
        return Finding(problem=problem, subject=self.subject, details=details)
