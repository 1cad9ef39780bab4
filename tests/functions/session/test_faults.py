"""The hand-over to the platform with each request to AWS failing in turn: a code is exchanged once."""

from tests.functions.session.conftest import Hub
from tests.harness.faults import endure


def test_code_is_given_exchanged_and_used_again_and_the_session_ends(hub: Hub) -> None:
    def journey() -> object:
        asked = hub.authorize()
        code = asked.given["code"]
        exchanged, again = hub.exchange(code), hub.exchange(code)
        keys = hub.ask("GET", "/session/keys")
        out = hub.ask("GET", "/session/logout")
        ended = hub.authorize()
        statuses = [each.status for each in (asked, exchanged, again, keys, out, ended)]
        return statuses, sorted(exchanged.json), again.body, keys.body, ended.given.get("error")

    assert endure(hub.world, journey, lambda: {slug: each.count for slug, each in hub.entries().items()}) > 15
