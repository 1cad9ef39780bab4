"""The quota of an API user: its calls are counted in windows of time.

A window is as long as a burst takes at the rate of the limit: 1,200 calls a minute with a burst of 100 are 100 calls in
every 5 seconds. Around the border of two windows twice a burst can pass; in a minute never more than the limit and one
burst.

A call costs one update of one small row, also when it is refused. A token bucket would need the larger of two times,
which DynamoDB cannot compute in one expression, so frequent callers would cost a second update. The row of a window is
removed by its TTL.
"""

from dataclasses import dataclass

from koppel.aws import row_keys
from koppel.aws.errors import ConditionFailed, Contended
from koppel.aws.writes import Update
from koppel.organisation.api_users import ApiUser
from koppel.runtime import Tenant

KEPT_SECONDS = 3600
"""How long the row of a window is kept after the end of the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """The quota of an API user in the present window.

    quota   calls that are allowed in a window
    window  length of a window in seconds
    left    calls that are allowed after this one
    reset   seconds until the next window
    passes  whether this call is allowed
    """

    quota: int
    window: int
    left: int
    reset: int
    passes: bool

    @property
    def headers(self) -> dict[str, str]:
        """RateLimit fields (IETF draft-ietf-httpapi-ratelimit-headers); for a refused call Retry-After too (RFC 9110
        section 10.2.3)."""
        found = {
            "RateLimit-Policy": f'"calls";q={self.quota};w={self.window}',
            "RateLimit": f'"calls";r={self.left};t={self.reset}',
        }
        return found if self.passes else {**found, "Retry-After": str(self.reset)}


def window_of(user: ApiUser) -> tuple[int, int]:
    """Calls that are allowed in a window, and its length in seconds."""
    seconds = max(1, -(-user.burst * 60 // user.per_minute))
    return max(1, user.per_minute * seconds // 60), seconds


def consume(tenant: Tenant, user: ApiUser) -> Quota | None:
    """Count one call. None for a user without a limit, and when the table cannot count at the moment: a quota protects
    other callers, so a failure of the counting refuses no call."""
    if not user.per_minute:
        return None
    quota, seconds = window_of(user)
    now = tenant.epoch()
    window = now // seconds
    end = (window + 1) * seconds
    write = Update(
        row_keys.traffic.calls(tenant.slug, user.id, window),
        "SET expires = :expires ADD #calls :one",
        "attribute_not_exists(pk) OR #calls < :quota",
        {":one": 1, ":quota": quota, ":expires": end + KEPT_SECONDS},
        {"#calls": "calls"},
    )
    try:
        used, passes = tenant.table.write(write)["calls"], True
    except ConditionFailed:
        used, passes = quota, False
    except Contended:
        return None
    return Quota(quota=quota, window=seconds, left=quota - used, reset=end - now, passes=passes)
