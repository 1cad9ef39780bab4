"""The entrance for documentation: pages that name no organisation, so that they are the same at every host.

A function's package `documentation` describes its pages as one `Documentation` and exports its `owns` and `serve`.
A function that admits API users sends such a request here before it looks for an organisation; a function for browsers
calls `serve` with the page of its visit, `visit.page.of_nobody(…)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from koppel import log
from koppel.domain.texts import Text
from koppel.entrance.languages import preferred
from koppel.entrance.pages import Page, paragraph
from koppel.entrance.requests import Response, headers_of, query_of, segments_of, to_gateway
from koppel.entrance.stages import below, root_of
from koppel.runtime import Runtime

METHODS = ("GET", "HEAD")
OUTCOME = "documentation"
_READ_ONLY = Text(nl="Dit adres kan alleen worden opgevraagd.", en="This address can only be read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Documentation:
    """The documentation of one function.

    path       segments of the page's path
    title      of the page
    content    makes the page from a language: HTML in which everything is escaped
    languages  in which the page is written, of `en` and `nl`; the first is the default
    scripts    files in JavaScript that the page loads, by the segments of their paths
    requests   whether these scripts may send requests to our own site
    """

    path: tuple[str, ...]
    title: Text
    content: Callable[[str], str]
    languages: tuple[str, ...] = ("en",)
    scripts: Mapping[tuple[str, ...], Path] = field(default_factory=dict)
    requests: bool = False

    def owns(self, segments: tuple[str, ...]) -> bool:
        """Whether this path is that of the page or of one of its scripts."""
        return segments == self.path or segments in self.scripts

    def serve(self, method: str, segments: tuple[str, ...], page: Page) -> Response:
        """The page or the script at a path that it owns. HEAD is answered as GET is, without the body (RFC 9110 section
        9.3.2); other methods with 405 and `Allow` (section 15.5.6)."""
        if method not in METHODS:
            headers = {"Allow": ", ".join(METHODS)}
            return page.answer(self.title, paragraph(page.say(_READ_ONLY)), status=405, headers=headers)
        response = _script(self.scripts[segments]) if segments in self.scripts else self._page(page)
        return replace(response, body=b"") if method == "HEAD" else response

    def language(self, query: Mapping[str, tuple[str, ...]], headers: Mapping[str, str]) -> str:
        """The language of the page: that of `?language=`, otherwise the one that the browser prefers (RFC 9110 section
        12.5.4), as far as the page is written in it."""
        requested = (*query.get("language", ()), preferred(headers.get("accept-language", "")))
        return next((language for language in requested if language in self.languages), self.languages[0])

    def _page(self, page: Page) -> Response:
        return page.answer(
            self.title,
            self.content(page.language),
            headers={"Vary": "Accept-Language"} if len(self.languages) > 1 else {},
            outcome=OUTCOME,
            scripts=bool(self.scripts),
            requests=self.requests,
            wide=True,
        )


def serve(event: Mapping[str, Any], runtime: Runtime, documentation: Documentation) -> dict[str, Any]:
    """Answer a request for a path that the documentation owns, and log one line. Nothing is read from the table."""
    headers, method = headers_of(event), str(event.get("httpMethod", ""))
    page = Page(language=documentation.language(query_of(event), headers), now=runtime.clock())
    response = documentation.serve(method, segments_of(event), page)
    log.done(
        "answered",
        route=f"{method} {event.get('resource', '')}",
        status=response.status,
        outcome=response.outcome,
    )
    return to_gateway(below(root_of(event, headers), response), headers)


def _script(path: Path) -> Response:
    return Response(
        status=200,
        body=path.read_bytes(),
        content_type="text/javascript;charset=UTF-8",
        headers={"Cache-Control": "public, max-age=300"},
        outcome=OUTCOME,
    )
