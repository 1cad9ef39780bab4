"""Pages of SAML logon. Every refusal leads to the logon page with a reference, except a person without an account, who
sees a page of their own."""

from dataclasses import replace

from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.statements import PERSON_UNKNOWN
from functions.saml_logon.tile import TILE
from koppel.domain.problems.problem import Finding
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Outcome
from koppel.entrance import refusals
from koppel.entrance.browser import Visit
from koppel.entrance.requests import Response

NO_ACCOUNT = Text(nl="U hebt nog geen account", en="You have no account yet")
_NO_ACCOUNT_MORE = Text(
    nl="U bent ingelogd bij uw organisatie, maar op dit platform is voor u nog geen account gemaakt. Vraag de "
    "beheerder van het platform daarom, en geef deze referentie door:",
    en="You are logged on at your organisation, but no account has been made for you on this platform yet. Ask the "
    "platform's administrator for one, and pass this reference on:",
)
LOGGED_OUT = Text(nl="U bent uitgelogd", en="You are logged out")
ONLY_HERE = Text(
    nl="Bij uw organisatie of in andere toepassingen bent u misschien nog ingelogd. Sluit de browser om zeker te zijn.",
    en="You may still be logged on at your organisation or in other applications. Close the browser to be sure.",
)
LOG_OUT = Text(nl="Uitloggen", en="Log out")
SURE = Text(
    nl="Wilt u hier en bij uw organisatie uitloggen?", en="Do you want to log out here and at your organisation?"
)


def refuse(visit: Visit, rejected: Rejected, connection: str) -> Response:
    """Record why nobody is logged on, and show a reference by which the administrator finds it."""
    finding = Finding(
        problem=rejected.problem,
        subject=rejected.subject,
        cause=connection,
        details=rejected.details,
    )
    if rejected.problem is not PERSON_UNKNOWN:
        return refusals.refuse_logon(visit, TILE.integration, finding)
    refusals.record(visit, TILE.integration, finding)
    response = refusals.show(visit, NO_ACCOUNT, _NO_ACCOUNT_MORE, status=403, outcome=rejected.problem.slug)
    return replace(response, counted=Outcome.REFUSED)
