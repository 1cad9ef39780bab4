"""Every page and every command, as each kind of visitor: nothing is shown or done that is not theirs, forged forms do
nothing, and what people wrote stays text."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus, urlencode

import pytest

from functions.console import csrf
from functions.console.faces import COMMANDS
from koppel.organisation.commands import OfOrganisation, Sensitivity, Who
from tests.functions.console.conftest import Answer, Browser, open_console
from tests.functions.console.furnished import MARK, Furnished, furnish, rows
from tests.functions.console.walk import HOME, Form, everything, filled, forms_of, is_page, tree_of
from tests.harness.html import faults
from tests.harness.rights import Record

pytestmark = pytest.mark.xdist_group("console walk")

VISITORS = ("operator", "manager", "manager by link")
MOST_BYTES = 100_000
WITHOUT_TOKEN = {"/console/leave", "/console/enter", "/session/logout"}
"""Forms that need none: to sign in by a link, which is a secret itself, and to sign out."""


@pytest.fixture(scope="module")
def furnished(record: Record) -> Iterator[Furnished]:
    with open_console(record) as console:
        yield furnish(console)


@pytest.fixture(scope="module")
def pages(furnished: Furnished) -> dict[str, dict[str, Answer]]:
    """Every page in English by visitor and address, for those who may."""
    return {name: everything(browser) for name, browser in furnished.may.items()}


@pytest.fixture(scope="module")
def dutch(furnished: Furnished) -> dict[str, dict[str, Answer]]:
    """The same in Dutch."""
    made = {name: Browser(each.world, dict(each.cookies), language="nl") for name, each in furnished.may.items()}
    return {name: everything(made[name]) for name in VISITORS[:2]}


@pytest.fixture(scope="module")
def known(pages: dict[str, dict[str, Answer]]) -> list[str]:
    """All addresses that anybody can find, but those of the other organisation, which its own manager may open."""
    targets = {target: None for found in pages.values() for target in found}
    return [each for each in targets if " " not in each and not each.startswith("/console/elm")]


@pytest.fixture(scope="module")
def forms(pages: dict[str, dict[str, Answer]]) -> list[Form]:
    """Every form that the operator can find, once for each of its buttons."""
    walked = [(target.partition(" ")[0], page) for target, page in pages["operator"].items() if is_page(page)]
    found = [form for target, page in walked for form in forms_of(target, page)]
    return list({(each.target, each.fields): each for each in found}.values())


def is_theirs(command: str) -> bool:
    """Whether application managers may give the command, as its own face says."""
    found = COMMANDS.get(command)
    return found is None or (found.who is Who.APPLICATION_MANAGER and issubclass(found.arguments, OfOrganisation))


class TestWhoMayNot:
    """People of the organisation without the role, the manager of another one, nobody."""

    def test_nothing_is_shown_or_done(self, furnished: Furnished, known: list[str]) -> None:
        before = rows(furnished.console.world)
        for name, browser in furnished.may_not.items():
            for target in known:
                token = csrf.token(next(iter(browser.cookies.values()), "x"), furnished.console.world.runtime.epoch())
                for answer in (browser.get(target), browser.ask("POST", target, f"csrf={token}&act=on")):
                    assert MARK not in answer.body, (name, target)
                    assert answer.status >= 300 or self.is_for_all(target), (name, target)
        assert rows(furnished.console.world) == before

    def is_for_all(self, target: str) -> bool:
        """Whether the page is about no organisation."""
        return target in {"/console/samples", "/console/console.js", "/console/enter"}

    def test_a_manager_does_nothing_to_another_organisation(self, furnished: Furnished, known: list[str]) -> None:
        """Neither by its addresses nor by its ids, nor by naming it in a form."""
        other, before = furnished.may_not["manager of another organisation"], rows(furnished.console.world)
        for target in known:
            if MARK in unquote_plus(target):  # the page shows what its own address says
                continue
            own = target.replace(HOME, "/console/elm")
            for each in (own, f"{own}{'&' if '?' in own else '?'}organisation=demo"):
                assert MARK not in other.get(each).body, each
        token = csrf.token(other.cookies["__Host-session"], furnished.console.world.runtime.epoch())
        for command in COMMANDS:
            body = urlencode([*filled(command, furnished.values), ("csrf", token)])
            for home in (HOME, "/console/elm"):
                answer = other.ask("POST", f"{home}/do/{command}", body)
                assert MARK not in _without_own_words(answer, furnished), command
                assert home != HOME or answer.status == 404, command
                assert is_theirs(command) or answer.status == 404, command
        assert rows(furnished.console.world) == before


def _without_own_words(answer: Answer, furnished: Furnished) -> str:
    """The page without what the visitor sent."""
    return answer.body.replace(str(furnished.values["metadata"]), "") if answer.status == 200 else ""


@pytest.mark.parametrize("visitor", ["manager", "manager by link"])
def test_a_manager_gives_no_command_of_the_operator(furnished: Furnished, visitor: str) -> None:
    browser, before = furnished.may[visitor], rows(furnished.console.world)
    token = browser.get(f"{HOME}/do/set-zone").csrf
    for command in (each for each in COMMANDS if not is_theirs(each)):
        page = browser.get(f"{HOME}/do/{command}")
        body = urlencode([*filled(command, furnished.values), ("csrf", token)])
        assert (page.status, browser.ask("POST", f"{HOME}/do/{command}", body).status) == (404, 404), command
    assert rows(furnished.console.world) == before


def is_of_operator(target: str) -> bool:
    """Whether a page is the operator's alone."""
    return target.startswith("/console/operator") or not is_theirs(target.partition("?")[0].partition("/do/")[2])


@pytest.mark.parametrize("visitor", VISITORS)
def test_everything_opens_for_those_whose_it_is(pages: dict[str, dict[str, Answer]], visitor: str) -> None:
    odd = {target: each.status for target, each in pages[visitor].items() if each.status not in {200, 303}}
    assert odd.pop(f"{HOME}/do") == 404
    if visitor != "operator":
        for target in [each for each in odd if is_of_operator(each)]:
            assert odd.pop(target) == 404, target
    assert odd == {}
    assert len(pages[visitor]) > 100


class TestForms:
    """Every form of every page, in each way in which another site, or an old page, could send it."""

    def test_a_forged_form_does_nothing(self, furnished: Furnished, forms: list[Form]) -> None:
        browser, world = furnished.may["operator"], furnished.console.world
        before, now = rows(world), world.runtime.epoch()
        secret = browser.cookies["__Host-console"]
        old = csrf.token(secret, now - csrf.LONGEST_SECONDS - 1)
        future, others = csrf.token(secret, now + 60), csrf.token("another session", now)
        assert len(forms) > 100
        for form in forms:
            whole = form.body()
            assert form.has_token or form.target.partition("?")[0] in WITHOUT_TOKEN, form.target
            answers = [
                browser.ask("POST", form.target, whole, Origin="https://evil.example"),
                browser.ask("POST", form.target, whole, Origin="null"),
                browser.ask("POST", form.target, whole, Sec_Fetch_Site="cross-site"),
                browser.ask("POST", form.target, whole, Sec_Fetch_Site="same-site"),
            ]
            if form.has_token:
                bodies = [form.body(csrf=each) for each in (None, "", "x", old, future, others)]
                answers += [browser.ask("POST", form.target, each) for each in bodies]
            refused = {each.status for each in answers}
            assert refused <= {303, 403} if form.target == "/console/leave" else refused == {403}, form
        assert rows(world) == before

    def test_a_command_without_a_token_does_nothing(self, furnished: Furnished) -> None:
        browser, before = furnished.may["operator"], rows(furnished.console.world)
        for command in COMMANDS:
            body = urlencode(filled(command, furnished.values))
            assert browser.ask("POST", f"{HOME}/do/{command}", body).status == 403, command
        assert rows(furnished.console.world) == before


class TestPages:
    """What is true of every page."""

    @pytest.mark.parametrize("visitor", VISITORS[:2])
    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_pages_are_valid_small_and_run_nothing(
        self, request: pytest.FixtureRequest, visitor: str, language: str
    ) -> None:
        walked = request.getfixturevalue("dutch" if language == "nl" else "pages")[visitor]
        found = {target: list(complaints(page, language)) for target, page in walked.items() if is_page(page)}
        assert {target: wrong for target, wrong in found.items() if wrong} == {}

    def test_answers_of_commands_are_text(self, furnished: Furnished) -> None:
        """Each command is carried out with what the organisation has: those that show something first, those that end
        something last, after every other test of this file."""
        wrong: dict[str, list[str]] = {}
        order = list(Sensitivity)
        browser, now = furnished.may["operator"], furnished.console.world.runtime.epoch()
        token = csrf.token(browser.cookies["__Host-console"], now)
        for command in sorted(COMMANDS, key=lambda name: order.index(COMMANDS[name].sensitivity)):
            body = urlencode([*filled(command, furnished.values), ("csrf", token)])
            answer = browser.ask("POST", f"{HOME}/do/{command}", body)
            found = list(complaints(answer, "en")) if is_page(answer) else []
            if answer.status not in {200, 404, 422}:
                found.append(f"status {answer.status}")
            wrong |= {command: found} if found else {}
        assert wrong == {}


def complaints(page: Answer, language: str) -> Iterator[str]:
    """What is wrong with a page of the console."""
    yield from faults(page.body)
    policy = page.headers["Content-Security-Policy"]
    if "unsafe" in policy or "default-src 'none'" not in policy:
        yield policy
    if len(page.body.encode()) >= MOST_BYTES:
        yield f"{len(page.body.encode())} bytes"
    if f'<html lang="{language}"' not in page.body:
        yield "it is in another language"
    tree = tree_of(page)
    scripts = [(each.get("src"), "".join(each.itertext()).strip()) for each in tree.iter("script")]
    if scripts != [("/console/console.js", "")]:
        yield f"scripts {scripts}"
    yield from re.findall(r"(?:=\"None\"|Undefined|\{\{ |\{% |%\()[^<]{0,40}", page.body.partition("</style>")[2])
