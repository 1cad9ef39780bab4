"""Pages: HTML for people, with a content security policy that admits nothing from other sites."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from markupsafe import Markup

from koppel.domain.problems.problem import NO_DETAILS
from koppel.domain.texts import Text
from koppel.domain.times import SECONDS
from koppel.entrance.languages import say
from koppel.entrance.requests import Response
from koppel.entrance.templating import environment, style, style_hash


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

    def say(self, text: Text) -> str:
        """The text, escaped."""
        return escape(say(text, self.language))

    def answer(
        self,
        title: Text,
        content: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] = NO_DETAILS,
        cookies: tuple[str, ...] = (),
        outcome: str = "",
        scripts: bool = False,
        requests: bool = False,
        wide: bool = False,
        form_targets: Iterable[str] = (),
    ) -> Response:
        """The page as a response. `content` is HTML in which every value from outside is escaped.

        scripts       whether the page may load scripts from our own site
        requests      whether these scripts may send requests to our own site
        wide          whether the page needs the full width, as documentation does
        form_targets  other sites to which a form may lead, as sources of the policy
        """
        body = (
            environment()
            .get_template("base.html")
            .render(
                language=self.language,
                now=f"{self.now.strftime(SECONDS)}Z",
                organisation=self.organisation,
                title=say(title, self.language),
                content=Markup(content),  # noqa: S704 - see the docstring
                style=Markup(style()),  # noqa: S704 - our own file
                width="wide" if wide else "",
            )
        )
        policy = content_policy(self.frame_sources, scripts=scripts, requests=requests, form_targets=form_targets)
        return Response(
            status=status,
            body=body.encode(errors="replace"),
            content_type="text/html;charset=UTF-8",
            headers={"Content-Security-Policy": policy, **headers},
            cookies=cookies,
            outcome=outcome,
        )


def content_policy(
    frame_sources: Iterable[str],
    *,
    scripts: bool = False,
    requests: bool = False,
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
    return "; ".join(parts)


def paragraph(text: str, kind: str = "", role: str = "") -> str:
    """A paragraph, of text that is escaped already."""
    attributes = (f' class="{kind}"' if kind else "") + (f' role="{role}"' if role else "")
    return f"<p{attributes}>{text}</p>"


def reference_paragraph(text: str) -> str:
    """A paragraph with the reference of a request, as the gateway made it; it is escaped here."""
    return paragraph(f"<code>{escape(text)}</code>")


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of names and values that are escaped already."""
    return "<dl>\n" + "\n".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in pairs) + "\n</dl>"


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
