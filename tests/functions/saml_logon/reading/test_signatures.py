"""What was signed is all that is seen: values come from the digested bytes, not from the document they came in."""

import hashlib
from base64 import b64decode
from typing import Any

import pytest
from lxml import etree

from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import signatures
from functions.saml_logon.xml import markup
from tests.harness.saml import DS, NAMES, SAML, Provider, key_pair

ASSERTION = f"{{{SAML}}}Assertion"


def verified(response: bytes) -> tuple[Any, Any]:
    """The assertion as it stands in the response, and what its signature covers."""
    assertion = markup.parse(response).find(ASSERTION)
    assert assertion is not None
    return assertion, signatures.verified(assertion, [key_pair("idp").certificate]).element


def test_what_is_read_is_a_document_of_its_own_made_of_the_digested_bytes(provider: Provider) -> None:
    original, found = verified(provider.respond())
    assert found.getroottree().getroot() is found
    digest = hashlib.sha256(markup.canonical(found, [])).digest()
    assert digest == b64decode(original.findtext(f".//{{{DS}}}DigestValue"))
    assert found.find(f"{{{DS}}}Signature") is None
    original.find("saml:Subject/saml:NameID", NAMES).text = "P666"
    assert found.findtext("saml:Subject/saml:NameID", namespaces=NAMES) == "P1"


def test_namespaces_around_what_is_signed_are_not_in_it(provider: Provider) -> None:
    response = provider.respond().replace(b"<samlp:Response ", b'<samlp:Response xmlns:evil="urn:evil" ', 1)
    original, found = verified(response)
    assert "evil" in original.nsmap
    assert "evil" not in found.nsmap


def test_a_canonical_form_that_cannot_be_made_is_refused() -> None:
    root = etree.fromstring('<a xmlns:p="relative" p:b=""/>')
    with pytest.raises(Rejected) as refused:
        markup.canonical(root, [])
    assert refused.value.problem.slug == "no-canonical-form"


def test_an_empty_canonical_form_is_refused(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest of nothing is known to everybody; no library is trusted never to make nothing of something."""
    response, real = provider.respond(), etree.tostring

    def nothing(*given: Any, **told: Any) -> bytes:
        return b"" if told.get("method") == "c14n" else bytes(real(*given, **told))

    monkeypatch.setattr(etree, "tostring", nothing)
    with pytest.raises(Rejected) as refused:
        verified(response)
    assert refused.value.problem.slug == "no-canonical-form"


@pytest.mark.parametrize("first", [False, True])
def test_text_around_a_signature_is_not_taken_out_with_it(provider: Provider, first: bool) -> None:
    """As in a response that is laid out in lines."""
    xml = provider.story.response().replace("</saml:Issuer><saml:Subject>", "</saml:Issuer>\n \n  <saml:Subject>")
    if first:
        xml = xml.replace('Z"><saml:Issuer>', 'Z">\n \n  <saml:Issuer>')
    root = etree.fromstring(provider.signer.sign(xml, "_assertion"))
    assertion = root.find("saml:Assertion", NAMES)
    signature, issuer = assertion.find("ds:Signature", NAMES), assertion.find("saml:Issuer", NAMES)
    if first:
        assertion.insert(0, signature)
        assertion.text, signature.tail = "\n ", "\n  "
    else:
        issuer.tail, signature.tail = "\n ", "\n  "
    verified(etree.tostring(root))
