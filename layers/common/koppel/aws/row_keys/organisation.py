"""Row keys of organisations, their tiles, API users, error logs and audit records."""

from koppel.aws.row_keys.row_key import OPERATOR, RowKey


def registered(slug: str) -> RowKey:
    """The organisation's line in the register of organisations."""
    return RowKey(register(), slug)


def register() -> str:
    """Partition of the register of organisations."""
    return f"{OPERATOR}/organisations"


def organisation(org: str) -> RowKey:
    """The organisation itself."""
    return RowKey(org, "organisation")


def tile(org: str, integration: str) -> RowKey:
    """A tile as it is now."""
    return RowKey(org, f"tile/{integration}")


def tile_version(org: str, integration: str, version: int) -> RowKey:
    """A tile as it was at this version."""
    return RowKey(tile_versions(org, integration), f"{version:08d}")


def tile_versions(org: str, integration: str) -> str:
    """Partition of the versions of a tile, oldest first."""
    return f"{org}/tile/{integration}"


def api_user(org: str, user: str) -> RowKey:
    """An API user."""
    return RowKey(api_users(org), user)


def api_users(org: str) -> str:
    """Partition of the API users."""
    return f"{org}/api-users"


def entry(org: str, integration: str, subject: str, fingerprint: str) -> RowKey:
    """A row of an integration's error log."""
    return RowKey(entries(org, integration), f"{subject}/{fingerprint}")


def entries(org: str, integration: str) -> str:
    """Partition of an integration's error log, by subject."""
    return f"{org}/entries/{integration}"


def entries_in(org: str, integration: str, state: str) -> str:
    """Listing of an integration's entries in one state, by the time they were last seen."""
    return f"{org}/entries/{integration}/{state}"


def look(org: str, person: str, integration: str) -> RowKey:
    """When this person, a pseudonym, last looked at an integration's error log."""
    return RowKey(f"{org}/looks/{person}", integration)


def audit_record(org: str, time: str, reference: str) -> RowKey:
    """An administrative act."""
    return RowKey(audit_records(org), f"{time}/{reference}")


def audit_records(org: str) -> str:
    """Partition of the administrative acts, oldest first."""
    return f"{org}/acts"


def turn(org: str, job: str) -> RowKey:
    """Where a job of the sweep goes on in its next run."""
    return RowKey(f"{org}/turns", job)


def contact(org: str) -> RowKey:
    """With whom the organisation talks about integrations; of the operator: with whom all do."""
    return RowKey(f"{org}/contact", "contact")
