"""The page of secure transfer in a real browser, served by the function itself; nothing goes over a network."""

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, Request, Route

from functions.bulk_import import entry
from functions.bulk_import.transfer import assets
from tests.harness.gateway import HOST, gateway_event
from tests.harness.hands import Hand
from tests.harness.home import PROJECT

ORIGIN = f"https://{HOST}"
PATIENCE = 60_000  # milliseconds for one file


def openpgp() -> Path:
    """OpenPGP.js as `sam build` fetches it, once for each lock."""
    source, place = assets.FILES["openpgp.min.mjs"].parent, PROJECT / ".local" / "peers" / "openpgp"
    fetched, lock = place / "openpgp.min.mjs", "package-lock.json"
    is_current = fetched.exists() and (place / lock).read_bytes() == (source / lock).read_bytes()
    if not is_current:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(source, place)
        path = f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(["make", "--silent", "-C", place], env=os.environ | {"PATH": path}, check=True)
    return fetched


@dataclass
class Sender:
    """Somebody who encrypts files on the page. `asked` are the requests that left the browser."""

    page: Page
    asked: list[Request] = field(default_factory=list)

    def serve(self, route: Route) -> None:
        """Have the function answer a request of the browser."""
        request = route.request
        self.asked.append(request)
        target = request.url.removeprefix(ORIGIN)
        if target == request.url:
            route.abort()
            return
        sent = request.post_data_buffer or b""
        answer = entry.handle(gateway_event(request.method, target, headers=request.all_headers(), body=sent), None)
        body = answer["body"]
        route.fulfill(
            status=answer["statusCode"],
            headers=answer["headers"],
            body=base64.b64decode(body) if answer["isBase64Encoded"] else body,
        )

    def open(self, query: str = "") -> None:
        """Open the page, and wait until files can be encrypted on it."""
        self.page.goto(f"{ORIGIN}/securetransfer{query}")
        self.page.locator("#file").wait_for()

    def shown(self, place: str) -> str:
        """The text of what is shown there; it must be one thing."""
        (found,) = (each for each in self.page.locator(place).all() if each.is_visible())
        return found.inner_text()

    @property
    def encrypt(self) -> Locator:
        """The button."""
        return self.page.locator("#encrypt")

    def give(self, hand: Hand, file: Path) -> None:
        """Choose the file."""
        with self.page.expect_file_chooser() as chooser:
            hand.press(self.page.locator("#file"))
        chooser.value.set_files(file)

    def send(self, hand: Hand, file: Path) -> tuple[str, bytes]:
        """Name and content of what is saved for this file."""
        self.give(hand, file)
        with self.page.expect_download(timeout=PATIENCE) as download:
            hand.press(self.encrypt)
        return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@contextmanager
def sender(context: BrowserContext) -> Iterator[Sender]:
    """A sender whose browser the function answers."""
    made = Sender(context.new_page())
    context.route("**/*", made.serve)
    try:
        yield made
    finally:
        context.close()
