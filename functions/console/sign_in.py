"""Signing in and out: the ways that the organisation offers, one-time links, and the choice of the language."""

from dataclasses import dataclass
from urllib.parse import quote

from functions.console import links, view, visitor, wording
from functions.console.problems import LINK_SPENT
from functions.console.wording import Wording
from functions.delegated_logon.tile import DelegatedLogonSettings
from functions.saml_logon.tile import SamlSettings
from koppel.entrance.browser import Visit
from koppel.entrance.pages import redirect
from koppel.entrance.requests import Response
from koppel.organisation.organisations import read_settings

DELEGATED = "delegated_logon"
SAML = "saml_logon"
HOME = "/console"


@dataclass(frozen=True, slots=True)
class Way:
    """One identity provider."""

    name: str
    path: str


def ask(visit: Visit, words: Wording, *, is_other: bool = False) -> Response:
    """The page that says how to sign in. Afterwards the browser comes back to the page that was asked for.

    is_other  whether somebody is signed in who is no application manager
    """
    to = quote(visit.path if visit.method == "GET" else HOME, safe="/")
    saml, delegated = visit.tiles[SAML], visit.tiles[DELEGATED]
    connections = read_settings(SamlSettings, saml.settings).connections if saml.in_use else {}
    ways = [
        Way(each.name, f"/saml/{key}/login?to={to}") for key, each in connections.items() if each.on and each.provider
    ]
    hint = read_settings(DelegatedLogonSettings, delegated.settings).hint if delegated.in_use else ""
    values = {"ways": ways, "hint": hint, "by_link": delegated.in_use, "is_other": is_other}
    return _page(visit, words, "sign_in.html", values, status=403 if is_other else 401)


def enter(visit: Visit, words: Wording) -> Response:
    """A one-time link: a page with one button. The button uses the link up; a program that looks at links does not."""
    tokens = visit.query.get("token", ())
    token = tokens[0] if len(tokens) == 1 else ""
    if visit.method != "POST":
        return _page(visit, words, "enter.html", {"action": f"{HOME}/enter?token={quote(token, safe='')}"})
    started = links.enter(visit.tenant, token) if token and visit.is_own_form else None
    if started is None:
        return _page(visit, words, "link_spent.html", {"problem": LINK_SPENT}, status=403)
    return redirect(HOME, cookies=(visitor.cookie(started.identifier),), outcome="signed-in")


def leave(visit: Visit, words: Wording) -> Response:
    """Sign out of a session that began with a link; any other session ends at the session function."""
    identifier = visitor.identifier_of(visit)
    if not visit.is_own_form:
        return redirect(HOME, outcome="not-signed-out")
    if not identifier:
        return _page(visit, words, "leave.html", {})
    links.end(visit.tenant, identifier)
    return redirect(HOME, cookies=(visitor.cookie(""),), outcome="signed-out")


def choose_language(visit: Visit) -> Response:
    """Keep the language that the reader chose, and go back to the page."""
    languages, pages = visit.query.get("to", ()), visit.query.get("page", ())
    back = pages[0] if len(pages) == 1 and pages[0].startswith(f"{HOME}/") and "\\" not in pages[0] else HOME
    cookies = (wording.cookie(languages[0]),) if len(languages) == 1 and languages[0] in wording.REGIONS else ()
    return redirect(quote(back, safe="/%"), cookies=cookies, outcome="language")


def _page(visit: Visit, words: Wording, template: str, values: dict[str, object], status: int = 200) -> Response:
    now = visit.page.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    common = {"turn": None, "here": visit.path, "now": now, "organisation": visit.organisation.name}
    return view.page(template, words, common | values, status=status)
