"""The API's own address: what leads on from there stays below the stage, and no other address gets one."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.entrance.pages import redirect
from koppel.entrance.requests import Response, headers_of
from koppel.entrance.stages import below, root_of
from tests.harness.gateway import API, GATEWAY_DOMAIN, HOST, OWN_ADDRESS, gateway_event

PATHS = st.lists(st.sampled_from(["live", "logon", "api", "2", "c%2Fd", "@@all", ""]), max_size=4).map(
    lambda segments: "/" + "/".join(segments)
)
VALUES = st.text(alphabet='/"<>&= hrefsaction', max_size=40)


@given(PATHS, st.sampled_from([OWN_ADDRESS, OWN_ADDRESS.upper(), f"{OWN_ADDRESS}:443"]))
def test_at_the_apis_own_address_the_root_is_the_stage(path: str, host: str) -> None:
    event = gateway_event("GET", path, host=host, stage="live")
    assert root_of(event, headers_of(event)) == "/live"


@given(PATHS, st.sampled_from([HOST, "localhost:8000", f"b{API[1:]}.{GATEWAY_DOMAIN}", f"x{OWN_ADDRESS}", ""]))
def test_any_other_address_has_no_stage(path: str, host: str) -> None:
    for stage in ("", "live"):  # the emulator writes the stage into every `requestContext.path`
        event = gateway_event("GET", path, host=host, stage=stage)
        assert root_of(event, headers_of(event)) == ""


@pytest.mark.parametrize("context", [None, {}, {"apiId": API}, {"apiId": API, "stage": "live"}])
def test_an_event_without_a_complete_context_has_no_stage(context: dict[str, str] | None) -> None:
    assert root_of({"requestContext": context}, {"host": OWN_ADDRESS}) == ""


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("/logon?reference=x", "/live/logon?reference=x"),
        ("/", "/live/"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("https://platform.example/start", "https://platform.example/start"),
    ],
)
def test_a_redirect_to_a_path_stays_below_the_root(to: str, found: str) -> None:
    assert below("/live", redirect(to)).headers["Location"] == found
    assert below("", redirect(to)).headers["Location"] == to
    page = Response(status=200, headers={"Refresh": f"0;url={to}"})
    assert below("/live", page).headers["Refresh"] == f"0;url={found}"


@given(VALUES)
def test_links_and_forms_stay_below_the_root_and_text_stays_as_it_is(value: str) -> None:
    shown = escape(value)
    page = f'<a href="/logon">{shown}</a><script src="/x.js"></script><form action="/y" name="{shown}"><a href="//z">'
    wanted = (
        f'<a href="/live/logon">{shown}</a><script src="/live/x.js"></script>'
        f'<form action="/live/y" name="{shown}"><a href="//z">'
    )
    answer = Response(status=200, body=page.encode(), content_type="text/html;charset=UTF-8")
    assert below("/live", answer).body.decode() == wanted
    assert below("", answer).body.decode() == page


def test_a_response_that_is_no_page_stays_as_it_is() -> None:
    answer = Response(status=200, body=b'{"x": "<a href=\\"/a\\">"} <a href="/a">')
    assert below("/live", answer) is answer
