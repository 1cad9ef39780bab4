"""The health of SAML logon: whether a connection knows its identity provider, and which certificates expire."""

from collections.abc import Iterator, Sequence

from functions.saml_logon.connection import key_pairs
from functions.saml_logon.connection.key_pairs import KeyPair, Use
from functions.saml_logon.tile import TILE, Connection, SamlSettings
from koppel.aws import row_keys
from koppel.domain.texts import Text
from koppel.domain.tiles.condition import Expiry
from koppel.organisation import organisations
from koppel.organisation.health import Findings, Health
from koppel.runtime import Tenant

NO_CONNECTION = Text(
    nl="Er is nog geen koppeling die aanstaat en de metadata van de identiteitsprovider heeft.",
    en="There is no connection yet that is on and has the metadata of its identity provider.",
)
THEIRS = Text(nl="Certificaat van de identiteitsprovider van", en="Certificate of the identity provider of")
OURS = {
    Use.SIGNING: Text(nl="Eigen sleutel voor ondertekening van", en="Our own signing key of"),
    Use.ENCRYPTION: Text(nl="Eigen sleutel voor versleuteling van", en="Our own encryption key of"),
}


def look(tenant: Tenant, settings: str) -> Findings:
    """One read of our own keys of all connections."""
    connections = organisations.read_settings(SamlSettings, settings).connections
    places = {name: row_keys.saml.key_pairs(tenant.slug, name) for name in connections}
    rows = tenant.table.get_many(places.values())
    expiries: list[Expiry] = []
    for name, connection in connections.items():
        pairs = key_pairs.from_row(rows.get(places[name]))
        expiries += [*_theirs(name, connection), *_ours(name, connection, pairs, tenant.now())]
    usable = any(each.on and each.provider for each in connections.values())
    return Findings(lacks=() if usable else (NO_CONNECTION,), expiries=expiries)


def _theirs(name: str, connection: Connection) -> Iterator[Expiry]:
    pinned = connection.provider.certificates if connection.provider else ()
    end = max((each.expires for each in pinned), default="")
    for each in pinned:
        yield Expiry(
            integration=TILE.integration,
            what=THEIRS,
            name=connection.name,
            id=f"{name}/{each.fingerprint}",
            expires=each.expires,
            planned=each.expires < end or not connection.on,
        )


def _ours(name: str, connection: Connection, pairs: Sequence[KeyPair], now: str) -> Iterator[Expiry]:
    """Our pairs; one that was replaced ends when its overlap is over."""
    for each in pairs:
        if each.ends and each.ends <= now:
            continue
        yield Expiry(
            integration=TILE.integration,
            what=OURS[each.use],
            name=connection.name,
            id=f"{name}/{each.id}",
            expires=each.ends or each.expires,
            planned=bool(each.ends) or not connection.on,
        )


HEALTH = Health(look=look)
