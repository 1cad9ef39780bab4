"""What the commands about key pairs and receivers do: runtime, actor and arguments in, the answer as JSON out."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from functions.bulk_import import key_material, keys, receivers
from functions.bulk_import.import_key import YEARS_VALID, ImportKey
from functions.bulk_import.key_commands import (
    CreateImportKey,
    EndImportKey,
    LoadImportKey,
    OfKey,
    OfReceiver,
    PublishReceiver,
)
from functions.bulk_import.key_material import Pair
from functions.bulk_import.keys import Naming
from functions.bulk_import.receivers import Receiver
from koppel.domain import moments
from koppel.organisation.commands import NoArguments, OfOrganisation, tenant_of
from koppel.runtime import Runtime

type Answer = dict[str, Any]

_DEFAULT = timedelta(days=365 * YEARS_VALID)


def create_import_key(runtime: Runtime, actor: str, arguments: CreateImportKey) -> Answer:
    """Make a pair. Its private half is never shown."""
    tenant, now = tenant_of(runtime, arguments), runtime.clock()
    keys.check_time(tenant, arguments.expires)
    expires = (moments.read_short(arguments.expires) if arguments.expires else None) or now + _DEFAULT
    user = f"{arguments.name} <{arguments.email}>" if arguments.email else arguments.name
    pair = key_material.make(arguments.type, user, now, expires)
    return _added(runtime, actor, arguments, pair, "create-import-key")


def load_import_key(runtime: Runtime, actor: str, arguments: LoadImportKey) -> Answer:
    """Store a pair that was made elsewhere."""
    pair = key_material.read_pair(arguments.private_key, runtime.clock())
    return _added(runtime, actor, arguments, pair, "load-import-key")


def list_import_keys(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """All pairs, those that ended within the last month included."""
    found, now = keys.every(tenant_of(runtime, arguments)), runtime.now()
    return {"import_keys": [_shown(each, now) for each in found]}


def export_import_key(runtime: Runtime, _actor: str, arguments: OfKey) -> Answer:
    """The public half of a pair."""
    found = keys.named(tenant_of(runtime, arguments), arguments.key)
    return {**_shown(found, runtime.now()), "public_key": found.key.armored}


def end_import_key(runtime: Runtime, actor: str, arguments: EndImportKey) -> Answer:
    """End a pair, at once or later."""
    found = keys.end(tenant_of(runtime, arguments), arguments.key, arguments.until, actor=actor)
    return _shown(found, runtime.now())


def publish_receiver(runtime: Runtime, actor: str, arguments: PublishReceiver) -> Answer:
    """Publish a receiver."""
    key = key_material.read_public(arguments.public_key, runtime.clock())
    naming = Naming(arguments.name, arguments.email)
    return _told(receivers.publish(runtime, key, naming, actor=actor), runtime.now())


def list_receivers(runtime: Runtime, _actor: str, _arguments: NoArguments) -> Answer:
    """All published receivers."""
    return {"receivers": [_told(each, runtime.now()) for each in receivers.published(runtime)]}


def withdraw_receiver(runtime: Runtime, actor: str, arguments: OfReceiver) -> Answer:
    """Take a published receiver away."""
    receivers.withdraw(runtime, arguments.receiver, actor=actor)
    return {"receiver": arguments.receiver}


def _added(runtime: Runtime, actor: str, arguments: CreateImportKey | LoadImportKey, pair: Pair, verb: str) -> Answer:
    made = keys.add(
        tenant_of(runtime, arguments),
        pair.key,
        pair.private,
        Naming(arguments.name, arguments.email),
        replaces=arguments.replaces or "",
        replaced_ends=arguments.until,
        verb=verb,
        actor=actor,
    )
    return _shown(made, runtime.now())


def _shown(key: ImportKey, now: str) -> Answer:
    return {
        "id": key.id,
        "name": key.name,
        "email": key.email,
        "fingerprint": key.key.fingerprint,
        "algorithm": key.key.algorithm,
        "created": key.created,
        "expires": key.until,
        "replaced_by": key.replaced_by,
        "active": key.is_valid(now),
        "offered": key.is_offered(now),
    }


def _told(receiver: Receiver, now: str) -> Answer:
    return {
        "receiver": receiver.id,
        "name": receiver.name,
        "email": receiver.email,
        "fingerprint": receiver.key.fingerprint,
        "algorithm": receiver.key.algorithm,
        "created": receiver.created,
        "expires": receiver.until,
        "offered": receiver.is_offered(now),
    }


KEY_ACTIONS: Mapping[str, Callable[..., Answer]] = {
    "create-import-key": create_import_key,
    "load-import-key": load_import_key,
    "list-import-keys": list_import_keys,
    "export-import-key": export_import_key,
    "end-import-key": end_import_key,
    "publish-receiver": publish_receiver,
    "list-receivers": list_receivers,
    "withdraw-receiver": withdraw_receiver,
}
"""What each command of `key_commands` does."""
