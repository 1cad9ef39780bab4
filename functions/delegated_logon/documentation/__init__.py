"""The documentation under `/docs/delegated-logon`, with a bench: the same for everybody, it names no organisation.

It is written in English, for the people who build senders.
"""

from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path

from functions.delegated_logon.problems import PROBLEMS
from koppel.domain.accounts import external_ids
from koppel.domain.texts import Text
from koppel.entrance.browser import method_not_allowed, not_found
from koppel.entrance.pages import Page
from koppel.entrance.requests import Response
from koppel.entrance.tables import problems

PATH = ("docs", "delegated-logon")
METHODS = ("GET", "HEAD")
SAMPLES = {
    "Python": "link.py",
    "JavaScript (Node.js)": "link.mjs",
    "Java": "Link.java",
    "PHP": "link.php",
    "Shell (OpenSSL)": "link.sh",
}
_HERE = Path(__file__).parent
_TITLE = Text(nl="Delegated logon", en="Delegated logon")


def owns(segments: tuple[str, ...]) -> bool:
    """Whether this path is part of the documentation."""
    return segments[: len(PATH)] == PATH


def serve(method: str, segments: tuple[str, ...], page: Page) -> Response:
    """The page, in English and without the name of an organisation, or the script of its bench; for HEAD without the
    body (RFC 9110 section 9.3.2)."""
    if method not in METHODS:
        return method_not_allowed(page, METHODS)
    response = _find(segments[len(PATH) :], page)
    return replace(response, body=b"") if method == "HEAD" else response


def _find(rest: tuple[str, ...], page: Page) -> Response:
    match rest:
        case ():
            neutral = page.of_nobody("en")
            return neutral.answer(_TITLE, _content(), scripts=True, wide=True, outcome="documentation")
        case ("bench.js",):
            return Response(
                status=200,
                body=_read("bench.js").encode(),
                content_type="text/javascript;charset=UTF-8",
                headers={"Cache-Control": "public, max-age=300"},
                outcome="documentation",
            )
    return not_found(page)


@cache
def _content() -> str:
    samples = "\n".join(
        f"<h3>{escape(name)}</h3>\n<pre><code>{escape(_read(f'samples/{file}'))}</code></pre>"
        for name, file in SAMPLES.items()
    )
    page = _read("page.html").replace("{longest_id}", str(external_ids.LONGEST))
    return page.replace("{problems}", problems(PROBLEMS.values(), "en")).replace("{samples}", samples)


def _read(name: str) -> str:
    return (_HERE / name).read_text()
