"""Messages in addresses: deflated, signed, however their senders write them; bombs and damage refused."""

import base64
import time
import tracemalloc
import zlib
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.saml_logon.problems import PROBLEMS
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.sending import redirects
from functions.saml_logon.xml import toolkit
from tests.harness.saml import DS, MORE, key_pair

XML = b"<samlp:LogoutRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'>?>~</samlp:LogoutRequest>"
CERTIFICATES = [key_pair("other").certificate, key_pair("idp").certificate]


def deflated(content: bytes) -> str:
    """Raw deflate in base64."""
    squeezed = zlib.compressobj(9, wbits=-15)
    return base64.b64encode(squeezed.compress(content) + squeezed.flush()).decode()


def received(query: dict[str, list[str]], *, allow_sha1: bool = False) -> str:
    """The slug for which the query is refused, "" when it is taken."""
    try:
        redirects.receive(query, CERTIFICATES, allow_sha1=allow_sha1)
    except Rejected as rejected:
        return rejected.problem.slug
    return ""


def test_what_we_send_can_be_received() -> None:
    address = redirects.address(
        "https://idp.example/slo?x=1", "SAMLRequest", XML, relay_state="/c/ é", private_key=key_pair("idp").pem
    )
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    found = redirects.receive(query, CERTIFICATES)
    assert (found.kind, found.xml, found.relay_state) == ("SAMLRequest", XML, "/c/ é")
    assert query["x"] == ["1"]


def test_unsigned_messages_can_be_sent_and_are_not_received() -> None:
    query = parse_qs(urlsplit(redirects.address("https://idp.example/", "SAMLRequest", XML)).query)
    assert received(query) == "logout-not-signed"


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("safe", ["", "/"])
@pytest.mark.parametrize("relay_state", ["", "a b/c:é", "ss:mem:0123"])
def test_a_signature_fits_in_whichever_way_its_sender_escapes(relay_state: str, safe: str, lower: bool) -> None:
    fields = {"SAMLRequest": deflated(XML * 9), **({"RelayState": relay_state} if relay_state else {})}
    fields["SigAlg"] = redirects.RSA_SHA256
    for plus in (False, True):
        text = "&".join(f"{name}={quote(value, safe=safe)}" for name, value in fields.items())
        text = text.replace("%20", "+") if plus else text
        text = redirects._lower(text) if lower else text
        signature = base64.b64encode(toolkit.sign_text(text.encode(), key_pair("idp").pem)).decode()
        assert received({name: [value] for name, value in fields.items()} | {"Signature": [signature]}) == ""


def signed(**changes: list[str]) -> dict[str, list[str]]:
    """A signed query with some parameters replaced afterwards."""
    address = redirects.address("https://x.example/", "SAMLRequest", XML, private_key=key_pair("idp").pem)
    found = parse_qs(urlsplit(address).query) | changes
    return {name: values for name, values in found.items() if values}


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({}, ""),
        ({"RelayState": ["x"]}, "signature-invalid"),
        ({"SAMLRequest": [deflated(b"<x/>")]}, "signature-invalid"),
        ({"Signature": ["AAAA"]}, "signature-invalid"),
        ({"Signature": ["!"]}, "signature-invalid"),
        ({"Signature": []}, "logout-not-signed"),
        ({"SigAlg": []}, "logout-not-signed"),
        ({"SigAlg": [f"{MORE}hmac-sha256"]}, "algorithm"),
        ({"SigAlg": [f"{DS}rsa-sha1"]}, "algorithm"),
        ({"SigAlg": [f"{MORE}rsa-sha512"]}, "signature-invalid"),
        ({"SigAlg": [f"{MORE}ecdsa-sha256"]}, "signature-invalid"),
        ({"SAMLResponse": ["x"]}, "logout-unreadable"),
        ({"SAMLRequest": []}, "logout-unreadable"),
        ({"SAMLRequest": ["x", "y"]}, "logout-unreadable"),
        ({"Signature": ["AAAA", "AAAA"]}, "logout-unreadable"),
        ({"SAMLRequest": ["A" * 20_000]}, "logout-unreadable"),
    ],
)
def test_a_changed_message_is_refused(changes: dict[str, list[str]], slug: str) -> None:
    assert received(signed(**changes)) == slug


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("", "not-base64"),
        ("!", "not-base64"),
        (base64.b64encode(XML).decode(), "not-deflated"),
        (base64.b64encode(zlib.compress(XML)).decode(), "not-deflated"),
        (deflated(XML)[:-8], "not-deflated"),
        (deflated(bytes(262_145)), "inflates-too-far"),
        (deflated(bytes(262_144)), ""),
    ],
)
def test_what_cannot_be_inflated_is_refused(value: str, slug: str) -> None:
    try:
        assert redirects.inflate(value)
        found = ""
    except Rejected as rejected:
        found = rejected.problem.slug
    assert found == slug


def test_a_deflate_bomb_costs_little() -> None:
    bomb = deflated(bytes(500_000_000))
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(Rejected):
        redirects.inflate(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - started < 1
    assert most < 8 * 2**20


@given(st.dictionaries(st.sampled_from(sorted(signed())), st.lists(st.text(max_size=50), max_size=2)))
def test_any_query_is_refused_by_name(query: dict[str, list[str]]) -> None:
    assert received(query) in PROBLEMS
    assert urlencode(query, doseq=True) is not None
