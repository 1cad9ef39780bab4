"""The console with each request to AWS failing in turn: a link signs somebody in once, and each act is done once."""

from tests.functions.console.conftest import Console
from tests.harness.faults import endure


def test_somebody_signs_in_by_a_link_makes_an_api_user_and_signs_out(console: Console) -> None:
    def journey() -> object:
        target = console.office.done("console-link")["url"].removeprefix("https://koppel.example")
        browser, late = console.browser(), console.browser()
        entered, spent = browser.ask("POST", target), late.ask("POST", target)
        home = browser.get("/console/demo")
        form = {"name": "EPD", "scopes": "hl7", "csrf": browser.get("/console/demo/do/create-api-user").csrf}
        made = browser.post("/console/demo/do/create-api-user", form)
        connections = browser.get("/console/demo/do/saml-list-connections")
        out = browser.ask("POST", "/console/leave")
        statuses = [each.status for each in (entered, spent, home, made, connections, out)]
        users = console.office.done("list-api-users")["api_users"]
        return statuses, [each["name"] for each in users], browser.get("/console/demo").status

    assert endure(console.world, journey, lambda: None) > 20
