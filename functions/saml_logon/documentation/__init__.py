"""The documentation under `/docs/saml`: the same for everybody, it names no organisation.

It is written in English, for the administrators of identity providers.
"""

import re
from functools import cache
from html import escape
from pathlib import Path

from functions.saml_logon.problems import PROBLEMS
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.requests import Response

PATH = ("docs", "saml")
_TITLE = Text(nl="SAML single sign-on", en="SAML single sign-on")
_PAGE = Path(__file__).parent / "page.html"


def serve(visit: Visit) -> Response:
    """The page."""
    return visit.page.of_nobody("en").answer(_TITLE, _content(), wide=True, outcome="documentation")


@cache
def _content() -> str:
    rows = "\n".join(
        f"<tr><td><code>{each.slug}</code></td><td>{escape(_general(each.explanation.en))}</td>"
        f"<td>{escape(each.remedy.en)}</td></tr>"
        for each in PROBLEMS.values()
    )
    table = f"<table><thead><tr><th>Name</th><th>What happened</th><th>What to do</th></tr></thead>\n{rows}</table>"
    return _PAGE.read_text().replace("{problems}", table)


def _general(text: str) -> str:
    """The text with a sign where a name or a number stands."""
    return re.sub(r"\{\w+\}", "…", text)
