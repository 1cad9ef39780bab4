"""The pages about directories: how each source is, a test of its connection, and one person explained."""

from html import unescape
from typing import Any

import pytest

from functions.directory_sync.memory import credentials, states
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.plan.desired import Desired
from koppel.organisation import audit_log
from tests.functions.console.conftest import Answer, Console
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, THERAPISTS, guid, person, source

PATH = "/console/demo/directory"
TILE = "/console/demo/directory_sync"


@pytest.fixture
def here(console: Console) -> Console:
    done = console.office.done
    done("make-available", integration="directory_sync")
    done("switch-on", integration="directory_sync")
    told = [each.model_dump(mode="json") for each in (source(), source(name="oud", on=False))]
    done("change-settings", integration="directory_sync", settings={"sources": told})
    for number in (1, 2):
        console.directory.put(number, person(number))
    return console


def text(page: Answer) -> str:
    """What the page says, as one line."""
    return " ".join(unescape(page.body).split())


def test(here: Console, **form: Any) -> Answer:
    """The page after a test."""
    return here.manager.post(f"{PATH}/test", {"source": "entra", **form})


test.__test__ = False  # type: ignore[attr-defined]


def explain(here: Console, somebody: str, **form: Any) -> Answer:
    """The page after somebody was looked up."""
    return here.manager.post(f"{PATH}/explain", {"source": "entra", "person": somebody, **form})


class TestSources:
    """How each source is."""

    def test_the_tile_leads_to_the_pages_and_has_no_raw_answers(self, here: Console) -> None:
        page = here.manager.get(TILE)
        for path in (PATH, f"{PATH}/test", f"{PATH}/explain", "/console/demo/runs?integration=directory_sync"):
            assert f'href="{path}"' in page.body
        for command in ("test-directory", "explain-person", "show-sources", "start-cycle"):
            assert f"/do/{command}" not in page.body
        assert "/do/set-directory-secret" in page.body

    def test_a_new_source_is_read_at_once_and_needs_a_secret(self, here: Console) -> None:
        said = text(here.manager.get(PATH))
        assert "Entra ID" in said
        assert said.count("at once") == 1
        assert said.count('class="badge warn">none yet</em>') == 2

    def test_what_is_remembered_is_shown(self, here: Console) -> None:
        tenant = here.world.tenant
        told = {"failures": 3, "problems": ("ldap-no-answer",), "quarantined": tenant.now(), "members": 1234}
        tenant.table.write(states.change(tenant, "entra", {**told, "completed": "2026-03-01T08:00:00"}))
        credentials.store(tenant, "entra", "geheim", "2026-03-10T00:00:00", verb="set-directory-secret", actor="x")
        here.manager.language = "nl"
        said = text(here.manager.get(PATH))
        assert "De laatste 3 rondes mislukten" in said
        assert "in quarantaine" in said
        assert "1.234" in said
        assert 'class="badge warn">binnenkort' in said
        assert "geheim" not in said.replace("Geheim", "")

    def test_a_cycle_and_a_dry_run_are_forms_that_are_filled_in(self, here: Console) -> None:
        page = unescape(here.manager.get(PATH).body)
        dry = f"/console/demo/do/start-cycle?source=entra&dry_run=on&back={PATH.replace('/', '%2F')}"
        assert dry.replace("%2F", "/") in page.replace("%2F", "/")
        form = here.manager.get(dry)
        assert 'value="entra"' in form.body
        assert 'name="dry_run" aria-describedby="f-dry_run-help" checked' in form.body

    def test_without_a_source_the_page_leads_to_the_settings(self, console: Console) -> None:
        for path in (PATH, f"{PATH}/test", f"{PATH}/explain"):
            page = console.manager.get(path)
            assert "There is no source yet." in page.body
            assert f'href="{TILE}#settings"' in page.body
            assert "<textarea" not in page.body


class TestConnection:
    """A test of the connection."""

    def test_each_step_has_a_mark_and_the_people_are_a_table(self, here: Console) -> None:
        here.directory.put(2, person(2, EMPLOYEES, MANAGERS))
        here.directory.put(3, person(3, THERAPISTS, enabled=False))
        here.directory.put(4, person(4, surname="", mail="", employeeId=""))
        page = test(here)
        assert page.status == 200
        assert page.body.count("✓ in order") == 2
        assert "Can the sign-in and Microsoft Graph be reached?" in page.body
        said = text(page)
        assert "The connection works." in said
        for each in ("Anna Smit1", ">E1<", ">e1@linde.example<", "Application manager", "Disabled in the directory"):
            assert each in said
        assert said.count("✓ In scope") == 3
        assert "✗ Disabled" in said

    def test_a_step_that_fails_says_why_and_what_to_do(self, here: Console) -> None:
        here.directory.breaks_at = 0
        here.manager.language = "nl"
        said = text(test(here))
        assert "✗ mislukt" in said
        assert "dc1" in said
        assert "Wat te doen:" in said
        assert "De stappen na de mislukte zijn niet geprobeerd." in said

    def test_other_settings_are_tried_and_wrong_ones_are_shown_at_their_field(self, here: Console) -> None:
        assert "Smit1</th>" not in text(test(here, settings='{"first_name": "surname", "last_name": "givenName"}'))
        wrong = test(here, settings='{"last_name": "("}')
        assert wrong.status == 422
        assert 'aria-invalid="true"' in wrong.body
        assert "<details open>" in wrong.body

    def test_a_source_that_does_not_exist_is_said_so(self, here: Console) -> None:
        page = test(here, source="nowhere")
        assert page.status == 422
        assert 'class="bad" role="alert"' in page.body

    def test_the_source_of_the_link_is_chosen(self, here: Console) -> None:
        assert '<option value="oud" selected>' in here.manager.get(f"{PATH}/test?source=oud").body

    def test_an_old_logon_is_asked_to_log_on_again(self, here: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("functions.console.turn.Turn.needs_logon", lambda *_: True)
        for page in ("test", "explain"):
            assert here.manager.get(f"{PATH}/{page}").status == 403
        assert here.manager.get(PATH).status == 200


class TestPerson:
    """One person explained."""

    def test_somebody_new(self, here: Console) -> None:
        said = text(explain(here, "e1@linde.example"))
        for each in ("Found: 1 person", "There is no account yet", ">In scope<", EMPLOYEES, guid(1), ">New<"):
            assert each in said
        assert "<ins>Smit1</ins>" in said

    def test_somebody_whose_account_would_be_taken_over_and_changed(self, here: Console) -> None:
        mine = here.world.make(
            Desired(
                kind=Kind.PROFESSIONAL,
                values={"id": "E1", "first_name": "Ans", "last_name": "Smit", "email": "ans@linde.example"},
                roles=(Role.ANALYST,),
            )
        )
        page = explain(here, guid(1))
        said = text(page)
        assert f"/accounts/professional/{mine.key}" in said
        assert "the account was nobody's in the directory yet" in said
        assert "<del>Smit</del>" in said
        assert "<ins>Smit1</ins>" in said
        assert "Remarks" in said

    def test_somebody_who_cannot_get_an_account_and_why(self, here: Console) -> None:
        here.directory.put(1, person(1, surname=""))
        here.manager.language = "nl"
        said = text(explain(here, guid(1)))
        assert "zonder achternaam" in said
        assert "Geweigerd" in said
        assert "<h4>Waarom niet</h4>" in said
        assert "heeft in de directory geen achternaam" in said

    def test_somebody_out_of_scope_and_nobody(self, here: Console) -> None:
        here.directory.put(1, person(1, THERAPISTS))
        assert "Nothing: this person is not in scope, and never was." in text(explain(here, guid(1)))
        assert "Nobody in this directory has exactly this" in text(explain(here, "nobody@linde.example"))

    def test_no_address_names_anybody_and_the_search_is_recorded(self, here: Console) -> None:
        page = explain(here, "e1@linde.example")
        assert "e1%40" not in page.body
        acts = [each for each in audit_log.every(here.world.runtime, "demo") if each.verb == "explain-person"]
        assert len(acts) == 1
        assert "e1@" not in repr(acts)

    def test_nobody_is_looked_up_without_a_token(self, here: Console) -> None:
        answer = here.manager.ask("POST", f"{PATH}/explain", "source=entra&person=e1%40linde.example")
        assert answer.status == 403
        assert here.manager.ask("GET", f"{PATH}/other").status == 404
