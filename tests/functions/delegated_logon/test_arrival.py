"""Where a logon ends: pages that are for some only, dossiers by outside id, frames, and the platform."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.delegated_logon.destinations import may_redirect
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.logon.security import SecuritySettings
from koppel.domain.plan.desired import Desired
from koppel.logon import platforms
from tests.functions.delegated_logon.conftest import Logon

PORTAL = "https://portal.example/frame?x=1"
FRAME = "/aux/frameredirect"


def test_a_client_is_looked_up_by_external_id(logon: Logon) -> None:
    first = logon.get(logon.link(path="/aux/client/id/C1"))
    assert first.location == "/aux/client/id/C1"
    second = logon.get(first.location)
    assert second.location == f"/c/{logon.client.key}"
    page = logon.get(second.location)
    assert page.status == 200
    assert "A client&#39;s dossier" in page.body


def test_a_professional_is_looked_up_by_external_id(logon: Logon) -> None:
    page = logon.browse(logon.link(path="/aux/professional/id/P1/"))
    assert f"/p/{logon.professional.key}" in page.body


def test_an_external_id_with_every_character_is_looked_up(logon: Logon) -> None:
    made = logon.world.client("C/1 ë?#%", email="c@client.example")
    page = logon.browse(logon.link(path="/aux/client/id/C%2F1%20%C3%AB%3F%23%25"))
    assert made.key in page.body


@pytest.mark.parametrize(
    "path", ["/aux/client/id/nobody", "/aux/friend/id/C1", "/aux/client", "/aux", "/aux/client/id/"]
)
def test_what_is_not_there_is_not_found_after_logging_on(logon: Logon, path: str) -> None:
    assert logon.browse(logon.link(path=path)).status == 404
    assert logon.get("/").status == 200


@pytest.mark.parametrize("path", ["/c", "/c/@@all", "/c/@@allclients", "/p/", "/tasks", "/configuration"])
def test_pages_of_professionals_are_closed_to_clients(logon: Logon, path: str) -> None:
    page = logon.browse(logon.link("C1", "client", path))
    assert page.status == 403
    assert "Access forbidden" in page.body
    assert logon.get("/catalogue").status == 200


def test_clients_learn_nothing_of_who_has_which_id(logon: Logon) -> None:
    for path in ("/aux/client/id/C1", "/aux/client/id/nobody"):
        assert logon.browse(logon.link("C1", "client", path)).status == 403


def test_an_application_manager_is_led_to_the_console(logon: Logon) -> None:
    assert 'href="/console"' not in logon.browse(logon.link()).body
    values = {"id": "M1", "first_name": "Mina", "last_name": "Vos", "email": "m1@praktijk.example"}
    logon.world.make(Desired(kind=Kind.PROFESSIONAL, values=values, roles=(Role.APPLICATION_MANAGER,)))
    assert '<a href="/console">' in logon.browse(logon.link("M1")).body
    assert 'href="/console"' not in logon.browse(logon.link("C1", "client")).body


def test_conversations_are_the_clients(logon: Logon) -> None:
    assert logon.browse(logon.link(path="/conversations")).status == 403


@pytest.mark.parametrize("path", [FRAME, f"{FRAME}/"])
def test_a_frame_is_sent_on_to_an_allowed_domain(logon: Logon, path: str) -> None:
    logon.secure(allow_frames=True, frame_domains=["portal.example"])
    answer = logon.get(logon.link(path=path, redirect=PORTAL), Sec_Fetch_Dest="iframe")
    assert (answer.status, answer.location) == (303, PORTAL)
    assert answer.headers["Set-Cookie"].endswith("Path=/; Secure; HttpOnly; SameSite=None; Partitioned")


def test_outside_a_frame_the_cookie_is_an_ordinary_one(logon: Logon) -> None:
    logon.secure(allow_frames=True, frame_domains=["portal.example"])
    answer = logon.get(logon.link(path=FRAME, redirect=PORTAL), Sec_Fetch_Dest="document")
    assert answer.headers["Set-Cookie"].endswith("SameSite=Lax")


@pytest.mark.parametrize(
    "settings",
    [{}, {"allow_frames": True}, {"frame_domains": ["portal.example"]},
     {"allow_frames": True, "frame_domains": ["portal.example.org", "example", "*.portal.example"]}],
)  # fmt: skip
def test_another_destination_is_unauthorized_after_logging_on(logon: Logon, settings: dict[str, object]) -> None:
    logon.secure(**settings)
    answer = logon.get(logon.link(path=FRAME, redirect=PORTAL))
    assert answer.status == 403
    assert "Unauthorized" in answer.body
    assert "Location" not in answer.headers
    assert logon.entries()["redirect-not-allowed"].reference in answer.body
    assert logon.get("/").status == 200


def test_a_frame_without_a_destination_is_unauthorized(logon: Logon) -> None:
    assert logon.get(logon.link(path=FRAME)).status == 403


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("https://portal.example", True),
        ("https://PORTAL.example/x", True),
        ("https://portal.example:443/x", False),
        ("https://a.wide.example/x", True),
        ("https://a.b.wide.example/x", True),
        ("https://wide.example/x", False),
        ("https://evilwide.example/x", False),
        ("https://own.example:8443/x", True),
        ("https://own.example/x", False),
        ("http://portal.example/x", False),
        ("http://localhost:3000/x", True),
        ("//portal.example/x", False),
        ("/x", False),
        ("javascript:alert(1)//portal.example", False),
        ("https://portal.example@evil.example/", False),
        ("https://evil.example#@portal.example/", False),
        ("https://evil.example\\@portal.example/", False),
        ("https://evil.example/\\portal.example", False),
        ("https:portal.example", False),
        ("https:///portal.example/x", False),
        ("https://portal.example\n.evil.example/", False),
        (" https://portal.example/", False),
        ("https://portal.example%2eevil.example/", False),
        ("https://portal.example.evil.example/", False),
        ("https://portal.example:x/", False),
        ("https://a.wide.example/", True),
        ("https://a.b-c.wide.example:443/", False),
        ("https://evil.example%2f.wide.example/", False),
        ("https://evil.example%5c.wide.example/", False),
        ("https://evil.example%23.wide.example/", False),
        ("https://evil.example&.wide.example/", False),
        ("https://.wide.example/", False),
        ("https://a..wide.example/", False),
        ("https://-.wide.example/", False),
        ("https://[portal.example/", False),
        ("https://pörtal.example/", False),
    ],
)
def test_destinations_of_frames(address: str, is_allowed: bool) -> None:
    domains = ("portal.example", "*.wide.example", "own.example:8443", "localhost:3000")
    assert may_redirect(SecuritySettings(allow_frames=True, frame_domains=domains), address) is is_allowed


@given(st.text())
def test_no_text_is_a_destination_by_accident(text: str) -> None:
    assert not may_redirect(SecuritySettings(allow_frames=True, frame_domains=("portal.example",)), text)


@given(path=st.text(max_size=30), query=st.text(max_size=10))
def test_nobody_is_sent_to_another_host(logon: Logon, path: str, query: str) -> None:
    """Whatever stands in the path: without a session it leads to the logon page, with one to the same host."""
    cleaned = path.encode(errors="replace").decode().partition("?")[0].replace("#", "")
    answer = logon.get(logon.link(path=f"/{cleaned}", **({"q": query} if query else {})))
    target = urlsplit(answer.location)
    assert answer.status in {303, 404}
    assert (target.scheme, target.netloc) == ("", "")
    assert not answer.location.startswith(("//", "/\\"))
    assert answer.location.isascii()


def test_pages_may_be_framed_by_allowed_domains_only(logon: Logon) -> None:
    def ancestors() -> str:
        policy = logon.browse(logon.link()).headers["Content-Security-Policy"]
        return policy.partition("frame-ancestors ")[2].partition(";")[0]

    assert ancestors() == "'none'"
    logon.secure(allow_frames=True, frame_domains=["portal.example", "*.wide.example"])
    assert ancestors() == "https://portal.example https://*.wide.example"
    logon.secure(allow_frames=False, frame_domains=["portal.example"])
    assert ancestors() == "'none'"


def test_every_page_starts_with_the_servers_time(logon: Logon) -> None:
    for page in (logon.browse(logon.link()), logon.browse(logon.link(path="/aux/x"))):
        assert page.body.startswith("<!DOCTYPE html>\n<!-- server time 2026-03-02T09:00:00Z -->\n")


def test_pages_speak_the_browsers_language(logon: Logon) -> None:
    logon.get(logon.link())
    dutch = logon.get("/", Accept_Language="nl-NL,nl;q=0.9,en;q=0.8").body
    assert '<html lang="nl">' in dutch
    assert "U bent ingelogd" in dutch
    assert '<html lang="en">' in logon.get("/", Accept_Language="de, en;q=0.5, nl;q=0.4").body


def test_names_are_text_and_not_markup(logon: Logon) -> None:
    logon.world.professional("P9", last_name="<b>Smit</b>", email="p9@praktijk.example")
    page = logon.browse(logon.link("P9", path="/<script>alert(1)</script>"))
    assert "&lt;b&gt;Smit&lt;/b&gt;" in page.body
    assert "<b>" not in page.body
    assert "<script" not in page.body


class TestPlatform:
    """With a platform registered the hub passes everybody on."""

    @pytest.fixture(autouse=True)
    def platform(self, logon: Logon) -> None:
        platforms.register(
            logon.world.tenant,
            home="https://platform.example/",
            initiate_login="https://platform.example/start?kind=hub",
            redirects=["https://platform.example/back"],
        )

    def test_a_logon_starts_the_platforms_own(self, logon: Logon) -> None:
        answer = logon.browse(logon.link(path="/catalogue/", page="2"))
        assert answer.location.startswith("https://platform.example/start?kind=hub&")
        found = parse_qs(urlsplit(answer.location).query)
        assert found["iss"] == ["https://demo.koppel.example"]
        assert found["target_link_uri"] == ["https://platform.example/catalogue/?page=2"]

    def test_the_platform_is_told_no_code_and_no_name(self, logon: Logon) -> None:
        answer = logon.browse(logon.link())
        assert set(parse_qs(urlsplit(answer.location).query)) == {"kind", "iss", "target_link_uri"}

    def test_without_a_session_the_platform_takes_over(self, logon: Logon) -> None:
        assert logon.get("/some/page?x=1&x=2").location == "https://platform.example/some/page?x=1&x=2"

    def test_no_path_leads_past_the_platform(self, logon: Logon) -> None:
        for path in ("//evil.example/", "/\\evil.example", "/@evil.example", "/.evil.example"):
            assert urlsplit(logon.get(path).location).netloc == "platform.example"

    def test_the_hub_itself_judges_outside_ids(self, logon: Logon) -> None:
        assert logon.get("/aux/client/id/C1").location == "/logon"
        assert logon.browse(logon.link(path="/aux/client/id/nobody")).status == 404
