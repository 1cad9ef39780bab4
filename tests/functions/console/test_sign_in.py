"""Who gets in, and how."""

from koppel.domain.accounts.account import Role
from tests.functions.console.conftest import Console


def test_a_manager_sees_the_integrations(console: Console) -> None:
    first = console.manager.get("/console")
    assert (first.status, first.location) == (303, "/console/demo")
    page = console.manager.get("/console/demo")
    assert page.status == 200
    for title in ("API users", "HL7", "Delegated logon", "SAML"):
        assert title in page.body


def test_a_therapist_is_told_that_the_console_is_for_managers(console: Console) -> None:
    browser = console.browser()
    browser.log_on(console.professional("T1", Role.THERAPIST))
    page = browser.get("/console/demo")
    assert page.status == 403
    assert "no application manager" in page.body
