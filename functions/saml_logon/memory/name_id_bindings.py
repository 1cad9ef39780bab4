"""Bindings of a person at an identity provider (NameID) to an account, for connections that match on e-mail address: an
address can pass to another person.

Two rows, written together: the person leads to one account, the account to one person.
"""

from collections.abc import Mapping

from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.statements import PINNED_OTHERWISE
from koppel.aws import row_keys
from koppel.aws.errors import TransactionRefused
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.writes import PRESENT, Delete, Put
from koppel.domain.organisation import Organisation
from koppel.organisation import audit_log
from koppel.runtime import Tenant


def bind(tenant: Tenant, issuer: str, name_id: str, account: str) -> None:
    """Bind the person and the account to each other at the first logon; later logons must fit the binding. Raises
    Rejected."""
    person, own = _person(tenant.organisation, issuer, name_id), _account(tenant.organisation, issuer, account)
    found = tenant.table.get_many([person, own])
    if not found:
        free = "attribute_not_exists(pk)"
        writes = [Put(person, {"account": account}, free), Put(own, {"person": person.pk}, free)]
        try:
            tenant.table.transact(writes)
        except TransactionRefused:
            found = tenant.table.get_many([person, own])
        else:
            return
    _check(found, person, own, account)


def look(tenant: Tenant, issuer: str, name_id: str, account: str) -> None:
    """Whether `bind` would take the person and the account. Nothing is bound. Raises Rejected."""
    person, own = _person(tenant.organisation, issuer, name_id), _account(tenant.organisation, issuer, account)
    if found := tenant.table.get_many([person, own]):
        _check(found, person, own, account)


def _check(found: Mapping[RowKey, Row], person: RowKey, own: RowKey, account: str) -> None:
    fits = person in found and own in found
    if not fits or found[person]["account"] != account or found[own]["person"] != person.pk:
        raise Rejected(PINNED_OTHERWISE)


def unbind(tenant: Tenant, issuer: str, account: str, *, actor: str) -> bool:
    """Remove the binding, so that the next logon makes a new one. Returns whether there was one."""
    own = _account(tenant.organisation, issuer, account)
    row = tenant.table.get(own)
    if row is None:
        return False
    try:
        act = audit_log.audit_write(
            tenant.runtime, tenant.slug, "saml-unpin", actor, {"issuer": issuer, "account": account}
        )
        tenant.table.transact([Delete(own, PRESENT), Delete(RowKey(row["person"], own.sk)), act])
    except TransactionRefused:
        return False
    return True


def _person(organisation: Organisation, issuer: str, name_id: str) -> RowKey:
    return row_keys.saml.name_id_binding(organisation.slug, organisation.pseudonyms.of("saml-person", issuer, name_id))


def _account(organisation: Organisation, issuer: str, account: str) -> RowKey:
    return row_keys.saml.name_id_binding(organisation.slug, organisation.pseudonyms.of("saml-account", issuer, account))
