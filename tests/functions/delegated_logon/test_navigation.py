"""Only a navigation uses a link up, and where its key asks first, only the button of a page."""

import pytest

from functions.delegated_logon import link_keys
from functions.delegated_logon.link_key import TargetGroup
from tests.functions.delegated_logon.conftest import Logon

FETCHES = [
    {"Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": destination, "Sec_Fetch_Site": "none"}
    for mode, destination in (
        ("no-cors", "empty"),
        ("cors", "empty"),
        ("no-cors", "image"),
        ("no-cors", "document"),
        ("navigate", "empty"),
        ("websocket", "empty"),
        ("same-origin", "script"),
    )
]


@pytest.mark.parametrize("headers", [*FETCHES, {"Sec_Fetch_Mode": "cors"}, {"Sec_Fetch_Dest": "image"}])
def test_what_is_no_navigation_uses_nothing(logon: Logon, headers: dict[str, str]) -> None:
    target = logon.link()
    answer = logon.get(target, **headers)
    assert (answer.status, answer.headers["Vary"]) == (204, "Sec-Purpose, Sec-Fetch-Mode, Sec-Fetch-Dest")
    assert logon.get(target).location == "/"


@pytest.mark.parametrize("destination", ["document", "iframe", "frame", "object", "embed"])
def test_a_navigation_logs_on_wherever_it_leads(logon: Logon, destination: str) -> None:
    headers = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": destination, "Sec_Fetch_Site": "cross-site"}
    assert logon.get(logon.link(), **headers).location == "/"


def asking(logon: Logon) -> str:
    """The secret of a key whose links ask first."""
    _, secret = link_keys.create(logon.world.tenant, name="Mail", groups=TargetGroup, asks=True)
    return secret


def test_a_link_that_asks_is_used_by_its_button_and_by_nothing_else(logon: Logon) -> None:
    target = logon.link(path="/c/@@all", x="1&2", secret=asking(logon))
    for _ in range(3):
        page = logon.get(target, Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document", Accept_Language="nl")
        assert page.status == 200
        assert '<form method="post"><button>Inloggen</button></form>' in page.body
        assert "form-action 'self';" in page.headers["Content-Security-Policy"]
        assert "Anna" not in page.body
    assert logon.cookie == ""
    done = logon.get(target, method="POST", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document")
    assert (done.status, done.headers["Refresh"]) == (200, "0;url=/c/@@all?x=1%262")
    assert 'href="/c/@@all?x=1%262"' in done.body
    assert "token" not in done.body + str(done.headers)
    assert logon.cookie
    again = logon.get(target, method="POST")
    assert again.location.startswith("/logon?reference=")
    assert "nonce-seen" in logon.entries()


def test_a_link_that_asks_is_checked_before_it_asks(logon: Logon) -> None:
    secret = asking(logon)
    assert logon.refusal(logon.link("nobody", secret=secret)).slug == "user-unknown"
    old = logon.link(secret=secret)
    logon.world.clock.move(hours=2)
    assert logon.get(old, method="POST").location.startswith("/logon?reference=")
    assert logon.cookie == ""


def test_a_link_that_asks_inside_a_frame(logon: Logon) -> None:
    logon.secure(allow_frames=True, frame_domains=["ehr.example"])
    goal = "https://ehr.example/page?a=1&b=2"
    target = logon.link(path="/aux/frameredirect", redirect=goal, secret=asking(logon))
    framed = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
    assert logon.get(target, **framed).status == 200
    done = logon.get(target, method="POST", **framed)
    assert done.headers["Refresh"] == f"0;url={goal}"
    assert "SameSite=None" in done.headers["Set-Cookie"]
    assert "https://ehr.example/page?a=1&amp;b=2" in done.body
