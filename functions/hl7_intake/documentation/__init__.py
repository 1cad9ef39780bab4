"""The documentation under `/docs/hl7` with the bench, in English and in Dutch: the same for everybody, it names no
organisation."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from functions.hl7_intake.documentation.tables import inserts
from koppel.domain.texts import Text
from koppel.entrance.pages import Page
from koppel.entrance.requests import Response

PAGE = ("docs", "hl7")
SCRIPT = ("hl7", "bench.js")
LANGUAGES = ("en", "nl")
METHODS = ("GET", "HEAD")
_TITLE = Text(nl="HL7-berichten", en="HL7 messages")
_ONLY_GET = Text(nl="Dit adres kan alleen worden opgevraagd.", en="This address can only be asked for.")
_HERE = Path(__file__).parent


def owns(segments: tuple[str, ...]) -> bool:
    """Whether this path is part of the documentation."""
    return segments in (PAGE, SCRIPT)


def show(method: str, segments: tuple[str, ...], page: Page) -> Response:
    """The page in its language, or the script of its bench."""
    if method not in METHODS:
        return page.answer(_TITLE, f"<p>{page.say(_ONLY_GET)}</p>", status=405, headers={"Allow": ", ".join(METHODS)})
    found = _script() if segments == SCRIPT else _page(page)
    return replace(found, body=b"") if method == "HEAD" else found


def _page(page: Page) -> Response:
    headers = {"Vary": "Accept-Language"}
    return page.answer(_TITLE, _content(page.language), headers=headers, scripts=True, requests=True, wide=True)


def _script() -> Response:
    return Response(
        status=200,
        body=(_HERE / "bench.js").read_bytes(),
        content_type="text/javascript;charset=UTF-8",
        headers={"Cache-Control": "public, max-age=300"},
    )


@cache
def _content(language: str) -> str:
    content = (_HERE / f"page.{language}.html").read_text(encoding="utf-8")
    for name, html in inserts(language).items():
        content = content.replace(f"{{{name}}}", html)
    return content
