"""Row keys of logging on: links, sessions, codes, references, the platform."""

from koppel.aws.row_keys.row_key import OPERATOR, RowKey


def link_keys(org: str) -> RowKey:
    """The keys of the systems whose links log people on; one row has all of them."""
    return RowKey(f"{org}/logon-keys", "logon-keys")


def platform(org: str) -> RowKey:
    """The platform that logons are handed over to."""
    return RowKey(f"{org}/platform", "platform")


def nonce(org: str, pseudonym: str) -> RowKey:
    """The mark that a link with this nonce was used."""
    return RowKey(f"{org}/nonce/{pseudonym}", "nonce")


def session(org: str, digest: str) -> RowKey:
    """A session, by the digest of its identifier."""
    return RowKey(f"{org}/session/{digest}", "session")


def console_link(org: str, digest: str) -> RowKey:
    """A link that signs somebody in to the console once, by the digest of its token."""
    return RowKey(f"{org}/console-link/{digest}", "console-link")


def console_session(org: str, digest: str) -> RowKey:
    """A session of the console that began with such a link, by the digest of its identifier."""
    return RowKey(f"{org}/console-session/{digest}", "console-session")


def one_time_link(org: str, digest: str) -> RowKey:
    """A link in a mail that logs its person on once, by the digest of its token."""
    return RowKey(f"{org}/one-time-link/{digest}", "one-time-link")


def code(org: str, digest: str) -> RowKey:
    """An authorization code, by its digest."""
    return RowKey(f"{org}/code/{digest}", "code")


def reference(org: str, reference: str) -> RowKey:
    """The finding of a reference that a refused person was shown."""
    return RowKey(f"{org}/reference/{reference}", "reference")


def signing() -> RowKey:
    """Which of the keys signs tokens now."""
    return RowKey(f"{OPERATOR}/signing", "signing")
