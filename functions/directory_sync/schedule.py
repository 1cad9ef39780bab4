"""The schedule: one for all organisations; it queues the sources whose time has come."""

from collections.abc import Callable

from functions.directory_sync.memory import states
from functions.directory_sync.memory.states import NEW
from functions.directory_sync.tile import TILE, DirectorySettings
from koppel.aws.queues import Queue
from koppel.organisation import organisations, tiles
from koppel.runtime import Tenant


def enqueue_due(tenant: Tenant, queue: Callable[[], Queue]) -> int:
    """Queue each source that is due. Returns how many. An organisation without sources costs one read."""
    tile = tiles.state(tenant, TILE)
    if tile is None or not tile.in_use:
        return 0
    settings: DirectorySettings = organisations.read_settings(DirectorySettings, tile.settings)
    read = [each.name for each in settings.sources if each.on and each.is_complete]
    if not read:
        return 0
    known = states.every(tenant)
    due = [each for each in read if known.get(each, NEW).is_due(tenant.now())]
    if due:
        queue().send_many(message(tenant, each) for each in due)
    return len(due)


def message(tenant: Tenant, source: str) -> tuple[str, dict[str, str]]:
    """The message by which a source is read if it is due, with its group."""
    return group(tenant, source), {"organisation": tenant.slug, "source": source}


def group(tenant: Tenant, source: str) -> str:
    """The group of a source's messages, those about its runs among them: one is handled after the other."""
    return f"{tenant.slug}/{TILE.integration}/{source}"
