"""Account lookup: the professional whom an assertion is about, by an exact match. No account is created."""

from functions.saml_logon.problems import statements as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.rules import Identity
from functions.saml_logon.tile import MatchOn
from koppel.accounts import store
from koppel.domain.accounts.account import Account, Claim, Kind, claim, directory_claim
from koppel.domain.accounts.fields import InvalidValue, normalise
from koppel.domain.problems.problem import mask
from koppel.runtime import Tenant


def find(tenant: Tenant, identity: Identity) -> Account:
    """The active professional with this id, e-mail address or directory id. Raises Rejected."""
    row = tenant.table.get(store.claim_key(tenant.organisation, _claim(tenant, identity)))
    if row is None:
        raise _unknown(identity)
    found = store.account(tenant, Kind.PROFESSIONAL, row["holder"])
    if found is None:
        raise Rejected(problems.NOT_A_PROFESSIONAL, {"field": identity.field}, subject=identity.value)
    if not found.active:
        raise Rejected(problems.PERSON_INACTIVE, subject=identity.value)
    return found


def compared(identity: Identity) -> dict[str, str]:
    """What was compared with what, as the administrator may see it."""
    return {"field": identity.field, "attribute": identity.attribute, "value": mask(identity.value)}


def _claim(tenant: Tenant, identity: Identity) -> Claim:
    """The claim that the professional must hold. Raises Rejected for a value that is not valid."""
    if identity.field is MatchOn.DIRECTORY_ID:
        return directory_claim(identity.value)
    try:
        value = normalise(Kind.PROFESSIONAL, identity.field, identity.value, tenant.organisation.day(tenant.clock()))
    except InvalidValue:
        raise _unknown(identity) from None
    held = claim(Kind.PROFESSIONAL, identity.field, str(value))
    if held is None:
        raise _unknown(identity)
    return held


def _unknown(identity: Identity) -> Rejected:
    return Rejected(problems.PERSON_UNKNOWN, compared(identity), subject=identity.value)
