"""Row keys of bulk import: keys of OpenPGP, the receivers of secure transfer, and welcome mails."""

from koppel.aws.row_keys.row_key import OPERATOR, RowKey


def keys(org: str) -> RowKey:
    """The public halves of the key pairs for import files; one row has all of them."""
    return RowKey(f"{org}/import-keys", "import-keys")


def private_key(org: str, key: str) -> RowKey:
    """The private half of a key pair, encrypted."""
    return RowKey(f"{org}/import-key/{key}", "import-key")


def receivers() -> RowKey:
    """The receivers of secure transfer that the operator publishes for all organisations."""
    return RowKey(f"{OPERATOR}/receivers", "receivers")


def mail(org: str, pseudonym: str) -> RowKey:
    """The welcome mail to one e-mail address, by the address's pseudonym."""
    return RowKey(f"{org}/mail/{pseudonym}", "mail")


def waiting_mails(org: str) -> str:
    """Listing of the welcome mails that are to be sent, by the time at which they were asked for."""
    return f"{org}/mails"
