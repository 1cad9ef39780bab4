"""The logon page and logging out."""

import json
from base64 import urlsafe_b64encode

import jwt
import pytest

from tests.functions.session.conftest import OUT, Hub

REFERENCE = "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0"


def is_logged_in(hub: Hub) -> bool:
    return "You are logged in" in hub.ask("GET", "/logon").body


def hint(**claims: str) -> str:
    """An ID token as far as logging out looks at it: nobody has checked who signed it."""
    return jwt.encode(claims, "a secret of 32 bytes that is not ours", "HS256")


def test_the_logon_page_offers_what_there_is(hub: Hub) -> None:
    page = hub.ask("GET", "/logon", cookie="")
    assert page.status == 200
    assert "through your organisation" in page.body
    assert "Knop &lt;Behandeling&gt; in het EPD" in page.body
    hub.world.set_tile("demo", "delegated_logon", on=False)
    assert "No way of logging on" in hub.ask("GET", "/logon", cookie="").body


def test_who_was_refused_is_told_and_gets_the_reference(hub: Hub) -> None:
    page = hub.ask("GET", f"/logon?reference={REFERENCE}", cookie="")
    assert page.status == 200
    assert "Unable to log in" in page.body
    assert REFERENCE in page.body
    assert "niet gelukt" in hub.ask("GET", f"/logon?reference={REFERENCE}", Accept_Language="nl").body


@pytest.mark.parametrize("text", ["%3Cscript%3E", "x", "a%20b", "", "1" * 65])
def test_other_references_are_not_repeated(hub: Hub, text: str) -> None:
    page = hub.ask("GET", f"/logon?reference={text}", cookie="")
    assert "Unable" not in page.body
    assert "<script" not in page.body


def test_a_page_shows_the_time_of_the_server(hub: Hub) -> None:
    assert hub.ask("GET", "/logon").body.startswith("<!DOCTYPE html>\n<!-- server time 2026-03-02T09:00:00Z -->\n")


def test_head_and_prefetch_use_nothing(hub: Hub) -> None:
    assert hub.ask("HEAD", "/session/authorize").status == 204
    assert hub.ask("GET", "/session/logout", Sec_Purpose="prefetch").status == 204
    assert is_logged_in(hub)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/logon", 405),
        ("GET", "/session/token", 405),
        ("DELETE", "/session/logout", 405),
        ("GET", "/session", 404),
        ("GET", "/session/x", 404),
        ("GET", "/.well-known/security.txt", 404),
    ],
)
def test_other_methods_get_405_and_other_paths_404(hub: Hub, method: str, path: str, status: int) -> None:
    assert hub.ask(method, path).status == status


def test_the_hubs_own_button_logs_out(hub: Hub) -> None:
    answer = hub.ask("POST", "/session/logout", Sec_Fetch_Site="same-origin")
    assert "You are logged out" in answer.body
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert not is_logged_in(hub)


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_another_site_logs_nobody_out(hub: Hub, headers: dict[str, str]) -> None:
    for method in ("GET", "POST"):
        answer = hub.ask(method, "/session/logout", **headers)
        assert "Do you want to log out?" in answer.body
    assert is_logged_in(hub)


def test_the_platform_logs_out_with_the_token_of_this_session(hub: Hub) -> None:
    token = hint(sid=hub.started.session.public, aud=hub.platform.client_id)
    answer = hub.ask("GET", f"/session/logout?id_token_hint={token}&post_logout_redirect_uri={OUT}&state=s%26t")
    assert answer.location == f"{OUT}?state=s%26t"
    assert not is_logged_in(hub)


def test_the_token_of_another_session_only_asks(hub: Hub) -> None:
    token = hint(sid="0" * 32, aud=hub.platform.client_id)
    answer = hub.ask("GET", f"/session/logout?id_token_hint={token}&post_logout_redirect_uri={OUT}")
    assert "Do you want to log out?" in answer.body
    assert "form-action 'self' https://platform.example;" in answer.headers["Content-Security-Policy"]
    assert is_logged_in(hub)


@pytest.mark.parametrize("address", ["https://evil.example/", f"{OUT}/", f"{OUT}?x=1", "//evil.example"])
def test_after_logging_out_nobody_is_sent_elsewhere(hub: Hub, address: str) -> None:
    token = hint(sid=hub.started.session.public, aud=hub.platform.client_id)
    answer = hub.ask("GET", f"/session/logout?id_token_hint={token}&post_logout_redirect_uri={address}")
    assert answer.status == 200
    assert not answer.location
    assert not is_logged_in(hub)


def part(value: object) -> str:
    """A part of a JSON Web Token (RFC 7515 section 2)."""
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


UNSIGNED = part({"alg": "none"})


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "é.é.é",
        f"{UNSIGNED}.W10.",
        f"{UNSIGNED}.{part({'sid': 1})}.",
        f"{UNSIGNED}.{'W1tb' * 20_000}.",
        "a.!!.c",
        f"x.{'[' * 40_000}.x",
        "x.W10.x",
        "x.bnVsbA.x",
        "x.eyJzaWQiOjF9.x",
    ],
)
def test_no_token_breaks_logging_out(hub: Hub, token: str) -> None:
    assert hub.ask("GET", f"/session/logout?id_token_hint={token}").status == 200
    assert is_logged_in(hub)
