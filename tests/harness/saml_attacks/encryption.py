"""Attacks by way of an encrypted assertion."""

import base64
import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lxml import etree

from tests.harness.saml import DS, MORE, SAML, SAMLP, XENC, Provider, encrypted, key_pair
from tests.harness.saml_attacks.making import DTD, Attack, Mutation, one


def inside(make: Callable[[Provider], bytes | str], algorithm: str = "") -> Callable[[Provider], bytes]:
    """The attack that encrypts for us something that is no good assertion."""

    def made(provider: Provider) -> bytes:
        chosen: dict[str, Any] = {"algorithm": algorithm} if algorithm else {}
        return provider.story.response(encrypted(make(provider), key_pair("ours").certificate, **chosen)).encode()

    return made


def _signed_assertion(provider: Provider) -> bytes:
    return provider.signer.sign(provider.story.assertion(), "_assertion")


def _without_issuer(provider: Provider) -> bytes:
    return provider.signer.sign(replace(provider.story, issuer="https://other.example/").assertion(), "_assertion")


def _cipher_bent(provider: Provider) -> bytes:
    root = etree.fromstring(inside(_signed_assertion)(provider))
    value = one(root, ".//xenc:EncryptedData/xenc:CipherData/xenc:CipherValue")
    data = bytearray(base64.b64decode(value.text))
    data[40] ^= 1
    value.text = base64.b64encode(bytes(data)).decode()
    return bytes(etree.tostring(root))


def _rsa_15(root: Any) -> None:
    one(root, ".//xenc:EncryptedKey/xenc:EncryptionMethod").set("Algorithm", f"{XENC}rsa-1_5")


def _encrypted_bent(mutate: Mutation) -> Callable[[Provider], bytes]:
    def make(provider: Provider) -> bytes:
        root = etree.fromstring(inside(_signed_assertion)(provider))
        mutate(root)
        return bytes(etree.tostring(root))

    return make


def _reference_outside(root: Any) -> None:
    data = one(root, ".//xenc:EncryptedData/xenc:CipherData")
    for child in data:
        data.remove(child)
    etree.SubElement(data, f"{{{XENC}}}CipherReference").set("URI", "http://127.0.0.1:9/")


def _twice(path: str) -> Mutation:
    def mutate(root: Any) -> None:
        element = one(root, path)
        element.addnext(copy.deepcopy(element))

    return mutate


def _also_elsewhere(root: Any) -> None:
    """A ciphertext elsewhere beside the one that is here."""
    data = one(root, ".//xenc:EncryptedData/xenc:CipherData")
    etree.SubElement(data, f"{{{XENC}}}CipherReference").set("URI", "http://127.0.0.1:9/")


def _beside(root: Any) -> None:
    made = etree.fromstring(f'<saml:Assertion xmlns:saml="{SAML}" ID="_evil" Version="2.0"/>')
    root.append(made)


def _oaep_digest(root: Any) -> None:
    method = one(root, ".//xenc:EncryptedKey/xenc:EncryptionMethod")
    etree.SubElement(method, f"{{{DS}}}DigestMethod").set("Algorithm", f"{MORE}md5")


def _newer_oaep(provider: Provider) -> bytes:
    content = encrypted(_signed_assertion(provider), key_pair("ours").certificate, newer=True)
    return provider.story.response(content).encode()


def _wrapped_data(root: Any) -> None:
    data = one(root, ".//xenc:EncryptedData")
    around = etree.SubElement(data.getparent(), "{urn:x}y")
    around.append(data)


def _key_as_xml(root: Any) -> None:
    """The wrapped key is said to be an element, so that whoever unwraps it would parse what comes out."""
    one(root, ".//xenc:EncryptedKey").set("Type", f"{XENC}Element")


def _signed_with(statement: str) -> Callable[[Provider], bytes]:
    """An assertion that is signed as a whole and holds something more."""
    return lambda provider: provider.signer.sign(
        replace(provider.story, extra_statement=statement).assertion(), "_assertion"
    )


def _attribute(value: str) -> str:
    """A statement whose one attribute has this value."""
    return (
        '<saml:AttributeStatement><saml:Attribute Name="x"><saml:AttributeValue>'
        f"{value}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"
    )


ENCRYPTION = (
    Attack(
        "encrypted for somebody else",
        "not-decrypted",
        lambda provider: provider.respond(encrypt_for=key_pair("other").certificate),
    ),
    Attack("ciphertext changed", "not-decrypted", _cipher_bent),
    Attack("CBC", "encryption-algorithm", inside(_signed_assertion, f"{XENC}aes128-cbc")),
    Attack("OAEP with MD5", "encryption-algorithm", _encrypted_bent(_oaep_digest)),
    Attack("RSA 1.5", "encryption-algorithm", _encrypted_bent(_rsa_15)),
    Attack("wrapped key that says it is XML", "", _encrypted_bent(_key_as_xml)),
    Attack("ciphertext elsewhere", "encryption-form", _encrypted_bent(_reference_outside)),
    Attack("ciphertext here and elsewhere", "encryption-form", _encrypted_bent(_also_elsewhere)),
    Attack("OAEP with SHA-256", "", _newer_oaep),
    Attack("ciphertext a level deeper", "encryption-form", _encrypted_bent(_wrapped_data)),
    Attack("two wrapped keys", "encryption-form", _encrypted_bent(_twice(".//xenc:EncryptedKey"))),
    Attack("two ciphertexts", "encryption-form", _encrypted_bent(_twice(".//xenc:EncryptedData"))),
    Attack("two methods", "encryption-form", _encrypted_bent(_twice(".//xenc:EncryptedKey/xenc:EncryptionMethod"))),
    Attack("encrypted and plain", "several-assertions", _encrypted_bent(_beside)),
    Attack("encrypted without signature", "not-signed", inside(lambda provider: provider.story.assertion())),
    Attack(
        "signature outside only",
        "not-signed",
        lambda provider: provider.respond(sign="response", encrypt_for=key_pair("ours").certificate),
    ),
    Attack("document type inside", "doctype", inside(lambda provider: DTD + _signed_assertion(provider))),
    Attack(
        "comment inside",
        "comment",
        inside(lambda provider: _signed_assertion(provider).replace(b">P1</saml:NameID>", b">P<!---->1</saml:NameID>")),
    ),
    Attack(
        "changed inside",
        "digest-differs",
        inside(lambda provider: _signed_assertion(provider).replace(b">P1</saml:NameID>", b">P666</saml:NameID>")),
    ),
    Attack("other issuer inside", "wrong-issuer", inside(_without_issuer)),
    Attack("two roots inside", "several-roots", inside(lambda provider: _signed_assertion(provider) * 2)),
    Attack("a response inside", "no-assertion", inside(lambda provider: provider.respond())),
    Attack(
        "an assertion inside the assertion",
        "several-assertions",
        inside(_signed_with(_attribute('<saml:Assertion ID="_evil" Version="2.0"/>'))),
    ),
    Attack(
        "a request inside the assertion",
        "request-inside",
        inside(_signed_with(_attribute(f'<samlp:AuthnRequest xmlns:samlp="{SAMLP}"/>'))),
    ),
    Attack("no XML inside", "not-xml", inside(lambda _provider: b"x")),
    Attack("nothing inside", "not-xml", inside(lambda _provider: b"")),
    Attack(
        "encrypted twice",
        "no-assertion",
        inside(lambda provider: encrypted(_signed_assertion(provider), key_pair("ours").certificate)),
    ),
)
