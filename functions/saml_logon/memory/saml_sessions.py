"""Sessions that began by SAML, by session and by person at the identity provider, so that single logout finds them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from functions.saml_logon.reading.assertions import NameId
from koppel.aws import row_keys
from koppel.aws.writes import Put
from koppel.domain.organisation import Organisation
from koppel.logon import sessions
from koppel.runtime import Tenant

DAYS_KEPT = 2
"""Longer than any session lasts."""


@dataclass(frozen=True, slots=True)
class SamlSession:
    """How a session began: the connection, and the person at its identity provider."""

    connection: str
    name_id: NameId = field(repr=False)
    session_index: str


def note(tenant: Tenant, digest: str, logon: SamlSession) -> None:
    """Store how the session with this digest began, to be found by session and by person."""
    org, expires = tenant.slug, tenant.epoch(DAYS_KEPT)
    row = {
        "connection": logon.connection,
        "name_id": logon.name_id.value,
        "format": logon.name_id.format,
        "session_index": logon.session_index,
        "expires": expires,
    }
    listed = {"session_index": logon.session_index, "expires": expires}
    whose = _person(tenant.organisation, logon.connection, logon.name_id.value)
    tenant.table.transact(
        [Put(row_keys.saml.session(org, digest), row), Put(row_keys.saml.logon(org, whose, digest), listed)]
    )


def of_session(tenant: Tenant, digest: str) -> SamlSession | None:
    """How the session began; None when not by SAML."""
    row = tenant.table.get(row_keys.saml.session(tenant.slug, digest))
    if row is None:
        return None
    return SamlSession(row["connection"], NameId(row["name_id"], row["format"]), row["session_index"])


def end_all(tenant: Tenant, connection: str, name_id: str, indexes: Iterable[str]) -> int:
    """End the person's sessions; with `indexes`, only these. Returns how many."""
    selected, count = set(indexes), 0
    whose = row_keys.saml.logons(tenant.slug, _person(tenant.organisation, connection, name_id))
    for row in list(tenant.table.query(whose)):
        if not selected or row["session_index"] in selected:
            sessions.end(tenant, row["sk"])
            count += 1
    return count


def _person(organisation: Organisation, connection: str, name_id: str) -> str:
    return organisation.pseudonyms.of("saml-logon", connection, name_id)
