"""A walk through the console: from what the code has to every page that somebody can reach, and every form on them."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

from functions.console import routes
from functions.console.faces import COMMANDS, TILES
from functions.console.pages import directory
from tests.functions.console.conftest import Answer, Browser
from tests.harness.html import parsed

HOME = "/console/demo"
ALIKE = 2
"""Pages that differ only in what they are about, of which the walk looks at so many."""
_LINK = re.compile(r'<a [^>]*href="(/console[^"#]*)')
_ID = re.compile(r"[0-9a-f]{8,}|\d{1,}|\.\w{9,}")


def beginnings() -> list[str]:
    """The pages that the tables of the code name."""
    of_tiles = [f"{tile}/{name}" for tile in TILES for name in routes.OF_TILES]
    commands = [f"do/{name}" for name in COMMANDS]
    of_sources = [f"directory/{each}" for each in directory.PAGES]
    own = ["", *routes.PAGES, *TILES, *of_tiles, *of_sources, *commands]
    opened = ["/".join(each) for each in routes.OPEN if each not in {("language",), ("leave",)}]
    pages = [f"{HOME}/{each}".rstrip("/") for each in own]
    return ["/console", "/console/operator", "/console/samples", *(f"/console/{each}" for each in opened), *pages]


def walk(browser: Browser) -> dict[str, Answer]:
    """Every page that can be reached by links, by its address. Of many that are alike the first ones."""
    found: dict[str, Answer] = {}
    waiting, seen = deque(beginnings()), Counter[tuple[str, ...]]()
    while waiting:
        target = waiting.popleft()
        if target in found or target.startswith("/console/language"):
            continue
        kind = kind_of(target)
        seen[kind] += 1
        if seen[kind] > ALIKE:
            continue
        found[target] = browser.get(target)
        waiting += [unescape(each) for each in _LINK.findall(found[target].body)]
    return found


def everything(browser: Browser) -> dict[str, Answer]:
    """Every page that somebody can reach, also those that ask for a reason or a person."""
    found = walk(browser)
    return found | opened(browser, found, reason="ticket 7", person="C2", value="C2", source="entra")


def opened(browser: Browser, pages: Mapping[str, Answer], **sought: str) -> dict[str, Answer]:
    """What is shown to somebody who gives a reason or looks for somebody, and what that leads to, but for forms that do
    something: these carry a digest of what was shown before."""
    found: dict[str, Answer] = {}
    waiting = deque((target, page) for target, page in pages.items() if is_page(page))
    asking = re.compile(rf"name=[\"']?(?:{'|'.join(sought)})\b")
    while waiting:
        target, page = waiting.popleft()
        for form in forms_of(target, page) if asking.search(page.body) else ():
            name = f"{form.target} by {form.fields[-1:]}"
            asks = form.names & sought.keys()
            if asks and "/do/" not in form.target and "digest" not in form.names and name not in found:
                found[name] = browser.ask("POST", form.target, form.body(**{each: sought[each] for each in asks}))
                waiting.append((form.target, found[name]))
        for link in map(unescape, _LINK.findall(page.body) if " " not in target else ()):
            if link.startswith(f"{HOME}/accounts/") and link not in found:
                found[link] = browser.get(link)
                waiting.append((link, found[link]))
    return found


def kind_of(target: str) -> tuple[str, ...]:
    """What pages that are alike have in common: the path without ids, the names in the query."""
    parts = urlsplit(target)
    is_tile_command = "/do/" in parts.path
    query = () if is_tile_command else sorted({each.partition("=")[0] for each in parts.query.split("&")})
    return (_ID.sub("#", parts.path), *query)


def tree_of(page: Answer) -> Element:
    """The page as a browser reads it."""
    tree: Element = parsed(page.body)[0]
    return tree


def is_page(answer: Answer) -> bool:
    """Whether it is a page, and not a file."""
    return answer.headers.get("Content-Type", "").startswith("text/html") and bool(answer.body)


@dataclass(frozen=True)
class Form:
    """A form as a browser would send it."""

    target: str
    fields: tuple[tuple[str, str], ...]

    def body(self, **changed: str | None) -> str:
        """What is sent, with some fields changed or, where None, left out."""
        given = [(name, each) for name, each in self.fields if name not in changed]
        return urlencode([*given, *((name, each) for name, each in changed.items() if each is not None)])

    @property
    def names(self) -> set[str]:
        """The names of its fields."""
        return {name for name, _ in self.fields}

    @property
    def has_token(self) -> bool:
        """Whether it carries a token of ours."""
        return "csrf" in self.names


def forms_of(target: str, page: Answer) -> Iterator[Form]:
    """The forms of a page that change something, once for each of their buttons."""
    for form in tree_of(page).iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        fields = tuple(_fields(form))
        buttons = [each for each in form.iter("button") if each.get("type", "submit") == "submit"]
        for button in buttons:
            action = button.get("formaction") or form.get("action") or target
            if urlsplit(action).netloc:  # it sends a file to the bucket
                continue
            pressed = ((button.get("name", ""), button.get("value", "")),) if button.get("name") else ()
            yield Form(urldefrag(urljoin(target, action)).url, fields + pressed)


def _fields(form: Element) -> Iterator[tuple[str, str]]:
    for each in form.iter():
        name = each.get("name")
        if not name or (each.get("type") in {"checkbox", "radio"} and "checked" not in each.attrib):
            continue
        if each.tag == "input":
            yield name, each.get("value", "")
        elif each.tag == "textarea":
            yield name, each.text or ""
        elif each.tag == "select":
            options = list(each.iter("option"))
            chosen = [one for one in options if "selected" in one.attrib] or options[:1]
            yield from ((name, one.get("value", "")) for one in chosen)


def filled(command: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fields of the form of a command, filled in with what the organisation has."""
    usual = {"reason": "ticket 7", "name": "Walk", "limit": "5", "by": "id", "value": "C2", "subject": "C2"}
    given: dict[str, Any] = {"integration": "hl7_intake", "organisation": "demo", "state": "solved", "zone": "UTC"}
    given |= {**usual, **values}
    found: list[tuple[str, str]] = []
    for name in COMMANDS[command].arguments.model_fields:
        value = given.get(name, "")
        found.extend((name, str(each)) for each in (value if isinstance(value, list) else [value]))
    return found
