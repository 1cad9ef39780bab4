"""Tiles: what the operator and an organisation's administrator do to an organisation's integrations.

Every act is one transaction: the tile's state, the version of it that stays, and the audit record. What cannot be done
is Declined with a problem of `koppel.domain.problems.administration`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.rows import Row
from koppel.aws.writes import Put, unchanged_since
from koppel.domain.problems.administration import ALWAYS_THERE, CHANGED_MEANWHILE, NOT_AVAILABLE
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.settings import changed
from koppel.domain.tiles.tile import Purpose, Tile, TileState
from koppel.organisation import audit_log, client_id_guard, organisations
from koppel.runtime import Tenant

ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """An act on a tile: `alter` makes the new state from the present one, or raises Declined; `settings` are the names
    of the settings that it may change."""

    verb: str
    actor: str
    alter: Callable[[TileState], TileState]
    settings: Iterable[str] = ()


def make_available(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Make the integration available to the organisation, whose administrator still has to switch it on."""
    act = _Act(verb="make-available", actor=actor, alter=lambda before: replace(before, available=True))
    return _switch(tenant, tile, act)


def make_unavailable(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Make the integration unavailable. Its settings, and whether it is on, stay as they are."""
    act = _Act(verb="make-unavailable", actor=actor, alter=lambda before: replace(before, available=False))
    return _switch(tenant, tile, act)


def switch_on(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Switch the integration on. Raises Declined when it is not available, or when it needs the client id and that is
    off."""

    def alter(before: TileState) -> TileState:
        if not before.available:
            raise Declined(NOT_AVAILABLE, details={"integration": tile.integration})
        return replace(before, on=True)

    return _switch(tenant, tile, _Act(verb="switch-on", actor=actor, alter=alter))


def switch_off(tenant: Tenant, tile: Tile, actor: str) -> TileState:
    """Switch the integration off."""
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
    """Change some settings of a tile. Null gives a field its default again.

    version  the version that the changes were made for; None for the latest

    Raises Declined when the tile's model refuses them, naming every wrong field; when the tile has another version by
    now; when it would switch off the client id that an integration needs.
    """

    def alter(before: TileState) -> TileState:
        if version is not None and version != before.version:
            raise Declined(CHANGED_MEANWHILE, details={"integration": tile.integration})
        settings = changed(tile, before.settings, changes).model_dump_json()
        return replace(before, settings=settings) if _difference(before.settings, settings, changes) else before

    return _alter(tenant, tile, _Act(verb="change-settings", actor=actor, alter=alter, settings=changes))


def restore_settings(
    tenant: Tenant, tile: Tile, version: int, actor: str, *, current: int | None = None
) -> TileState | None:
    """Let the settings of this version apply again, as a new version of the tile; None when it is not kept.

    current  the version of the tile that the person looked at; None for the latest

    Raises Declined as `change_settings` does: the tile's model may refuse by now what it once took.
    """
    row = tenant.table.get(row_keys.organisation.tile_version(tenant.slug, tile.integration, version))
    if row is None:
        return None
    settings = changed(tile, "{}", json.loads(row["settings"])).model_dump_json()

    def alter(before: TileState) -> TileState:
        if current is not None and current != before.version:
            raise Declined(CHANGED_MEANWHILE, details={"integration": tile.integration})
        return replace(before, settings=settings) if json.loads(before.settings) != json.loads(settings) else before

    names = tuple(tile.settings.model_fields)
    return _alter(tenant, tile, _Act(verb="restore-settings", actor=actor, alter=alter, settings=names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A tile as it was, and the act that made it so. Versions of before these were kept have "" for `at`, `actor` and
    `verb`."""

    state: TileState
    at: str
    actor: str
    verb: str


def versions(tenant: Tenant, tile: Tile, *, before: int = 0, limit: int) -> list[Version]:
    """The versions of a tile that are kept, newest first, at most `limit`; those before a version, 0 for all."""
    partition = row_keys.organisation.tile_versions(tenant.slug, tile.integration)
    after = row_keys.organisation.tile_version(tenant.slug, tile.integration, before).sk if before else ""
    rows = tenant.table.query(partition, after=after, limit=limit, newest_first=True)
    return [
        Version(state=_state(tile, row), at=row.get("at", ""), actor=row.get("actor", ""), verb=row.get("verb", ""))
        for row in rows
    ]


def state(tenant: Tenant, tile: Tile, version: int | None = None) -> TileState | None:
    """The tile as it is now, or as it was at a version; None when there was no such version."""
    if version is None:
        return _state(tile, tenant.table.get(row_keys.organisation.tile(tenant.slug, tile.integration)))
    row = tenant.table.get(row_keys.organisation.tile_version(tenant.slug, tile.integration, version))
    return _state(tile, row) if row else None


def _switch(tenant: Tenant, tile: Tile, act: _Act) -> TileState:
    if tile.purpose is Purpose.ACCOUNTS:
        raise Declined(ALWAYS_THERE, details={"integration": tile.integration})
    return _alter(tenant, tile, act)


def _alter(tenant: Tenant, tile: Tile, act: _Act) -> TileState:
    """Write the tile as the act alters it, if the version is still the one it was made from. Without a change, write
    nothing."""
    org, own = tenant.slug, row_keys.organisation.tile(tenant.slug, tile.integration)
    for _ in attempts(ATTEMPTS):
        rows = tenant.table.get_many([own, *client_id_guard.guarded_rows(tenant.organisation)])
        before = _state(tile, rows.get(own))
        after = act.alter(before)
        if after == before:
            return before
        after = replace(after, version=before.version + 1)
        row: Row = {"available": after.available, "on": after.on, "version": after.version, "settings": after.settings}
        unchanged = unchanged_since(before.version if own in rows else None)
        version = {**row, "at": tenant.now(), "actor": act.actor, "verb": act.verb}
        difference = _difference(before.settings, after.settings, act.settings)
        details = {"integration": tile.integration, "version": after.version, **difference}
        try:
            tenant.table.transact(
                [
                    Put(own, row, *unchanged),
                    Put(row_keys.organisation.tile_version(org, tile.integration, after.version), version),
                    audit_log.audit_write(tenant.runtime, org, act.verb, act.actor, details),
                    *client_id_guard.required_checks(tenant.organisation, tile.integration, after, rows),
                ]
            )
        except (TransactionRefused, Contended):
            continue
        return after
    raise Declined(CHANGED_MEANWHILE, details={"integration": tile.integration})


def as_used(tile: Tile, found: TileState) -> TileState:
    """The state of a tile, given that of its row: the tiles of accounts are always available and on."""
    return replace(found, available=True, on=True) if tile.purpose is Purpose.ACCOUNTS else found


def _state(tile: Tile, row: Row | None) -> TileState:
    return as_used(tile, organisations.tile_state(row))


def _difference(before: str, after: str, names: Iterable[str]) -> dict[str, str]:
    """Those of the named settings that differ, as JSON, for the audit record."""
    old, new = json.loads(before), json.loads(after)
    different = [name for name in names if old.get(name) != new.get(name)]
    if not different:
        return {}
    return {
        "before": json.dumps({name: old[name] for name in different if name in old}, ensure_ascii=False),
        "after": json.dumps({name: new[name] for name in different if name in new}, ensure_ascii=False),
    }
