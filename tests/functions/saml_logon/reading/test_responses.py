"""Responses that are accepted, and that others agree; the bounds around whatever else is sent."""

import base64
import time
from dataclasses import replace
from pathlib import Path

import pytest
import xmlsec
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from functions.saml_logon.problems import PROBLEMS
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import responses
from functions.saml_logon.trust import Signed
from tests.functions.saml_logon.conftest import Reading
from tests.harness.saml import DS, MORE, SAML, XENC, Provider, Signer, Story, encrypted, key_pair, posted
from tests.harness.saml_opinion import signed


def test_everything_is_read(provider: Provider, reading: Reading) -> None:
    heard, accepted = reading(provider.respond())
    assertion = heard.assertion
    assert assertion.name_id.value == "P1"
    assert assertion.attributes == {"employeeNumber": ("P1",), "mail": ("p1@praktijk.example",), "groups": ("a", "b")}
    assert assertion.session_index == "_session"
    assert assertion.context.endswith(":PasswordProtectedTransport")
    assert accepted.request == "_request"
    assert heard.certificates == (key_pair("idp").certificate,)


@pytest.mark.parametrize("text", ["Zoë van 't Hof", "<b>&amp;</b>", "a\nb", "日本語", "x" * 5000])
def test_a_value_comes_through_whole(provider: Provider, reading: Reading, text: str) -> None:
    heard, _ = reading(provider.respond(attributes={"name": [text]}))
    assert heard.assertion.attributes["name"] == (text,)


@pytest.mark.parametrize("prefixes", ["", "xs", "xs xsi samlp", "saml"])
def test_namespaces_may_be_listed_for_the_digest(provider: Provider, reading: Reading, prefixes: str) -> None:
    signer = replace(provider.signer, prefixes=prefixes)
    assert reading.verdict(replace(provider, signer=signer).respond()) == "accepted"


@pytest.mark.parametrize(
    ("method", "digest"),
    [
        (f"{MORE}rsa-sha256", f"{XENC}sha256"),
        (f"{MORE}rsa-sha384", f"{MORE}sha384"),
        (f"{MORE}rsa-sha512", f"{XENC}sha512"),
    ],
)
def test_better_algorithms_are_taken(provider: Provider, reading: Reading, method: str, digest: str) -> None:
    signer = replace(provider.signer, method=method, digest=digest)
    assert reading.verdict(replace(provider, signer=signer).respond()) == "accepted"


def test_an_elliptic_curve_is_taken(provider: Provider, reading: Reading) -> None:
    pair = key_pair("idp-ec", kind="ec")
    reading.trust = replace(reading.trust, certificates=(pair.certificate,))
    signer = Signer(pair=pair, method=f"{MORE}ecdsa-sha256")
    assert reading.verdict(replace(provider, signer=signer).respond()) == "accepted"


def test_sha_1_is_taken_only_where_the_connection_says_so(provider: Provider, reading: Reading) -> None:
    old = replace(provider, signer=replace(provider.signer, method=f"{DS}rsa-sha1", digest=f"{DS}sha1"))
    assert reading.verdict(old.respond()) == "algorithm"
    reading.trust = replace(reading.trust, allow_sha1=True)
    assert reading.verdict(old.respond()) == "accepted"


@pytest.mark.parametrize("algorithm", [f"{XENC}aes128-cbc", f"{XENC}aes256-cbc"])
def test_cbc_is_taken_only_where_the_connection_says_so(provider: Provider, reading: Reading, algorithm: str) -> None:
    response = provider.respond(encrypt_for=key_pair("ours").certificate, algorithm=algorithm)
    assert reading.verdict(response) == "encryption-algorithm"
    reading.trust = replace(reading.trust, allow_cbc=True)
    assert reading.verdict(response) == "accepted"


def test_two_keys_are_good_during_a_roll_over(provider: Provider, reading: Reading) -> None:
    new = key_pair("idp-new")
    reading.trust = replace(reading.trust, certificates=(key_pair("idp").certificate, new.certificate))
    assert reading.verdict(provider.respond()) == "accepted"
    assert reading.verdict(replace(provider, signer=Signer(pair=new)).respond()) == "accepted"


def test_two_of_our_keys_decrypt_during_a_rotation(provider: Provider, reading: Reading) -> None:
    reading.trust = replace(reading.trust, private_keys=lambda: (key_pair("ours-new").pem, key_pair("ours").pem))
    assert reading.verdict(provider.respond(encrypt_for=key_pair("ours").certificate)) == "accepted"
    assert reading.verdict(provider.respond(encrypt_for=key_pair("ours-new").certificate)) == "accepted"


def test_encryption_can_be_demanded(provider: Provider, reading: Reading) -> None:
    reading.trust = replace(reading.trust, must_encrypt=True)
    assert reading.verdict(provider.respond()) == "not-encrypted"
    assert reading.verdict(provider.respond(encrypt_for=key_pair("ours").certificate)) == "accepted"


@pytest.mark.parametrize(
    ("signed", "accepted"),
    [(Signed.ASSERTION, {"assertion", "both"}), (Signed.RESPONSE, {"response", "both"}), (Signed.BOTH, {"both"})],
)
def test_the_setting_says_what_must_be_signed(
    provider: Provider, reading: Reading, signed: Signed, accepted: set[str]
) -> None:
    reading.trust = replace(reading.trust, signed=signed)
    for sign in ("assertion", "response", "both", "nothing"):
        expected = "accepted" if sign in accepted else "not-signed"
        assert reading.verdict(provider.respond(sign=sign)) == expected


@pytest.mark.parametrize("sign", ["assertion", "response", "both"])
def test_others_agree_with_what_is_accepted(provider: Provider, reading: Reading, sign: str) -> None:
    """signxml knows neither xmlsec nor our reading; what it says was signed holds what we read."""
    reading.trust = replace(reading.trust, signed=Signed.RESPONSE if sign == "response" else Signed.ASSERTION)
    response = provider.respond(sign=sign)
    heard, _ = reading(response)
    location = f"./{{{SAML}}}Assertion/" if sign == "assertion" else "./"
    theirs = signed(response, key_pair("idp").certificate, location)
    found = theirs.xpath("//*[local-name()='NameID']/text()")
    assert found == [heard.assertion.name_id.value]


def test_python3_saml_agrees_with_the_signature(provider: Provider) -> None:
    response = provider.respond()
    assert OneLogin_Saml2_Utils.validate_sign(response.decode(), cert=key_pair("idp").certificate)


def test_both_libraries_carry_the_same_libxml2() -> None:
    """They hand each other trees: another version would read them wrongly."""
    assert etree.LIBXML_VERSION[:2] == xmlsec.get_libxml_version()[:2]


def test_ssl_cert_file_costs_nothing(
    provider: Provider, reading: Reading, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """xmlsec reads all certificates that SSL_CERT_FILE names whenever it makes a KeysManager; we make none."""
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(key_pair("idp").certificate * 500)
    response = provider.respond(encrypt_for=key_pair("ours").certificate)

    def spent() -> float:
        started = time.process_time()
        for _ in range(10):
            assert reading.verdict(response) == "accepted"
        return time.process_time() - started

    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    spent()
    without = min(spent() for _ in range(3))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert min(spent() for _ in range(3)) < 2 * without + 0.02


@pytest.mark.parametrize(
    ("form", "slug"),
    [
        ({}, "no-response"),
        ({"SAMLResponse": ("",)}, "no-response"),
        ({"SAMLResponse": ("YQ==", "YQ==")}, "no-response"),
        ({"SAMLRequest": ("YQ==",)}, "no-response"),
        ({"SAMLResponse": ("!",)}, "not-base64"),
        ({"SAMLResponse": ("é",)}, "not-base64"),
        ({"SAMLResponse": ("YQ=",)}, "not-base64"),
        ({"SAMLResponse": ("YQ==" * 100_000,)}, "too-large"),
        ({"SAMLResponse": ("A" * 349_524,)}, "not-utf8"),
        ({"SAMLResponse": ("A" * 349_528,)}, "too-large"),
    ],
)
def test_a_form_without_a_response_is_refused(reading: Reading, form: dict[str, tuple[str, ...]], slug: str) -> None:
    with pytest.raises(Rejected) as refused:
        responses.hear(form, reading.trust)
    assert refused.value.problem.slug == slug


def test_base64_may_have_line_ends(provider: Provider, reading: Reading) -> None:
    text = base64.encodebytes(provider.respond()).decode().replace("\n", "\r\n")
    assert responses.hear({"SAMLResponse": (text,)}, reading.trust).assertion.name_id.value == "P1"


@settings(max_examples=200)
@given(data=st.data())
def test_a_damaged_response_is_refused_by_name_or_unharmed(
    provider: Provider, reading: Reading, data: st.DataObject
) -> None:
    response = bytearray(provider.respond(sign="both"))
    reading.trust = replace(reading.trust, signed=Signed.BOTH)
    whole = reading(bytes(response))[0].assertion
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(response) - 1))
        cut = data.draw(st.integers(0, 30))
        response[at : at + cut] = data.draw(
            st.one_of(st.binary(max_size=5), st.sampled_from([b"<!--", b"<x/>", b"P666"]))
        )
    verdict = reading.verdict(bytes(response))
    if verdict == "accepted":
        assert reading(bytes(response))[0].assertion == whole
    else:
        assert verdict in PROBLEMS


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["SAMLResponse", "RelayState"]), st.lists(st.text(max_size=200), max_size=2)))
def test_any_form_is_refused_by_name(reading: Reading, form: dict[str, list[str]]) -> None:
    with pytest.raises(Rejected) as refused:
        responses.hear(form, reading.trust)
    assert refused.value.problem.slug in PROBLEMS


@given(st.binary(max_size=500))
def test_any_bytes_are_refused_by_name(reading: Reading, data: bytes) -> None:
    assert reading.verdict(data) in PROBLEMS


@settings(max_examples=100)
@given(data=st.data())
def test_any_plaintext_is_refused_by_name(provider: Provider, reading: Reading, data: st.DataObject) -> None:
    story: Story = provider.story
    plain = bytearray(provider.signer.sign(story.assertion(), "_assertion"))
    at = data.draw(st.integers(0, len(plain)))
    plain[at : at + data.draw(st.integers(1, 100))] = data.draw(st.binary(max_size=20))
    response = story.response(encrypted(bytes(plain), key_pair("ours").certificate)).encode()
    verdict = reading.verdict(response)
    assert verdict in PROBLEMS or verdict == "accepted"


def test_a_refusal_names_the_steps_that_were_passed(provider: Provider, reading: Reading) -> None:
    reading.verdict(provider.respond(audience="https://other.example/"))
    assert reading.passed[-1] == "destination"
    assert reading.passed[:4] == ("form", "xml", "structure", "status")
    assert posted(b"x")["SAMLResponse"] == ("eA==",)
