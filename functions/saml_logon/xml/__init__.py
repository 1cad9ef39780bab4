"""XML as SAML writes it.

markup   the one parser, its limits, and the canonical form
toolkit  all that is used of python3-saml and xmlsec
names    namespaces and algorithms
"""
