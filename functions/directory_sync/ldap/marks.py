"""Watermarks: how far the changes of one domain controller have been read. And where to go on with a reading that a
later invocation continues."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from functions.directory_sync.ldap import fingerprint
from functions.directory_sync.ldap.fingerprint import Fingerprint
from functions.directory_sync.people import WatermarkLost

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One moment in the history of one domain controller.

    host         its name in the settings
    invocation   id of its database: each counts its changes for itself
    usn          its newest change then
    time         its clock then, as FILETIME
    settings     digest of the source's settings
    full         its clock when everybody was last read
    groups       digest of the groups in the watched ones
    units        digest of the organisational units
    memberships  who was in which watched groups
    """

    host: str
    invocation: str
    usn: int
    time: int
    settings: str
    full: int
    groups: str
    units: str
    memberships: Fingerprint

    def text(self) -> str:
        """As text, `parse` reads it."""
        return _text({"mark": _plain(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A reading on the way.

    until  the watermark that it will give
    since  the watermark that it began with; None where it reads everybody
    after  id of the last person read
    count  how many people it listed in its first invocation
    """

    until: Mark
    since: Mark | None = None
    after: str
    count: int

    def text(self) -> str:
        """As text, `parse` reads it. A fingerprint that did not change is not written twice."""
        found: dict[str, Any] = {"until": _plain(self.until), "after": self.after, "count": self.count}
        if self.since:
            found["since"] = _plain(self.since)
            if self.since.memberships == self.until.memberships:
                del found["since"]["memberships"]
        return _text(found)

    def behind(self, identity: str) -> Self:
        """The same after one more person."""
        return replace(self, after=identity)


def parse(text: str) -> Mark | Progress:
    """The watermark or the progress in a text of ours. Raises WatermarkLost: another version may have written it."""
    try:
        found = json.loads(text)
        if found["version"] != _VERSION:
            raise WatermarkLost
        if "mark" in found:
            return _mark(found["mark"])
        until = _mark(found["until"])
        since = _mark(found["until"] | found["since"]) if "since" in found else None
        return Progress(until=until, since=since, after=str(found["after"]), count=int(found["count"]))
    except (ValueError, KeyError, TypeError):
        raise WatermarkLost from None


def _plain(mark: Mark) -> dict[str, Any]:
    return asdict(mark) | {"memberships": mark.memberships.text()}


def _mark(found: dict[str, Any]) -> Mark:
    numbers = {name: int(found[name]) for name in ("usn", "time", "full")}
    texts = {name: str(found[name]) for name in ("host", "invocation", "settings", "groups", "units")}
    return Mark(**numbers, **texts, memberships=fingerprint.parse(found["memberships"]))  # type: ignore[arg-type]


def _text(found: dict[str, Any]) -> str:
    return json.dumps({"version": _VERSION} | found, separators=(",", ":"))
