"""Responses of an identity provider as sent, and what they say once every signature is checked.

The order of the steps is fixed, and each has a name. What a signature covers is parsed again from the bytes that were
digested; after that nothing else of the response is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.saml_logon.problems import form as form_problems
from functions.saml_logon.problems import signature as problems
from functions.saml_logon.problems.refusal import Rejected, steps
from functions.saml_logon.reading import assertions, decryption, signatures, structure
from functions.saml_logon.reading.assertions import Assertion
from functions.saml_logon.trust import Signed, Trust
from functions.saml_logon.xml import markup, toolkit
from functions.saml_logon.xml.markup import Element
from functions.saml_logon.xml.names import saml

_LONGEST_FORM = 4 * markup.LIMITS.size // 3 + 8192
"""Base64 of the largest response, with line ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a response said.

    destination     of the response, "" when it names none
    in_response_to  of the response, "" when it names none
    certificates    PEM, those whose keys signed
    encrypted       whether the assertion was
    passed          names of the steps that it passed, in order
    """

    assertion: Assertion
    destination: str
    in_response_to: str
    certificates: tuple[str, ...]
    encrypted: bool
    passed: tuple[str, ...]


def hear(form: Mapping[str, Sequence[str]], trust: Trust) -> Heard:
    """What the response in these form fields says. Raises Rejected, with the steps that were passed.

    Destination and InResponseTo of a response that is not signed prove nothing: they can only make it be refused.
    """
    with steps() as passed:
        raw = _decoded(form)
        passed.append("form")
        root = markup.parse(raw)
        passed.append("xml")
        structure.check_response(root)
        passed.append("structure")
        structure.check_status(root)
        passed.append("status")
        structure.check_issuer(root, trust.issuer, needed=False)
        passed.append("issuer")
        response, response_signer = _covered(root, trust, without=Signed.ASSERTION)
        passed.append("response signature")
        found = structure.only_assertion(response)
        is_encrypted = found.tag == saml("EncryptedAssertion")
        assertion = _decrypted(found, trust) if is_encrypted else markup.alone(found)
        if trust.must_encrypt and not is_encrypted:
            raise Rejected(problems.NOT_ENCRYPTED)
        passed.append("encryption")
        element, signer = _covered(assertion, trust, without=Signed.RESPONSE)
        passed.append("signature")
        if is_encrypted:
            structure.check_schema(assertion)
            root.remove(structure.only_assertion(root))  # its parts were counted; newer ones the schema does not know
        structure.check_schema(root)
        passed.append("schema")
        structure.check_issuer(element, trust.issuer, needed=True)
        content = assertions.read(element)
        passed.append("content")
        return Heard(
            assertion=content,
            destination=response.get("Destination", ""),
            in_response_to=response.get("InResponseTo", ""),
            certificates=tuple(dict.fromkeys(each for each in (response_signer, signer) if each)),
            encrypted=is_encrypted,
            passed=tuple(passed),
        )


def _decoded(form: Mapping[str, Sequence[str]]) -> bytes:
    values = form.get("SAMLResponse", ())
    if len(values) != 1 or not values[0]:
        raise Rejected(form_problems.NO_RESPONSE)
    if len(values[0]) > _LONGEST_FORM:
        raise Rejected(form_problems.TOO_LARGE)
    raw = toolkit.decoded(values[0])
    if not raw:
        raise Rejected(form_problems.NOT_BASE64)
    return raw


def _covered(part: Element, trust: Trust, *, without: Signed) -> tuple[Element, str]:
    """What the signature of this part covers, and the certificate (PEM) whose key made it; the part itself and "" when
    it has no signature and the connection demands only `without`, a signature of the other part. Raises Rejected."""
    if not signatures.is_signed(part):
        if trust.signed is not without:
            raise Rejected(problems.NOT_SIGNED, {"part": markup.local(part.tag)})
        return part, ""
    verified = signatures.verified(part, trust.certificates, allow_sha1=trust.allow_sha1)
    return verified.element, verified.certificate


def _decrypted(encrypted: Element, trust: Trust) -> Element:
    """The assertion inside, which must keep to all rules anew."""
    plain = decryption.decrypted(encrypted, trust.private_keys(), allow_cbc=trust.allow_cbc)
    root = markup.parse_part(plain, encrypted)
    structure.check_assertion(root)
    return root
