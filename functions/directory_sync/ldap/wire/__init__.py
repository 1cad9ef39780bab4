"""LDAP as it goes over the wire: the only modules that know ldap3.

connection  the connection to one of the hosts, signed in
tls         encryption, and the check of the certificate
refusals    what a server refuses, as problems
search      searching, always in pages
filters     search filters, every value escaped
entries     what a search brings: bytes, and the texts, numbers and ids in them
"""
