"""The operator's own pages: organisations, availability, contacts, usage, audit log; and commands about any of them."""

import re
from urllib.parse import urlencode

import pytest

from functions.console import routes
from functions.console.turn import OPERATOR
from koppel.domain.organisation import RESERVED, SLUG
from koppel.domain.tiles.activity import Outcome
from koppel.organisation import activity
from tests.functions.console.conftest import Answer, Browser, Console
from tests.harness.html import faults

HOME = "/console/operator"
PAGES = ("", "/available", "/contact", "/contact/default", "/contact/demo", "/usage", "/audit")
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def operator(console: Console) -> Browser:
    return console.by_link("operator")


def shown(browser: Browser, path: str) -> Answer:
    page = browser.get(HOME + path)
    assert (page.status, faults(page.body)) == (200, [])
    return page


def organisation(console: Console, slug: str, name: str = "Noord") -> None:
    console.office.done("create-organisation", organisation=slug, name=name, mode="training")


def test_words_in_place_of_an_organisation_are_reserved() -> None:
    words = {each[0] for each in routes.OPEN if SLUG.fullmatch(each[0])} | {routes.SAMPLES, OPERATOR}
    assert words == RESERVED


class TestOrganisations:
    def test_all_are_on_one_page_with_the_health_of_their_tiles(self, console: Console, operator: Browser) -> None:
        organisation(console, "noord")
        console.office.done("make-available", integration="rest_api")
        console.office.done("create-api-user", name="EHR", scopes=["accounts:read"])
        console.office.done("switch-on", integration="rest_api")
        body = shown(operator, "").body
        assert '<a href="/console/noord">Noord</a>' in body
        assert '<a href="/console/demo/rest_api">API users</a> <em class="badge good">on</em>' in body
        assert "training" in body
        assert "since 2 Mar 2026" in body
        assert 'href="/console/noord/do/console-link"' in body
        assert 'href="/console/operator" aria-current="page"' in body

    def test_what_needs_attention_says_why(self, console: Console, operator: Browser) -> None:
        console.office.done("make-available", integration="rest_api")
        console.office.done("create-api-user", name="EHR", scopes=["accounts:read"], expires="2026-03-10T09:00:00")
        console.office.done("switch-on", integration="rest_api")
        operator.language = "nl"
        body = shown(operator, "").body
        assert "vraagt aandacht" in body
        assert "Verloopt binnenkort" in body

    def test_many_have_pages(self, console: Console, operator: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("functions.console.pages.operator.ON_A_PAGE", 2)
        for slug in ("noord", "oost"):
            organisation(console, slug, slug.title())
        for path in ("", "/available", "/contact"):
            first = shown(operator, path).body
            assert ("Noord" in first, "Oost" in first) == (True, False)
            assert f'href="{HOME}{path}?after=noord"' in first
            second = shown(operator, f"{path}?after=noord").body
            assert ("Noord" in second, "Oost" in second, "Other organisations" in second) == (False, True, False)
        assert "Noord" in shown(operator, "?after=<script>").body

    def test_a_new_one_is_made(self, operator: Browser) -> None:
        path = f"{HOME}/do/create-organisation"
        form = {"organisation": "noord", "name": "Noord", "mode": "training"}
        assert "never changes" in operator.get(path).body
        done = operator.post(path, form)
        assert (done.status, "Done." in done.body) == (200, True)
        assert operator.get("/console/noord").status == 200
        again = operator.post(path, form)
        assert (again.status, "belongs to an organisation already" in again.body) == (422, True)

    def test_a_reserved_name_is_refused_beside_its_field(self, operator: Browser) -> None:
        form = {"organisation": "operator", "name": "Noord", "mode": "training"}
        page = operator.post(f"{HOME}/do/create-organisation", form)
        assert (page.status, "must not be a word that addresses" in page.body) == (422, True)
        assert 'id="f-organisation-error"' in page.body


class TestInsideAnOrganisation:
    def test_its_name_leads_back_and_so_does_all_organisations(self, console: Console, operator: Browser) -> None:
        organisation(console, "noord")
        console.office.done("set-zone", organisation="noord", zone="America/New_York")
        body = operator.get("/console/noord/rest_api").body
        assert '<strong><a href="/console/noord">Noord</a></strong>' in body
        assert f'<a href="{HOME}">All organisations</a>' in body
        entry = operator.get("/console/demo").body
        assert '<a href="/console/demo">Praktijk demo</a>' in entry

    def test_a_command_there_is_about_it(self, console: Console, operator: Browser) -> None:
        organisation(console, "noord")
        page = operator.get("/console/noord/do/console-link")
        assert 'name="organisation"' not in page.body
        made = operator.post("/console/noord/do/console-link", {"role": "application-manager"})
        assert "https://noord.koppel.example/console/enter?token=" in made.body

    def test_one_that_is_not_there(self, operator: Browser) -> None:
        assert operator.get("/console/nowhere").status == 404
        assert operator.get(f"{HOME}/nothing").status == 404


class TestAvailability:
    def test_an_integration_is_made_available_and_taken_away(self, console: Console, operator: Browser) -> None:
        organisation(console, "noord")
        page = shown(operator, "/available")
        assert 'name="for" value="noord/hl7_intake"' in page.body
        done = operator.post(f"{HOME}/available", {"for": "noord/hl7_intake", "after": ""})
        assert (done.status, done.location) == (303, f"{HOME}/available?done=1")
        page = shown(operator, "/available?done=1")
        assert "The integration is available now." in page.body
        leads = re.search(r'href="([^"]*make-unavailable[^"]*organisation=noord[^"]*)"', page.body)
        assert leads
        target = leads[1].replace("&amp;", "&")
        form = operator.get(target)
        assert "can no longer use the integration" in form.body
        assert f'name="back" value="{HOME}/available"' in form.body
        sent = {"organisation": "noord", "integration": "hl7_intake", "back": f"{HOME}/available"}
        done = operator.post(f"{HOME}/do/make-unavailable", sent)
        assert (done.status, f'href="{HOME}/available"' in done.body) == (200, True)
        assert 'value="noord/hl7_intake"' in shown(operator, "/available").body

    @pytest.mark.parametrize("given", ["nowhere/hl7_intake", "demo/nothing", "demo", ""])
    def test_what_is_not_there_is_refused(self, operator: Browser, given: str) -> None:
        assert operator.post(f"{HOME}/available", {"for": given}).status in {404, 422}


class TestContact:
    def test_it_is_set_for_all_and_for_one(self, operator: Browser) -> None:
        path = f"{HOME}/do/set-contact"
        values = {"contact": "Anna <b>", "costs_nl": "€ 5", "costs_en": "five euros"}
        assert operator.post(path, {"organisation": "", **values}).status == 200
        body = shown(operator, "/contact").body
        assert "Anna &lt;b&gt;" in body
        assert "five euros" in body
        assert "as for all" in body
        assert operator.post(path, {"organisation": "demo", **values, "contact": "Bea"}).status == 200
        assert ">Bea<" in shown(operator, "/contact").body
        form = shown(operator, "/contact/demo").body
        assert 'value="Bea"' in form
        assert f'action="{path}"' in form
        assert 'value="Anna &lt;b&gt;"' in shown(operator, "/contact/default").body

    def test_the_form_of_one_that_has_none_of_its_own_is_empty(self, operator: Browser) -> None:
        operator.post(f"{HOME}/do/set-contact", {"organisation": "", "contact": "Anna"})
        assert 'value="Anna"' not in shown(operator, "/contact/demo").body

    @pytest.mark.parametrize("path", ["nowhere", "demo/x", "-"])
    def test_of_none_that_is_not_there(self, operator: Browser, path: str) -> None:
        assert operator.get(f"{HOME}/contact/{path}").status == 404


class TestUsage:
    def count(self, console: Console) -> None:
        activity.count(console.world.runtime, "demo", "hl7_intake", {Outcome.DONE: 1200, Outcome.BROKEN: 3})

    def test_a_month_of_all_organisations(self, console: Console, operator: Browser) -> None:
        assert "Nothing came in during 2026-03." in shown(operator, "/usage").body
        self.count(console)
        body = shown(operator, "/usage").body
        assert '<td class="number" data-label="How many">1,203</td>' in body
        assert "Nothing came in during 2026-02." in shown(operator, "/usage?month=2026-02").body
        assert "2026-03" in shown(operator, "/usage?month=never").body

    def test_it_is_downloaded(self, console: Console, operator: Browser) -> None:
        self.count(console)
        page = operator.get(f"{HOME}/usage.csv?month=2026-03")
        assert page.headers["Content-Disposition"] == 'attachment; filename="usage-2026-03.csv"'
        assert "demo,2026-03,hl7_intake,messages,1203,1200,0,3,0,0,0,,," in page.body

    def test_a_long_file_is_put_together(
        self, console: Console, operator: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        organisation(console, "noord")
        monkeypatch.setattr("functions.console.pages.usage.IN_A_PART", 1)
        body = operator.get(f"{HOME}/usage.csv").body
        assert ("demo,2026-03" in body, "noord,2026-03" in body) == (True, True)


class TestAudit:
    def test_what_was_done_for_no_organisation(self, operator: Browser) -> None:
        assert "Nothing was done yet" in shown(operator, "/audit").body
        operator.post(f"{HOME}/do/set-contact", {"organisation": "", "contact": SCRIPT})
        body = shown(operator, "/audit").body
        assert "Set the contact" in body
        assert "console link of" in body
        assert SCRIPT not in body


class TestRefusals:
    @pytest.mark.parametrize("path", [*PAGES, "/usage.csv", "/do/list-organisations", "/do/set-contact"])
    def test_nobody_else_sees_them(self, console: Console, path: str) -> None:
        assert console.manager.get(HOME + path).status == 404
        assert console.by_link().get(HOME + path).status == 404
        assert console.browser().get(HOME + path).status == 401

    def test_nobody_else_does_what_they_do(self, console: Console) -> None:
        sent = {"csrf": console.manager.get("/console/demo/accounts").csrf, "for": "demo/rest_api"}
        assert console.manager.post(f"{HOME}/available", sent).status == 404
        contact = sent | {"contact": "x", "organisation": ""}
        assert console.manager.post(f"{HOME}/do/set-contact", contact).status == 404
        overview = console.office.done("show-organisation")
        assert overview["tiles"]["rest_api"]["available"] is False

    def test_forms_without_a_token_do_nothing(self, console: Console, operator: Browser) -> None:
        assert operator.ask("POST", f"{HOME}/available", urlencode({"for": "demo/rest_api"})).status == 403
        sent = {"organisation": "noord", "name": "x", "mode": "training", "csrf": "1.x"}
        assert operator.post(f"{HOME}/do/create-organisation", sent).status == 403
        assert len(console.office.ask("list-organisations")["result"]["organisations"]) == 1

    def test_script_in_names_comes_back_as_text(self, console: Console, operator: Browser) -> None:
        organisation(console, "noord", SCRIPT)
        for path in ("", "/available", "/contact"):
            body = shown(operator, path).body
            assert "<script>alert" not in body
            assert "&lt;script&gt;alert" in body
        assert "<script>alert" not in operator.get("/console/noord").body

    def test_the_back_of_a_command_stays_within_the_operators_pages(self, operator: Browser) -> None:
        for back in ("https://evil.example", "/console/demo/x", "/console/operator\\x"):
            body = operator.get(f"{HOME}/do/create-organisation?back={back}").body
            assert f'name="back" value="{HOME}"' in body
