"""The page for senders and its bench as people use them: in a real browser, against the local stack."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.harness.browser import DESKTOP, PHONE, keep_picture
from tests.harness.home import PROJECT
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

IN_8859_1 = PROJECT / "events" / "hl7_intake.a04.hl7"
ACCEPTED = {"en": "The message would be accepted and applied.", "nl": "Het bericht zou worden aangenomen en verwerkt."}
MADE = {"en": "The account would be created.", "nl": "Het account zou worden gemaakt."}
LINKED = {
    "en": "is linked once this professional exists",
    "nl": "wordt gekoppeld zodra deze medewerker er is",
}


@pytest.fixture(scope="module")
def clinic(stack: Stack) -> Tenant:
    return Tenant.found(stack, "clinic")


@pytest.fixture
def page(browser: Browser, clinic: Tenant, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The documentation at the clinic's host, in one language. Nothing breaks the page's own policy."""
    spoken = getattr(request, "param", "en")
    context = browser.new_context(locale=spoken, viewport=DESKTOP)
    found = context.new_page()
    complaints: list[str] = []
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    response = found.goto(f"http://{clinic.slug}.localhost:{urlsplit(clinic.stack.base_url).port}/docs/hl7")
    assert response is not None
    assert (response.status, found.evaluate("document.documentElement.lang")) == (200, spoken)
    yield found
    assert [each for each in complaints if "401 (Unauthorized)" not in each] == []
    context.close()


def language(page: Page) -> str:
    return str(page.evaluate("document.documentElement.lang"))


def attempt(page: Page) -> str:
    """Press the button, and read what a screen reader is told."""
    with page.expect_response("**/hl7/bench"):
        page.click("#try")
    page.wait_for_selector("#try:enabled")
    return page.get_by_role("status").inner_text()


def stored(clinic: Tenant) -> list[dict[str, object]]:
    """All that is kept of this organisation, less when its API users were last seen."""
    return list(clinic.rows(lambda rest: rest != "api-users"))


@pytest.mark.parametrize("page", ["en", "nl"], indirect=True)
def test_a_sample_is_tried_by_keyboard_alone_and_nothing_is_kept_of_it(page: Page, clinic: Tenant) -> None:
    before = stored(clinic)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = page.url
    page.focus("#token")
    page.keyboard.type(clinic.hl7_token)
    for keys in ("Tab", "A", "0", "1", "Tab", "Tab", "Tab"):
        page.keyboard.press(keys)
    assert page.evaluate("document.activeElement.id") == "try"
    assert "ADT^A01^ADT_A01|SAMPLE-A01" in page.input_value("#message")
    with page.expect_response("**/hl7/bench"):
        page.keyboard.press("Enter")
    page.wait_for_selector("#report:not([hidden])")
    assert page.get_by_role("status").inner_text() == ACCEPTED[language(page)]
    assert "MSA|AA|SAMPLE-A01" in page.inner_text("#answer")
    assert page.inner_text("#answered").startswith("HTTP 200 application/hl7-v2; charset=utf-8")
    assert MADE[language(page)] in page.inner_text("#accounts")
    rows = [each.split("\t") for each in page.locator("#accounts tbody tr").all_inner_texts()]
    assert ["infix\nPID-5", "van der"] in [each[:2] for each in rows]
    assert ["therapist\nPV1-7, ROL AT", "M0001", LINKED[language(page)]] in rows
    assert ["PID-7", "19870412"] in [each.split("\t") for each in page.locator("#fields tr").all_inner_texts()]
    assert page.evaluate("document.activeElement.id") == "try"
    keep_picture(page, f"hl7-documentation-desktop-{language(page)}")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_picture(page, f"hl7-documentation-phone-{language(page)}")
    assert [urlsplit(each).path for each in asked] == ["/hl7/bench"]
    assert not any(urlsplit(each).query for each in asked)
    assert page.url == address
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    assert stored(clinic) == before
    page.goto("about:blank")
    page.go_back()
    assert page.input_value("#token") == ""


def test_what_is_wrong_is_said_and_what_is_pasted_is_shown_as_text(page: Page, clinic: Tenant) -> None:
    page.fill("#token", "kplapi_no_token “”")
    page.select_option("#sample", "A08")
    assert attempt(page).startswith("401: The token is not valid.")
    assert page.locator("#report").is_hidden()
    page.fill("#token", clinic.hl7_token)
    message = page.input_value("#message")
    page.fill("#message", message.replace("van der Meulen&van der&Meulen", "<img src=x onerror=alert(1)>"))
    assert attempt(page) == ACCEPTED["en"]
    assert "<img src=x onerror=alert(1)>" in page.inner_text("#accounts")
    assert page.locator("#report img").count() == 0
    page.fill("#message", message.replace("UNICODE UTF-8", "8859/1").replace("Zoë", "Šárka"))
    assert attempt(page) == "The message would be refused."
    assert "ERR||PID^1^5|102" in page.inner_text("#answer")
    assert "unreadable-message" in page.inner_text("#remarks")
    assert page.locator("#reached").is_hidden()
    keep_picture(page, "hl7-bench-refused")


def test_a_file_is_tried_byte_by_byte_and_can_be_sent_afterwards(page: Page, clinic: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "message.hl7"
    file.write_bytes(IN_8859_1.read_bytes().replace(b"2026-000101", b"file-1"))
    page.fill("#token", clinic.hl7_token)
    page.set_input_files("#file", file)
    assert attempt(page) == ACCEPTED["en"]
    assert "Zoë" in page.inner_text("#accounts")
    assert "8859/1" in page.inner_text("#facts")
    with clinic.client() as client:
        answer = client.post(
            "/hl7",
            content=file.read_bytes(),
            headers={"Authorization": f"md-token {clinic.hl7_token}", "Content-Type": "application/hl7-v2"},
        )
    assert b"MSA|AA|file-1" in answer.content
    clinic.settle()
    assert clinic.clients()["26010042"]["values"]["first_name"] == "Zoë"
