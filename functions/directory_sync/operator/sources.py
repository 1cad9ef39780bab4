"""What the commands about sources do: runtime, actor and arguments in, the answer as JSON out."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue, ValidationError

from functions.directory_sync import secret_expiry
from functions.directory_sync.commands import ReleasePerson, SetCertificate, SetSecret, StartCycle
from functions.directory_sync.cycle import starting
from functions.directory_sync.entra.credentials import Certificate
from functions.directory_sync.entra.credentials import read as read_credential
from functions.directory_sync.memory import credentials, states
from functions.directory_sync.memory.credentials import Credential
from functions.directory_sync.memory.states import NEW
from functions.directory_sync.problems.entra_sign_in import CREDENTIAL_UNUSABLE
from functions.directory_sync.problems.setup import (
    CYCLE_GOES_ON,
    NO_DIRECTORY_ID,
    PROOF_ONLY,
    SOURCE_INCOMPLETE,
    SWITCHED_OFF,
    UNKNOWN_SOURCE,
)
from functions.directory_sync.scim.memory import groups, users
from functions.directory_sync.sources import Source
from functions.directory_sync.tile import TILE, DirectorySettings
from koppel.accounts import store
from koppel.accounts.apply import Superseded
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.patience import attempts
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import DELETED, Desired, Manner, Origin
from koppel.domain.problems.administration import SETTINGS_INVALID
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.settings import explained, merged
from koppel.domain.tiles.tile import TileState
from koppel.domain.times import to_seconds
from koppel.organisation import audit_log, organisations, tiles
from koppel.organisation.commands import OfOrganisation, tenant_of
from koppel.runs.storage import SlotTaken
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]

ATTEMPTS = 4


def show_sources(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """Every source of the settings, and what is remembered of it."""
    tenant = tenant_of(runtime, arguments)
    settings, _ = settings_of(tenant)
    known, kept = states.every(tenant), credentials.every(tenant, [each.name for each in settings.sources])
    slots = {each.name: row_keys.runs.slot(tenant.slug, starting.slot(each.name)) for each in settings.sources}
    rows = tenant.table.get_many(slots.values())
    shown = []
    for each in settings.sources:
        state, credential = known.get(each.name, NEW), kept.get(each.name)
        shown.append(
            {
                "source": each.name,
                "kind": "entra" if each.entra else "ldap" if each.ldap else "",
                "on": each.on,
                "completed": state.completed,
                "full_at": state.full_at,
                "next_at": state.next_at,
                "run": rows.get(slots[each.name], {}).get("run", ""),
                "members": state.members,
                "failures": state.failures,
                "failed_with": state.failed_with,
                "quarantined": state.quarantined,
                "secret": _told(credential),
            }
        )
    return {"sources": shown}


def start_cycle(runtime: Runtime, actor: str, arguments: StartCycle) -> Answer:
    """A cycle, or a dry run, of a source. Raises Declined."""
    tenant = tenant_of(runtime, arguments)
    settings, tile = settings_of(tenant)
    if arguments.settings and not arguments.dry_run:
        raise Declined(PROOF_ONLY)
    if not arguments.dry_run and not tile.in_use:
        raise Declined(SWITCHED_OFF)
    source = source_of(settings, arguments.source, arguments.settings)
    details = {"source": source.name, "full": arguments.full, "dry_run": arguments.dry_run}
    act = audit_log.audit_write(runtime, tenant.slug, "start-cycle", actor, details)
    try:
        if arguments.dry_run:
            run = starting.start_dry_run(tenant, source, tile.version, actor, [act])
        else:
            state = states.read(tenant, source.name)
            run = starting.start_cycle(
                tenant,
                source,
                tile.version,
                watermark="" if arguments.full or state.wants_full else state.watermark,
                plans_all=arguments.full,
                actor=actor,
                extra=[act],
            )
    except SlotTaken as taken:
        raise Declined(CYCLE_GOES_ON, details={"run": taken.run}) from None
    return {"run": run.id, "source": source.name, "kind": run.kind}


def set_secret(runtime: Runtime, actor: str, arguments: SetSecret) -> Answer:
    """Another secret for a source; the answer does not hold it. Raises Declined."""
    tenant = tenant_of(runtime, arguments)
    source_of(settings_of(tenant)[0], arguments.source)
    made = credentials.store(
        tenant, arguments.source, arguments.secret, arguments.expires, verb="set-directory-secret", actor=actor
    )
    secret_expiry.settle(tenant, arguments.source)
    return {"source": arguments.source, **_told(made)}


def set_certificate(runtime: Runtime, actor: str, arguments: SetCertificate) -> Answer:
    """Another certificate for a source; the answer does not hold its key. Raises Declined."""
    tenant = tenant_of(runtime, arguments)
    source = source_of(settings_of(tenant)[0], arguments.source)
    found = read_credential(arguments.certificate)
    if not isinstance(found, Certificate) or source.entra is None:
        raise Declined(CREDENTIAL_UNUSABLE)
    text, expires = f"{found.private_key}{found.certificate}", to_seconds(found.end)
    made = credentials.store(tenant, arguments.source, text, expires, verb="set-directory-certificate", actor=actor)
    secret_expiry.settle(tenant, arguments.source)
    return {"source": arguments.source, **_told(made)}


def release_person(runtime: Runtime, actor: str, arguments: ReleasePerson) -> Answer:
    """An account that is nobody's in the directory any more, whether cycles or SCIM brought the person. Raises
    Declined."""
    tenant = tenant_of(runtime, arguments)
    act = audit_log.audit_write(runtime, tenant.slug, "release-person", actor, {"key": arguments.key})
    for _ in attempts(ATTEMPTS):
        try:
            return _release(tenant, arguments.key, act, actor)
        except (Superseded, TransactionRefused):  # an identity provider changed the user meanwhile
            continue
    raise Contended("an identity provider kept changing the user")


def _release(tenant: Tenant, key: str, act: Write, actor: str) -> Answer:
    account, link = store.account(tenant, Kind.PROFESSIONAL, key), users.find(tenant, key)
    if account is None or not (account.directory_id or link):
        raise Declined(NO_DIRECTORY_ID)
    ended = [*users.release(tenant, link, key, account.directory_id), *groups.leaving_all(tenant, key), act]
    desired = Desired(kind=Kind.PROFESSIONAL, key=key, directory_id=DELETED, manner=Manner.LENIENT)
    source = account.external_source or TILE.integration
    origin = Origin(integration=TILE.integration, source=source, actor=actor, at=tenant.now())
    planned = synchronise(tenant, desired, origin, lambda _change: ended)
    if planned.change is None:
        tenant.table.transact(ended)
    return {"key": key, "released": True}


def settings_of(tenant: Tenant) -> tuple[DirectorySettings, TileState]:
    """The settings of the tile, and its state."""
    tile = tiles.state(tenant, TILE) or TileState()
    settings: DirectorySettings = organisations.read_settings(DirectorySettings, tile.settings)
    return settings, tile


def source_of(settings: DirectorySettings, name: str, changes: Mapping[str, JsonValue] | None = None) -> Source:
    """The source with this name, with these changes of its settings. Raises Declined."""
    found = settings.source(name)
    if found is None:
        raise Declined(UNKNOWN_SOURCE, details={"sources": ", ".join(each.name for each in settings.sources) or "-"})
    if changes:
        told = merged(found.model_dump(mode="json"), {**changes, "name": name})
        try:
            found = Source.model_validate_json(json.dumps(told))
        except ValidationError as invalid:
            details = {"integration": TILE.integration}
            raise Declined(SETTINGS_INVALID, details=details, fields=explained(invalid)) from None
    if not found.is_complete:
        raise Declined(SOURCE_INCOMPLETE)
    return found


def _told(credential: Credential | None) -> Answer:
    return {"set_at": credential.set_at if credential else "", "expires": credential.expires if credential else ""}
