"""Links with each request to AWS failing in turn: who may log on does, once, and who may not gets one reference."""

from tests.functions.delegated_logon.conftest import Logon
from tests.harness.faults import endure


def test_links_that_log_on_are_used_again_and_are_wrong(logon: Logon) -> None:
    def journey() -> object:
        logon.cookie, logon.requests = "", 0
        link = logon.link(path="/c/")
        first = logon.get(link)
        page = logon.get(first.location)
        again = logon.get(link)
        wrong = logon.get(logon.link(secret="another"))
        other = logon.browse(logon.link("C1", "client"))
        return [(each.status, each.location, each.body) for each in (first, page, again, wrong, other)]

    assert endure(logon.world, journey, lambda: {slug: each.count for slug, each in logon.entries().items()}) > 20
