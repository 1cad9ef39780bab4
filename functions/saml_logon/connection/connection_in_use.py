"""One connection as a request needs it, and our metadata for its identity provider."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.saml_logon.connection import key_pairs
from functions.saml_logon.connection.key_pairs import KeyRing, Use
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.setup import UNKNOWN_CONNECTION
from functions.saml_logon.sending import messages
from functions.saml_logon.sending.addresses import Addresses
from functions.saml_logon.sending.bindings import SigningKey
from functions.saml_logon.sending.messages import Certificates
from functions.saml_logon.tile import TILE, Connection, IdentityProvider, SamlSettings
from functions.saml_logon.trust import Signed, Trust
from koppel.domain.problems.access import SWITCHED_OFF
from koppel.entrance.browser import Visit
from koppel.entrance.requests import Response
from koppel.organisation import organisations
from koppel.runtime import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionInUse:
    """One connection that is switched on and knows its identity provider.

    addresses  ours, of this connection
    """

    id: str
    settings: Connection
    provider: IdentityProvider
    addresses: Addresses


def connection_in_use(visit: Visit, connection: str) -> ConnectionInUse:
    """The connection with this id, ready for use. Raises Rejected."""
    state = visit.tiles[TILE.integration]
    if not state.in_use:
        raise Rejected(SWITCHED_OFF)
    found = organisations.read_settings(SamlSettings, state.settings).connections.get(connection)
    if found is None or not found.on or found.provider is None:
        raise Rejected(UNKNOWN_CONNECTION)
    addresses = Addresses(visit.base_url, connection)
    return ConnectionInUse(id=connection, settings=found, provider=found.provider, addresses=addresses)


def signing_key(visit: Visit, connection: ConnectionInUse, *, always: bool = False) -> SigningKey | None:
    """The key that signs our messages now; None where requests need no signature, or there is no key."""
    if not connection.settings.sign_requests and not always:
        return None
    pair = key_pairs.read(visit.tenant, connection.id).signing()
    if pair is None:
        return None
    return SigningKey(key_pairs.private_key(visit.tenant, connection.id, pair), pair.certificate)


def show_metadata(visit: Visit, connection: str) -> Response:
    """Who we are, for the identity provider; also while its own metadata are not here yet. Raises Rejected."""
    state = visit.tiles[TILE.integration]
    found = organisations.read_settings(SamlSettings, state.settings).connections.get(connection)
    if found is None or not state.in_use:
        raise Rejected(UNKNOWN_CONNECTION)
    ring = key_pairs.read(visit.tenant, connection)
    body = our_metadata(Addresses(visit.base_url, connection), found, ring)
    headers = {"Content-Disposition": f'inline; filename="{connection}.xml"'}
    content_type = "application/samlmetadata+xml"
    return Response(status=200, body=body, content_type=content_type, headers=headers, outcome="metadata")


def our_metadata(addresses: Addresses, connection: Connection, ring: KeyRing) -> bytes:
    """Our metadata for this connection."""
    certificates = Certificates(
        signing=[each.certificate for each in ring.shown(Use.SIGNING)],
        encryption=[each.certificate for each in ring.shown(Use.ENCRYPTION)],
    )
    return messages.metadata(
        addresses,
        certificates,
        sign_requests=connection.sign_requests,
        sign_assertions=connection.signed is not Signed.RESPONSE,
    )


def trust(tenant: Tenant, connection: ConnectionInUse) -> Trust:
    """How responses of the identity provider are read."""

    def private_keys() -> Sequence[bytes]:
        pairs = key_pairs.read(tenant, connection.id).decrypting()
        return [key_pairs.private_key(tenant, connection.id, each) for each in pairs]

    return connection.settings.trust(connection.provider, private_keys)
