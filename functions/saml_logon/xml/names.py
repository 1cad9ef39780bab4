"""Names of XML that SAML and its signatures are written in: namespaces, elements, algorithms."""

import re

ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURE_11 = "http://www.w3.org/2001/04/xmldsig-more#"
ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"
ENCRYPTION_11 = "http://www.w3.org/2009/xmlenc11#"
XINCLUDE = ("http://www.w3.org/2001/XInclude", "http://www.w3.org/2003/XInclude")
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"

ENVELOPED = f"{SIGNATURE}enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"

DIGESTS = {f"{ENCRYPTION}sha256": "sha256", f"{SIGNATURE_11}sha384": "sha384", f"{ENCRYPTION}sha512": "sha512"}
"""Algorithms of digests that are always taken, with their names in hashlib."""
SIGNATURES = frozenset(
    f"{SIGNATURE_11}{kind}-{size}" for kind in ("rsa", "ecdsa") for size in ("sha256", "sha384", "sha512")
)
"""Algorithms of signatures that are always taken."""
SHA1_DIGEST = f"{SIGNATURE}sha1"
SHA1_SIGNATURE = f"{SIGNATURE}rsa-sha1"
"""What a connection may take for an identity provider that knows nothing better."""

KEY_TRANSPORT = frozenset({f"{ENCRYPTION}rsa-oaep-mgf1p", f"{ENCRYPTION_11}rsa-oaep"})
GCM = frozenset(f"{ENCRYPTION_11}aes{size}-gcm" for size in (128, 192, 256))
CBC = frozenset(f"{ENCRYPTION}aes{size}-cbc" for size in (128, 192, 256))


def saml(name: str) -> str:
    """An element of assertions."""
    return f"{{{ASSERTION}}}{name}"


def samlp(name: str) -> str:
    """An element of requests and responses."""
    return f"{{{PROTOCOL}}}{name}"


def md(name: str) -> str:
    """An element of metadata."""
    return f"{{{METADATA}}}{name}"


def ds(name: str) -> str:
    """An element of signatures."""
    return f"{{{SIGNATURE}}}{name}"


def xenc(name: str) -> str:
    """An element of encrypted data."""
    return f"{{{ENCRYPTION}}}{name}"


def algorithm_name(uri: str) -> str:
    """The last part of an algorithm's name, as it may be shown. A sender can write anything into it."""
    name = re.split(r"[#/:]", uri)[-1]
    return name if re.fullmatch(r"[A-Za-z0-9._-]{1,40}", name) else "-"
