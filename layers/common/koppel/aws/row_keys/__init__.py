"""Keys of the table's rows; `row_key` has the table of all of them.

row_key       the type of a key, and its limits
organisation  organisations, tiles, API users, error logs, audit records
accounts      accounts, claims, relationships, trails, waiting lists
directory     sources of directories, their people, what runs have read of them
imports       keys of OpenPGP, receivers and welcome mails of bulk import
logon         link keys, one-time links, sessions, codes, references, the platform
saml          key pairs, requests, assertions, bindings, sessions of SAML
runs          runs, pages of their plans, slots
scim          users and groups that an identity provider pushes, and their brake
traffic       messages, and counts of calls
"""

from koppel.aws.row_keys import accounts, directory, imports, logon, organisation, runs, saml, scim, traffic

__all__ = ["accounts", "directory", "imports", "logon", "organisation", "runs", "saml", "scim", "traffic"]
