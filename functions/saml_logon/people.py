"""People: the professional whom an assertion is about. Nobody is made here, and nobody is found by half a match."""

from functions.saml_logon import claim_problems as problems
from functions.saml_logon.connections import MatchOn
from functions.saml_logon.refusals import Rejected
from functions.saml_logon.rules import Identity
from koppel import accounts
from koppel.domain.accounts import Account, Claim, Kind
from koppel.domain.fields import InvalidValue, normalise
from koppel.domain.organisations import Organisation
from koppel.domain.problems import mask
from koppel.runtime import Runtime


def find(runtime: Runtime, organisation: Organisation, identity: Identity) -> Account:
    """The active professional with this id or e-mail address. Raises Rejected."""
    try:
        value = normalise(Kind.PROFESSIONAL, identity.field, identity.value, runtime.clock().date())
    except InvalidValue:
        raise _unknown(identity) from None
    found = _by(runtime, organisation, identity, str(value))
    if found is None:
        raise _unknown(identity)
    if not found.active:
        raise Rejected(problems.PERSON_INACTIVE, subject=identity.value)
    return found


def compared(identity: Identity) -> dict[str, str]:
    """What was compared with what, as the administrator may see it."""
    return {"field": identity.field, "attribute": identity.attribute, "value": mask(identity.value)}


def _by(runtime: Runtime, organisation: Organisation, identity: Identity, value: str) -> Account | None:
    if identity.field is MatchOn.ID:
        return accounts.by_id(runtime, organisation, Kind.PROFESSIONAL, value)
    row = runtime.table.get(accounts.claim_key(organisation, Claim("email", value)))
    if row is None:
        return None
    found = accounts.account(runtime, organisation, Kind.PROFESSIONAL, row["holder"])
    if found is None:
        raise Rejected(problems.NOT_A_PROFESSIONAL, subject=identity.value)
    return found


def _unknown(identity: Identity) -> Rejected:
    return Rejected(problems.PERSON_UNKNOWN, compared(identity), subject=identity.value)
