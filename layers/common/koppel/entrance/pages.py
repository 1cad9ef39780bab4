"""Pages: HTML for people, with a content security policy that admits nothing from other sites."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from koppel.domain.problems.problem import NO_DETAILS
from koppel.domain.texts import Text
from koppel.domain.times import SECONDS
from koppel.entrance.languages import say
from koppel.entrance.requests import Response
from koppel.entrance.templating import SHARED, environment, style, style_hash

NOTE = SHARED / "note.html"
"""A page with a paragraph, `text`, of the class `kind`, and a `reference`; each may be left out."""
ASK = SHARED / "ask.html"
"""A page with a `question` and a form with one `button`. What may be left out: `action` (the form leads to the page's
own address then), `hidden` (fields) and `script` (the path of one)."""
ONWARD = SHARED / "onward.html"
"""A page with one link, `text`, to a `location`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The properties of the request that its page depends on.

    language       `nl` or `en`
    now            time of the request
    organisation   name of the organisation, "" for a page that may not name it
    frame_sources  sites that may show the page in a frame, as sources of the policy
    """

    language: str
    now: datetime
    organisation: str = ""
    frame_sources: tuple[str, ...] = ()

    def of_nobody(self, language: str) -> "Page":
        """The page in this language, without the name of the organisation, for no frame."""
        return Page(language=language, now=self.now)

    def show(
        self,
        template: Path,
        title: Text,
        *,
        status: int = 200,
        headers: Mapping[str, str] = NO_DETAILS,
        cookies: tuple[str, ...] = (),
        outcome: str = "",
        scripts: bool = False,
        requests: bool = False,
        workers: bool = False,
        wide: bool = False,
        form_targets: Iterable[str] = (),
        **values: Any,
    ) -> Response:
        """The page that a template makes of these values, as a response. `say(text)` is a text in the page's language.

        template      its file; templates of the same folder, and those that all functions share, can be used in it
        scripts       whether the page may load scripts from our own site
        requests      whether these scripts may send requests to our own site
        workers       whether they may start workers from our own site
        wide          whether the page needs the full width, as documentation does
        form_targets  other sites to which a form may lead, as sources of the policy
        """
        given = {
            "language": self.language,
            "now": f"{self.now.strftime(SECONDS)}Z",
            "organisation": self.organisation,
            "say": self._say,
            "style": Markup(style()),  # noqa: S704 - our own file
            "title": say(title, self.language),
            "width": "wide" if wide else "",
        }
        body = environment(template.parent).get_template(template.name).render(given | values)
        policy = content_policy(
            self.frame_sources, scripts=scripts, requests=requests, workers=workers, form_targets=form_targets
        )
        return Response(
            status=status,
            body=body.encode(errors="replace"),
            content_type="text/html;charset=UTF-8",
            headers={"Content-Security-Policy": policy, **headers},
            cookies=cookies,
            outcome=outcome,
        )

    def _say(self, text: Text | str) -> str:
        """The text in the page's language; a word that is the same in all languages stays as it is."""
        return text if isinstance(text, str) else say(text, self.language)


def content_policy(
    frame_sources: Iterable[str],
    *,
    scripts: bool = False,
    requests: bool = False,
    workers: bool = False,
    form_targets: Iterable[str] = (),
) -> str:
    """The value of `Content-Security-Policy` for a page (Content Security Policy level 3)."""
    parts = [
        "default-src 'none'",
        f"style-src '{style_hash()}'",
        "base-uri 'none'",
        " ".join(("form-action 'self'", *form_targets)),
        f"frame-ancestors {' '.join(frame_sources) or chr(39) + 'none' + chr(39)}",
    ]
    if scripts:
        parts.append("script-src 'self'")
    if requests:
        parts.append("connect-src 'self'")
    if workers:
        parts.append("worker-src 'self'")
    return "; ".join(parts)


def redirect(
    location: str,
    *,
    headers: Mapping[str, str] = NO_DETAILS,
    cookies: tuple[str, ...] = (),
    outcome: str = "",
) -> Response:
    """A redirect to this location, to be requested with GET (RFC 9110 section 15.4.4)."""
    sent = {"Location": location, **headers}
    kind = "text/plain;charset=UTF-8"
    return Response(status=303, content_type=kind, headers=sent, cookies=cookies, outcome=outcome)
