"""Who gets in, how, and for how long."""

import pytest

from functions.console import links
from koppel.domain.accounts.account import Role
from tests.functions.console.conftest import Console


def test_a_manager_sees_the_integrations(console: Console) -> None:
    first = console.manager.get("/console")
    assert (first.status, first.location) == (303, "/console/demo")
    page = console.manager.get("/console/demo")
    assert page.status == 200
    for title in ("API users", "HL7", "Delegated logon", "SAML"):
        assert title in page.body


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.APPLICATION_MANAGER])
def test_a_professional_without_the_role_is_told_whom_the_console_is_for(console: Console, role: Role) -> None:
    browser = console.browser()
    browser.log_on(console.professional("T1", role))
    page = browser.get("/console/demo")
    assert page.status == 403
    assert "no application manager" in page.body


def test_a_client_is_told_whom_the_console_is_for(console: Console) -> None:
    browser = console.browser()
    browser.log_on(console.world.client("C1"))
    assert browser.get("/console/demo").status == 403


def test_nobody_is_asked_to_sign_in_and_sees_nothing_else(console: Console) -> None:
    for path in ("/console", "/console/demo", "/console/demo/hl7_intake", "/console/samples", "/console/demo/do/sweep"):
        page = console.browser().get(path)
        assert page.status == 401
        assert "API users" not in page.body


def test_a_manager_of_another_organisation_finds_no_page_here(console: Console) -> None:
    console.office.done("create-organisation", organisation="elm", name="De Iep", mode="training")
    page = console.manager.get("/console/elm")
    assert page.status == 404
    assert "De Iep" not in page.body


def test_the_operator_sees_every_organisation(console: Console) -> None:
    console.office.done("create-organisation", organisation="elm", name="De Iep", mode="training")
    browser = console.by_link("operator")
    assert browser.get("/console/elm").status == 200


class TestLink:
    @pytest.mark.parametrize(
        ("organisation", "given", "begins"),
        [
            ("demo", "", "https://koppel.example/console/enter?token="),
            ("elm", "", "https://elm.koppel.example/console/enter?token="),
            ("demo", "http://localhost:9000", "http://localhost:9000/console/enter?token="),
            ("elm", "http://localhost:9000/", "http://elm.localhost:9000/console/enter?token="),
        ],
    )
    def test_a_link_leads_to_its_organisation(
        self, console: Console, organisation: str, given: str, begins: str
    ) -> None:
        console.office.done("create-organisation", organisation="elm", name="De Iep", mode="training")
        made = console.office.done("console-link", organisation=organisation, address=given)
        assert made["url"].startswith(begins)

    def test_without_a_domain_name_it_is_a_path(self, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PUBLIC_ADDRESS", "")
        assert console.office.done("console-link")["url"].startswith("/console/enter?token=")

    def test_what_is_no_address_is_refused(self, console: Console) -> None:
        assert set(console.office.declined("console-link", address="ftp://x")["fields"]) == {"address"}

    def test_looking_at_a_link_does_not_use_it_up(self, console: Console) -> None:
        url = console.office.done("console-link")["url"]
        assert url.startswith("https://koppel.example/console/enter?token=")
        target, browser = url.removeprefix("https://koppel.example"), console.browser()
        assert browser.get(target).status == 200
        assert browser.ask("POST", target).status == 303
        assert browser.get("/console/demo").status == 200

    def test_a_link_works_once(self, console: Console) -> None:
        target = console.office.done("console-link")["url"].removeprefix("https://koppel.example")
        assert console.browser().ask("POST", target).status == 303
        again = console.browser()
        assert again.ask("POST", target).status == 403
        assert again.get("/console/demo").status == 401

    def test_a_link_works_for_ten_minutes(self, console: Console) -> None:
        target = console.office.done("console-link")["url"].removeprefix("https://koppel.example")
        console.world.clock.move(seconds=links.LINK_SECONDS)
        assert console.browser().ask("POST", target).status == 403

    def test_another_site_cannot_use_a_link(self, console: Console) -> None:
        target = console.office.done("console-link")["url"].removeprefix("https://koppel.example")
        answer = console.browser().ask("POST", target, Origin="https://evil.example")
        assert (answer.status, answer.cookies) == (403, [])

    @pytest.mark.parametrize("token", ["", "x", "A" * 43, "é", "%00"])
    def test_a_token_that_nobody_made_is_refused(self, console: Console, token: str) -> None:
        assert console.browser().ask("POST", f"/console/enter?token={token}").status == 403

    def test_who_made_it_is_recorded_and_named_in_what_is_done(self, console: Console) -> None:
        browser = console.by_link()
        browser.post("/console/demo/do/set-zone", {"zone": "Europe/Brussels"})
        acts = console.office.done("list-acts")["acts"]
        assert [each["verb"] for each in acts[:2]] == ["set-zone", "console-link"]
        assert acts[0]["actor"] == f"console link of {acts[1]['actor']}"

    def test_its_session_ends_after_half_an_hour_without_use(self, console: Console) -> None:
        browser = console.by_link()
        console.world.clock.move(minutes=29)
        assert browser.get("/console/demo").status == 200
        console.world.clock.move(minutes=29)
        assert browser.get("/console/demo").status == 200
        console.world.clock.move(minutes=30)
        assert browser.get("/console/demo").status == 401

    def test_its_session_ends_after_eight_hours_however_much_it_is_used(self, console: Console) -> None:
        browser = console.by_link()
        seen = []
        for _ in range(24):
            console.world.clock.move(minutes=20)
            seen.append(browser.get("/console/demo").status)
        assert seen == [200] * 23 + [401]

    def test_signing_out_ends_it_at_once(self, console: Console) -> None:
        browser = console.by_link()
        kept = dict(browser.cookies)
        assert browser.ask("POST", "/console/leave").status == 303
        browser.cookies = kept
        assert browser.get("/console/demo").status == 401

    def test_another_site_cannot_sign_somebody_out(self, console: Console) -> None:
        browser = console.by_link()
        browser.ask("POST", "/console/leave", Origin="https://evil.example")
        assert browser.get("/console/demo").status == 200


def test_an_ordinary_session_ends_here_after_half_an_hour_without_use(console: Console) -> None:
    console.office.done("change-settings", integration="security", settings={"idle_minutes": 240})
    console.world.clock.move(minutes=31)
    assert console.manager.get("/console/demo").status == 401


def test_who_loses_the_role_loses_the_console(console: Console) -> None:
    therapist = [{"id": "M1", "roles": ["ith.Therapist"]}]
    assert console.office.done("import-accounts", kind="professional", source="HR", accounts=therapist)["changed"] == 1
    assert console.manager.get("/console/demo").status == 403


def test_the_language_is_remembered(console: Console) -> None:
    browser = console.manager
    back = browser.get("/console/language?to=nl&page=/console/demo")
    assert (back.status, back.location) == (303, "/console/demo")
    assert '<html lang="nl">' in browser.get("/console/demo").body


@pytest.mark.parametrize("page", ["https://evil.example", "//evil.example", "/session/logout", "/console/\\evil", ""])
def test_the_language_leads_to_our_own_pages_only(console: Console, page: str) -> None:
    assert console.manager.get(f"/console/language?to=nl&page={page}").location == "/console"


def test_a_signed_link_to_a_page_of_the_console_goes_to_delegated_logon(console: Console) -> None:
    answer = console.browser().get("/console/demo?userid=M1&token=t&nonce=n&timestamp=2026-03-02T09%3A00%3A00Z")
    assert answer.status == 303
    assert answer.location.startswith("/aux/console/demo?userid=M1&token=t&nonce=n")
