"""Decryption: an assertion that was encrypted for us, as the bytes that were encrypted (XML Encryption 1.1).

Nothing is put back into the document it came in: the bytes are read by the parser that reads everything else. Why it
failed is told to nobody outside, so that nobody can try ciphertexts until one fits.
"""

import re
from collections.abc import Sequence

from functions.saml_logon.problems import signature as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.xml import markup, toolkit
from functions.saml_logon.xml.markup import Element
from functions.saml_logon.xml.names import CBC, ENCRYPTION, GCM, KEY_TRANSPORT, algorithm_name, ds, xenc

_DIGESTS = frozenset(
    {"http://www.w3.org/2000/09/xmldsig#sha1", f"{ENCRYPTION}sha256", f"{ENCRYPTION}sha512"}
    | {"http://www.w3.org/2001/04/xmldsig-more#sha384"}
)
"""Of OAEP, whose safety does not rest on the digest: RFC 8017 still has SHA-1 as its default."""


_PARTS = {"EncryptedData": 1, "EncryptedKey": 1, "CipherValue": 2, "CipherReference": 0}
"""How often each may occur in an encrypted assertion."""


def decrypted(encrypted: Element, private_keys: Sequence[bytes], *, allow_cbc: bool = False) -> bytes:
    """The bytes in an EncryptedAssertion. Raises Rejected.

    private_keys  PEM, of all our keys that may still be in use
    allow_cbc     accept AES in CBC mode, which does not notice that a ciphertext was changed
    """
    data, found = encrypted.findall(xenc("EncryptedData")), list(encrypted.iter(xenc("EncryptedKey")))
    counts = {name: len(list(encrypted.iter(xenc(name)))) for name in _PARTS}
    if len(data) != 1 or counts != _PARTS:
        raise Rejected(problems.ENCRYPTION_FORM)
    _check_transport(found[0])
    bits = _check_method(data[0], allow_cbc=allow_cbc)
    for private_key in private_keys:
        key, content = markup.alone(found[0]), markup.alone(data[0])
        for each in (key, content):
            each.attrib.pop("Type", None)  # with it, what comes out would be parsed right there
        plain = toolkit.decrypt(key, content, bits, private_key)
        if plain is not None:
            return plain
    raise Rejected(problems.NOT_DECRYPTED)


def _check_transport(key: Element) -> None:
    method = _method(key)
    if method.get("Algorithm") not in KEY_TRANSPORT:
        raise Rejected(problems.ENCRYPTION_ALGORITHM, {"algorithm": algorithm_name(method.get("Algorithm", ""))})
    for each in method:
        if each.tag == ds("DigestMethod") and each.get("Algorithm") not in _DIGESTS:
            raise Rejected(problems.ENCRYPTION_ALGORITHM, {"algorithm": algorithm_name(each.get("Algorithm", ""))})


def _check_method(data: Element, *, allow_cbc: bool) -> int:
    """The size in bits of the key that the method needs."""
    algorithm = _method(data).get("Algorithm", "")
    if algorithm not in GCM | (CBC if allow_cbc else frozenset()):
        raise Rejected(problems.ENCRYPTION_ALGORITHM, {"algorithm": algorithm_name(algorithm)})
    (size,) = re.findall(r"aes([0-9]+)-", algorithm)
    return int(size)


def _method(element: Element) -> Element:
    found = element.findall(xenc("EncryptionMethod"))
    if len(found) != 1:
        raise Rejected(problems.ENCRYPTION_FORM)
    return found[0]
