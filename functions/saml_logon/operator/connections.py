"""What the operator's commands about connections do: runtime, actor and arguments in, the answer as JSON out."""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from pydantic import JsonValue

from functions.saml_logon.commands import (
    Check,
    CreateConnection,
    ListLogons,
    LoadMetadata,
    OfConnection,
    RotateKeys,
    Unbind,
)
from functions.saml_logon.connection import key_pairs, key_rotation, provider_metadata
from functions.saml_logon.connection.key_pairs import KeyRing
from functions.saml_logon.memory import logon_history, name_id_bindings
from functions.saml_logon.operator import bench
from functions.saml_logon.problems import setup as setup_problems
from functions.saml_logon.problems.certificates import CERTIFICATE_PROBLEMS
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.sending.addresses import Addresses
from functions.saml_logon.tile import MOST_CONNECTIONS, TILE, Connection, SamlSettings
from koppel.accounts import store
from koppel.domain.accounts.account import Kind
from koppel.domain.problems.problem import State
from koppel.domain.problems.refusal import Declined
from koppel.organisation import error_log, organisations, tiles
from koppel.organisation.commands import OfOrganisation
from koppel.organisation.entry import Solver
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]


def create_connection(runtime: Runtime, actor: str, arguments: CreateConnection) -> Answer:
    """A new connection under an id that never changes, with keys; what to tell the identity provider."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    if len(settings.connections) >= MOST_CONNECTIONS:
        raise Declined(setup_problems.TOO_MANY_CONNECTIONS)
    connection = secrets.token_hex(6)
    _change(tenant, connection, {"name": arguments.name}, actor)
    ring = key_rotation.rotate(tenant, connection, timedelta(0), actor=actor)
    return _shown(tenant, connection, Connection(name=arguments.name), ring)


def load_metadata(runtime: Runtime, actor: str, arguments: LoadMetadata) -> Answer:
    """The identity provider of a connection as its metadata say; loaded again, of the same identity provider only."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    before = _connection(settings, arguments.connection)
    try:
        provider = provider_metadata.read(arguments.metadata.encode(), runtime.clock())
    except Rejected as rejected:
        raise Declined(rejected.problem, details=rejected.details) from None
    if before.provider and before.provider.entity_id != provider.entity_id:
        raise Declined(setup_problems.PROVIDER_CHANGED)
    changes = {"provider": provider.model_dump(mode="json")}
    _change(tenant, arguments.connection, changes, actor)
    after = before.model_copy(update={"provider": provider})
    return _shown(tenant, arguments.connection, after)


def list_connections(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """All connections."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    return {
        "connections": [_shown(tenant, name, each) for name, each in settings.connections.items()],
    }


def remove_connection(runtime: Runtime, actor: str, arguments: OfConnection) -> Answer:
    """The end of a connection, and of what the error log tells of its certificates."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    _connection(settings, arguments.connection)
    changes: dict[str, JsonValue] = {"connections": {arguments.connection: None}}
    tiles.change_settings(tenant, TILE, changes, actor)
    for each in error_log.about(tenant, TILE.integration, arguments.connection):
        if each.state is State.OPEN and each.slug in {problem.slug for problem in CERTIFICATE_PROBLEMS}:
            error_log.mark(tenant, TILE.integration, each.id, State.SOLVED, by=Solver(actor=actor))
    return {"connection": arguments.connection}


def rotate_keys(runtime: Runtime, actor: str, arguments: RotateKeys) -> Answer:
    """New keys of ours."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    connection = _connection(settings, arguments.connection)
    overlap = timedelta(days=arguments.overlap_days)
    ring = key_rotation.rotate(tenant, arguments.connection, overlap, actor=actor)
    return _shown(tenant, arguments.connection, connection, ring)


def list_logons(runtime: Runtime, _actor: str, arguments: ListLogons) -> Answer:
    """The last logons, newest first."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    _connection(settings, arguments.connection)
    return {"logons": logon_history.last(tenant, arguments.connection, arguments.limit)}


def check(runtime: Runtime, _actor: str, arguments: Check) -> Answer:
    """Each check of a response or of metadata, passed or failed."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    connection = _connection(settings, arguments.connection)
    if bool(arguments.response.strip()) is bool(arguments.metadata.strip()):
        raise Declined(setup_problems.RESPONSE_OR_METADATA)
    if arguments.metadata.strip():
        return bench.check_metadata(tenant, connection, arguments.metadata)
    if connection.provider is None:
        raise Declined(setup_problems.UNKNOWN_CONNECTION)
    return bench.check_response(tenant, arguments.connection, connection, connection.provider, arguments.response)


def unbind(runtime: Runtime, actor: str, arguments: Unbind) -> Answer:
    """Whether the professional was bound to a person at the identity provider and is not any more."""
    tenant, settings = _tenant(runtime, arguments.organisation)
    provider = _connection(settings, arguments.connection).provider
    found = store.by_id(tenant, Kind.PROFESSIONAL, arguments.professional)
    if provider is None or found is None:
        return {"unpinned": False}
    return {"unpinned": name_id_bindings.unbind(tenant, provider.entity_id, found.key, actor=actor)}


def _tenant(runtime: Runtime, slug: str) -> tuple[Tenant, SamlSettings]:
    known = organisations.look_up(runtime, slug, (TILE.integration,))
    if known is None:
        raise Declined(setup_problems.UNKNOWN_ORGANISATION, details={"organisation": slug})
    settings = organisations.read_settings(SamlSettings, known.tiles[TILE.integration].settings)
    return Tenant(runtime, known.organisation), settings


def _connection(settings: SamlSettings, connection: str) -> Connection:
    found = settings.connections.get(connection)
    if found is None:
        raise Declined(setup_problems.UNKNOWN_CONNECTION)
    return found


def _change(tenant: Tenant, connection: str, changes: dict[str, Any], actor: str) -> None:
    tiles.change_settings(tenant, TILE, {"connections": {connection: changes}}, actor)


def _shown(tenant: Tenant, name: str, connection: Connection, ring: KeyRing | None = None) -> Answer:
    ring = ring or key_pairs.read(tenant, name)
    addresses = Addresses(bench.own_address(tenant), name)
    provider = connection.provider
    signing = ring.signing()
    return {
        "connection": name,
        "name": connection.name,
        "on": connection.on,
        "ours": {
            "entity_id": addresses.entity_id,
            "metadata": addresses.entity_id,
            "acs": addresses.acs,
            "logout": addresses.logout,
            "keys": [
                {
                    "id": each.id,
                    "use": each.use,
                    "starts": each.starts,
                    "ends": each.ends,
                    "expires": each.expires,
                    "signs_now": each is signing,
                }
                for each in ring.pairs
            ],
        },
        "provider": provider
        and {
            "entity_id": provider.entity_id,
            "logon": provider.logon_url,
            "logout": provider.logout_url,
            "certificates": [
                {"fingerprint": each.fingerprint, "expires": each.expires} for each in provider.certificates
            ],
        },
    }


CARRY_OUT: Mapping[str, Callable[..., Answer]] = {
    "saml-create-connection": create_connection,
    "saml-load-metadata": load_metadata,
    "saml-list-connections": list_connections,
    "saml-remove-connection": remove_connection,
    "saml-rotate-keys": rotate_keys,
    "saml-check": check,
    "saml-list-logons": list_logons,
    "saml-unpin": unbind,
}
"""What each command of `commands` does."""
