"""Attacks on the parts of a signature: what is signed, by which key and algorithm."""

import base64
import copy
import hmac
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lxml import etree

from tests.harness.saml import DS, ENVELOPED, EXCLUSIVE, MORE, SAMLP, Provider, key_pair
from tests.harness.saml_attacks.making import EVIL, Attack, Mutation, bent, edited, one, signed_by, told


def _second(path: str, *, before: bool) -> Mutation:
    def mutate(root: Any) -> None:
        element = one(root, path)
        made = copy.deepcopy(element)
        parent = element.getparent()
        parent.insert(parent.index(element) + (not before), made)

    return mutate


def _digest_of_evil(root: Any) -> None:
    """The assertion changed, and its own digest put before the one that was signed."""
    assertion = one(root, "saml:Assertion")
    one(assertion, "saml:Subject/saml:NameID").text = EVIL
    value = one(assertion, ".//ds:DigestValue")
    made = copy.deepcopy(value)
    made.text = base64.b64encode(bytes(32)).decode()
    value.addprevious(made)


def _digest_in_a_child(root: Any) -> None:
    value = one(root, ".//ds:DigestValue")
    child = etree.SubElement(value, f"{{{DS}}}Value")
    child.text, value.text = value.text, None


def _stripped(root: Any) -> None:
    signature = one(root, ".//ds:Signature")
    signature.getparent().remove(signature)


def _two_signatures(root: Any) -> None:
    signature = one(root, "saml:Assertion/ds:Signature")
    signature.addnext(copy.deepcopy(signature))


def _signature_in_status(root: Any) -> None:
    detail = etree.SubElement(one(root, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
    detail.append(copy.deepcopy(one(root, ".//ds:Signature")))


def _other_key_info(provider: Provider) -> bytes:
    """Signed with the attacker's key, whose certificate is sent along."""
    return replace(provider, signer=replace(provider.signer, pair=key_pair("attacker"))).respond()


def _key_value(root: Any) -> None:
    info = one(root, ".//ds:KeyInfo")
    for child in info:
        info.remove(child)
    method = etree.SubElement(info, f"{{{DS}}}RetrievalMethod")
    method.set("URI", "http://127.0.0.1:9/key")
    one(root, "saml:Assertion/saml:Subject/saml:NameID").text = EVIL


def _with_method(method: str, value: Callable[[Provider, bytes], bytes]) -> Callable[[Provider], bytes]:
    """SignedInfo names another method, and SignatureValue is what the attacker can make of it."""

    def make(provider: Provider) -> bytes:
        root = etree.fromstring(provider.respond())
        one(root, ".//ds:SignatureMethod").set("Algorithm", method)
        info = etree.fromstring(etree.tostring(one(root, ".//ds:SignedInfo"), with_tail=False)).getroottree()
        form = etree.tostring(info, method="c14n", exclusive=True)
        one(root, ".//ds:SignatureValue").text = base64.b64encode(value(provider, form)).decode()
        return bytes(etree.tostring(root))

    return make


def _hmac_with_certificate(provider: Provider, form: bytes) -> bytes:
    return hmac.digest(provider.signer.pair.certificate.encode(), form, "sha256")


def _truncated_hmac(root: Any) -> None:
    method = one(root, ".//ds:SignatureMethod")
    method.set("Algorithm", f"{MORE}hmac-sha256")
    etree.SubElement(method, f"{{{DS}}}HMACOutputLength").text = "0"


def _flood(root: Any) -> None:
    transforms = one(root, ".//ds:Transforms")
    for _ in range(500):
        etree.SubElement(transforms, f"{{{DS}}}Transform").set("Algorithm", EXCLUSIVE)


def _transform(algorithm: str) -> Mutation:
    def mutate(root: Any) -> None:
        one(root, ".//ds:Transform[2]").set("Algorithm", algorithm)

    return mutate


def _xpath_transform(root: Any) -> None:
    transform = one(root, ".//ds:Transform[2]")
    transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")
    etree.SubElement(transform, f"{{{DS}}}XPath").text = "not(ancestor-or-self::saml:Subject)"


def _reference(uri: str) -> Mutation:
    def mutate(root: Any) -> None:
        one(root, ".//ds:Reference").set("URI", uri)

    return mutate


def _relative_namespace(root: Any) -> None:
    """A namespace for which canonicalization fails, and the digest of nothing (SHA-256 of no bytes)."""
    info = one(root, ".//ds:SignedInfo")
    made = etree.SubElement(info, "{relative}x")
    made.text = ""
    one(root, ".//ds:DigestValue").text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def _empty_digest(root: Any) -> None:
    one(root, "saml:Assertion/saml:Subject/saml:NameID").text = EVIL
    one(root, ".//ds:DigestValue").text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def _object(root: Any) -> None:
    etree.SubElement(one(root, ".//ds:Signature"), f"{{{DS}}}Object").text = "x"


def _more_in(path: str, tag: str = f"{{{DS}}}Object") -> Mutation:
    """Something that has no place there."""

    def mutate(root: Any) -> None:
        etree.SubElement(one(root, path), tag)

    return mutate


def _prefixes(*, nested: bool) -> Mutation:
    """Two lists of prefixes, beside or within each other."""

    def mutate(root: Any) -> None:
        where = one(root, ".//ds:Transform[2]")
        for _ in range(2):
            made = etree.SubElement(where, f"{{{EXCLUSIVE}}}InclusiveNamespaces")
            where = made if nested else where

    return mutate


def _renamed_transform(root: Any) -> None:
    one(root, ".//ds:Transform[2]").tag = f"{{{DS}}}Transformation"


def _key_info(content: Callable[[], str]) -> Callable[[Provider], bytes]:
    """A response with a good signature and another KeyInfo, which no signature covers."""

    def make(provider: Provider) -> bytes:
        root = etree.fromstring(provider.respond())
        info = one(root, ".//ds:KeyInfo")
        info.clear()
        info.append(etree.fromstring(content()))
        return bytes(etree.tostring(root))

    return make


SIGNATURES = (
    Attack("signature stripped", "not-signed", bent(_stripped)),
    Attack("signature of the response only", "not-signed", told(sign="response")),
    Attack("name changed after signing", "digest-differs", edited(b">P1</saml:NameID>", b">P666</saml:NameID>")),
    Attack(
        "attribute changed after signing",
        "digest-differs",
        edited(b">P1</saml:AttributeValue>", b">P6</saml:AttributeValue>"),
    ),
    Attack("two signatures", "several-signatures", bent(_two_signatures)),
    Attack("signature in the status", "signature-elsewhere", bent(_signature_in_status)),
    Attack("two SignedInfo, first false", "several-signed-infos", bent(_second(".//ds:SignedInfo", before=True))),
    Attack("two SignedInfo, last false", "several-signed-infos", bent(_second(".//ds:SignedInfo", before=False))),
    Attack("SignedInfo in KeyInfo", "several-signed-infos", _key_info(lambda: f'<SignedInfo xmlns="{DS}"/>')),
    Attack("two References", "several-references", bent(_second(".//ds:Reference", before=False))),
    Attack("something more in SignedInfo", "signature-form", bent(_more_in(".//ds:SignedInfo"))),
    Attack("something more in the Reference", "signature-form", bent(_more_in(".//ds:Reference"))),
    Attack("something more in a transform", "transforms", bent(_more_in(".//ds:Transform[1]"))),
    Attack("two lists of prefixes", "transforms", bent(_prefixes(nested=False))),
    Attack("a list of prefixes in another", "transforms", bent(_prefixes(nested=True))),
    Attack("a transform by another name", "transforms", bent(_renamed_transform)),
    Attack("something else than prefixes", "transforms", bent(_more_in(".//ds:Transform[2]"))),
    Attack("prefixes of something else", "transforms", bent(_more_in(".//ds:CanonicalizationMethod", "{urn:x}y"))),
    Attack("two SignatureValues", "signature-form", bent(_second(".//ds:SignatureValue", before=True))),
    Attack("two DigestValues", "several-digest-values", bent(_second(".//ds:DigestValue", before=True))),
    Attack("own DigestValue before the signed one", "several-digest-values", bent(_digest_of_evil)),
    Attack("DigestValue in a child", "digest-not-plain", bent(_digest_in_a_child)),
    Attack("something more in DigestValue", "digest-not-plain", bent(_more_in(".//ds:DigestValue"))),
    Attack("something more in SignatureValue", "digest-not-plain", bent(_more_in(".//ds:SignatureValue"))),
    Attack("comment in DigestValue", "comment", edited(b"<ds:DigestValue>", b"<ds:DigestValue><!--x-->")),
    Attack("object in the signature", "signature-form", bent(_object)),
    Attack("key of the attacker, sent along", "signature-invalid", _other_key_info),
    Attack("KeyInfo points elsewhere", "digest-differs", bent(_key_value)),
    Attack("HMAC with the certificate as key", "algorithm", _with_method(f"{MORE}hmac-sha256", _hmac_with_certificate)),
    Attack("HMAC of no bits", "algorithm", bent(_truncated_hmac)),
    Attack(
        "algorithm with a length", "algorithm", bent(_more_in(".//ds:SignatureMethod", f"{{{DS}}}HMACOutputLength"))
    ),
    Attack("no algorithm", "algorithm", _with_method("", lambda _provider, _form: b"x")),
    Attack("algorithm none", "algorithm", _with_method("none", lambda _provider, _form: b"x")),
    Attack("SHA-1 signature", "algorithm", signed_by(method=f"{DS}rsa-sha1")),
    Attack("SHA-1 digest", "algorithm", signed_by(digest=f"{DS}sha1")),
    Attack("MD5 digest", "algorithm", signed_by(digest=f"{MORE}md5")),
    Attack(
        "inclusive canonicalization",
        "canonicalization",
        signed_by(canonicalization="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
    ),
    Attack(
        "canonicalization with comments", "canonicalization", signed_by(canonicalization=f"{EXCLUSIVE}WithComments")
    ),
    Attack("transform flood", "too-many-transforms", bent(_flood)),
    Attack("three transforms", "too-many-transforms", signed_by(transforms=(ENVELOPED, EXCLUSIVE, EXCLUSIVE))),
    Attack("one transform", "transforms", signed_by(transforms=(ENVELOPED,))),
    Attack("no transforms", "transforms", signed_by(transforms=())),
    Attack("XSLT transform", "transforms", bent(_transform("http://www.w3.org/TR/1999/REC-xslt-19991116"))),
    Attack("XPath transform", "transforms", bent(_xpath_transform)),
    Attack("base64 transform", "transforms", bent(_transform(f"{DS}base64"))),
    Attack("reference to everything", "reference-elsewhere", bent(_reference(""))),
    Attack("reference to another part", "reference-elsewhere", bent(_reference("#_response"))),
    Attack("reference to a file", "reference-elsewhere", bent(_reference("file:///etc/passwd"))),
    Attack("reference by XPointer", "reference-elsewhere", bent(_reference("#xpointer(/)"))),
    Attack("canonical form that fails", "relative-namespace", bent(_relative_namespace)),
    Attack("digest of an empty canonical form", "digest-differs", bent(_empty_digest)),
    Attack(
        "certificate of the attacker beside a good signature",
        "",
        _key_info(
            lambda: f'<X509Data xmlns="{DS}"><X509Certificate>{key_pair("attacker").der}</X509Certificate></X509Data>'
        ),
    ),
    Attack(
        "key elsewhere beside a good signature",
        "",
        _key_info(lambda: f'<RetrievalMethod xmlns="{DS}" URI="http://127.0.0.1:9/key"/>'),
    ),
)
