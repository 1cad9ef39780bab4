"""Administration: what the operator and an organisation's administrator do to organisations, tiles and error logs.

Every act is one transaction: the state, for a tile the version that stays, and the act itself. What cannot be done is
Declined with a problem of `administration_problems`.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, PRESENT, Put, Update
from koppel.domain.organisation import Mode
from koppel.domain.problems.administration import ALWAYS_THERE, CHANGED_MEANWHILE, NOT_AVAILABLE, ORGANISATION_EXISTS
from koppel.domain.problems.problem import State
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.settings import changed
from koppel.domain.tiles.tile import Purpose, Tile, TileState
from koppel.organisation import audit_log, client_id_guard, error_log, organisations
from koppel.runtime import Runtime, Tenant

ATTEMPTS = 8
PSEUDONYM_KEY_BYTES = 32


def create_organisation(runtime: Runtime, slug: str, name: str, mode: Mode, actor: str) -> None:
    """A new organisation, with a key of its own for pseudonyms. Declined when there is one with this short name."""
    key = runtime.secrets.encrypt(slug, organisations.PSEUDONYM_KEY, secrets.token_bytes(PSEUDONYM_KEY_BYTES))
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
    """Where the organisation's calendar days begin and end from now on: an IANA time zone, checked already."""
    act = audit_log.audit_write(
        tenant.runtime, tenant.slug, "set-zone", actor, {"before": tenant.organisation.zone, "after": zone}
    )
    change = Update(
        row_keys.organisation.organisation(tenant.slug), "SET #zone = :zone", PRESENT, {":zone": zone}, _ZONE
    )
    tenant.table.transact([change, act])


_ZONE = {"#zone": "zone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """What is to become of a tile: `alter` makes the state that is wanted of the state there is, or declines;
    `settings` are the names of those that it may change."""

    verb: str
    actor: str
    alter: Callable[[TileState], TileState]
    settings: Iterable[str] = ()


def make_available(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Let the organisation use the integration; its administrator still has to switch it on."""
    act = _Act(verb="make-available", actor=actor, alter=lambda before: replace(before, available=True))
    return _switch(tenant, tile, act)


def make_unavailable(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Keep the organisation from using the integration. Its settings and whether it is on stay as they are."""
    act = _Act(verb="make-unavailable", actor=actor, alter=lambda before: replace(before, available=False))
    return _switch(tenant, tile, act)


def switch_on(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Let the integration act. Declined while it is not available, or while the client id that it needs is off."""

    def alter(before: TileState) -> TileState:
        if not before.available:
            raise Declined(NOT_AVAILABLE, details={"integration": tile.integration})
        return replace(before, on=True)

    return _switch(tenant, tile, _Act(verb="switch-on", actor=actor, alter=alter))


def switch_off(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Keep the integration from acting."""
    act = _Act(verb="switch-off", actor=actor, alter=lambda before: replace(before, on=False))
    return _switch(tenant, tile, act)


def change_settings(
    tenant: Tenant,
    tile: Tile,
    changes: Mapping[str, JsonValue],
    actor: str,
    *,
    version: int | None = None,
) -> TileState:
    """Change some settings of a tile; null gives a field its default again.

    version  the version that the changes were made for; None takes the latest
    Declined when the tile's model refuses them, naming every field that is wrong; when another version stands there;
    when the client id would go that an integration needs.
    """

    def alter(before: TileState) -> TileState:
        if version is not None and version != before.version:
            raise Declined(CHANGED_MEANWHILE, details={"integration": tile.integration})
        settings = changed(tile, before.settings, changes).model_dump_json()
        return replace(before, settings=settings) if _difference(before.settings, settings, changes) else before

    return _alter(tenant, tile, _Act(verb="change-settings", actor=actor, alter=alter, settings=changes))


def mark_entry(tenant: Tenant, integration: str, entry: str, mark: State, *, actor: str) -> bool:
    """Mark an entry of the error log solved, ignored or open; whether there is such an entry."""
    details = {"integration": integration, "entry": entry, "state": mark}
    act = audit_log.audit_write(tenant.runtime, tenant.slug, "mark-entry", actor, details)
    try:
        tenant.table.transact([error_log.marking(tenant, integration, entry, mark), act])
    except TransactionRefused:
        return False
    return True


def state(tenant: Tenant, tile: Tile, version: int | None = None) -> TileState | None:
    """The tile as it is now, or as a version left it; None when there was no such version."""
    if version is None:
        return _state(tile, tenant.table.get(row_keys.organisation.tile(tenant.slug, tile.integration)))
    row = tenant.table.get(row_keys.organisation.tile_version(tenant.slug, tile.integration, version))
    return _state(tile, row) if row else None


def _switch(tenant: Tenant, tile: Tile, act: _Act) -> TileState:
    if tile.purpose is Purpose.ACCOUNTS:
        raise Declined(ALWAYS_THERE, details={"integration": tile.integration})
    return _alter(tenant, tile, act)


def _alter(tenant: Tenant, tile: Tile, act: _Act) -> TileState:
    """Write what the act makes of the tile, on top of exactly the version it saw; nothing when it makes no change."""
    org, own = tenant.slug, row_keys.organisation.tile(tenant.slug, tile.integration)
    for _ in attempts(ATTEMPTS):
        rows = tenant.table.get_many([own, *client_id_guard.guarded_rows(tenant.organisation)])
        before = _state(tile, rows.get(own))
        after = act.alter(before)
        if after == before:
            return before
        after = replace(after, version=before.version + 1)
        row: Row = {"available": after.available, "on": after.on, "version": after.version, "settings": after.settings}
        condition, values = ("version = :version", {":version": before.version}) if own in rows else (ABSENT, None)
        difference = _difference(before.settings, after.settings, act.settings)
        details = {"integration": tile.integration, "version": after.version, **difference}
        try:
            tenant.table.transact(
                [
                    Put(own, row, condition, values),
                    Put(row_keys.organisation.tile_version(org, tile.integration, after.version), row),
                    audit_log.audit_write(tenant.runtime, org, act.verb, act.actor, details),
                    *client_id_guard.required_checks(tenant.organisation, tile.integration, after, rows),
                ]
            )
        except (TransactionRefused, Contended):
            continue
        return after
    raise Declined(CHANGED_MEANWHILE, details={"integration": tile.integration})


def _state(tile: Tile, row: Row | None) -> TileState:
    found = organisations.tile_state(row)
    return replace(found, available=True, on=True) if tile.purpose is Purpose.ACCOUNTS else found


def _difference(before: str, after: str, names: Iterable[str]) -> dict[str, str]:
    """Those of the named settings that differ, as JSON; the act shows them."""
    old, new = json.loads(before), json.loads(after)
    different = [name for name in names if old.get(name) != new.get(name)]
    if not different:
        return {}
    return {
        "before": json.dumps({name: old[name] for name in different if name in old}, ensure_ascii=False),
        "after": json.dumps({name: new[name] for name in different if name in new}, ensure_ascii=False),
    }
