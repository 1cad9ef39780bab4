"""Arrival: a browser with a session is sent to the platform, or sees our own page when no platform is registered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from functions.delegated_logon import destinations
from functions.delegated_logon.wire import RESERVED
from koppel.accounts import store
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.texts import Text
from koppel.entrance import cookies
from koppel.entrance.browser import Visit, not_found, written
from koppel.entrance.onward import LOGGED_ON
from koppel.entrance.pages import NOTE, redirect
from koppel.entrance.refusals import LOGON
from koppel.entrance.requests import Response
from koppel.logon import sessions
from koppel.logon.sessions import Present

LANDING = Path(__file__).parent / "templates" / "landing.html"
LOGOUT = "/session/logout"
CONSOLE = ("aux", "console")

FORBIDDEN = Text(nl="Geen toegang", en="Access forbidden")
_FORBIDDEN_MORE = Text(
    nl="U bent ingelogd, maar deze pagina is niet voor u bedoeld.",
    en="You are logged in, but this page is not meant for you.",
)
_TITLE = Text(nl="Welkom", en="Welcome")
_TEXTS: Mapping[str, Text] = {
    "welcome": LOGGED_ON,
    "replaced": Text(
        nl="In deze browser was iemand anders ingelogd; die sessie is beëindigd. Nu ingelogd: {name}.",
        en="Somebody else was logged in in this browser; that session has been ended. Now logged in: {name}.",
    ),
    "who": Text(nl="U bent", en="You are"),
    "capacity": Text(nl="Als", en="As"),
    "way": Text(nl="U kwam binnen via", en="You came in through"),
    "since": Text(nl="Ingelogd om", en="Logged in at"),
    "destination": Text(nl="U wilde naar", en="You were heading for"),
    "no_platform": Text(
        nl="Aan deze omgeving is nog geen platform gekoppeld. Deze pagina staat ervoor in de plaats.",
        en="No platform is connected to this environment yet. This page stands in for it.",
    ),
    "console": Text(nl="Naar de console", en="To the console"),
    "log_out": Text(nl="Uitloggen", en="Log out"),
}
_KINDS: Mapping[Kind, Text] = {
    Kind.CLIENT: Text(nl="Cliënt", en="Client"),
    Kind.PROFESSIONAL: Text(nl="Medewerker", en="Professional"),
    Kind.FRIEND: Text(nl="Naaste", en="Friend"),
}
_ROLES: Mapping[str, Text] = {
    Role.APPLICATION_MANAGER: Text(nl="applicatiebeheerder", en="application manager"),
    Role.THERAPIST: Text(nl="behandelaar", en="therapist"),
    Role.SUPERVISOR: Text(nl="regiebehandelaar", en="supervisor"),
    Role.SECRETARY: Text(nl="secretariaat", en="secretary"),
    Role.ANALYST: Text(nl="analist", en="analyst"),
    Role.DATA_OFFICER: Text(nl="gegevensfunctionaris", en="data officer"),
}
_WAYS: Mapping[str, Text] = {
    "delegated_logon": Text(nl="een link van een ander systeem", en="a link of another system"),
    "bulk_import": Text(nl="een link in een welkomstmail", en="a link in a welcome mail"),
    "saml_logon": Text(nl="het inlogsysteem van uw organisatie", en="your organisation's identity provider"),
}


def arrive(visit: Visit) -> Response:
    """Answer a request without a signed query: a redirect to platform or logon page, or a page of our own."""
    present = sessions.present(visit.tenant, visit.session, visit.security.lifetime)
    if present is None:
        return _without_session(visit)
    kind = present.account.kind
    if not destinations.may_see(kind, visit.segments):
        return visit.page.show(NOTE, FORBIDDEN, text=_FORBIDDEN_MORE, kind="bad", status=403, outcome="forbidden")
    if visit.segments[:1] == ("aux",):
        return _looked_up(visit)
    if visit.platform:
        parameters = {"iss": visit.base_url, "target_link_uri": _address(visit)}
        mark = "&" if "?" in visit.platform.initiate_login else "?"
        return redirect(f"{visit.platform.initiate_login}{mark}{urlencode(parameters)}", outcome="handed-over")
    return _landing(visit, present)


def onward(visit: Visit) -> str:
    """Path and query of the page that a signed link names, without the parameters of the signature. The console sends
    signed links to its pages here, below `/aux`."""
    path = visit.path.removeprefix("/aux") if visit.segments[:2] == CONSOLE else visit.path
    kept = [(name, value) for name, values in visit.query.items() if name not in RESERVED for value in values]
    return f"{path}?{urlencode(kept, errors='replace')}" if kept else path


def _without_session(visit: Visit) -> Response:
    gone = cookies.identifier_in(visit.headers)
    headers = {"Set-Cookie": cookies.session_cookie("", framed=visit.is_framed)} if gone else {}
    if visit.platform and visit.segments[:1] != ("aux",):
        return redirect(_address(visit), headers=headers, outcome="passed-on")
    return redirect(LOGON, headers=headers, outcome="no-session")


def _address(visit: Visit) -> str:
    """The address of this page on the platform."""
    return f"{visit.platform.home}{onward(visit)}" if visit.platform else onward(visit)


def _looked_up(visit: Visit) -> Response:
    """`/aux/client/id/<id>` and `/aux/professional/id/<id>`: a redirect to the page of the account with this id."""
    match visit.segments:
        case ("aux", word, "id", external_id) if word in destinations.DOSSIERS:
            start, kind, _ = destinations.DOSSIERS[word]
            found = store.by_id(visit.tenant, kind, external_id)
            if found:
                return redirect(written((start, found.key)), outcome="looked-up")
    return not_found(visit.page)


def _landing(visit: Visit, present: Present) -> Response:
    account, logon = present.account, present.session.logon
    return visit.page.show(
        LANDING,
        _TITLE,
        texts=_TEXTS,
        name=account.name,
        is_other=present.session.replaced,
        capacities=[_KINDS[account.kind], *(_ROLES.get(each, each) for each in account.roles)],
        way=_WAYS.get(logon.integration, logon.integration),
        since=datetime.fromtimestamp(logon.at, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        destination=destinations.title(visit.segments),
        path=visit.path,
        is_manager=account.kind is Kind.PROFESSIONAL and Role.APPLICATION_MANAGER in account.roles,
        log_out=LOGOUT,
        outcome="arrived",
    )
