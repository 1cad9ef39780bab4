"""The documentation: it says what the code does, in both languages, and its samples work."""

import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from functions.hl7_intake import documentation, entry
from functions.hl7_intake.choices import MAPPABLE
from functions.hl7_intake.documentation.samples import samples
from functions.hl7_intake.documentation.words import LIMITS, MEANINGS
from functions.hl7_intake.effects import EFFECTS, STAFF_EFFECTS, Subject
from functions.hl7_intake.problems import PROBLEMS
from functions.hl7_intake.rules import judge
from functions.hl7_intake.tables.field_map import CLIENT_SOURCES, STAFF_SOURCES
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.encoding import CHARSETS
from functions.hl7_intake.v2.limits import Limits
from functions.hl7_intake.v2.reading import REASONS, read
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.organisation import Mode
from koppel.entrance.documentation import LANGUAGES
from koppel.entrance.languages import say
from tests.functions.hl7_intake.conftest import Intake
from tests.harness.gateway import gateway_event
from tests.harness.home import PROJECT

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FOLDER = Path(documentation.__file__).parent


def asked(target: str, method: str = "GET", host: str = "demo.koppel.example", **headers: str) -> dict[str, Any]:
    return entry.receive(gateway_event(method, target, host=host, headers=headers), None)


def page(language: str) -> str:
    body: str = asked(f"/docs/hl7?language={language}")["body"]
    return body


def words(language: str) -> str:
    """The text of the page, spaces made alike."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page(language))).split())


# --- The page ---------------------------------------------------------------------------------------------------------


def test_everybody_sees_it_in_their_language_and_it_names_no_organisation(intake: Intake) -> None:
    english = asked("/docs/hl7")
    assert (english["statusCode"], english["headers"]["Vary"]) == (200, "Accept-Language")
    assert '<html lang="en">' in english["body"]
    dutch = asked("/docs/hl7", **{"Accept-Language": "nl-NL"})["body"]
    assert '<html lang="nl">' in dutch
    assert page("nl") == dutch
    assert asked("/docs/hl7?language=en", **{"Accept-Language": "nl"})["body"] == english["body"]
    assert asked("/docs/hl7?language=fr")["body"] == english["body"]
    assert asked("/docs/hl7", host="nobody.elsewhere.example")["body"] == english["body"]
    assert intake.world.organisation.name not in dutch


@pytest.mark.usefixtures("intake")
def test_it_runs_one_script_of_its_own_which_asks_this_host_only() -> None:
    answer = asked("/docs/hl7")
    policy = answer["headers"]["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert re.findall(r"<script[^>]*>", answer["body"]) == [
        '<script src="/docs/page.js" data-copy="Copy" data-copied="Copied" defer>',
        '<script src="/hl7/bench.js" defer>',
    ]
    assert not re.search(r"\son[a-z]+=|style=|<form|name=", answer["body"].partition("<main")[2])
    script = asked("/hl7/bench.js")
    assert script["headers"]["Content-Type"].startswith("text/javascript")
    assert re.findall(r"fetch\((.*?),", script["body"]) == ["BENCH"]
    assert re.findall(r"BENCH = (.*);", script["body"]) == ['new URL("bench", document.currentScript.src)']
    assert not re.search(r"innerHTML|Storage|cookie|location|history|WebSocket|sendBeacon", script["body"])


@pytest.mark.usefixtures("intake")
def test_both_can_only_be_read_and_nothing_else_is_there() -> None:
    for path in ("/docs/hl7", "/hl7/bench.js"):
        assert asked(path, "HEAD")["body"] == ""
        refused = asked(path, "POST")
        assert (refused["statusCode"], refused["headers"]["Allow"]) == (405, "GET, HEAD")
    for path in ("/docs/hl7/messages", "/hl7/page.en.html", "/docs/hl7/..%2Ftables.py"):
        assert asked(path)["statusCode"] == 404


class Reader(HTMLParser):
    """Knows which elements are open, and what they are called."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.ids: list[str] = []
        self.described: dict[str, list[str]] = {"for": [], "aria-describedby": [], "href": []}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "input", "br"}:
            self.opened.append(tag)
        for name, value in attributes:
            self.ids += [value or ""] if name == "id" else []
            if name in self.described:
                self.described[name].append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


@pytest.mark.usefixtures("intake")
def test_both_languages_are_whole_and_have_the_same_parts() -> None:
    readers = {language: Reader() for language in LANGUAGES}
    for language, reader in readers.items():
        reader.feed(page(language))
        assert reader.opened == []
        assert len(set(reader.ids)) == len(reader.ids)
        anchors = [each.removeprefix("#") for each in reader.described["href"] if each.startswith("#")]
        assert {*anchors, *reader.described["for"], *reader.described["aria-describedby"]} <= set(reader.ids)
        assert {"token", "message", "file", "sample"} == set(reader.described["for"])
        assert not re.search(r"\{[a-z_]+\}", page(language).partition("<main")[2])
    english, dutch = readers.values()
    assert english.ids == dutch.ids
    places = [re.findall(r"\{\{.*?\}\}", (FOLDER / f"page.{each}.html").read_text()) for each in LANGUAGES]
    assert places[0] == places[1]


@pytest.mark.usefixtures("intake")
def test_the_script_finds_what_it_looks_for() -> None:
    reader = Reader()
    reader.feed(page("en"))
    script = asked("/hl7/bench.js")["body"]
    assert set(re.findall(r'element\("([a-z]+)"\)', script)) <= set(reader.ids)


# --- What it says -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("intake")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_effect_stands_on_it(language: str) -> None:
    text, html = words(language), page(language)
    for event, effect in EFFECTS.items():
        row = f"{event} {say(effect.title, language)} {say(effect.explanation, language)}"
        assert " ".join(row.split()) in text
    for code, staff in STAFF_EFFECTS.items():
        assert f"><code>{code}</code></td>" in html
        assert say(staff.explanation, language) in text


@pytest.mark.usefixtures("intake")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_setting_code_character_set_and_limit_stands_on_it(language: str) -> None:
    text, html = words(language), page(language)
    for source in (*CLIENT_SOURCES, *STAFF_SOURCES):
        for path in (*source.fields, *source.paths):
            assert f"<code>{path}</code>" in html
    for name in (*Feed.model_fields, *MAPPABLE, *PROBLEMS, *(each.name for each in CHARSETS)):
        assert f"<code>{name}</code>" in html
    for _, said in REASONS.values():
        assert said in text
    for name in Limits.__slots__:
        most = f"{getattr(Limits(), name):,}"
        assert f"{say(LIMITS[name], language)} {most if language == 'en' else most.replace(',', '.')}" in text
    assert {"en": "for 30 days", "nl": "30 dagen lang"}[language] in text
    assert {"en": "more than 10 minutes ahead", "nl": "meer dan 10 minuten vooruit"}[language] in text


def test_every_code_that_is_sent_has_a_meaning() -> None:
    folder = FOLDER.parent
    code = re.compile(r'(?:Fault|StaffRefused|_error)\((?:problems\.[A-Z_]+, )?"(\d{3})"|"(\d{3})" if ')
    sent = {code for code, _ in REASONS.values()} | {"200", "201"}
    for path in folder.glob("*.py"):
        sent |= {one or other for one, other in code.findall(path.read_text())}
    assert sent == set(MEANINGS)


@pytest.mark.usefixtures("intake")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_recipe_of_the_bridge_is_that_of_the_readme(language: str) -> None:
    readme = (PROJECT / "README.md").read_text()
    (recipe,) = re.findall(r"```sh\n(pip install mllp-http.*?)```", readme, re.DOTALL)
    assert f'<pre tabindex="0">{recipe.strip()}</pre>' in page(language)


def test_the_field_map_has_every_field_that_a_feed_may_map_and_every_one_is_a_field() -> None:
    mapped = {name for source in CLIENT_SOURCES for name in source.fields}
    assert mapped >= MAPPABLE
    assert mapped <= set(FIELDS[Kind.CLIENT])
    assert {name for source in STAFF_SOURCES for name in source.fields} <= set(FIELDS[Kind.PROFESSIONAL])


# --- Its samples ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", EFFECTS)
def test_a_sample_is_read_and_planned_as_the_event_it_is(event: str) -> None:
    found = read(samples()[event].encode(), "ASCII")
    assert (found.trigger, found.control_id) == (event, f"SAMPLE-{event}")
    assert found.structure.split("_")[0] == found.type
    verdict = judge(found, Feed(), Mode.PRODUCTION, NOW)
    assert (verdict.letter, verdict.finding) == ("A", None)
    assert len(verdict.intents) == (1 if EFFECTS[event].subject is Subject.CLIENT else 2)


def test_the_samples_are_accepted_and_applied_and_stand_on_the_page(intake: Intake) -> None:
    for event in ("M02", *(each for each in EFFECTS if each != "M02")):
        shown = re.search(rf'<pre id="sample-{event}"[^>]*>(.*?)</pre>', page("en"), re.DOTALL)
        assert shown
        assert intake.code(unescape(shown[1]).encode()) == "AA"
        intake.work()
    client, professionals = intake.client("26010042"), intake.therapists("26010042")
    assert client is not None
    assert (client.name, client.text("bsn"), professionals) == ("Zoë van der Meulen", "999900067", (["M0001"], []))
    assert intake.client("26010077") == client
    assert set(intake.outcomes()) <= {"applied", "unchanged", "late", "waiting"}
