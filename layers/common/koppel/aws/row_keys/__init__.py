"""Keys of the rows of the table: the only place that builds them."""

from koppel.aws.row_keys import accounts, logon, organisation, saml, traffic

__all__ = ["accounts", "logon", "organisation", "saml", "traffic"]
