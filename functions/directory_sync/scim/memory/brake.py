"""The brake as stored: one row for its state, and one for each account whose loss of access waits.

lost      by account the time of its loss of access, of the last hour
on_until  the brake is on until then; every refusal moves it, so that it ends when nobody asks any more
waiting   how many accounts have begun to wait since the brake went on
released  when a person released those who waited, and until when that holds
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from types import MappingProxyType

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Delete, Put, unchanged_since
from koppel.runtime import Tenant

WINDOW_SECONDS = 3600
"""Losses of access of this time count together."""
HOURS_ON = 48
"""How long the brake stays on after the last refusal, and an account on its list. Identity providers try again at least
once a day."""
RELEASE_HOURS = 24
AT_ONCE = 90  # writes of one transaction

NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of the brake; times are seconds since 1970, 0 for never."""

    lost: Mapping[str, int] = NOBODY
    on_until: int = 0
    waiting: int = 0
    released_at: int = 0
    released_until: int = 0
    version: int = 0

    def count_lost(self, now: int) -> int:
        """How many accounts have lost access within the last hour."""
        return sum(at > now - WINDOW_SECONDS for at in self.lost.values())

    def is_on(self, now: int) -> bool:
        """Whether it holds up everybody who is not released."""
        return now < self.on_until

    def releases(self, since: int, now: int) -> bool:
        """Whether an account that has waited since then is released."""
        return since <= self.released_at and now < self.released_until


def read(tenant: Tenant) -> State:
    """The state now."""
    row = tenant.table.get(row_keys.scim.brake(tenant.slug))
    if row is None:
        return State()
    return State(
        lost=row["lost"],
        on_until=row["on_until"],
        waiting=row["waiting"],
        released_at=row["released_at"],
        released_until=row["released_until"],
        version=row["version"],
    )


def write(tenant: Tenant, state: State) -> Put:
    """The write of a state that was made from the one with this version, which must still be stored."""
    row: Row = {
        "lost": dict(state.lost),
        "on_until": state.on_until,
        "waiting": state.waiting,
        "released_at": state.released_at,
        "released_until": state.released_until,
        "version": state.version + 1,
    }
    return Put(row_keys.scim.brake(tenant.slug), row, *unchanged_since(state.version or None))


def waiting_since(tenant: Tenant, keys: Iterable[str]) -> dict[str, int]:
    """Since when these accounts wait, of those that do."""
    rows = tenant.table.get_many(row_keys.scim.held(tenant.slug, key) for key in keys)
    return {key.sk: row["since"] for key, row in rows.items() if row["expires"] > tenant.epoch()}


def put_on_list(tenant: Tenant, since: Mapping[str, int]) -> None:
    """Put these accounts on the list, or keep them there for longer."""
    expires = tenant.epoch() + HOURS_ON * 3600
    for some in batched(since.items(), AT_ONCE, strict=False):
        rows = {key: {"since": at, "expires": expires} for key, at in some}
        tenant.table.transact([Put(row_keys.scim.held(tenant.slug, key), row) for key, row in rows.items()])


def off_list(tenant: Tenant, key: str) -> Delete:
    """The write that takes an account off the list."""
    return Delete(row_keys.scim.held(tenant.slug, key))
