"""The documentation under `/docs/saml`: the same for everybody, it names no organisation.

It is written in English, for the administrators of identity providers.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from functions.saml_logon.problems import PROBLEMS
from koppel.domain.texts import Text
from koppel.entrance.browser import method_not_allowed
from koppel.entrance.pages import Page
from koppel.entrance.requests import Response
from koppel.entrance.tables import problems

PATH = ("docs", "saml")
METHODS = ("GET", "HEAD")
_TITLE = Text(nl="SAML single sign-on", en="SAML single sign-on")
_PAGE = Path(__file__).parent / "page.html"


def owns(segments: tuple[str, ...]) -> bool:
    """Whether this path is part of the documentation."""
    return segments == PATH


def serve(method: str, _segments: tuple[str, ...], page: Page) -> Response:
    """The page, in English and without the name of an organisation; for HEAD without its body (RFC 9110 section
    9.3.2)."""
    if method not in METHODS:
        return method_not_allowed(page, METHODS)
    response = page.of_nobody("en").answer(_TITLE, _content(), wide=True, outcome="documentation")
    return replace(response, body=b"") if method == "HEAD" else response


@cache
def _content() -> str:
    return _PAGE.read_text().replace("{problems}", problems(PROBLEMS.values(), "en"))
