"""A real browser: Debian's Chromium, without a window."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.harness.home import PROJECT

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=375, height=740)
TALLEST = 6_000
"""Pixels of a picture: Chromium without a graphics card takes half a minute for the whole of a long page."""
PICTURES = PROJECT / ".local" / "pictures"


def executable() -> str | None:
    """Where the browser is, None when it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, ended afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def keep_picture(page: Page, name: str) -> Path:
    """A picture of the page from its top, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    before = page.viewport_size
    if before is None:
        raise ValueError("the page has no size of its own")
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size(ViewportSize(width=before["width"], height=min(height, TALLEST)))
    page.screenshot(path=path)
    page.set_viewport_size(before)
    return path
