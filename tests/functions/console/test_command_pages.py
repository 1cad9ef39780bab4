"""Any command as a page: nobody types a cursor, and times are those of the reader."""

import re

from tests.functions.console.conftest import Console

PATH = "/console/demo/do/list-acts"


def test_a_long_answer_is_shown_page_by_page(console: Console) -> None:
    for zone in ("Europe/Brussels", "Europe/Paris", "Europe/Rome"):
        console.office.done("set-zone", zone=zone)
        console.world.clock.move(minutes=1)
    assert 'name="after"' not in console.manager.get(PATH).body
    first = console.manager.post(PATH, {"limit": "2"})
    form = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">', first.body))
    assert form["limit"] == "2"
    second = console.manager.post(PATH, form)
    assert ("Europe/Rome" in first.body, "Europe/Rome" in second.body) == (True, False)
    assert "Europe/Brussels" in second.body
    assert "Next page" in first.body


def test_times_are_those_of_the_organisation(console: Console) -> None:
    console.office.done("create-api-user", name="EPD", scopes=["hl7"])
    assert "2 Mar 2026 10:00" in console.manager.get("/console/demo/do/list-api-users").body
