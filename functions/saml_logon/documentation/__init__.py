"""The documentation under `/docs/saml`: the same for everybody, it names no organisation.

It is written in English, for the administrators of identity providers.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from functions.saml_logon.problems import PROBLEMS
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.requests import Response
from koppel.entrance.tables import problems

PATH = ("docs", "saml")
METHODS = ("GET", "HEAD")
_TITLE = Text(nl="SAML single sign-on", en="SAML single sign-on")
_PAGE = Path(__file__).parent / "page.html"


def serve(visit: Visit) -> Response:
    """The page; for HEAD without its body (RFC 9110 section 9.3.2)."""
    found = visit.page.of_nobody("en").answer(_TITLE, _content(), wide=True, outcome="documentation")
    return replace(found, body=b"") if visit.method == "HEAD" else found


@cache
def _content() -> str:
    return _PAGE.read_text().replace("{problems}", problems(PROBLEMS.values(), "en"))
