"""Logging on by links as people do it: in a real browser, against the local stack."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.harness.browser import PHONE, keep_picture
from tests.harness.neighbour import Answer, Neighbour, neighbour
from tests.harness.site import Site, fresh, open_site
from tests.harness.stack import Stack


@pytest.fixture(scope="module")
def site(stack: Stack) -> Site:
    return open_site(stack, fresh("eik"))


def visit(page: Page, address: str) -> int:
    """The status at which the browser ends. No page of ours breaks its own policy."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    response = page.goto(address)
    assert response is not None
    assert complaints == []
    return response.status


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def good_news(page: Page) -> str:
    return page.locator(".good[role=status]").inner_text()


def reason(site: Site, page: Page) -> str:
    """Why a link was refused, by the reference on the page."""
    assert "/logon?reference=" in page.url
    assert page.locator(".bad[role=alert]").inner_text() == "Unable to log in."
    return str(site.operator("find-reference", reference=page.locator("code").inner_text())["slug"])


def test_a_professional_comes_to_a_clients_dossier(site: Site, page: Page) -> None:
    assert visit(page, site.link("P1", path="/aux/client/id/C1")) == 200
    assert good_news(page) == "You successfully logged in."
    assert "Anna Smit" in page.inner_text("main")
    assert "A client's dossier" in page.inner_text("main")
    assert "token" not in page.url
    keep_picture(page, "logon-landing-desktop")
    page.set_viewport_size(PHONE)
    keep_picture(page, "logon-landing-phone")


def test_the_session_cookie_cannot_be_read_or_moved(site: Site, page: Page, context: BrowserContext) -> None:
    visit(page, site.link("P1"))
    (cookie,) = [each for each in context.cookies() if each["name"] == "__Host-session"]
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"], cookie["path"]) == (True, True, "Lax", "/")
    assert cookie["expires"] == -1
    assert page.evaluate("document.cookie") == ""


def test_a_client_comes_to_conversations_and_logs_out(site: Site, page: Page) -> None:
    assert visit(page, site.link("C1", "client", "/conversations")) == 200
    assert "Conversations" in page.inner_text("main")
    page.get_by_role("button", name="Log out").click()
    assert heading(page) == "You are logged out"
    page.goto(f"{site.base_url}/conversations")
    assert page.url.endswith("/logon")


def test_a_used_link(site: Site, page: Page) -> None:
    address = site.link("P1")
    visit(page, address)
    assert visit(page, address) == 200
    assert reason(site, page) == "nonce-seen"
    keep_picture(page, "logon-refused-desktop")
    page.set_viewport_size(PHONE)
    keep_picture(page, "logon-refused-phone")


@pytest.mark.parametrize(("minutes", "slug"), [(-61, "link-stale"), (3, "link-in-future")])
def test_a_link_of_another_time(site: Site, page: Page, minutes: int, slug: str) -> None:
    visit(page, site.link("P1", at=datetime.now(UTC) + timedelta(minutes=minutes)))
    assert reason(site, page) == slug


def test_a_link_with_a_wrong_key(site: Site, page: Page) -> None:
    visit(page, site.link("P1", secret="not the key of this organisation"))
    assert reason(site, page) == "token-wrong"


def test_a_deactivated_account_is_out_and_stays_out(site: Site, page: Page) -> None:
    site.person("client", "C2", first_name="Kees", last_name="Veld", gender="m")
    assert visit(page, site.link("C2", "client", "/catalogue")) == 200
    site.person("client", "C2", active=False)
    page.reload()
    assert page.url.endswith("/logon")
    visit(page, site.link("C2", "client"))
    assert reason(site, page) == "user-inactive"


def test_a_target_group_that_is_off(site: Site, page: Page) -> None:
    site.set("delegated_logon", clients=False)
    try:
        visit(page, site.link("C1", "client"))
        assert reason(site, page) == "group-off"
    finally:
        site.set("delegated_logon", clients=True)


def test_another_persons_open_session_ends(site: Site, page: Page) -> None:
    visit(page, site.link("P1"))
    visit(page, site.link("C1", "client"))
    text = page.inner_text("main")
    assert (
        "Somebody else was logged in in this browser; that session has been ended. Now logged in: Johanna Berg" in text
    )
    assert "Anna" not in text


def test_pages_that_are_not_there_or_not_for_everybody(site: Site, page: Page) -> None:
    assert visit(page, site.link("P1", path="/aux/client/id/nobody")) == 404
    assert visit(page, site.link("C1", "client", "/configuration")) == 403
    assert heading(page) == "Access forbidden"


def test_a_dutch_browser_gets_dutch(site: Site, browser: Browser) -> None:
    context = browser.new_context(locale="nl-NL", viewport=PHONE)
    page = context.new_page()
    visit(page, site.link("P1", path="/tasks"))
    assert good_news(page) == "U bent ingelogd."
    assert page.evaluate("document.documentElement.lang") == "nl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_picture(page, "logon-landing-dutch-phone")
    context.close()


class TestFrames:
    """A portal of another site shows the hub in a frame."""

    @pytest.fixture
    def portal(self) -> Iterator[Neighbour]:
        def respond(_path: str, given: Mapping[str, str]) -> Answer:
            return 200, {}, f'<!DOCTYPE html><title>Portal</title><iframe src="{given.get("show", "")}"></iframe>'

        with neighbour(respond) as found:
            yield found

    def show(self, page: Page, portal: Neighbour, address: str) -> str:
        """What the frame shows."""
        page.goto(f"{portal.base_url}/?show={quote(address, safe='')}")
        frame = page.frames[1]
        frame.wait_for_load_state()
        return frame.inner_text("body")

    def test_allowed_the_frame_goes_on_and_stays_logged_in(self, site: Site, page: Page, portal: Neighbour) -> None:
        own = site.base_url.removeprefix("http://")
        site.set("security", allow_frames=True, frame_domains=[portal.host, "*.localhost:" + own.rpartition(":")[2]])
        shown = self.show(
            page, portal, site.link("P1", path="/aux/frameredirect", redirect=f"{site.base_url}/catalogue")
        )
        assert "You successfully logged in" in shown
        assert "Catalogue" in shown

    def test_another_destination_is_unauthorized(self, site: Site, page: Page, portal: Neighbour) -> None:
        site.set("security", allow_frames=True, frame_domains=[portal.host])
        shown = self.show(
            page, portal, site.link("P1", path="/aux/frameredirect", redirect="https://elsewhere.example/")
        )
        assert "Unauthorized" in shown
        keep_picture(page, "logon-frame-unauthorized")

    def test_where_frames_are_not_allowed_nothing_is_shown(self, site: Site, page: Page, portal: Neighbour) -> None:
        site.set("security", allow_frames=False, frame_domains=[portal.host])
        shown = self.show(page, portal, site.link("P1", path="/catalogue"))
        assert "You successfully" not in shown
        assert "Catalogue" not in shown


class TestDocumentation:
    """The bench in the documentation."""

    def test_it_makes_a_link_that_logs_on_and_sends_nothing(self, site: Site, page: Page) -> None:
        assert visit(page, f"{site.base_url}/docs/delegated-logon") == 200
        keep_picture(page, "logon-documentation-desktop")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.fill("#secret", site.secret)
        page.fill("#userid", "P1")
        page.fill("#address", f"{site.base_url}/tasks")
        page.click("#make")
        page.wait_for_selector("#made:not([hidden])")
        address = page.input_value("#link")
        page.fill("#given", address)
        page.fill("#given-secret", site.secret)
        page.click("#check")
        page.wait_for_selector("#checked:not([hidden])")
        results = page.locator("#checks tbody tr td:first-child").all_inner_texts()
        assert sorted(set(results)) == ["?", "pass"]
        assert sent == []
        page.set_viewport_size(PHONE)
        keep_picture(page, "logon-bench-phone")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert visit(page, address) == 200
        assert good_news(page) == "You successfully logged in."

    @pytest.mark.parametrize(
        ("old", "new", "check"),
        [
            ("userid=P1", "userid=P2", "token is the HMAC of this message with this key"),
            ("&nonce=", "&once=", "all five parameters are there"),
            ("usertype=careprovider", "usertype=careprovider&usertype=client", "none is there more than once"),
            ("&token=", "&token=0", "token is 128 (SHA-512) or 40 (SHA-1) hexadecimal digits"),
        ],
    )
    def test_it_names_the_check_that_fails(self, site: Site, page: Page, old: str, new: str, check: str) -> None:
        visit(page, f"{site.base_url}/docs/delegated-logon")
        address = site.link("P1").replace(old, new)
        page.fill("#given", address)
        page.fill("#given-secret", site.secret)
        page.click("#check")
        page.wait_for_selector("#checked:not([hidden])")
        assert page.locator("#checks tr.bad td:nth-child(2)").all_inner_texts() == [check]

    def test_it_tells_a_stale_link_and_a_lost_plus_sign(self, site: Site, page: Page) -> None:
        visit(page, f"{site.base_url}/docs/delegated-logon")
        made = datetime.now(UTC) - timedelta(hours=2)
        page.fill("#given", site.link("a+b", at=made).replace("%2B", "+"))
        page.fill("#given-secret", site.secret)
        page.click("#check")
        page.wait_for_selector("#checked:not([hidden])")
        assert page.locator("#checks tr.bad td:nth-child(2)").all_inner_texts() == ["not older than 3600 seconds"]
