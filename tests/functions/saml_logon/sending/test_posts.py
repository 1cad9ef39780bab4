"""An identity provider that is reached by HTTP-POST only: logons and logouts by forms."""

import base64
import re
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from functions.saml_logon.problems import PROBLEMS
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading.assertions import NameId
from functions.saml_logon.sending import messages, posts
from functions.saml_logon.sending.messages import Envelope
from functions.saml_logon.xml import toolkit
from tests.functions.saml_logon.conftest import Answer, Saml
from tests.harness.saml import DS, ENTITY_ID, LOGON_URL, LOGOUT_URL, PERSISTENT, Signer, key_pair, metadata
from tests.harness.saml_opinion import signed

FORM: dict[str, Any] = {"Content_Type": "application/x-www-form-urlencoded", "Sec_Fetch_Site": "cross-site"}


@pytest.fixture
def posting(saml: Saml) -> Saml:
    """A connection to a provider without HTTP-Redirect."""
    text = metadata(key_pair("idp")).decode().replace("HTTP-Redirect", "HTTP-POST")
    saml.operate("saml-load-metadata", connection=saml.connection, metadata=text)
    return saml


def form_of(answer: Answer) -> tuple[str, dict[str, str]]:
    """Where the page's form leads, and its fields."""
    assert answer.status == 200, answer
    (action,) = re.findall(r'<form method="post" action="([^"]*)">', answer.body)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.body)
    assert "<button>" in answer.body
    return unescape(action), {name: unescape(value) for name, value in fields}


def certificate(saml: Saml) -> str:
    """The one that our metadata show for signatures."""
    root = etree.fromstring(saml.get(saml.at("metadata")).body.encode())
    found = root.findtext(".//{*}KeyDescriptor[@use='signing']//{*}X509Certificate")
    return f"-----BEGIN CERTIFICATE-----\n{found}\n-----END CERTIFICATE-----\n"


def message(saml: Saml, answer: Answer, kind: str) -> Any:
    """The message in the page's form, signed with our key as signxml sees it."""
    _, fields = form_of(answer)
    xml = base64.b64decode(fields[kind])
    assert toolkit.follows_schema(etree.fromstring(xml))
    return signed(xml, certificate(saml))


def test_a_logon_begins_with_a_form_that_posts_itself(posting: Saml) -> None:
    answer = posting.get(posting.at("login") + "?to=/tasks")
    action, fields = form_of(answer)
    assert (action, list(fields)) == (LOGON_URL, ["SAMLRequest"])
    request = message(posting, answer, "SAMLRequest")
    assert request.get("Destination") == LOGON_URL
    assert request.get("AssertionConsumerServiceURL") == posting.provider.story.acs
    story = replace(posting.provider.story, now=posting.world.clock(), in_response_to=request.get("ID"))
    assert posting.post(replace(posting.provider, story=story).respond()).location == "/tasks"
    assert list(posting.cookies) == ["__Host-session"]


def test_the_page_runs_no_script_but_our_own_file(posting: Saml) -> None:
    answer = posting.get(posting.at("login"))
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["form-action"] == "'self' https: https://idp.example"
    assert re.findall(r"<script[^>]*>[^<]*</script>", answer.body) == ['<script src="/saml/submit.js"></script>']
    assert " on" not in "".join(re.findall(r"<(?:form|input|button|body)[^>]*>", answer.body))
    script = posting.get("/saml/submit.js")
    assert (script.status, script.headers["Content-Type"]) == (200, "text/javascript;charset=UTF-8")
    assert "submit()" in script.body


def test_a_request_can_go_unsigned(posting: Saml) -> None:
    posting.configure(sign_requests=False)
    _, fields = form_of(posting.get(posting.at("login")))
    root = etree.fromstring(base64.b64decode(fields["SAMLRequest"]))
    assert root.find(f"{{{DS}}}Signature") is None


def test_logging_out_here_asks_the_provider_by_a_form(posting: Saml) -> None:
    form_of(posting.get(posting.at("login")))
    posting.configure(idp_initiated=True)
    posting.post(posting.provider.respond(now=posting.world.clock(), in_response_to=None))
    answer = posting.get(posting.at("slo"), "POST", Sec_Fetch_Site="same-origin")
    assert form_of(answer)[0] == LOGOUT_URL
    request = message(posting, answer, "SAMLRequest")
    assert request.tag.endswith("}LogoutRequest")
    assert request.findtext("{*}NameID") == "P1"
    assert "Max-Age=0" in repr(answer.cookies)


def envelope(saml: Saml) -> Envelope:
    """Of a message to our own logout address."""
    slo = f"https://demo.koppel.example{saml.at('slo')}"
    return Envelope(id="_logout", now=saml.world.clock(), issuer=ENTITY_ID, destination=slo)


def asking(saml: Saml, *, signer: Signer | None = None, sign: str = "_logout", name_id: str = "P1") -> bytes:
    """The provider's request to log P1 out."""
    xml = messages.logout_request(envelope(saml), NameId(name_id, PERSISTENT), "")
    return (signer or Signer(pair=key_pair("idp"))).sign(xml, sign) if sign else xml


def told(saml: Saml, kind: str, xml: bytes, **fields: str) -> Answer:
    """The answer to this message at our logout address."""
    form = {kind: base64.b64encode(xml).decode(), **fields}
    return saml.get(saml.at("slo"), "POST", urlencode(form).encode(), **FORM)


def log_on(saml: Saml) -> Any:
    """A logon, and the function that says whether its session is still open."""
    saml.configure(idp_initiated=True)
    saml.post(saml.provider.respond(now=saml.world.clock(), in_response_to=None))
    cookie = saml.cookies["__Host-session"]

    def is_open() -> bool:
        saml.cookies["__Host-session"] = cookie
        session = saml.session()
        return session is not None and not session.ended

    assert is_open()
    return is_open


def test_the_provider_asks_by_a_form_and_is_answered_by_one(posting: Saml) -> None:
    is_open = log_on(posting)
    posting.cookies.clear()
    answer = told(posting, "SAMLRequest", asking(posting), RelayState='a"b')
    action, fields = form_of(answer)
    assert (action, fields["RelayState"]) == (LOGOUT_URL, 'a"b')
    response = message(posting, answer, "SAMLResponse")
    assert response.get("InResponseTo") == "_logout"
    assert not is_open()


def test_a_provider_with_redirect_may_ask_by_a_form_as_well(saml: Saml) -> None:
    is_open = log_on(saml)
    assert told(saml, "SAMLRequest", asking(saml)).location.startswith(f"{LOGOUT_URL}?SAMLResponse=")
    assert not is_open()


def test_the_providers_answer_may_come_by_a_form(posting: Saml) -> None:
    xml = messages.logout_response(envelope(posting), "_q")
    answer = told(posting, "SAMLResponse", Signer(pair=key_pair("idp")).sign(xml, "_logout"))
    assert answer.status == 200
    assert "logged out" in answer.body
    assert "Close the browser" not in answer.body


def wrapped(saml: Saml) -> bytes:
    """A request that logs P2 out around a signed one that logs P1 out."""
    genuine = etree.fromstring(asking(saml))
    forged = etree.fromstring(asking(saml, sign="", name_id="P2"))
    signature = genuine.find(f"{{{DS}}}Signature")
    genuine.remove(signature)
    signature.append(genuine)
    forged.set("ID", "_forged")
    forged.insert(1, signature)
    return bytes(etree.tostring(forged))


@pytest.mark.parametrize(
    ("make", "slug"),
    [
        (lambda saml: asking(saml, sign=""), "logout-not-signed"),
        (lambda saml: asking(saml, signer=Signer(pair=key_pair("attacker"))), "signature-invalid"),
        (lambda saml: asking(saml).replace(b">P1<", b">P2<"), "digest-differs"),
        (lambda saml: asking(saml).replace(b">P1<", b">P<!-- -->1<"), "comment"),
        (lambda saml: asking(saml).replace(b'ID="_logout"', b'ID="_other"', 1), "reference-elsewhere"),
        (lambda saml: b"<!DOCTYPE x>" + asking(saml), "doctype"),
        (lambda saml: asking(saml)[:-3], "not-xml"),
        (wrapped, "signature-form"),
        (lambda _saml: b"", "not-base64"),
    ],
)
def test_a_false_request_logs_nobody_out(posting: Saml, make: Any, slug: str) -> None:
    is_open = log_on(posting)
    assert posting.reason(told(posting, "SAMLRequest", make(posting))) == slug
    assert is_open()


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"SAMLRequest": ["YQ==", "YQ=="]}, "logout-unreadable"),
        ({"SAMLRequest": ["YQ=="], "SAMLResponse": ["YQ=="]}, "logout-unreadable"),
        ({"SAMLRequest": ["YQ=="], "RelayState": ["a", "b"]}, "logout-unreadable"),
        ({"SAMLRequest": ["YQ=="], "RelayState": ["a" * 20_000]}, "logout-unreadable"),
        ({"SAMLRequest": ["!"]}, "not-base64"),
        ({"SAMLRequest": ["YQ=="]}, "not-xml"),
    ],
)
def test_a_form_is_refused_for_what_is_wrong_with_it(posting: Saml, fields: dict[str, list[str]], slug: str) -> None:
    answer = posting.get(posting.at("slo"), "POST", urlencode(fields, doseq=True).encode(), **FORM)
    assert posting.reason(answer) == slug


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["SAMLRequest", "SAMLResponse", "RelayState"]), st.lists(st.text(), max_size=2)))
def test_any_form_is_refused_by_name(form: dict[str, list[str]]) -> None:
    with pytest.raises(Rejected) as refused:
        posts.receive(form, [key_pair("idp").certificate])
    assert refused.value.problem.slug in PROBLEMS
