"""Pages: HTML for people, with a content security policy that admits nothing from other sites."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape

from koppel.domain.problems.problem import NO_DETAILS
from koppel.domain.texts import Text
from koppel.domain.times import SECONDS
from koppel.entrance.languages import say
from koppel.entrance.requests import Response

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --paper: #f4f6f8; --card: #fff; --line: #c9d2db; --good: #14683c;
  --bad: #a3231c; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --paper: #12181f; --card: #1b242e; --line: #3b4856;
  --good: #7ed3a1; --bad: #ff9d94; --link: #8cc4ff; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 38rem; margin: 0 auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .5rem; overflow-wrap: anywhere; }
main.wide { max-width: 60rem; }
header { max-width: 38rem; margin: 0 auto .75rem; padding: 0 .25rem; font-weight: 600; }
header.wide { max-width: 60rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
h3, h4 { margin: 1.25rem 0 .4rem; font-size: 1rem; }
p { margin: .5rem 0; }
.good, .bad { padding: .6rem .8rem; border-left: .3rem solid; font-weight: 600; }
.good { color: var(--good); border-color: var(--good); }
.bad { color: var(--bad); border-color: var(--bad); }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .4rem 1rem; margin: 1rem 0; }
dt { color: inherit; opacity: .8; }
dd { margin: 0; }
a { color: var(--link); }
code, pre, textarea, input { font: .9rem/1.45 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: .3rem; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
td:first-child code { white-space: nowrap; }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
  overflow-wrap: break-word; }
td:last-child { min-width: 9rem; overflow-wrap: anywhere; }
label { display: block; margin: .6rem 0 .2rem; font-weight: 600; }
input, textarea, select { width: 100%; padding: .5rem; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .3rem; }
button { margin-top: 1rem; padding: .55rem 1.1rem; font: inherit; font-weight: 600; color: var(--card);
  background: var(--link); border: 0; border-radius: .3rem; cursor: pointer; }
:focus-visible { outline: .2rem solid var(--link); outline-offset: .15rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; }
  main { padding: 1rem; } }
"""


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
        kind = ' class="wide"' if wide else ""
        shown = self.say(title)
        body = (
            f"<!DOCTYPE html>\n<!-- server time {self.now.strftime(SECONDS)}Z -->\n"
            f'<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{shown}</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n"
            + (f"<header{kind}>{escape(self.organisation)}</header>\n" if self.organisation else "")
            + f"<main{kind}>\n<h1>{shown}</h1>\n{content}\n</main>\n</body>\n</html>\n"
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
        f"style-src '{_style_hash()}'",
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


@cache
def _style_hash() -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}"
