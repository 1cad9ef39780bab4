"""What axe-core finds on a page in a real browser, and whether the page scrolls sideways."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, Route, ViewportSize

from tests.harness import npm
from tests.harness.browser import executable, started

NARROW = ViewportSize(width=360, height=740)
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
type View = tuple[ViewportSize, Literal["light", "dark"]]
ORIGIN = "https://demo.koppel.example"
_RUN = """async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\\n")[1].trim()}`));
}"""
_ALL = {"type": "tag", "values": list(TAGS)}


@dataclass
class Answered:
    """What the browser is given for one address. Nothing of it goes over a network."""

    body: str
    headers: dict[str, str]


@dataclass
class Bench:
    """A browser that is given pages to judge. `files` are what pages may ask for besides, by path."""

    page: Page
    files: dict[str, Answered]
    _shown: Answered = field(default_factory=lambda: Answered("", {}))

    @classmethod
    def within(cls, context: BrowserContext, files: dict[str, Answered]) -> "Bench":
        """A bench in this context. axe-core is there before anything of a page, whose policy cannot be in its way."""
        prepare(context)
        made = cls(context.new_page(), files)
        context.route("**/*", made._serve)
        return made

    def judge(self, answered: Answered, views: Iterable[View]) -> Iterator[str]:
        """What is wrong with the page, seen in these ways."""
        self._shown = answered
        self.page.goto(f"{ORIGIN}/page")
        yield from judged(self.page, views)

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        given = self._shown if path.partition("#")[0] == "/page" else self.files.get(path)
        if given is None:
            route.fulfill(status=404)
        else:
            route.fulfill(status=200, body=given.body, headers=given.headers)


@contextmanager
def open_bench(files: dict[str, Answered] | None = None) -> Iterator[Bench]:
    """A bench of its own, gone afterwards; the test is skipped where there is no browser or no npm."""
    if not executable():
        pytest.skip("chromium is not installed")
    with started() as browser:
        try:
            yield Bench.within(browser.new_context(), files or {})
        except npm.Missing as missing:
            pytest.skip(str(missing))


def prepare(context: BrowserContext) -> None:
    """Have axe-core in every page of the context before anything of the page itself."""
    context.add_init_script(path=npm.installed("axe_core") / "node_modules" / "axe-core" / "axe.min.js")


def judged(page: Page, views: Iterable[View]) -> Iterator[str]:
    """What is wrong with the page as it stands, seen in these ways."""
    for size, scheme in views:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        yield from page.evaluate(_RUN, _ALL)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            yield f"it is {width} pixels wide at {size['width']}: {page.evaluate(_WIDEST)}"


_WIDEST = """[...document.querySelectorAll("main *, nav *")].filter((each) => each.getBoundingClientRect().right > 361)
  .slice(0, 3).map((each) => each.outerHTML.slice(0, 80)).join(" | ")"""
