"""Logons in the console: references of refused people, and logons by SAML."""

import re

from functions.delegated_logon.problems import NO_KEY
from functions.saml_logon.memory import logon_history
from functions.saml_logon.memory.logon_history import LogonReport
from koppel.domain.problems.problem import Finding
from koppel.logon import references
from tests.functions.console.conftest import Console

PATH = "/console/demo/logons"
SCRIPT = "<script>alert(1)</script>"
REFERENCE = "3f2a9c1e-0000-4000-8000-000000000001"
PASSED = ("form", "xml", "structure", "status", "issuer", "response signature", "encryption", "signature")


def connection(console: Console, name: str = "Entra ID") -> str:
    """A new connection with an identity provider; its id."""
    made = console.manager.post("/console/demo/do/saml-create-connection", {"name": name})
    found = re.search("/saml/([0-9a-f]{12})/metadata", made.body)
    assert found, made.body
    return found[1]


def logged_on(console: Console, to: str, report: LogonReport, reference: str = REFERENCE) -> None:
    logon_history.record(console.world.tenant, to, reference, report)
    console.world.clock.move(seconds=1)


def test_without_a_connection_the_page_says_what_to_do_first(console: Console) -> None:
    page = console.manager.get(PATH)
    assert page.status == 200
    assert "No connection with an identity provider has been made yet." in page.body
    console.manager.language = "nl"
    assert "Er is nog geen koppeling met een identiteitsprovider" in console.manager.get(PATH).body


def test_a_logon_shows_each_check_passed_or_failed(console: Console) -> None:
    to = connection(console)
    assert "Nobody has logged on by this connection" in console.manager.get(PATH).body
    logged_on(console, to, LogonReport(outcome="logged on", passed=PASSED, attributes={"mail": ["j•••@•••"]}))
    logged_on(console, to, LogonReport(outcome="schema-invalid", passed=PASSED))
    logged_on(console, to, LogonReport(outcome="unsolicited", passed=PASSED))
    body = console.manager.get(PATH).body
    assert "Not passed: structure as SAML 2.0 has it" in body
    assert "Not passed: the response belongs to our request" in body
    assert "j•••@•••" in body
    assert "✓ signature of the assertion" in body
    assert body.count('class="badge bad"') == 2
    assert f'href="{PATH}?reference={REFERENCE}"' in body


def test_connections_are_chosen_and_more_is_shown(console: Console) -> None:
    first, second = connection(console), connection(console, "AD FS")
    for _ in range(21):
        logged_on(console, second, LogonReport(outcome="logged on", passed=PASSED))
    assert "Nobody has logged on" in console.manager.get(f"{PATH}?connection={first}").body
    page = console.manager.get(f"{PATH}?connection={second}").body
    assert page.count(">logged on<") == 20
    assert f"connection={second}&amp;more=1" in page
    assert console.manager.get(f"{PATH}?connection={second}&more=1").body.count(">logged on<") == 21
    assert console.manager.get(f"{PATH}?connection=nonsense").status == 200


def test_a_reference_shows_the_reason_and_what_to_do(console: Console) -> None:
    finding = Finding(problem=NO_KEY, subject="C1", reference=REFERENCE)
    references.record(console.world.tenant, "delegated_logon", finding)
    page = console.manager.get(f"{PATH}?reference={REFERENCE}")
    assert page.status == 200
    assert NO_KEY.explanation.en in page.body
    assert NO_KEY.remedy.en in page.body
    entry = page.body.split('href="/console/demo/delegated_logon/errors/')[1].split('"')[0]
    assert console.manager.get(f"/console/demo/delegated_logon/errors/{entry}").status == 200


def test_an_unknown_reference_is_told(console: Console) -> None:
    for reference in ("0" * 32, "x", "%3Cscript%3Ealert(1)%3C/script%3E"):
        page = console.manager.get(f"{PATH}?reference={reference}")
        assert page.status == 404
        assert "This reference is not known" in page.body
        assert SCRIPT not in page.body


def test_script_in_what_came_comes_back_as_text(console: Console) -> None:
    to = connection(console, SCRIPT)
    connection(console, "other")
    report = LogonReport(outcome=SCRIPT, passed=(SCRIPT,), attributes={SCRIPT: [SCRIPT]}, compared={SCRIPT: SCRIPT})
    logged_on(console, to, report, SCRIPT)
    body = console.manager.get(f"{PATH}?connection={to}").body
    assert "&lt;script&gt;" in body
    assert SCRIPT not in body


def test_what_is_not_the_visitors_is_not_there(console: Console) -> None:
    console.world.add_organisation("other")
    console.world.organisation = console.world.look_up("demo")
    assert console.manager.get("/console/other/logons").status == 404
    assert console.manager.get(f"{PATH}/x").status == 404
    assert console.manager.ask("POST", PATH, "reference=x").status == 404


def test_tiles_lead_to_what_can_be_looked_at(console: Console) -> None:
    for tile, path in (("hl7_intake", "messages"), ("saml_logon", "logons"), ("delegated_logon", "logons")):
        assert f'<a href="/console/demo/{path}">' in console.manager.get(f"/console/demo/{tile}").body.split("<main")[1]
