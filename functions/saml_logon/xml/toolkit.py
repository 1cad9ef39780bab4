"""What is used of python3-saml and of xmlsec under it; another library would replace this file.

python3-saml carries the schemas of SAML 2.0, signs our messages, and calls xmlsec with one key and nothing else. Its
own reading of responses is not used: it reads the document and not what was signed, remembers nothing of what it has
seen, tells the time by itself, and lets some bad input end in an exception.

No `KeysManager` of xmlsec is made anywhere: where SSL_CERT_FILE is set, each would load all those certificates.
"""

from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path

import xmlsec
from lxml import etree
from onelogin.saml2 import utils

from functions.saml_logon.xml.markup import Element
from functions.saml_logon.xml.names import SHA1_SIGNATURE, SIGNATURE_11

_SIGNERS = {
    f"{SIGNATURE_11}rsa-sha256": xmlsec.Transform.RSA_SHA256,
    f"{SIGNATURE_11}rsa-sha384": xmlsec.Transform.RSA_SHA384,
    f"{SIGNATURE_11}rsa-sha512": xmlsec.Transform.RSA_SHA512,
    f"{SIGNATURE_11}ecdsa-sha256": xmlsec.Transform.ECDSA_SHA256,
    f"{SIGNATURE_11}ecdsa-sha384": xmlsec.Transform.ECDSA_SHA384,
    f"{SIGNATURE_11}ecdsa-sha512": xmlsec.Transform.ECDSA_SHA512,
    SHA1_SIGNATURE: xmlsec.Transform.RSA_SHA1,
}


def follows_schema(element: Element, name: str = "protocol") -> bool:
    """Whether the element follows the schema of SAML 2.0: `protocol` or `metadata`."""
    follows: bool = _schema(name).validate(element)
    return follows


def is_signature_of(signature: Element, certificate: str) -> bool:
    """Whether this XML signature was made with the key of this certificate (PEM). KeyInfo plays no part."""
    xmlsec.tree.add_ids(signature.getroottree().getroot(), ["ID"])
    try:
        valid: bool = utils.OneLogin_Saml2_Utils.validate_node_sign(signature, None, certificate)
    except (xmlsec.Error, TypeError, ValueError):
        return False
    return valid


def is_signed_text(text: bytes, signature: bytes, algorithm: str, certificate: str) -> bool:
    """Whether the signature of this text was made with the key of this certificate (PEM)."""
    context = xmlsec.SignatureContext()
    try:
        context.key = xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM, None)
        context.verify_binary(text, _SIGNERS[algorithm], signature)
    except (xmlsec.Error, TypeError, ValueError):
        return False
    return True


def sign_text(text: bytes, private_key: bytes) -> bytes:
    """The RSA-SHA-256 signature of this text with this key (PEM)."""
    signature: bytes = utils.OneLogin_Saml2_Utils.sign_binary(text, private_key)
    return signature


def sign_message(xml: bytes, private_key: bytes, certificate: str) -> bytes:
    """The message with an enveloped RSA-SHA-256 signature after its Issuer (both PEM)."""
    signed: bytes = utils.OneLogin_Saml2_Utils.add_sign(xml, private_key, certificate)
    return signed


def decrypt(encrypted_key: Element, encrypted_data: Element, bits: int, private_key: bytes) -> bytes | None:
    """The bytes that were encrypted for this private key (PEM), whatever they are; None when they were not.

    bits  size of the AES key that EncryptionMethod promises
    """
    try:
        transport = xmlsec.EncryptionContext()
        transport.key = xmlsec.Key.from_memory(private_key, xmlsec.KeyFormat.PEM, None)
        secret = transport.decrypt(encrypted_key)
        if not isinstance(secret, bytes) or len(secret) * 8 != bits:
            return None
        content = xmlsec.EncryptionContext()
        content.key = xmlsec.Key.from_binary_data(xmlsec.KeyData.AES, secret)
        plain = content.decrypt(encrypted_data)
    except (xmlsec.Error, TypeError, ValueError):
        return None
    return plain if isinstance(plain, bytes) else None


@cache
def _schema(name: str) -> etree.XMLSchema:
    folder = Path(utils.__file__).parent / "schemas"
    return etree.XMLSchema(etree.parse(folder / f"saml-schema-{name}-2.0.xsd"))


def decoded(value: str) -> bytes | None:
    """The bytes in this base64 text, blanks and line ends aside; None when it is none (RFC 4648 section 4)."""
    try:
        return b64decode("".join(value.split()), validate=True)
    except ValueError:
        return None


def encoded(content: bytes) -> str:
    """The bytes in base64."""
    return b64encode(content).decode()
