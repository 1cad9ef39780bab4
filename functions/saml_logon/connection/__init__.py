"""A connection to one identity provider: what it needs of either side.

connection_in_use   one connection as a request needs it, and our metadata
provider_metadata   reads the identity provider's metadata
certificates        reads one certificate
certificate_expiry  warns of certificates that expire
key_pairs           our own keys, as stored
key_rotation        replaces our own keys
"""
