"""The guide for administrators of directories: the same for everybody, in both languages, and as the code has it."""

import importlib
import pkgutil
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from functions.directory_sync import brake, problems
from functions.directory_sync.choices import LEAVERS_LABELS
from functions.directory_sync.documentation import words
from functions.directory_sync.documentation.active_directory import DOCUMENTATION
from functions.directory_sync.documentation.examples import EXAMPLES, OTHERS, result
from functions.directory_sync.documentation.tables import CATALOGUES
from functions.directory_sync.entra import credentials
from functions.directory_sync.entra.clouds import CLOUDS, Cloud
from functions.directory_sync.entra.credentials import Certificate
from functions.directory_sync.entra.graph import PERMISSIONS
from functions.directory_sync.expressions import FUNCTIONS
from functions.directory_sync.ldap import listing, persons, reading
from functions.directory_sync.ldap.source import PORTS, Encryption
from functions.directory_sync.ldap.wire import search
from functions.directory_sync.memory import readings, states
from functions.directory_sync.people import StepName
from functions.directory_sync.secret_expiry import WARNED_BEFORE
from functions.directory_sync.sources import Source
from functions.directory_sync.steps import STEPS
from functions.directory_sync.tile import MOST_SOURCES
from functions.operations.commands import COMMANDS
from koppel.domain.problems.problem import Problem
from koppel.domain.runs import verdict
from koppel.domain.tiles.form import FieldKind, fields_of
from koppel.entrance.documentation import LANGUAGES, serve
from koppel.entrance.languages import say
from koppel.runs import starting
from tests.functions.directory_sync.entra.test_imports import loaded
from tests.functions.test_html import MOST_BYTES
from tests.harness.gateway import gateway_event
from tests.harness.html import faults
from tests.harness.world import World, world

NUMBERS = {
    "en": (
        f"can have {MOST_SOURCES} sources",
        f"Every {Source().minutes} minutes",
        f"Every {Source().full_hours} hours everybody",
        f"done every {reading.HOURS_WITHOUT_DELETED} hours",
        f"in pages of {search.PAGE:,}, then with their attributes {reading.BATCH} at a time",
        f"RSA, {credentials.LEAST_BITS} bits or more",
        f"After {verdict.HOURS} hours without one",
        f"{' and '.join(str(each.days) for each in WARNED_BEFORE[:2])} days before",
        f"never fewer than {brake.LEAST}.",
        f"After {states.QUARANTINE_AFTER} failures in a row",
        f"after {readings.DAYS_KEPT} days at the latest",
        f"more than {Source().brake_count} professionals would lose access, or more than {Source().brake_share} %",
        f"before and after; {starting.DAYS_KEPT} days",
        *(f"port {port} (" for port in PORTS.values()),
    ),
    "nl": (
        f"kan {MOST_SOURCES} bronnen hebben",
        f"Elke {Source().minutes} minuten",
        f"Elke {Source().full_hours} uur iedereen",
        f"daarom elke {reading.HOURS_WITHOUT_DELETED} uur",
        f"in pagina's van {search.PAGE // 1000}.000, daarna",
        f"met hun kenmerken {reading.BATCH} tegelijk",
        f"RSA, {credentials.LEAST_BITS} bits of meer",
        f"Na {verdict.HOURS} uur zonder goedkeuring",
        f"{' en '.join(str(each.days) for each in WARNED_BEFORE[:2])} dagen ervoor",
        f"nooit minder dan {brake.LEAST}.",
        f"Na {states.QUARANTINE_AFTER} mislukkingen achter elkaar",
        f"uiterlijk na {readings.DAYS_KEPT} dagen",
        f"meer dan {Source().brake_count} medewerkers de toegang verliezen, of meer dan {Source().brake_share} %",
        f"ervoor en erna; {starting.DAYS_KEPT} dagen",
        *(f"poort {port} (" for port in PORTS.values()),
    ),
}


EXPRESSIONS = {"en": "these expressions make", "nl": "maken deze uitdrukkingen"}


@pytest.fixture(scope="module")
def hub() -> Iterator[World]:
    with world() as made:
        yield made


def page(hub: World, language: str) -> str:
    """The page in this language."""
    event = gateway_event("GET", f"/docs/active-directory?language={language}", resource="/docs/active-directory")
    answer = serve(event, hub.runtime, DOCUMENTATION)
    assert answer["statusCode"] == 200
    body: str = answer["body"]
    return body


def text(body: str) -> str:
    """What the page says, white space made alike."""
    plain = re.sub(r"</?(?:code|em|strong|a)\b[^>]*>", "", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def rows(body: str, behind: str) -> list[list[str]]:
    """The cells of the first table behind this place, row by row, without its head."""
    table = body.partition(behind)[2].partition("</table>")[0].partition("<tbody>")[2]
    return [[text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in table.split("<tr>")[1:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_valid_and_small_and_the_same_for_everybody(hub: World, language: str) -> None:
    body = page(hub, language)
    assert f'<html lang="{language}">' in body
    assert hub.organisation.name not in body
    assert faults(body) == []
    assert len(body.encode()) < MOST_BYTES
    shown = body.partition("<main")[2]
    assert re.findall(r"\{[^}]*\}", shown) == ["{initials}", "{surname}"]


def test_both_languages_have_the_same_parts(hub: World) -> None:
    english, dutch = (re.findall(r'<h[23] id="([^"]+)"', page(hub, each)) for each in LANGUAGES)
    assert english == dutch
    assert {"entra", "ad", "scope", "expressions", "leavers", "brake", "privacy", "problems"} <= set(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_code(hub: World, language: str) -> None:
    shown = text(page(hub, language))
    assert [each for each in NUMBERS[language] if each not in shown] == []


def pulled() -> Iterator[Problem]:
    """The problems of reading a directory and of commands: those of SCIM are told on its own page."""
    for each in pkgutil.iter_modules(problems.__path__):
        if each.name != "scim":
            module = importlib.import_module(f"{problems.__name__}.{each.name}")
            yield from (value for value in vars(module).values() if isinstance(value, Problem))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_problem_is_explained_once_with_what_to_do(hub: World, language: str) -> None:
    listed = [each for problems in CATALOGUES.values() for each in problems]
    slugs = [each.slug for each in listed]
    assert len(slugs) == len(set(slugs))
    assert {each.slug for each in pulled()} <= set(slugs)
    body = page(hub, language)
    for name, catalogue in CATALOGUES.items():
        assert rows(body, f'<h3 id="problems-{name}">') == [
            [each.slug, *(re.sub(r"\{\w+\}", "…", say(told, language)) for told in (each.explanation, each.remedy))]
            for each in catalogue
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_least_permissions_are_named_and_no_others(hub: World, language: str) -> None:
    needed, optional = set(PERMISSIONS.values()), {"Member.Read.Hidden"}
    assert set(words.PERMISSIONS) == needed | optional
    body = page(hub, language)
    assert [name for name, _ in rows(body, '<h3 id="entra-permissions">')] == [*words.PERMISSIONS]
    for places in CLOUDS.values():
        assert all(f"<code>{host}</code>" in body for host in places.hosts)


def test_every_function_has_an_example_that_makes_something() -> None:
    assert EXAMPLES.keys() == FUNCTIONS.keys() == words.FUNCTIONS.keys()
    assert all(f"{name}(" in example and result(example) for name, example in EXAMPLES.items())
    assert len(OTHERS) == len(words.OTHERS)
    assert len({result(each) for each in EXAMPLES.values()}) > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_is_explained_with_what_it_makes(hub: World, language: str) -> None:
    found = {row[0]: row[2] for row in rows(page(hub, language), EXPRESSIONS[language])}
    assert found == {each: result(each) for each in (*OTHERS, *EXAMPLES.values())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_choice_and_setting_is_explained(hub: World, language: str) -> None:
    body = page(hub, language)
    assert STEPS.keys() == set(StepName)
    assert rows(body, '<h2 id="test">') == [[say(each, language) for each in step] for step in STEPS.values()]
    assert [row[0] for row in rows(body, '<h2 id="leavers">')] == [
        say(each, language) for each in LEAVERS_LABELS.values()
    ]
    for field in fields_of(Source):
        for each in field.items if field.kind is FieldKind.GROUP else (field,):
            assert f"{say(each.title, language)} {each.name} " in text(body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_of_everybody_is_what_is_told(hub: World, language: str) -> None:
    part = page(hub, language).partition('<h3 id="ad-reading">')[2].partition("<h2")[0]
    for name in {*persons.LISTED, *persons.READ}:
        assert f"<code>{name}</code>" in part
    needed = page(hub, language).partition('<h3 id="ad-account">')[2].partition("<h3")[0]
    for name in (*listing._MUST_BE_VISIBLE, "memberOf"):
        assert f"<code>{name}</code>" in needed


def test_the_line_for_a_certificate_makes_one_that_is_taken(hub: World, tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    (line,) = re.findall(r"<pre[^>]*>(openssl req .*?)</pre>", page(hub, "en"), re.DOTALL)
    subprocess.run(["sh", "-ec", unescape(line)], cwd=tmp_path, check=True, capture_output=True)
    assert isinstance(credentials.read((tmp_path / "koppel.pem").read_text()), Certificate)


def test_it_loads_nothing_that_only_reading_needs() -> None:
    assert loaded("functions.directory_sync.documentation") == "[]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_problem_that_it_names_is_there(hub: World, language: str) -> None:
    named = set(re.findall(r"<code>([a-z]+(?:-[a-z]+)+)</code>", page(hub, language)))
    slugs = {each.slug for catalogue in CATALOGUES.values() for each in catalogue}
    assert named - slugs <= COMMANDS.keys() | {str(each) for each in (*Encryption, *Cloud)}
    assert {"set-directory-secret", "test-directory", "explain-person", "undo-run"} <= named
