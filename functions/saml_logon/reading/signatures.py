"""Signatures: what exactly was signed, with which of the pinned keys (XML Signature 1.1, SAML 2.0 core section 5).

What comes out of `verified` is built of the bytes that were digested; the document they came in plays no part after.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.saml_logon.problems import signature as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.xml import markup, toolkit
from functions.saml_logon.xml.markup import Element, local
from functions.saml_logon.xml.names import (
    DIGESTS,
    ENVELOPED,
    EXCLUSIVE,
    SHA1_DIGEST,
    SHA1_SIGNATURE,
    SIGNATURES,
    algorithm_name,
    ds,
)
from koppel.domain.problems.problem import Problem

_PREFIXES = f"{{{EXCLUSIVE}}}InclusiveNamespaces"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was signed: an element that is the root of a document of its own, and the certificate (PEM) that goes with
    the key that signed it."""

    element: Element
    certificate: str


@dataclass(frozen=True, slots=True)
class _Reference:
    """One reference as it may be: what is digested, how, to what."""

    prefixes: list[str]
    digest: str
    value: bytes


def verified(owner: Element, certificates: Sequence[str], *, allow_sha1: bool = False) -> Verified:
    """What the signature in this element covers, which is this element. Raises Rejected.

    certificates  PEM, of the pinned keys; KeyInfo is ignored
    """
    signature = _only(owner.findall(ds("Signature")), problems.SEVERAL_SIGNATURES)
    info = _signed_info(signature)
    reference = _reference(owner, info, allow_sha1=allow_sha1)
    markup.canonical(markup.alone(info), _prefixes(_child(info, "CanonicalizationMethod")))
    signed = _digested(owner, reference.prefixes)
    digest = hashlib.new(reference.digest, signed).digest()
    if not hmac.compare_digest(digest, reference.value):
        raise Rejected(problems.DIGEST_DIFFERS)
    for certificate in certificates:
        if toolkit.is_signature_of(signature, certificate):
            return Verified(markup.parse(signed), certificate)
    raise Rejected(problems.SIGNATURE_INVALID)


def is_signed(owner: Element) -> bool:
    """Whether the element carries a signature, right or wrong."""
    return owner.find(ds("Signature")) is not None


def _signed_info(signature: Element) -> Element:
    """SignedInfo of a signature that has the parts it should have, each once."""
    if len(list(signature.iter(ds("SignedInfo")))) > 1:
        raise Rejected(problems.SEVERAL_SIGNED_INFOS)
    names = [local(child.tag) for child in signature]
    if names not in (["SignedInfo", "SignatureValue"], ["SignedInfo", "SignatureValue", "KeyInfo"]):
        raise Rejected(problems.SIGNATURE_FORM)
    _plain(_child(signature, "SignatureValue"))
    info = _child(signature, "SignedInfo")
    parts = [local(child.tag) for child in info]
    if parts.count("Reference") > 1:
        raise Rejected(problems.SEVERAL_REFERENCES)
    if parts != ["CanonicalizationMethod", "SignatureMethod", "Reference"]:
        raise Rejected(problems.SIGNATURE_FORM)
    return info


def _reference(owner: Element, info: Element, *, allow_sha1: bool) -> _Reference:
    method = _child(info, "CanonicalizationMethod").get("Algorithm", "")
    if method != EXCLUSIVE:
        raise Rejected(problems.CANONICALIZATION, {"algorithm": algorithm_name(method)})
    signer = _child(info, "SignatureMethod")
    if signer.get("Algorithm") not in SIGNATURES | ({SHA1_SIGNATURE} if allow_sha1 else set()) or len(signer):
        raise Rejected(problems.ALGORITHM, {"algorithm": algorithm_name(signer.get("Algorithm", ""))})
    reference = _child(info, "Reference")
    if reference.get("URI") != f"#{owner.get('ID')}":
        raise Rejected(problems.REFERENCE_ELSEWHERE)
    parts = [local(child.tag) for child in reference]
    if len(list(reference.iter(ds("DigestValue")))) > 1:
        raise Rejected(problems.SEVERAL_DIGEST_VALUES)
    if parts != ["Transforms", "DigestMethod", "DigestValue"]:
        raise Rejected(problems.SIGNATURE_FORM)
    prefixes = _transforms(_child(reference, "Transforms"))
    chosen = _child(reference, "DigestMethod").get("Algorithm", "")
    allowed: Mapping[str, str] = DIGESTS | ({SHA1_DIGEST: "sha1"} if allow_sha1 else {})
    if chosen not in allowed:
        raise Rejected(problems.ALGORITHM, {"algorithm": algorithm_name(chosen)})
    return _Reference(prefixes, allowed[chosen], _plain(_child(reference, "DigestValue")))


def _transforms(transforms: Element) -> list[str]:
    """Prefixes that are rendered with the signed element although nothing in it uses them."""
    if len(transforms) > 2:
        raise Rejected(problems.TOO_MANY_TRANSFORMS)
    names = [each.get("Algorithm", "") for each in transforms]
    if any(each.tag != ds("Transform") for each in transforms) or names != [ENVELOPED, EXCLUSIVE]:
        raise Rejected(problems.TRANSFORMS)
    if len(transforms[0]):
        raise Rejected(problems.TRANSFORMS)
    return _prefixes(transforms[1])


def _prefixes(method: Element) -> list[str]:
    """The prefix list of InclusiveNamespaces; `#default` means no prefix."""
    if len(method) == 0:
        return []
    if len(method) > 1 or method[0].tag != _PREFIXES or len(method[0]):
        raise Rejected(problems.TRANSFORMS)
    return [("" if each == "#default" else each) for each in method[0].get("PrefixList", "").split()]


def _digested(owner: Element, prefixes: list[str]) -> bytes:
    """The bytes that go into the digest: the element without its signature, in exclusive canonical form."""
    copy = markup.alone(owner)
    _take_out(copy, _only(copy.findall(ds("Signature")), problems.SEVERAL_SIGNATURES))
    return markup.canonical(copy, prefixes)


def _take_out(parent: Element, element: Element) -> None:
    """Remove the element but not the text that follows it."""
    before, tail = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _plain(element: Element) -> bytes:
    """The bytes in an element that holds base64 text and nothing else."""
    content = toolkit.decoded(element.text or "") if len(element) == 0 else None
    if not content:
        raise Rejected(problems.NOT_PLAIN)
    return content


def _child(element: Element, name: str) -> Element:
    return _only(element.findall(ds(name)), problems.SIGNATURE_FORM)


def _only(found: list[Element], problem: Problem) -> Element:
    if not found:
        raise Rejected(problems.SIGNATURE_FORM)
    if len(found) > 1:
        raise Rejected(problem)
    return found[0]
