"""States: how far the reading of each source is, and when it is read again. One row for each source."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta

from koppel.aws import row_keys
from koppel.aws.rows import Row
from koppel.aws.writes import Update
from koppel.domain.times import to_seconds
from koppel.runtime import Tenant

LONGEST_WAIT = timedelta(hours=24)
WINDOW_SECONDS = 3600
QUARANTINE_AFTER = 3
"""So many cycles in a row fail before the source is called quarantined; each is waited for twice as long as the one
before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of one source. Times are UTC, `YYYY-MM-DDTHH:MM:SS`, "" for never.

    watermark    from where the next reading of changes begins, as the directory gave it
    fingerprint  of the settings (`rules`) of the last complete cycle
    completed    when the last complete cycle ended, one without changes too
    full_at      when the last complete reading of everybody ended
    next_at      when the source is read again; "" at once
    last_run     id of the last run that has ended
    tries        how often a message about the source has failed, since the source was last read
    failures     cycles that failed, one after the other
    problems     slugs of the problems of these failures, that of the last one last
    quarantined  since when cycles fail, or fail for most people
    wants_full   whether everybody is read next time, whatever the watermark
    members      people who are known to be in the source
    losses       (seconds since 1970, people) who lost access lately without an approval
    inhabited    groups in scope that had people in them when everybody was read last, by their places in
                 `Rules.scoped` under the settings of `fingerprint`
    """

    watermark: str = ""
    fingerprint: str = ""
    completed: str = ""
    full_at: str = ""
    next_at: str = ""
    last_run: str = ""
    tries: int = 0
    failures: int = 0
    problems: tuple[str, ...] = ()
    quarantined: str = ""
    wants_full: bool = False
    members: int = 0
    losses: tuple[tuple[int, int], ...] = ()
    inhabited: tuple[int, ...] = ()

    @property
    def failed_with(self) -> str:
        """Slug of the problem of the last failure, "" for none."""
        return self.problems[-1] if self.problems else ""

    def is_due(self, now: str) -> bool:
        """Whether it is time to read the source."""
        return self.next_at <= now

    def lost(self, now: int) -> int:
        """People who lost access within the last hour without an approval; `now` in seconds since 1970."""
        return sum(count for at, count in self.losses if at > now - WINDOW_SECONDS)


NEW = State()
_NAMES = tuple(each.name for each in fields(State))


def read(tenant: Tenant, source: str) -> State:
    """The state of a source; of one that was never read an empty one."""
    return from_row(tenant.table.get(row_keys.directory.source(tenant.slug, source)))


def every(tenant: Tenant) -> dict[str, State]:
    """The state of each source that was ever read, by its name."""
    rows = tenant.table.query(row_keys.directory.sources(tenant.slug))
    return {row["sk"]: from_row(row) for row in rows}


def from_row(row: Row | None) -> State:
    """The state in a row."""
    if row is None:
        return NEW
    told = {name: row[name] for name in _NAMES if name in row}
    told["problems"] = tuple(row.get("problems", ()))
    told["losses"] = tuple((each[0], each[1]) for each in row.get("losses", ()))
    told["inhabited"] = tuple(row.get("inhabited", ()))
    return State(**told)


def change(tenant: Tenant, source: str, changes: Mapping[str, object]) -> Update:
    """The write that changes these fields of a source's state, and leaves the others."""
    unknown = changes.keys() - set(_NAMES)
    if unknown:
        raise ValueError(f"no fields of a state: {sorted(unknown)}")
    sets = ", ".join(f"#{name} = :{name}" for name in changes)
    values = {f":{name}": _plain(value) for name, value in changes.items()}
    names = {f"#{name}": name for name in changes}
    return Update(row_keys.directory.source(tenant.slug, source), f"SET {sets}", values=values, names=names)


def after_success(tenant: Tenant, minutes: int) -> dict[str, object]:
    """What every complete cycle changes: it counts as done, and the next one is due after so many minutes."""
    now = tenant.clock()
    return {
        "completed": to_seconds(now),
        "next_at": to_seconds(now + timedelta(minutes=minutes)),
        "failures": 0,
        "problems": (),
        "tries": 0,
    }


def after_failure(tenant: Tenant, before: State, minutes: int, slug: str) -> dict[str, object]:
    """What a cycle that failed changes: the next one is due after twice as long as this one, up to a day; after
    QUARANTINE_AFTER of them the source is quarantined. `slug` is that of the problem; "" for a cycle that was not
    approved, which is no failure but is not made again at once."""
    now, failures = tenant.clock(), before.failures + 1
    wait = min(LONGEST_WAIT, timedelta(minutes=minutes) * 2 ** min(failures - 1, 10))
    is_long = bool(slug) and failures >= QUARANTINE_AFTER
    return {
        "next_at": to_seconds(now + wait),
        "failures": failures,
        "problems": (*(each for each in before.problems if each != slug), slug) if slug else before.problems,
        "quarantined": before.quarantined or (to_seconds(now) if is_long else ""),
        "tries": 0,
    }


def _plain(value: object) -> object:
    """As a row holds it: lists for tuples."""
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
