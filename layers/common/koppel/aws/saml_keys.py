"""Keys of the rows that logging on by SAML needs; see `keys` for all others.

| row       | pk                               | sk                    |
| --------- | -------------------------------- | --------------------- |
| our keys  | `org/saml/<connection>`          | `keys`                |
| trace     | `org/saml/<connection>/trace`    | `<time>/<reference>`  |
| request   | `org/saml-request/<digest>`      | `request`             |
| assertion | `org/saml-assertion/<pseudonym>` | `assertion`           |
| pin       | `org/saml-pin/<pseudonym>`       | `pin`                 |
| logon     | `org/saml-logon/<pseudonym>`     | digest of the session |
| session   | `org/saml-session/<digest>`      | `session`             |
"""

from koppel.aws.keys import Key


def key_pairs(org: str, connection: str) -> Key:
    """Our own keys for a connection, all in one row."""
    return Key(f"{org}/saml/{connection}", "keys")


def trace(org: str, connection: str, time: str, reference: str) -> Key:
    """What became of one response."""
    return Key(traces(org, connection), f"{time}/{reference}")


def traces(org: str, connection: str) -> str:
    """Partition of what became of a connection's responses, oldest first."""
    return f"{org}/saml/{connection}/trace"


def request(org: str, digest: str) -> Key:
    """A request that waits for its answer, by the digest of its id."""
    return Key(f"{org}/saml-request/{digest}", "request")


def assertion(org: str, pseudonym: str) -> Key:
    """That an assertion was used."""
    return Key(f"{org}/saml-assertion/{pseudonym}", "assertion")


def pin(org: str, pseudonym: str) -> Key:
    """That a person at an identity provider belongs to an account, from either side."""
    return Key(f"{org}/saml-pin/{pseudonym}", "pin")


def logon(org: str, pseudonym: str, digest: str) -> Key:
    """A session that a person at an identity provider has here."""
    return Key(logons(org, pseudonym), digest)


def logons(org: str, pseudonym: str) -> str:
    """Partition of the sessions that a person at an identity provider has here."""
    return f"{org}/saml-logon/{pseudonym}"


def session(org: str, digest: str) -> Key:
    """By which connection, and as whom there, somebody came to a session."""
    return Key(f"{org}/saml-session/{digest}", "session")
