"""Structure: the form that a response must have before any of it is trusted (SAML 2.0 core sections 2.3 and 3.3)."""

from collections.abc import Iterator
from copy import deepcopy

from functions.saml_logon.problems import form as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.signature import SIGNATURE_ELSEWHERE
from functions.saml_logon.xml import toolkit
from functions.saml_logon.xml.markup import Element, local, text
from functions.saml_logon.xml.names import ASSERTION, ENCRYPTION, PROTOCOL, SIGNATURE, SUCCESS, ds, saml, samlp
from koppel.domain.problems.problem import mask

_HOMES = {
    **dict.fromkeys(("Response", "Status", "StatusCode", "StatusMessage"), PROTOCOL),
    **dict.fromkeys(
        (
            "Assertion",
            "EncryptedAssertion",
            "Issuer",
            "Subject",
            "NameID",
            "SubjectConfirmation",
            "SubjectConfirmationData",
            "Conditions",
            "AudienceRestriction",
            "Audience",
            "AuthnStatement",
            "AttributeStatement",
            "Attribute",
            "AttributeValue",
        ),
        ASSERTION,
    ),
    **dict.fromkeys(("Signature", "SignedInfo", "Reference", "DigestValue", "SignatureValue"), SIGNATURE),
    **dict.fromkeys(("EncryptedData", "EncryptedKey", "CipherData", "CipherValue"), ENCRYPTION),
}
"""Elements that a decision depends on, each with its only allowed namespace."""

_IDS = frozenset({"id"})
_DECISIVE = frozenset({"id", "version", "destination", "inresponseto", "issueinstant", "recipient", "notonorafter"})
_MESSAGES = tuple(map(samlp, ("AuthnRequest", "LogoutRequest", "LogoutResponse", "ArtifactResponse", "Response")))


def check_response(root: Element) -> None:
    """One Response of version 2.0 with one assertion, plain or encrypted. Raises Rejected."""
    if root.tag != samlp("Response"):
        raise Rejected(problems.NOT_A_RESPONSE)
    check_names(root)
    _check_version(root)
    if len(list(root.iter(*_MESSAGES))) > 1:
        raise Rejected(problems.REQUEST_INSIDE)
    assertions = list(root.iter(saml("Assertion"), saml("EncryptedAssertion")))
    if len(assertions) > 1:
        raise Rejected(problems.SEVERAL_ASSERTIONS)
    if assertions and assertions[0].getparent() is not root:
        raise Rejected(problems.MISPLACED_ASSERTION)
    check_ids(root, [root, *root.findall(saml("Assertion"))])
    check_signature_places(root)


def check_assertion(root: Element) -> None:
    """One Assertion of version 2.0 and nothing else that is one. Raises Rejected."""
    if root.tag != saml("Assertion"):
        raise Rejected(problems.NO_ASSERTION)
    check_names(root)
    check_ids(root, [root])
    _check_version(root)
    if len(list(root.iter(saml("Assertion"), saml("EncryptedAssertion")))) > 1:
        raise Rejected(problems.SEVERAL_ASSERTIONS)
    if any(element.tag.startswith(f"{{{PROTOCOL}}}") for element in root.iter()):
        raise Rejected(problems.REQUEST_INSIDE)
    check_signature_places(root)


def check_names(root: Element) -> None:
    """Check that no element or attribute has the name of a decisive one in another namespace. The content of Advice is
    not checked. Raises Rejected."""
    has_advice = next(root.iter(saml("Advice")), None) is not None  # hardly ever, and walking around it takes longer
    for element in _without_advice(root) if has_advice else root.iter():
        name = local(element.tag)
        home = _HOMES.get(name)
        if home is not None and element.tag != f"{{{home}}}{name}":
            raise Rejected(problems.LOOK_ALIKE)
        if any(name.startswith("{") and local(name).lower() in _DECISIVE for name in element.attrib):
            raise Rejected(problems.LOOK_ALIKE)


def check_ids(root: Element, owners: list[Element]) -> None:
    """Each of the owners has an ID, and no two elements have the same, however they spell it. Raises Rejected."""
    if not all(owner.get("ID") for owner in owners):
        raise Rejected(problems.NO_ID)
    found = [value for element in root.iter() for name, value in element.attrib.items() if local(name).lower() in _IDS]
    if len(set(found)) != len(found):
        raise Rejected(problems.DUPLICATE_ID)


def check_signature_places(root: Element) -> None:
    """Check that signatures are children of the response or of its assertion only. Raises Rejected."""
    for signature in root.iter(ds("Signature")):
        parent = signature.getparent()
        if parent is None or parent.tag not in (samlp("Response"), saml("Assertion")):
            raise Rejected(SIGNATURE_ELSEWHERE)


def check_schema(root: Element) -> None:
    """Raises Rejected for what does not follow the schema of SAML 2.0. Content of other namespaces is not checked: that
    of Advice (core section 2.6.1) and in attribute values (section 2.7.3.1.1). A statement without attributes,
    which Keycloak sends, does no harm."""
    if toolkit.follows_schema(root):
        return
    own = deepcopy(root)
    for element in list(own.iter(saml("Advice"), saml("AttributeValue"))):
        del element[:]
        element.text = None
        element.attrib.clear()
    for element in list(own.iter(saml("AttributeStatement"))):
        parent = element.getparent()
        if len(element) == 0 and parent is not None:
            parent.remove(element)
    if not toolkit.follows_schema(own):
        raise Rejected(problems.SCHEMA)


def check_status(root: Element) -> None:
    """Raises Rejected when the identity provider did not log anybody on; its reason goes to the administrator."""
    code = root.find(f"{samlp('Status')}/{samlp('StatusCode')}")
    value = code.get("Value", "") if code is not None else ""
    if value == SUCCESS:
        return
    second = code.find(samlp("StatusCode")) if code is not None else None
    reason = second.get("Value", "") if second is not None else ""
    raise Rejected(problems.STATUS, {"status": _shown(value), "reason": _shown(reason)})


def check_issuer(element: Element, issuer: str, *, needed: bool) -> None:
    """Raises Rejected unless the element's Issuer is exactly this one, or is missing and not needed."""
    found = [text(each) for each in element.findall(saml("Issuer"))]
    if found != [issuer] and (found or needed):
        raise Rejected(problems.WRONG_ISSUER, {"issuer": _address(found[0]) if found else "-"})


def only_assertion(root: Element) -> Element:
    """The response's assertion, plain or encrypted. Raises Rejected."""
    found = [*root.findall(saml("Assertion")), *root.findall(saml("EncryptedAssertion"))]
    if len(found) != 1:
        raise Rejected(problems.NO_ASSERTION if not found else problems.SEVERAL_ASSERTIONS)
    return found[0]


def _without_advice(element: Element) -> Iterator[Element]:
    """The element and its descendants, without the content of Advice in an assertion: additional information that may
    be ignored (core section 2.6.1)."""
    yield element
    if element.tag == saml("Advice"):
        return
    for child in element:
        yield from _without_advice(child)


def _check_version(element: Element) -> None:
    if element.get("Version") != "2.0":
        raise Rejected(problems.NOT_VERSION_2)


def _shown(status: str) -> str:
    """The last part of a status, when it is one of SAML's own; nothing else of what was sent is shown."""
    name = status.rpartition(":")[2]
    return name if status.startswith("urn:oasis:names:tc:SAML:2.0:status:") and name.isalpha() else ""


def _address(issuer: str) -> str:
    """An issuer as it may be shown. It should name a system, but a sender can write anything into it."""
    return issuer[:200] if issuer.isascii() and "@" not in issuer and issuer.isprintable() else mask(issuer)
