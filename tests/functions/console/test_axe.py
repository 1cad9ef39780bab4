"""axe-core finds nothing on any page of the console, wide and narrow, light and dark, in both languages."""

from collections.abc import Iterator

import pytest

from functions.console import view
from tests.functions.console.conftest import Answer, Browser, open_console
from tests.functions.console.furnished import furnish
from tests.functions.console.walk import everything, is_page, kind_of
from tests.harness.axe import NARROW, Answered, Bench, View, open_bench
from tests.harness.browser import DESKTOP
from tests.harness.rights import Record

pytestmark = pytest.mark.xdist_group("console and axe")

VIEWS: dict[str, tuple[View, View]] = {
    "en": ((DESKTOP, "light"), (NARROW, "dark")),
    "nl": ((DESKTOP, "dark"), (NARROW, "light")),
}
WRONG = """<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><main><h1>x</h1>
<p style="color:#aaa;background:#fff;width:1300px">pale</p><input></main></body></html>"""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    script = view.script()
    with open_bench({"/console/console.js": answered(script.body.decode(), script.content_type)}) as found:
        yield found


def answered(body: str, content_type: str = "text/html;charset=UTF-8") -> Answered:
    return Answered(body, {"Content-Type": content_type})


@pytest.fixture(scope="module")
def pages(record: Record) -> Iterator[dict[str, dict[str, Answer]]]:
    """By language the operator's pages, one of each kind, which are those of application managers and more."""
    with open_console(record) as console:
        was = furnish(console).may["operator"]
        browsers = {language: Browser(was.world, dict(was.cookies), language=language) for language in VIEWS}
        yield {language: one_of_each(everything(browser)) for language, browser in browsers.items()}


def one_of_each(pages: dict[str, Answer]) -> dict[str, Answer]:
    """One page of each kind: those of the forms of commands at an organisation, as the operator's own are the same."""
    chosen: dict[tuple[str, ...], str] = {}
    for target, page in pages.items():
        if is_page(page) and not target.startswith("/console/operator/do/"):
            chosen.setdefault(kind_of(target), target)
    return {target: pages[target] for target in chosen.values()}


@pytest.mark.parametrize("language", list(VIEWS))
def test_nothing_is_found(bench: Bench, pages: dict[str, dict[str, Answer]], language: str) -> None:
    assert len(pages[language]) > 100
    wrong: dict[str, list[str]] = {}
    for target, page in pages[language].items():
        views = VIEWS[language][language == "nl" :] if "/do/" in target else VIEWS[language]
        found = list(bench.judge(Answered(page.body, dict(page.headers)), views))
        wrong |= {target: found} if found else {}
    assert wrong == {}


def test_what_is_wrong_is_found(bench: Bench) -> None:
    found = list(bench.judge(answered(WRONG), VIEWS["en"][:1]))
    assert {each.partition(":")[0] for each in found} == {"color-contrast", "label", "it is 1308 pixels wide at 1280"}
