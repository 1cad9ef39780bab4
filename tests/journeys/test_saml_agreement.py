"""What is accepted of real identity providers another library accepts too, and it reads the same in it."""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from signxml.exceptions import InvalidInput, InvalidSignature

from functions.saml_logon import rules
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import responses
from functions.saml_logon.reading.assertions import Assertion
from functions.saml_logon.rules import Expected
from functions.saml_logon.sending import messages, redirects
from functions.saml_logon.sending.messages import Envelope
from functions.saml_logon.trust import Signed, Trust
from tests.harness import saml_idp, saml_node
from tests.harness.saml import NAMES, key_pair, posted
from tests.harness.saml_idp import IdentityProvider, ServiceProvider
from tests.harness.saml_node import NodeProvider
from tests.harness.saml_opinion import signed, signed_assertion

BASE = "https://demo.koppel.example/saml/connection1"
OURS = key_pair("ours")
KINDS = ("plain", "encrypted")


@pytest.fixture(scope="module")
def php(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityProvider]:
    if not saml_idp.is_installed():
        pytest.skip("SimpleSAMLphp is not installed")
    with saml_idp.running(Path(tmp_path_factory.mktemp("idp"))) as found:
        yield found


@pytest.fixture(scope="module")
def node(installed: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProvider]:
    with saml_node.running(installed("samlp"), Path(tmp_path_factory.mktemp("samlp"))) as found:
        yield found


def request(where: str) -> str:
    """The address at which we ask for a logon."""
    envelope = Envelope(id="_request", now=datetime.now(UTC), issuer=f"{BASE}/metadata", destination=where)
    xml = messages.authn_request(envelope, f"{BASE}/acs")
    return redirects.address(where, "SAMLRequest", xml, private_key=OURS.pem)


def response_of(page: httpx.Response) -> bytes:
    """The response in the form with which a provider sends the browser back."""
    found = re.search(r'name="SAMLResponse"\s+value="([^"]+)"', page.raise_for_status().text)
    assert found, page.text
    return base64.b64decode(unescape(found[1]))


def from_php(provider: IdentityProvider, kind: str) -> bytes:
    """What SimpleSAMLphp answers, once somebody has filled in its form."""
    provider.trust([ServiceProvider(BASE, OURS.der, OURS.der, kind == "encrypted")])
    with httpx.Client(trust_env=False, follow_redirects=True) as client:
        form = client.get(request(f"{provider.base_url}/saml2/idp/SSOService.php"))
        state = re.search(r'name="AuthState" value="([^"]+)"', form.text)
        assert state, form.text
        fields = {"username": "alice", "password": "al1ce", "AuthState": unescape(state[1])}
        return response_of(client.post(form.url, data=fields))


def from_node(provider: NodeProvider, kind: str) -> bytes:
    """What samlp answers."""
    encryption = OURS.certificate if kind == "encrypted" else ""
    own = {"acs": f"{BASE}/acs", "slo": f"{BASE}/slo", "signing": OURS.certificate, "encryption": encryption}
    provider.trust({f"{BASE}/metadata": own})
    return response_of(httpx.get(request(f"{provider.base_url}/sso"), trust_env=False))


def heard(response: bytes, issuer: str, certificate: str) -> Assertion:
    """What we accept of it. Raises Rejected."""
    trust = Trust(
        issuer=issuer,
        certificates=(certificate,),
        private_keys=lambda: (OURS.pem,),
        signed=Signed.BOTH,
        allow_cbc=True,
    )
    expected = Expected(
        acs=f"{BASE}/acs",
        entity_id=f"{BASE}/metadata",
        now=datetime.now(UTC),
        skew=timedelta(seconds=60),
        idp_initiated=False,
    )
    found = responses.hear(posted(response), trust)
    assert rules.judge(found, expected).request == "_request"
    return found.assertion


def agree(response: bytes, issuer: str, certificate: str) -> None:
    """Both signatures hold for signxml, and what they cover says what we read."""
    ours = heard(response, issuer, certificate)
    assert signed(response, certificate).get("ID") != ours.id
    theirs = signed_assertion(response, certificate, OURS)
    assert theirs.get("ID") == ours.id
    assert texts(theirs, "saml:Issuer") == [ours.issuer] == [issuer]
    assert texts(theirs, "saml:Subject/saml:NameID") == [ours.name_id.value]
    assert texts(theirs, "saml:Conditions/saml:AudienceRestriction/saml:Audience") == [*ours.audiences[0]]
    attributes = {
        each.get("Name"): tuple(texts(each, "saml:AttributeValue"))
        for each in theirs.iterfind("saml:AttributeStatement/saml:Attribute", NAMES)
    }
    assert attributes == ours.attributes
    assert attributes["employeeNumber"] == ("P1",)


def texts(element: Any, path: str) -> list[str]:
    return ["".join(each.itertext()) for each in element.iterfind(path, NAMES)]


@pytest.mark.parametrize("kind", KINDS)
def test_simplesamlphp(php: IdentityProvider, kind: str) -> None:
    response = from_php(php, kind)
    issuer = f"{php.base_url}/saml2/idp/metadata.php"
    assert (b"EncryptedAssertion" in response) is (kind == "encrypted")
    agree(response, issuer, php.pair.certificate)
    both_refuse(response, issuer, php.pair.certificate)


@pytest.mark.parametrize("kind", KINDS)
def test_samlp(node: NodeProvider, kind: str) -> None:
    response = from_node(node, kind)
    issuer = f"{node.base_url}/metadata"
    assert (b"aes256-gcm" in response) is (kind == "encrypted")
    agree(response, issuer, node.pair.certificate)
    both_refuse(response, issuer, node.pair.certificate)


def both_refuse(response: bytes, issuer: str, certificate: str) -> None:
    """The same response with one sign changed, and with the right signs signed by somebody else."""
    changed = response.replace(b'InResponseTo="_request"', b'InResponseTo="_Request"', 1)
    assert changed != response
    for content, trusted in ((changed, certificate), (response, key_pair("attacker").certificate)):
        with pytest.raises(Rejected):
            heard(content, issuer, trusted)
        with pytest.raises((InvalidSignature, InvalidInput)):
            signed(content, trusted)
