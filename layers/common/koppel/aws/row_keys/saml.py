"""Row keys of logging on by SAML."""

from koppel.aws.row_keys.row_key import RowKey


def key_pairs(org: str, connection: str) -> RowKey:
    """Our own key pairs for a connection; one row has all of them."""
    return RowKey(f"{org}/saml/{connection}", "keys")


def logon_report(org: str, connection: str, time: str, reference: str) -> RowKey:
    """The report of one logon."""
    return RowKey(logon_reports(org, connection), f"{time}/{reference}")


def logon_reports(org: str, connection: str) -> str:
    """Partition of the reports of a connection's logons, oldest first."""
    return f"{org}/saml/{connection}/trace"


def request(org: str, digest: str) -> RowKey:
    """A request that waits for its answer, by the digest of its id."""
    return RowKey(f"{org}/saml-request/{digest}", "request")


def assertion(org: str, pseudonym: str) -> RowKey:
    """The mark that an assertion was used."""
    return RowKey(f"{org}/saml-assertion/{pseudonym}", "assertion")


def name_id_binding(org: str, pseudonym: str) -> RowKey:
    """The binding of a person at an identity provider to an account; there is one row from either side."""
    return RowKey(f"{org}/saml-pin/{pseudonym}", "pin")


def logon(org: str, pseudonym: str, digest: str) -> RowKey:
    """A session that a person at an identity provider has here."""
    return RowKey(logons(org, pseudonym), digest)


def logons(org: str, pseudonym: str) -> str:
    """Partition of the sessions that a person at an identity provider has here."""
    return f"{org}/saml-logon/{pseudonym}"


def session(org: str, digest: str) -> RowKey:
    """The connection, and the person at its identity provider, by which a session began."""
    return RowKey(f"{org}/saml-session/{digest}", "session")
