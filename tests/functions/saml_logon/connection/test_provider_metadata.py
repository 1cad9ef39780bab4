"""Metadata of identity providers: what is taken, what is refused; and ours, as they read them."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from functions.saml_logon.connection import provider_metadata
from functions.saml_logon.problems import PROBLEMS
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.sending import addresses, messages
from functions.saml_logon.sending.addresses import Addresses
from functions.saml_logon.sending.bindings import Binding
from functions.saml_logon.sending.messages import Certificates
from functions.saml_logon.xml import toolkit
from tests.harness import saml as paper
from tests.harness.saml import ENTITY_ID, LOGON_URL, LOGOUT_URL, key_pair
from tests.harness.world import START

GOOD = paper.metadata(key_pair("idp"))


def refused(content: bytes) -> str:
    """The slug for which the metadata are refused, "" when they are taken."""
    try:
        provider_metadata.read(content, START)
    except Rejected as rejected:
        return rejected.problem.slug
    return ""


def test_everything_is_taken() -> None:
    found = provider_metadata.read(paper.metadata(key_pair("idp"), key_pair("idp-new")), START)
    assert (found.entity_id, found.logon_url, found.logout_url) == (ENTITY_ID, LOGON_URL, LOGOUT_URL)
    assert [each.pem for each in found.certificates] == [
        key_pair("idp").certificate.strip(),
        key_pair("idp-new").certificate.strip(),
    ]
    assert found.certificates[0].expires == "2035-12-30T00:00:00"


def test_python3_saml_reads_the_same() -> None:
    found = OneLogin_Saml2_IdPMetadataParser.parse(GOOD)["idp"]
    ours = provider_metadata.read(GOOD, START)
    assert found["entityId"] == ours.entity_id
    assert found["singleSignOnService"]["url"] == ours.logon_url
    assert found["x509cert"] == key_pair("idp").der


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        (b"<md:IDPSSODescriptor", b"<md:IDPSSODescriptor ", ""),
        (b'use="signing"', b"", ""),
        (b'use="signing"', b'use="encryption"', "metadata-no-certificate"),
        (b"urn:oasis:names:tc:SAML:2.0:protocol", b"urn:oasis:names:tc:SAML:1.1:protocol", "metadata-no-provider"),
        (b"IDPSSODescriptor", b"SPSSODescriptor", "metadata-no-provider"),
        (b"urn:oasis:names:tc:SAML:2.0:metadata", b"urn:oasis:names:tc:SAML:2.0:other", "metadata-no-provider"),
        (b"https://idp.example/sso", b"http://idp.example/sso", "metadata-unsafe-address"),
        (b"https://idp.example/sso", b"javascript:alert(1)", "metadata-unsafe-address"),
        (b"https://idp.example/sso", b"https://", "metadata-unsafe-address"),
        (b"https://idp.example/sso", b"https://a:b@idp.example/", "metadata-unsafe-address"),
        (b"https://idp.example/sso", b"https://[/", "metadata-unsafe-address"),
        (b"https://idp.example/sso", b"http://127.0.0.1:8101/sso", ""),
        (b"https://idp.example/slo", b"http://idp.example/slo", "metadata-unsafe-address"),
        (b"https://idp.example/saml", b"", "metadata-no-entity-id"),
        (b"https://idp.example/saml", b"x" * 1025, "metadata-no-entity-id"),
        (b"</md:EntityDescriptor>", b"<!-- x --></md:EntityDescriptor>", ""),
        (b"<md:EntityDescriptor", b"<!DOCTYPE x><md:EntityDescriptor", "doctype"),
        (b"<md:EntityDescriptor", b"<!-- x --><!DOCTYPE x [<!ENTITY y 'z'>]><md:EntityDescriptor", "doctype"),
        (b"</md:EntityDescriptor>", b"</md:EntityDescriptor><!DOCTYPE x>", "doctype"),
        (b"</md:EntityDescriptor>", b"&x;</md:EntityDescriptor>", "entity"),
        (b"</md:EntityDescriptor>", b"<!-- x </md:EntityDescriptor>", "not-xml"),
        (b"</md:EntityDescriptor>", b"<!ENTITY x 'y'></md:EntityDescriptor>", "doctype"),
        (b"</md:EntityDescriptor>", b"<!-- <!DOCTYPE x> --></md:EntityDescriptor>", ""),
        (b"</md:EntityDescriptor>", b"<?x <!DOCTYPE x> ?></md:EntityDescriptor>", ""),
        (b"<md:EntityDescriptor", b"<?xml-stylesheet href='https://x.example'?><md:EntityDescriptor", ""),
        (b"<md:EntityDescriptor ", b'<md:EntityDescriptor xmlns:xi="http://www.w3.org/2001/XInclude" ', ""),
        (b"<md:EntityDescriptor ", b'<md:EntityDescriptor xmlns:r="relative" ', ""),
        (b'entityID="https', b'entityID="&e;https', "entity"),
        (b"entityID", b'validUntil="2026-03-02T09:00:01Z" entityID', ""),
        (b"entityID", b'validUntil="2026-03-02T09:00:00Z" entityID', "metadata-expired"),
        (b"entityID", b'validUntil="2026" entityID', "time-unreadable"),
        (b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA", "metadata-bad-certificate"),
        (b"<ds:X509Certificate>", b"<ds:X509Certificate>!", "metadata-bad-certificate"),
    ],
)
def test_what_is_wrong_is_named(old: bytes, new: bytes, slug: str) -> None:
    assert old in GOOD
    assert refused(GOOD.replace(old, new)) == slug


def test_a_provider_is_asked_by_redirect_or_else_by_post() -> None:
    by_post = provider_metadata.read(GOOD.replace(b"bindings:HTTP-Redirect", b"bindings:HTTP-POST"), START)
    assert (by_post.logon_url, by_post.logon_binding) == (LOGON_URL, Binding.POST)
    assert (by_post.logout_url, by_post.logout_binding) == (LOGOUT_URL, Binding.POST)
    service = (
        b'<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://p/"/>'
    )
    both = provider_metadata.read(GOOD.replace(b"<md:SingleSignOn", service + b"<md:SingleSignOn"), START)
    assert (both.logon_url, both.logon_binding) == (LOGON_URL, Binding.REDIRECT)
    assert refused(GOOD.replace(b"bindings:HTTP-Redirect", b"bindings:SOAP")) == "metadata-no-address"


TEXT = [
    at
    for at in range(GOOD.index(b"<md:EntityDescriptor"), len(GOOD) + 1)
    if GOOD[:at].count(b"<") == GOOD[:at].count(b">")
]


@given(
    st.lists(st.sampled_from(TEXT), max_size=5),
    st.sampled_from([b"<!-- x -->", b"<!---->", b"<?x <a> ?>", b"<?y?>", b"<!-- <!DOCTYPE x> -->"]),
)
def test_comments_and_instructions_cut_nothing(places: list[int], aside: bytes) -> None:
    content = GOOD
    for at in sorted(set(places), reverse=True):
        content = content[:at] + aside + content[at:]
    assert provider_metadata.read(content, START) == provider_metadata.read(GOOD, START)


def test_a_cdata_section_is_text() -> None:
    der = key_pair("idp").der.encode()
    content = GOOD.replace(der, b"<![CDATA[" + der[:100] + b"]]>" + der[100:])
    assert provider_metadata.read(content, START) == provider_metadata.read(GOOD, START)


@pytest.mark.parametrize("opening", [b"<!--", b"<![CDATA[", b"<?x", b"<!-- x -->", b"<?x?>"])
def test_asides_are_read_in_linear_time(opening: bytes) -> None:
    def spent(count: int) -> float:
        started = time.process_time()
        assert refused(b"<x>" + opening * count + b"</x>")
        return time.process_time() - started

    spent(1000)
    assert min(spent(16_000) for _ in range(3)) < 40 * min(spent(1000) for _ in range(3)) + 0.05


def test_weak_keys_are_refused() -> None:
    assert refused(paper.metadata(key_pair("weak", bits=1024))) == "metadata-weak-key"


def test_a_key_of_a_kind_that_nobody_knows_is_refused() -> None:
    der = base64.b64decode(key_pair("idp").der)
    rsa, unknown = bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d010163")
    assert rsa in der
    content = GOOD.replace(key_pair("idp").der.encode(), base64.b64encode(der.replace(rsa, unknown)))
    assert refused(content) == "metadata-weak-key"


def test_a_provider_has_some_certificates_and_not_any_number() -> None:
    assert refused(paper.metadata()) == "metadata-no-certificate"
    many = [key_pair(f"many {number}", kind="ec") for number in range(7)]
    assert refused(paper.metadata(*many[:6])) == ""
    assert refused(paper.metadata(*many)) == "metadata-too-many-certificates"
    assert len(provider_metadata.read(paper.metadata(many[0], many[0]), START).certificates) == 1


def test_a_federation_with_one_provider_is_taken_and_with_two_is_not() -> None:
    one = GOOD.partition(b"\n")[2]
    start, end = b'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">', b"</md:EntitiesDescriptor>"
    assert refused(start + one + end) == ""
    assert refused(start + one + one + end) == "metadata-several-providers"


def test_a_provider_stands_where_it_should() -> None:
    provider = GOOD.partition(b"\n")[2]
    assert refused(b"<x>" + provider + b"</x>") == "metadata-no-provider"
    around = provider.replace(b"EntityDescriptor", b"EntitiesDescriptor")
    assert refused(around) == "metadata-no-provider"


@given(st.data())
def test_damaged_metadata_are_refused_by_name_or_taken(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=5))
    slug = refused(bytes(content))
    assert not slug or slug in PROBLEMS


@given(st.binary(max_size=500))
def test_any_bytes_are_refused_by_name(content: bytes) -> None:
    assert refused(content) in PROBLEMS


def test_our_metadata_follow_the_schema_and_say_where_we_are() -> None:
    ours = Addresses("https://demo.koppel.example", "abc&amp")
    pair, old = key_pair("ours"), key_pair("ours-old")
    content = messages.metadata(
        ours,
        Certificates([old.certificate, pair.certificate], [pair.certificate]),
        sign_requests=True,
        sign_assertions=True,
    )
    root = etree.fromstring(content)
    assert toolkit.follows_schema(root, "metadata")
    assert root.get("entityID") == ours.entity_id
    assert root.find(".//{*}AssertionConsumerService").get("Location") == ours.acs
    assert [
        (each.get("Binding").rpartition(":")[2], each.get("Location")) for each in root.iter("{*}SingleLogoutService")
    ] == [
        ("HTTP-Redirect", ours.logout),
        ("HTTP-POST", ours.logout),
    ]
    uses = [each.get("use") for each in root.iter("{*}KeyDescriptor")]
    assert uses == ["signing", "signing", "encryption"]
    shown = [base64.b64decode(each.text) for each in root.iter("{*}X509Certificate")]
    assert shown == [base64.b64decode(each.der) for each in (old, pair, pair)]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", "/"),
        ("/", "/"),
        ("/?a=b", "/?a=b"),
        ("/c/", "/c/"),
        ("/c/0123456789abcdef0123456789abcdef", "/c/0123456789abcdef0123456789abcdef"),
        ("/c/@@all", "/c/@@all"),
        ("/aux/client/id/123", "/aux/client/id/123"),
        ("/aux/client/id/a%20b", "/aux/client/id/a%20b"),
        ("/aux/client/id/", "/aux/client/id/"),
        ("/aux/client", None),
        ("/aux/frameredirect", None),
        ("/logon", None),
        ("/conversations", None),
        ("//c/", None),
        ("/c/#x", None),
        ("/%63/", None),
    ],
)
def test_pages_that_a_logon_may_lead_to(text: str, page: str | None) -> None:
    assert addresses.page(text) == page


@given(st.text(max_size=60))
def test_no_text_leads_elsewhere(text: str) -> None:
    found = addresses.page(f"/{text}")
    assert found is None or (found.startswith("/") and not found.startswith(("//", "/\\")))
