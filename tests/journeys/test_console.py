"""An application manager sets up everything alone: in a real browser, from nothing, with the mouse and by keyboard."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.functions.hl7_intake.adt import adt
from tests.harness import saml_idp
from tests.harness.browser import DESKTOP
from tests.harness.hands import Hand, Keyboard, Mouse, copied, give_file
from tests.harness.progress import Progress
from tests.harness.saml_idp import IdentityProvider, ServiceProvider
from tests.harness.saml_site import SamlSite
from tests.harness.site import Site, fresh
from tests.harness.stack import Stack

HANDS: dict[str, type[Hand]] = {"keyboard": Keyboard, "mouse": Mouse}
USED = list(HANDS) if os.environ.get("KOPPEL_JOURNEYS") == "full" else ["keyboard"]
"""Each story is told by both hands, and by the keyboard alone where journeys are short: it finds more."""
INTEGRATIONS = ("rest_api", "hl7_intake", "delegated_logon", "saml_logon")
MANAGER = {"first_name": "Anna", "last_name": "Smit", "email": "p1@eik.example"}
PATIENCE = 60_000
"""Milliseconds that a step may take on a busy machine."""


@dataclass
class Desk:
    """An application manager of a new organisation, who has signed in by a one-time link and sees the integrations."""

    site: Site
    page: Page
    hand: Hand

    def go(self, role: str, name: str, within: str = "main") -> None:
        """Follow a link, or press a button that leads to a page."""
        self.hand.go(self.of(role, name, within))

    def of(self, role: str, name: str, within: str = "main") -> Locator:
        """The first link, button or field with this name."""
        return self.page.locator(within).get_by_role(role, name=name).first  # type: ignore[arg-type]

    def write(self, label: str, text: str) -> None:
        """Fill a field in."""
        self.hand.write(self.page.get_by_label(label, exact=True).first, text)

    def home(self) -> None:
        """Back to the integrations."""
        self.go("link", "Integrations", "nav")

    def tile(self, name: str) -> None:
        """To a tile."""
        self.home()
        self.go("link", name)
        expect(self.page.locator("h1")).to_have_text(name)

    def is_told(self, text: str) -> None:
        """Whether the page says so."""
        expect(self.page.locator("main")).to_contain_text(text)

    def send(self, token: str, raw: bytes) -> str:
        """What the sender of a message is answered: AA, AE or AR."""
        with self.site.client() as client:
            headers = {"Authorization": f"md-token {token}", "Content-Type": "application/hl7-v2"}
            answer = client.post("/hl7", content=raw, headers=headers)
        assert answer.status_code == 200
        return answer.text.partition("MSA|")[2][:2]

    def switch_on(self) -> None:
        """Switch the integration of this tile on."""
        self.go("button", "Switch on")
        expect(self.of("button", "Switch off")).to_be_visible()

    def make_api_user(self, name: str) -> str:
        """The token of a new API user, from the tile HL7."""
        self.tile("HL7")
        self.go("link", "Make an API user")
        self.write("Name", name)
        self.go("button", "Make an API user")
        token = copied(self.hand, self.page)
        self.go("link", "Back")
        self.is_told(name)
        return token

    def settle(self) -> None:
        """Wait until every message is processed."""
        progress = Progress(60)
        while waiting := self.site.operator("count-waiting")["waiting"]:
            assert not progress.has_stopped(waiting)
            self.page.wait_for_timeout(200)


@pytest.fixture(params=USED)
def desk(stack: Stack, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Nothing is made but the organisation and its people; the operator has made the integrations available."""
    site = Site(stack, fresh("eik"))
    site.operator("create-organisation", name="Praktijk De Eik", mode="training")
    for integration in INTEGRATIONS:
        site.operator("make-available", integration=integration)
    person = {"id": "P1", "values": MANAGER, "roles": ["ith.ApplicationManager", "ith.Therapist"]}
    site.operator("import-accounts", kind="professional", accounts=[person])
    link = urlsplit(site.operator("console-link")["url"])
    context = visitor(browser)
    page, hand = context.new_page(), HANDS[request.param]()
    with no_complaints(page):
        page.goto(f"{site.base_url}{link.path}?{link.query}")
        made = Desk(site, page, hand)
        made.go("button", "Sign in")
        expect(page.locator("h1")).to_have_text("Integrations")
        choose_ids(made)
        yield made
    context.close()


def visitor(browser: Browser) -> BrowserContext:
    """Somebody with no cookies yet, who reads English and may copy."""
    context = browser.new_context(locale="en-GB", viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    return context


class no_complaints:  # noqa: N801 - reads as a clause
    """No page breaks its own policy or fails in its script."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", lambda it: self.complaints.append(it.text) if "Content Security" in it.text else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(self, *_: object) -> None:
        """All that was complained about."""
        assert self.complaints == []


def choose_ids(desk: Desk) -> None:
    """Clients have an id, by which HL7 and links find them."""
    desk.tile("Client details")
    desk.hand.choose(desk.page.locator("select[name=id]"), "required")
    desk.go("button", "Save")
    desk.is_told("Saved.")


def configure_feed(desk: Desk, id_type: str) -> None:
    """Set up the first feed; all that is not written stays as it is."""
    desk.tile("HL7")
    if not desk.page.locator("[name='feeds.0.name']").is_visible():
        desk.hand.press(desk.page.locator("[id='f-feeds.0'] > summary"))
    desk.hand.write(desk.page.locator("[name='feeds.0.name']"), "EHR")
    desk.hand.write(desk.page.locator("[name='feeds.0.client_id_type']"), id_type)
    desk.go("button", "Save")
    desk.is_told("Saved.")


def test_messages_from_nothing_to_one_that_failed_and_is_mended(desk: Desk) -> None:
    token = desk.make_api_user("EHR")
    configure_feed(desk, "MRN")
    desk.switch_on()
    assert desk.send(token, adt("A01", client="C7")) == "AE"
    desk.tile("HL7")
    desk.go("link", "Error log")
    desk.is_told("A message holds no usable client id in PID-3")
    desk.is_told("set in the feed which type or authority it has")
    configure_feed(desk, "PI")
    assert desk.send(token, adt("A03", "20260301110000", client="C7")) == "AA"
    desk.settle()
    desk.go("link", "Error log")
    waiting = desk.page.locator("article").filter(has_not_text="no usable client id")
    expect(waiting).to_have_count(1)
    unknown = waiting.locator("h2").inner_text()
    mended = desk.page.locator("article", has_text="no usable client id")
    desk.hand.go(mended.get_by_role("button", name="Process again"))
    desk.is_told("Done.")
    desk.settle()
    desk.tile("HL7")
    desk.go("link", "Error log")
    expect(waiting).to_have_count(0)
    desk.hand.go(mended.get_by_role("button", name="Solve"))
    desk.is_told("Nothing needs your attention here")
    desk.hand.choose(desk.page.locator("#state"), "solved")
    desk.go("button", "Filter")
    solved = desk.page.locator("article", has_text=unknown)
    expect(solved).to_contain_text("by itself, when this was processed")
    assert desk.send(token, adt("A08", "20260301120000", client="C7")) == "AA"
    desk.settle()
    desk.go("link", "Messages", "nav")
    expect(desk.page.locator("tbody tr")).to_have_count(3)


def test_a_token_is_replaced_without_an_outage(desk: Desk) -> None:
    old = desk.make_api_user("EHR")
    configure_feed(desk, "PI")
    desk.switch_on()
    desk.hand.press(desk.page.locator("summary", has_text="Change EHR"))
    desk.go("link", "New token")
    until = datetime.now(UTC) + timedelta(days=1)
    desk.write("Old token valid until", until.strftime("%Y-%m-%dT%H:%M:%S"))
    desk.go("button", "New token")
    new = copied(desk.hand, desk.page)
    desk.go("link", "Back")
    desk.is_told("old token until")
    assert new != old
    for number, token in enumerate((old, new)):
        assert desk.send(token, adt("A01", f"202603011{number}0000", client="C8")) == "AA"


def test_a_key_is_made_and_logs_somebody_on(desk: Desk, browser: Browser) -> None:
    desk.tile("Delegated logon")
    desk.go("link", "Make a key")
    desk.write("Name", "EHR")
    desk.go("button", "Make a key")
    desk.site.secret = copied(desk.hand, desk.page)
    desk.go("link", "Back")
    desk.switch_on()
    other = visitor(browser)
    page = other.new_page()
    page.goto(desk.site.link("P1"))
    expect(page.locator("main")).to_contain_text("You successfully logged in.")
    page.goto(f"{desk.site.base_url}/console")
    expect(page.locator("h1")).to_have_text("Integrations")
    other.close()


def test_a_wrong_merge_is_undone(desk: Desk) -> None:
    token = desk.make_api_user("EHR")
    configure_feed(desk, "PI")
    desk.switch_on()
    for client in ("C1", "C2"):
        assert desk.send(token, adt("A28", client=client, pid={5: f"Of {client}^Jo"})) == "AA"
    desk.settle()
    assert desk.send(token, adt("A40", "20260301120000", "MRG|C2^^^EPD^PI", client="C1")) == "AA"
    desk.settle()
    desk.go("link", "Accounts", "nav")
    desk.write("Exactly this", "C2")
    desk.go("button", "Find")
    desk.hand.go(desk.page.locator("tbody th a").first)
    desk.write("Reason", "ticket 7")
    desk.go("button", "Open")
    merged = desk.page.locator(".part", has_text="C2").filter(has=desk.page.get_by_role("button", name="Undo")).first
    desk.hand.go(merged.get_by_role("button", name="Undo"))
    desk.is_told("Nothing has changed yet.")
    desk.go("button", "Undo this change")
    desk.is_told("is undone")
    states = {
        each["active"] for each in desk.site.operator("find-accounts", kind="client", by="id", value="C2")["accounts"]
    }
    assert states == {True}


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[IdentityProvider]:
    if not saml_idp.is_installed():
        pytest.skip("SimpleSAMLphp is not installed")
    with saml_idp.running(tmp_path / "idp") as running:
        yield running


def test_saml_from_metadata_to_a_manager_who_comes_back(
    desk: Desk, provider: IdentityProvider, browser: Browser, tmp_path: Path
) -> None:
    told = tmp_path / "metadata.xml"
    told.write_text(provider.metadata)
    desk.tile("SAML")
    desk.go("link", "Make a connection")
    desk.write("Name", "De Eik")
    desk.go("button", "Make a connection")
    desk.go("link", "Back")
    area = desk.page.locator("textarea[name=metadata]")
    give_file(desk.hand, desk.page.locator("input[type=file]").first, area, told)
    desk.go("button", "Load")
    desk.go("link", "Back")
    connection = str(desk.page.locator("[id^=copy-][id$=-acs]").inner_text()).split("/")[-2]
    desk.hand.press(desk.page.locator("#settings summary", has_text="De Eik").first)
    desk.hand.write(desk.page.locator(f"[name='connections.{connection}.attribute']"), "employeeNumber")
    desk.go("button", "Save")
    desk.is_told("Saved.")
    desk.switch_on()
    saml = SamlSite(desk.site)
    ours = saml.ours(connection)
    provider.trust(
        [ServiceProvider(saml.at(connection, "metadata").rpartition("/")[0], ours.signing, ours.encryption, False)]
    )
    other = visitor(browser)
    there = Desk(desk.site, other.new_page(), desk.hand)
    there.page.goto(f"{desk.site.base_url}/console/{desk.site.organisation}/audit")
    there.go("link", "Log on with De Eik")
    there.page.wait_for_url(f"{provider.base_url}/**")
    there.hand.write(there.page.locator("#username"), "alice")
    there.hand.write(there.page.locator("#password"), "al1ce")
    there.hand.press(there.page.locator("#submit_button, button[type=submit], input[type=submit]").first)
    there.page.wait_for_url(f"**/console/{desk.site.organisation}/audit")
    expect(there.page.locator("h1")).to_have_text("Audit log")
    other.close()
