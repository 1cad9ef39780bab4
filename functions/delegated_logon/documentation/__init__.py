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
    rows = "\n".join(
        f"<tr><td><code>{each.slug}</code></td><td>{escape(_general(each.explanation.en))}</td>"
        f"<td>{escape(each.remedy.en)}</td></tr>"
        for each in PROBLEMS.values()
    )
    problems = f"<table><thead><tr><th>Name</th><th>What happened</th><th>What to do</th></tr></thead>\n{rows}</table>"
    samples = "\n".join(
        f"<h3>{escape(name)}</h3>\n<pre><code>{escape(_read(f'samples/{file}'))}</code></pre>"
        for name, file in SAMPLES.items()
    )
    return _read("page.html").replace("{problems}", problems).replace("{samples}", samples)


def _general(text: str) -> str:
    """The text with a sign where a number or a name stands."""
    return text.format_map(_Anything())


class _Anything(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return "…"


def _read(name: str) -> str:
    return (_HERE / name).read_text()
