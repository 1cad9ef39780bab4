"""A second opinion on a response: signatures by signxml, decryption by cryptography, none of it by xmlsec or by us."""

import base64
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier

from tests.harness.saml import NAMES, SAML, XENC, KeyPair


def signed(xml: bytes, certificate: str, location: str = "./") -> Any:
    """What was signed with this certificate's key, as signxml sees it. Raises signxml.InvalidSignature.

    location  where the signature stands: `./` in the root, `./{…}Assertion/` in an assertion within
    """
    config = SignatureConfiguration(
        location=location,
        signature_methods=frozenset([SignatureMethod.RSA_SHA256]),
        digest_algorithms=frozenset([DigestAlgorithm.SHA256]),
    )
    root = etree.fromstring(xml)
    found = XMLVerifier().verify(root, x509_cert=certificate, id_attribute="ID", expect_config=config)
    (result,) = found if isinstance(found, list) else [found]
    assert result.signed_xml is not None
    return result.signed_xml


def signed_assertion(response: bytes, certificate: str, ours: KeyPair) -> Any:
    """The assertion that was signed, decrypted with our key where it is encrypted."""
    encrypted = etree.fromstring(response).find(f"{{{SAML}}}EncryptedAssertion")
    if encrypted is None:
        return signed(response, certificate, f"./{{{SAML}}}Assertion/")
    return signed(decrypted(encrypted, ours), certificate)


def decrypted(encrypted: Any, ours: KeyPair) -> bytes:
    """The bytes in an EncryptedAssertion, by RSA-OAEP and AES in the mode that it names."""
    assert isinstance(ours.key, rsa.RSAPrivateKey)
    wrapped, data = (base64.b64decode(each.text) for each in _ciphers(encrypted))
    secret = ours.key.decrypt(wrapped, padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None))
    algorithm = encrypted.find("xenc:EncryptedData/xenc:EncryptionMethod", NAMES).get("Algorithm")
    if algorithm.endswith("-gcm"):
        return AESGCM(secret).decrypt(data[:12], data[12:], None)
    assert algorithm.endswith("-cbc"), algorithm
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(data[:16])).decryptor()
    padded = decryptor.update(data[16:]) + decryptor.finalize()
    return padded[: -padded[-1]]


def _ciphers(encrypted: Any) -> tuple[Any, Any]:
    """CipherValue of the key and of the data."""
    path = f"{{{XENC}}}CipherData/{{{XENC}}}CipherValue"
    return encrypted.find(f".//{{{XENC}}}EncryptedKey/{path}"), encrypted.find(f"{{{XENC}}}EncryptedData/{path}")
