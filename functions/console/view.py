"""Views: pages of the console as responses."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from functions.console import answer_names, wording
from functions.console.wording import Wording
from koppel.entrance.pages import content_policy
from koppel.entrance.requests import Response
from koppel.entrance.templating import environment, style

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
SCRIPT = HERE / "console.js"
HTML = "text/html;charset=UTF-8"


def render(template: str, words: Wording, values: Mapping[str, Any]) -> bytes:
    """The page that a template makes of these values, in the reader's language."""
    given = {
        "language": words.language,
        "style": Markup(style()),  # noqa: S704 - our own file
        "say": words.say,
        "told": words.told,
        "called": answer_names.name,
        "time": words.time,
        "plain": words.plain,
        "day": words.day,
        "day_short": words.day_short,
        "clock": words.clock,
        "month": words.month,
        "number": words.number,
        **values,
    }
    templates = environment(TEMPLATES, translations=wording.translations(words.language))
    text = templates.get_template(template).render(given)
    return re.sub(r"\n\s*\n+", "\n", text).encode(errors="replace")


def page(
    template: str,
    words: Wording,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    cookies: tuple[str, ...] = (),
    outcome: str = "",
    form_targets: Iterable[str] = (),
) -> Response:
    """A page as a response. It is shown in no frame, and its forms lead to our own site only, and to `form_targets`
    (sources of the content security policy)."""
    return Response(
        status=status,
        body=render(template, words, values),
        content_type=HTML,
        headers={
            "Content-Security-Policy": content_policy((), scripts=True, form_targets=form_targets),
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Vary": "Accept-Language, Cookie",
        },
        cookies=cookies,
        outcome=outcome or template.removesuffix(".html"),
    )


def script() -> Response:
    """The one script of the console."""
    return Response(
        status=200,
        body=SCRIPT.read_bytes(),
        content_type="text/javascript;charset=UTF-8",
        headers={"Cache-Control": "public, max-age=300"},
        outcome="script",
    )


def file(name: str, body: bytes, content_type: str) -> Response:
    """A file to be saved under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(status=200, body=body, content_type=content_type, headers=headers, outcome="file")
