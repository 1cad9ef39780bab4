"""The documentation under `/docs/delegated-logon`, with a bench: the same for everybody, it names no organisation.

It is written in English, for the people who build senders.
"""

from functools import cache
from html import escape
from pathlib import Path

from functions.delegated_logon.problems import PROBLEMS
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit, not_found
from koppel.entrance.requests import Response
from koppel.entrance.tables import problems

PATH = ("docs", "delegated-logon")
SAMPLES = {
    "Python": "link.py",
    "JavaScript (Node.js)": "link.mjs",
    "Java": "Link.java",
    "PHP": "link.php",
    "Shell (OpenSSL)": "link.sh",
}
_HERE = Path(__file__).parent
_TITLE = Text(nl="Delegated logon", en="Delegated logon")


def serve(visit: Visit) -> Response:
    """The page, or the script of its bench."""
    match visit.segments[len(PATH) :]:
        case ():
            page = visit.page.of_nobody("en")
            return page.answer(_TITLE, _content(), scripts=True, wide=True, outcome="documentation")
        case ("bench.js",):
            return Response(
                status=200,
                body=_read("bench.js").encode(),
                content_type="text/javascript;charset=UTF-8",
                headers={"Cache-Control": "public, max-age=300"},
                outcome="documentation",
            )
    return not_found(visit.page)


@cache
def _content() -> str:
    samples = "\n".join(
        f"<h3>{escape(name)}</h3>\n<pre><code>{escape(_read(f'samples/{file}'))}</code></pre>"
        for name, file in SAMPLES.items()
    )
    return _read("page.html").replace("{problems}", problems(PROBLEMS.values(), "en")).replace("{samples}", samples)


def _read(name: str) -> str:
    return (_HERE / name).read_text()
