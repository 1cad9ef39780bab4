"""SAML at a second real identity provider in a real browser; its XML and its AES-GCM are made by other hands."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page

from tests.harness import saml_node
from tests.harness.browser import keep_picture
from tests.harness.saml_node import NodeProvider
from tests.harness.saml_opinion import signed
from tests.harness.saml_site import SamlSite, open_saml_site
from tests.harness.site import fresh
from tests.harness.stack import Stack

GUID, GUID_BASE64 = "00112233-4455-6677-8899-aabbccddeeff", "MyIRAFVEd2aImaq7zN3u/w=="


@dataclass
class Federation:
    """An organisation, samlp, and two connections: one finds people by id, one encrypts and goes by the directory."""

    saml: SamlSite
    provider: NodeProvider
    plain: str
    encrypted: str


@pytest.fixture(scope="module")
def federation(
    stack: Stack, installed: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Federation]:
    saml = open_saml_site(stack, fresh("node"))
    account = {"id": "P1", "directory_id": GUID}
    assert saml.site.operator("import-accounts", kind="professional", accounts=[account])["changed"] == 1
    with saml_node.running(installed("samlp"), Path(tmp_path_factory.mktemp("samlp"))) as provider:
        settings = {"signed": "both"}
        plain = saml.connect("Plain", provider.metadata, attribute="employeeNumber", **settings)
        by_directory = {"match_on": "directory_id", "attribute": "objectGUID", "must_encrypt": True}
        encrypted = saml.connect("Encrypted", provider.metadata, **by_directory, **settings)
        services = {}
        for connection in (plain, encrypted):
            ours = saml.ours(connection)
            services[ours.entity_id] = {
                "acs": saml.at(connection, "acs"),
                "slo": saml.at(connection, "slo"),
                "signing": _pem(ours.signing),
                "encryption": _pem(ours.encryption) if connection == encrypted else "",
            }
        provider.trust(services, person={"id": "P1", "objectGUID": GUID_BASE64})
        yield Federation(saml, provider, plain, encrypted)


def _pem(certificate: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"


def log_on(federation: Federation, page: Page, connection: str) -> None:
    """A logon that ends on a page of ours."""
    page.goto(f"{federation.saml.at(connection, 'login')}?to=/c/")
    page.wait_for_url(f"{federation.saml.site.base_url}/c/")
    assert "You successfully logged in" in page.inner_text("main")


@pytest.mark.parametrize("kind", ["plain", "encrypted"])
def test_a_professional_logs_on(federation: Federation, page: Page, kind: str) -> None:
    connection: str = getattr(federation, kind)
    posted: list[str] = []
    page.on("request", lambda each: posted.append(each.post_data or "") if each.url.endswith("/acs") else None)
    log_on(federation, page, connection)
    assert "Anna Smit" in page.inner_text("main")
    trace = federation.saml.last(connection)
    assert trace["outcome"] == "logged on"
    assert trace["compared"]["field"] == ("directory_id" if kind == "encrypted" else "id")
    (response,) = (base64.b64decode(parse_qs(each)["SAMLResponse"][0]) for each in posted)
    assert (b"aes256-gcm" in response) is (kind == "encrypted")
    assert signed(response, federation.provider.pair.certificate).get("ID")
    keep_picture(page, f"saml-node-{kind}")


def test_logging_out_here_logs_out_there(federation: Federation, page: Page) -> None:
    log_on(federation, page, federation.encrypted)
    page.goto(federation.saml.site.base_url)
    page.click("text=Log out")
    page.wait_for_url("**/slo?SAMLResponse=**")
    assert page.locator("h1").inner_text() == "You are logged out"
    assert "Close the browser" not in page.inner_text("main")
    page.goto(federation.saml.site.base_url)
    assert page.url == f"{federation.saml.site.base_url}/logon"


def test_logging_out_there_logs_out_here_of_both_connections(federation: Federation, page: Page) -> None:
    log_on(federation, page, federation.plain)
    log_on(federation, page, federation.encrypted)
    page.goto(f"{federation.provider.base_url}/slo")
    assert page.inner_text("body") == "OK"
    page.goto(federation.saml.site.base_url)
    assert page.url == f"{federation.saml.site.base_url}/logon"
