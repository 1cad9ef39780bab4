"""Organisations as stored: found by host, read in one request with all that a handler needs, created, and changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_bytes

from koppel.aws import row_keys
from koppel.aws.errors import TransactionRefused
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.aws.secrets import Secrets
from koppel.aws.writes import ABSENT, PRESENT, Put, Update
from koppel.domain import zones
from koppel.domain.accounts.presence import CLIENT_DETAILS, PROFESSIONAL_DETAILS, ClientDetails, ProfessionalDetails
from koppel.domain.hosts import LOOPBACK, Host
from koppel.domain.organisation import SLUG, Mode, Organisation
from koppel.domain.problems.administration import ORGANISATION_EXISTS
from koppel.domain.problems.refusal import Declined
from koppel.domain.pseudonyms import Pseudonyms
from koppel.domain.tiles.tile import Settings, TileState
from koppel.organisation import audit_log
from koppel.runtime import Runtime, Tenant, variable

PSEUDONYM_KEY = "pseudonyms"
"""Purpose under which an organisation's key for pseudonyms is encrypted."""
PSEUDONYM_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation, with the requested tiles and those of the other requested rows that exist."""

    organisation: Organisation
    tiles: Mapping[str, TileState]
    rows: Mapping[RowKey, Row]


def slug_of(runtime: Runtime, host: str) -> str:
    """Short name of the organisation that answers at this `Host` (RFC 9110 section 7.2), "" when none does.

    `<organisation>.<domain>` is its own; the bare domain, the loopback names and the API's own address serve the
    default organisation.
    """
    found = Host.parse(host)
    if found is None:
        return ""
    if found.name in LOOPBACK or found.name == runtime.domain_name:
        return runtime.default_organisation
    label, _, domain = found.name.partition(".")
    if runtime.gateway_domain and domain == runtime.gateway_domain:
        return runtime.default_organisation
    return label if domain == runtime.domain_name and SLUG.fullmatch(label) else ""


def look_up(runtime: Runtime, slug: str, tiles: Iterable[str] = (), others: Iterable[RowKey] = ()) -> Known | None:
    """The organisation with these tiles and other rows, read in one request; None when it does not exist."""
    names = [CLIENT_DETAILS.integration, PROFESSIONAL_DETAILS.integration, *tiles]
    keys = [
        row_keys.organisation.organisation(slug),
        *(row_keys.organisation.tile(slug, name) for name in names),
        *others,
    ]
    rows = runtime.table.get_many(keys)
    own = rows.get(row_keys.organisation.organisation(slug))
    if own is None:
        return None
    states = {name: tile_state(rows.get(row_keys.organisation.tile(slug, name))) for name in names}
    organisation = Organisation(
        slug=slug,
        name=own["name"],
        mode=Mode(own["mode"]),
        zone=own.get("zone", zones.USUAL),
        pseudonyms=_pseudonyms(runtime.secrets, slug, own["pseudonym_key"]),
        clients=read_settings(ClientDetails, states[CLIENT_DETAILS.integration].settings),
        professionals=read_settings(ProfessionalDetails, states[PROFESSIONAL_DETAILS.integration].settings),
    )
    return Known(organisation, states, rows)


def address(tenant: Tenant, of_default: str = "") -> str:
    """Where the organisation answers, from the address of the default organisation: `of_default`, or else the variable
    PUBLIC_ADDRESS, that of the stack's domain name. "" without either, and where the default organisation answers at
    the API's own address, at which there is no other."""
    known, slug = (of_default or variable("PUBLIC_ADDRESS")).rstrip("/"), tenant.slug
    if not known or slug == tenant.runtime.default_organisation:
        return known
    scheme, _, host = known.partition("://")
    gateway = tenant.runtime.gateway_domain
    is_own_address = gateway and host.partition("/")[0].endswith(f".{gateway}")
    return "" if is_own_address else f"{scheme}://{slug}.{host}"


def create(runtime: Runtime, slug: str, name: str, mode: Mode, actor: str) -> None:
    """Create an organisation, with a key of its own for pseudonyms. Raises Declined when the short name is taken."""
    key = runtime.secrets.encrypt(slug, PSEUDONYM_KEY, token_bytes(PSEUDONYM_KEY_BYTES))
    row = {"name": name, "mode": mode, "pseudonym_key": key, "created": runtime.now()}
    act = audit_log.audit_write(runtime, slug, "create-organisation", actor, {"name": name, "mode": mode})
    try:
        runtime.table.transact(
            [
                Put(row_keys.organisation.organisation(slug), row, ABSENT),
                Put(row_keys.organisation.registered(slug), {"created": row["created"]}),
                act,
            ]
        )
    except TransactionRefused:
        raise Declined(ORGANISATION_EXISTS, details={"organisation": slug}) from None


def set_zone(tenant: Tenant, zone: str, actor: str) -> None:
    """Set the IANA time zone, checked already, in which the organisation's calendar days begin and end."""
    details = {"before": tenant.organisation.zone, "after": zone}
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "set-zone", actor, details)
    key = row_keys.organisation.organisation(tenant.slug)
    change = Update(key, "SET #zone = :zone", PRESENT, {":zone": zone}, {"#zone": "zone"})
    tenant.table.transact([change, act])


def every(runtime: Runtime, *, after: str = "") -> Iterator[str]:
    """The short names of all organisations, in their order, beyond `after`."""
    return (row["sk"] for row in runtime.table.query(row_keys.organisation.register(), after=after))


def tile_state(row: Row | None) -> TileState:
    """The state of the tile in this row; without a row it is not available."""
    if row is None:
        return TileState()
    return TileState(available=row["available"], on=row["on"], version=row["version"], settings=row["settings"])


@lru_cache(maxsize=64)
def read_settings[Model: Settings](model: type[Model], settings: str) -> Model:
    """The settings in this JSON. They were checked when written: a ValidationError here is a fault of ours."""
    return model.model_validate_json(settings)


@lru_cache(maxsize=64)
def _pseudonyms(secrets: Secrets, slug: str, ciphertext: bytes) -> Pseudonyms:
    return Pseudonyms(secrets.decrypt(slug, PSEUDONYM_KEY, ciphertext))
