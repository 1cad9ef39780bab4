"""Logons that the console asks for: fresh where it says so, and back to its page."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from tests.functions.saml_logon.conftest import Saml

PAGE = "/console/demo/hl7_intake"


def test_a_fresh_logon_is_asked_of_the_provider(saml: Saml) -> None:
    for query, forced in (("?fresh=1", "true"), ("?fresh=0", None), ("", None)):
        (sent,) = parse_qs(urlsplit(saml.get(saml.at("login") + query).location).query)["SAMLRequest"]
        request = etree.fromstring(zlib.decompress(base64.b64decode(sent), -zlib.MAX_WBITS))
        assert request.get("ForceAuthn") == forced


def test_it_leads_back_to_the_page_of_the_console(saml: Saml) -> None:
    _, provider = saml.start(PAGE)
    answer = saml.post(provider.respond())
    assert (answer.status, answer.location) == (303, PAGE)
