"""Attacks by way of an encrypted assertion."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lxml import etree

from tests.harness.saml import SAML, XENC, Provider, encrypted, key_pair
from tests.harness.saml_attacks.making import DTD, Attack, Mutation, one


def inside(make: Callable[[Provider], bytes | str], algorithm: str = "") -> Callable[[Provider], bytes]:
    """The attack that encrypts for us something that is no good assertion."""

    def made(provider: Provider) -> bytes:
        chosen = {"algorithm": algorithm} if algorithm else {}
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


def _beside(root: Any) -> None:
    made = etree.fromstring(f'<saml:Assertion xmlns:saml="{SAML}" ID="_evil" Version="2.0"/>')
    root.append(made)


def _key_as_xml(root: Any) -> None:
    """The wrapped key is said to be an element, so that whoever unwraps it would parse what comes out."""
    one(root, ".//xenc:EncryptedKey").set("Type", f"{XENC}Element")


ENCRYPTION = (
    Attack(
        "encrypted for somebody else",
        "not-decrypted",
        lambda provider: provider.respond(encrypt_for=key_pair("other").certificate),
    ),
    Attack("ciphertext changed", "not-decrypted", _cipher_bent),
    Attack("CBC", "encryption-algorithm", inside(_signed_assertion, f"{XENC}aes128-cbc")),
    Attack("RSA 1.5", "encryption-algorithm", _encrypted_bent(_rsa_15)),
    Attack("wrapped key that says it is XML", "", _encrypted_bent(_key_as_xml)),
    Attack("ciphertext elsewhere", "encryption-form", _encrypted_bent(_reference_outside)),
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
    Attack("no XML inside", "not-xml", inside(lambda _provider: b"x")),
    Attack("nothing inside", "not-xml", inside(lambda _provider: b"")),
    Attack(
        "encrypted twice",
        "no-assertion",
        inside(lambda provider: encrypted(_signed_assertion(provider), key_pair("ours").certificate)),
    ),
)
