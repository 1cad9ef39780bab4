"""SAML logons as people do them: a real browser, a real identity provider on another site, the local stack."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.harness import saml_idp
from tests.harness.browser import keep_picture
from tests.harness.saml_idp import IdentityProvider, ServiceProvider
from tests.harness.saml_site import SamlSite, open_saml_site
from tests.harness.site import Site, fresh
from tests.harness.stack import Stack


@dataclass
class Federation:
    """An organisation, its identity provider, and two connections between them: signed, and encrypted too."""

    saml: SamlSite
    provider: IdentityProvider
    signed: str
    encrypted: str
    posted: str

    @property
    def site(self) -> Site:
        """The organisation."""
        return self.saml.site

    def login(self, connection: str, to: str = "/") -> str:
        """Where a logon starts."""
        return f"{self.saml.at(connection, 'login')}?to={to}"


@pytest.fixture(scope="module")
def federation(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    if not saml_idp.is_installed():
        pytest.skip("SimpleSAMLphp is not installed")
    saml = open_saml_site(stack, fresh("saml"))
    with saml_idp.running(Path(tmp_path_factory.mktemp("idp"))) as provider:
        own = {"attribute": "employeeNumber"}
        signed = saml.connect("De Eik", provider.metadata, **own, idp_initiated=True, signed="both")
        encrypted = saml.connect("De Eik, encrypted", provider.metadata, **own, must_encrypt=True, allow_cbc=True)
        by_post = provider.metadata.replace("bindings:HTTP-Redirect", "bindings:HTTP-POST")
        posted = saml.connect("De Eik, by POST", by_post, **own)
        trusted = []
        for connection in (signed, encrypted, posted):
            ours, base = saml.ours(connection), saml.at(connection, "metadata").removesuffix("/metadata")
            assert ours.entity_id == f"{base}/metadata"
            trusted.append(ServiceProvider(base, ours.signing, ours.encryption, connection == encrypted))
        provider.trust(trusted)
        yield Federation(saml, provider, signed, encrypted, posted)


def sign_in(page: Page, name: str = "alice", password: str = "al1ce") -> None:
    """Fill in the identity provider's form."""
    page.fill("#username", name)
    page.fill("#password", password)
    page.click("#submit_button, button[type=submit], input[type=submit]")
    page.wait_for_url("**.localhost:**")


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.mark.parametrize("kind", ["signed", "encrypted"])
def test_a_professional_logs_on_at_the_identity_provider(federation: Federation, page: Page, kind: str) -> None:
    connection: str = getattr(federation, kind)
    page.goto(federation.login(connection, "/c/"))
    assert page.url.startswith(federation.provider.base_url)
    sign_in(page)
    assert page.url == f"{federation.site.base_url}/c/"
    assert "You successfully logged in" in page.inner_text("main")
    assert "Anna Smit" in page.inner_text("main")
    trace = federation.saml.last(connection)
    assert trace["outcome"] == "logged on"
    assert trace["attributes"]["employeeNumber"] == ["•••"]
    keep_picture(page, f"saml-{kind}")


def test_a_request_is_posted_where_the_provider_knows_nothing_else(federation: Federation, page: Page) -> None:
    page.goto(federation.login(federation.posted, "/c/"))
    page.wait_for_url(f"{federation.provider.base_url}/**")
    sign_in(page)
    assert page.url == f"{federation.site.base_url}/c/"
    page.goto(federation.saml.at(federation.posted, "slo"))
    page.click("button")
    page.wait_for_url(f"{federation.saml.at(federation.posted, 'slo')}**")
    page.get_by_text("You are logged out").wait_for()
    page.goto(federation.login(federation.posted))
    page.wait_for_url(f"{federation.provider.base_url}/**")
    page.wait_for_selector("#username")


def test_without_scripts_a_button_posts_the_request(federation: Federation, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, ignore_https_errors=True)
    page = context.new_page()
    page.goto(federation.login(federation.posted, "/c/"))
    keep_picture(page, "saml-post")
    page.get_by_role("button").click()
    assert page.url.startswith(federation.provider.base_url)
    context.close()


def test_the_logon_page_offers_it(federation: Federation, page: Page) -> None:
    page.goto(f"{federation.site.base_url}/logon")
    page.click("text=Log on with De Eik >> nth=0")
    sign_in(page)
    assert "You successfully logged in" in page.inner_text("main")


def test_the_provider_may_start_where_that_is_allowed(federation: Federation, page: Page) -> None:
    def start(connection: str) -> str:
        entity_id = f"{federation.site.base_url}/saml/{connection}/metadata"
        return f"{federation.provider.base_url}/saml2/idp/SSOService.php?spentityid={entity_id}&RelayState=/tasks"

    page.goto(start(federation.signed))
    sign_in(page)
    assert page.url == f"{federation.site.base_url}/tasks"
    page.goto(start(federation.encrypted))
    page.wait_for_url("**/logon?reference=**")
    assert "Unable to log in" in page.inner_text("main")
    assert federation.saml.last(federation.encrypted)["outcome"] == "unsolicited"


def test_an_unknown_person_gets_a_clear_page(federation: Federation, page: Page) -> None:
    page.goto(federation.login(federation.signed))
    sign_in(page, "bob", "b0b")
    assert heading(page) == "You have no account yet"
    found = federation.site.operator("find-reference", reference=page.locator("code").inner_text())
    assert found["slug"] == "person-unknown"
    keep_picture(page, "saml-no-account")


def test_logging_out_here_logs_out_at_the_identity_provider(federation: Federation, page: Page) -> None:
    page.goto(federation.login(federation.encrypted))
    sign_in(page)
    page.click("text=Log out")
    page.wait_for_url("**/slo?SAMLResponse=**")
    assert heading(page) == "You are logged out"
    assert "Close the browser" not in page.inner_text("main")
    page.goto(federation.site.base_url)
    assert page.url == f"{federation.site.base_url}/logon"
    page.goto(federation.login(federation.encrypted))
    assert page.locator("#username").is_visible()


def test_logging_out_at_the_identity_provider_logs_out_of_all_connections(federation: Federation, page: Page) -> None:
    page.goto(federation.login(federation.signed))
    sign_in(page)
    page.goto(federation.login(federation.encrypted))
    page.wait_for_url(f"{federation.site.base_url}/")
    assert "You successfully logged in" in page.inner_text("main")
    page.goto(federation.provider.log_out_everywhere(f"{federation.provider.base_url}/"))
    page.wait_for_url(f"{federation.provider.base_url}/**")
    page.goto(federation.site.base_url)
    assert page.url == f"{federation.site.base_url}/logon"
