"""Tiles: the form of the settings, somebody else's change in between, the history, and what can be done."""

import html
import re

import pytest

from tests.functions.console.conftest import Answer, Console

DETAILS = "/console/demo/client_details"
HL7 = "/console/demo/hl7_intake"
SCRIPT = "<script>alert(1)</script>"


def form_of(page: Answer) -> dict[str, list[str]]:
    """The values of the form of settings as a browser would send them."""
    start = page.body.index("data-unsaved")
    body = page.body[start : page.body.index("</form>", start)]
    found: dict[str, list[str]] = {}
    for tag in re.finditer(r"<(input|textarea|select)\b([^>]*)>(.*?(?=</textarea>|</select>|<))?", body, re.DOTALL):
        name = re.search(r'name="([^"]+)"', tag[2])
        if not name:
            continue
        value = re.search(r'value="([^"]*)"', tag[2])
        if tag[1] == "input" and 'type="checkbox"' in tag[2] and " checked" not in tag[2]:
            continue
        text = value[1] if value else ""
        if tag[1] == "textarea":
            text = re.match(
                r"\n?(.*?)</textarea>", body[tag.start(3) if tag[3] is not None else tag.end() :], re.DOTALL
            )[1]  # type: ignore[index]
        if tag[1] == "select":
            rest = body[tag.end(2) : body.index("</select>", tag.end(2))]
            chosen = re.search(r'value="([^"]*)" selected', rest)
            text = chosen[1] if chosen else ""
        found.setdefault(html.unescape(name[1]), []).append(html.unescape(text))
    return found


def shown(page: Answer) -> str:
    """The text of a page, without tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.body)))


def test_the_form_that_is_shown_reads_back_as_it_is(console: Console) -> None:
    console.office.done("make-available", integration="hl7_intake")
    page = console.manager.get(HL7)
    form = form_of(page)
    assert form["feeds.0.name"] == ["HL7"]
    saved = console.manager.post(HL7, form)
    assert (saved.status, saved.location) == (303, f"{HL7}?saved=1")
    assert console.office.done("show-settings", integration="hl7_intake")["version"] == 1  # nothing was changed


def test_a_setting_is_saved(console: Console) -> None:
    form = form_of(console.manager.get(DETAILS)) | {"id": ["optional"]}
    assert console.manager.post(DETAILS, form).status == 303
    assert console.office.done("show-settings", integration="client_details")["settings"]["id"] == "optional"
    assert "Saved. The new settings are in use" in shown(console.manager.get(f"{DETAILS}?saved=1"))


def test_somebody_elses_change_is_shown_and_not_overwritten(console: Console) -> None:
    console.office.done("change-settings", integration="client_details", settings={"bsn": "required"})
    form = form_of(console.manager.get(DETAILS))
    before = int(form["version"][0])
    console.office.done("change-settings", integration="client_details", settings={"bsn": "off", "labels": "off"})
    page = console.manager.post(DETAILS, form | {"labels": ["required"], "phone_number": ["off"]})
    assert page.status == 409
    stored = console.office.done("show-settings", integration="client_details")
    settings = stored["settings"]
    assert (stored["version"], settings["labels"], settings["phone_number"]) == (before + 1, "off", "optional")
    text = shown(page)
    assert "Nothing of yours is saved yet" in text
    assert "BSN Required Off Off" in text
    assert "Labels Optional Off Required (yours)" in text
    again = form_of(page)
    assert (again["bsn"], again["labels"], again["phone_number"]) == (["off"], ["required"], ["off"])
    assert console.manager.post(DETAILS, again).status == 303
    settings = console.office.done("show-settings", integration="client_details")["settings"]
    assert (settings["bsn"], settings["labels"], settings["phone_number"]) == ("off", "required", "off")


def test_without_a_kept_version_all_that_differs_is_shown(console: Console) -> None:
    form = form_of(console.manager.get(DETAILS))  # the version that the world began with is not kept
    console.office.done("change-settings", integration="client_details", settings={"labels": "off"})
    page = console.manager.post(DETAILS, form | {"phone_number": ["off"]})
    assert page.status == 409
    assert "Labels Off Optional (yours)" in shown(page)


def test_rows_are_added_and_removed_without_script(console: Console) -> None:
    console.office.done("make-available", integration="hl7_intake")
    form = form_of(console.manager.get(HL7))
    page = console.manager.post(HL7, form | {"more": ["feeds"], "feeds.0.name": ["Ward"]})
    assert page.status == 200
    assert "These changes are not saved yet" in page.body
    more = form_of(page)
    assert (more["feeds.0.name"], more["feeds.1.name"], more["feeds.1.zone"]) == (
        ["Ward"],
        ["HL7"],
        ["Europe/Amsterdam"],
    )
    page = console.manager.post(HL7, more | {"more": ["feeds.1.roles"]})
    roles = form_of(page)
    assert roles["feeds.1.roles.0.key"] == [""]
    filled = roles | {"feeds.1.name": ["Staff"], "feeds.1.roles.0.key": ["PSY"]}
    filled["feeds.1.roles.0.value"] = ["ith.Therapist"]
    assert console.manager.post(HL7, filled).status == 303
    feeds = console.office.done("show-settings", integration="hl7_intake")["settings"]["feeds"]
    assert [(each["name"], each["roles"]) for each in feeds] == [("Ward", {}), ("Staff", {"PSY": "ith.Therapist"})]
    form = form_of(console.manager.get(HL7))
    less = form_of(console.manager.post(HL7, form | {"less": ["feeds.0"]}))
    assert console.manager.post(HL7, less).status == 303
    feeds = console.office.done("show-settings", integration="hl7_intake")["settings"]["feeds"]
    assert [each["name"] for each in feeds] == ["Staff"]


def test_what_is_wrong_stands_beside_its_field(console: Console) -> None:
    console.office.done("make-available", integration="hl7_intake")
    form = form_of(console.manager.get(HL7))
    page = console.manager.post(HL7, form | {"feeds.0.zone": ["Nowhere"], "feeds.0.name": [SCRIPT]})
    assert page.status == 422
    assert 'href="#f-feeds.0.zone"' in page.body
    assert 'id="f-feeds.0.zone-error"' in page.body
    assert form_of(page)["feeds.0.name"] == [SCRIPT]
    assert SCRIPT not in page.body


def test_history_shows_who_changed_what_and_restores(console: Console) -> None:
    console.office.done("change-settings", integration="client_details", settings={"labels": "off"})
    form = form_of(console.manager.get(DETAILS))
    assert console.manager.post(DETAILS, form | {"labels": ["required"]}).status == 303
    page = console.manager.get(f"{DETAILS}/history")
    text = shown(page)
    assert "Labels Off Required" in text
    assert "(delegated_logon)" in text  # who
    first, second = re.findall(r'name="version" value="(\d+)".*?name="current" value="(\d+)"', page.body)[0]
    sent = {"version": first, "current": second}
    assert console.manager.post(f"{DETAILS}/history", sent).location == f"{DETAILS}?saved=1"
    assert console.office.done("show-settings", integration="client_details")["settings"]["labels"] == "off"
    late = console.manager.post(f"{DETAILS}/history", sent)
    assert late.status == 422
    assert 'role="alert"' in late.body


def test_an_empty_history_says_so(console: Console) -> None:
    assert "Nothing was changed yet" in console.manager.get("/console/demo/rest_api/history").body


def test_the_state_says_whom_to_ask(console: Console) -> None:
    text = shown(console.manager.get("/console/demo/saml_logon"))
    assert "Ask the operator to make it available." in text
    console.office.done("set-contact", contact=f"Anna {SCRIPT}", costs_en="100 a month", costs_nl="100 per maand")
    page = console.manager.get("/console/demo/saml_logon")
    assert "Costs: 100 a month" in shown(page)
    assert SCRIPT not in page.body
    assert "Switch on" not in page.body


def test_switching(console: Console) -> None:
    console.office.done("make-available", integration="rest_api")
    path = "/console/demo/rest_api"
    assert console.manager.post(path, {"act": "on"}).status == 303
    assert console.office.done("show-settings", integration="rest_api")["on"]
    assert "needs attention" in console.manager.get(path).body
    assert console.manager.post(path, {"act": "off"}).status == 303
    assert not console.office.done("show-settings", integration="rest_api")["on"]
    assert console.manager.post(path, {"act": "away"}).status == 404


@pytest.mark.parametrize("path", ["", "/history"])
def test_forms_of_others_are_refused(console: Console, path: str) -> None:
    csrf = console.manager.get(DETAILS).csrf
    sent = {"version": "1", "current": "1", "labels": "off", "csrf": csrf}
    assert console.manager.post(f"{DETAILS}{path}", {**sent, "csrf": None}).status == 403
    assert console.manager.post(f"{DETAILS}{path}", sent, Origin="https://evil.example").status == 403
    assert console.manager.post(f"{DETAILS}{path}", {**sent, "version": "x"}).status == 403
    assert console.manager.get(f"/console/other/client_details{path}").status == 404
    assert console.manager.get(f"{DETAILS}/nothing").status == 404


def test_first_steps_are_shown_until_something_is_on(console: Console) -> None:
    text = shown(console.manager.get("/console/demo"))
    assert "First steps" in text
    assert "Choose below what you need." in text
    console.office.done("make-available", integration="rest_api")
    text = shown(console.manager.get("/console/demo"))
    assert "Set up API users" in text
    console.office.done("switch-on", integration="rest_api")
    assert "First steps" not in console.manager.get("/console/demo").body


def test_what_would_change_is_shown_above_the_form_and_not_saved(console: Console) -> None:
    console.professional("M2")
    form = form_of(console.manager.get("/console/demo/professional_details"))
    asked = form | {"labels": ["required"], "preview": ["1"]}
    page = console.manager.post("/console/demo/professional_details", asked)
    assert page.status == 200
    text = shown(page)
    assert "2 would become incomplete" in text
    assert "Nothing is saved yet." in text
    assert text.index("What would change ") < text.index("Manual updates")
    assert form_of(page)["labels"] == ["required"]
    assert console.office.done("show-settings", integration="professional_details")["settings"]["labels"] != "required"
    saved = console.manager.post("/console/demo/professional_details", form_of(page))
    assert saved.status == 303
    assert console.office.done("show-settings", integration="professional_details")["settings"]["labels"] == "required"


def test_a_preview_of_what_is_wrong_says_what(console: Console) -> None:
    console.office.done("make-available", integration="hl7_intake")
    form = form_of(console.manager.get(HL7)) | {"feeds.0.zone": ["Nowhere"], "preview": ["1"]}
    page = console.manager.post(HL7, form)
    assert page.status == 422
    assert 'id="f-feeds.0.zone-error"' in page.body
