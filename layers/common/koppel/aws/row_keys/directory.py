"""Row keys of the directories of organisations: what is remembered of each source, and what a run has read of it."""

from koppel.aws.row_keys.row_key import RowKey


def source(org: str, source: str) -> RowKey:
    """How far the reading of a source is, and when it is read again."""
    return RowKey(sources(org), source)


def sources(org: str) -> str:
    """Partition of an organisation's sources."""
    return f"{org}/directory-sources"


def members(org: str, source: str, shard: int) -> RowKey:
    """A part of the people who are known to be in a source."""
    return RowKey(all_members(org, source), f"{shard:08d}")


def all_members(org: str, source: str) -> str:
    """Partition of the people who are known to be in a source."""
    return f"{org}/directory-members/{source}"


def unsettled(org: str, source: str) -> RowKey:
    """The people of a source about whom something is the matter."""
    return RowKey(f"{org}/directory-left/{source}", "unsettled")


def credential(org: str, source: str) -> RowKey:
    """What a source signs in with, encrypted."""
    return RowKey(f"{org}/directory-secret/{source}", "secret")


def reading(org: str, run: str, number: int) -> RowKey:
    """A part of what a run has read of a directory."""
    return RowKey(readings(org, run), f"{number:08d}")


def readings(org: str, run: str) -> str:
    """Partition of what a run has read of a directory."""
    return f"{org}/directory-reading/{run}"
