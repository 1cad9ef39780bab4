"""axe-core finds nothing on the pages of a link in a mail, wide and narrow, light and dark, in both languages."""

from collections.abc import Iterator

import pytest

from tests.functions.session.conftest import Hub
from tests.functions.session.test_mailed_link import link_for, press
from tests.harness.axe import NARROW, Answered, Bench, View, open_bench
from tests.harness.browser import DESKTOP

pytestmark = pytest.mark.xdist_group("console and axe")
VIEWS: dict[str, tuple[View, View]] = {
    "en": ((DESKTOP, "light"), (NARROW, "dark")),
    "nl": ((DESKTOP, "dark"), (NARROW, "light")),
}


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with open_bench() as found:
        yield found


@pytest.mark.parametrize("language", list(VIEWS))
def test_nothing_is_found(bench: Bench, hub: Hub, language: str) -> None:
    path = link_for(hub)
    asked = hub.ask("GET", path, cookie="", Accept_Language=language)
    entered = press(hub, path, Sec_Fetch_Site="same-origin", Accept_Language=language)
    spent = hub.ask("GET", path, cookie="", Accept_Language=language)
    for page in (asked, spent):
        assert list(bench.judge(Answered(page.body, page.headers), VIEWS[language])) == []
    headers = {name: value for name, value in entered.headers.items() if name not in {"Refresh", "Set-Cookie"}}
    assert list(bench.judge(Answered(entered.body, headers), VIEWS[language])) == []
