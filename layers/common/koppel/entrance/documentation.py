"""The entrance for documentation: pages that name no organisation, so that they are the same at every host.

A function's package `documentation` describes its page as one `Documentation`. A function that admits API users sends
such a request here before it looks for an organisation; a function for browsers calls `Documentation.serve_neutrally`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from koppel import log
from koppel.domain.problems.problem import NO_DETAILS
from koppel.domain.texts import Text
from koppel.entrance.browser import Visit
from koppel.entrance.documents import ALL, DOCUMENTS, Document
from koppel.entrance.languages import preferred
from koppel.entrance.pages import NOTE, Page
from koppel.entrance.requests import Response, headers_of, query_of, segments_of, to_gateway
from koppel.entrance.stages import below, root_of
from koppel.entrance.templating import SHARED
from koppel.runtime import Runtime

METHODS = ("GET", "HEAD")
LANGUAGES = ("en", "nl")
OUTCOME = "documentation"
_READ_ONLY = Text(nl="Dit adres kan alleen worden opgevraagd.", en="This address can only be read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Documentation:
    """The documentation of one function, in Dutch and in English.

    template  file of the page; `{language}` in its name stands for the language
    values    makes the values of the template
    scripts   files in JavaScript that the page loads, by the segments of their paths
    requests  whether these scripts may send requests to our own site
    """

    document: Document
    template: Path
    values: Callable[[], Mapping[str, Any]] = lambda: NO_DETAILS
    scripts: Mapping[tuple[str, ...], Path] = field(default_factory=dict)
    requests: bool = False

    def owns(self, segments: tuple[str, ...]) -> bool:
        """Whether this path is that of the page or of one of its scripts."""
        return segments == self.document.path or segments in self.scripts

    def serve(self, method: str, segments: tuple[str, ...], page: Page) -> Response:
        """The page or the script at a path that it owns. HEAD is answered as GET is, without the body (RFC 9110 section
        9.3.2); other methods with 405 and `Allow` (section 15.5.6)."""
        if method not in METHODS:
            headers = {"Allow": ", ".join(METHODS)}
            return page.show(NOTE, self.document.title, text=_READ_ONLY, status=405, headers=headers)
        response = _script(self.scripts[segments]) if segments in self.scripts else self._page(page)
        return replace(response, body=b"") if method == "HEAD" else response

    def serve_neutrally(self, visit: Visit) -> Response:
        """The same for a visit, without the name of its organisation."""
        page = visit.page.of_nobody(language_of(visit.query, visit.headers))
        return self.serve(visit.method, visit.segments, page)

    def _page(self, page: Page) -> Response:
        return page.show(
            self.template.with_name(self.template.name.format(language=page.language)),
            self.document.title,
            headers={"Vary": "Accept-Language"},
            outcome=OUTCOME,
            scripts=True,
            requests=self.requests,
            wide=True,
            document=self.document,
            **self.values(),
        )


LIST = Documentation(
    document=ALL,
    template=SHARED / "documents.html",
    values=lambda: {"documents": DOCUMENTS},
    scripts={("docs", "page.js"): SHARED / "documentation.js"},
)
"""The page that lists all documentation, and the script that every page of documentation loads."""


def language_of(query: Mapping[str, tuple[str, ...]], headers: Mapping[str, str]) -> str:
    """The language of the page: that of `?language=`, otherwise the one that the browser prefers (RFC 9110 section
    12.5.4)."""
    requested = (each for each in query.get("language", ()) if each in LANGUAGES)
    return next(requested, preferred(headers.get("accept-language", "")))


def serve(event: Mapping[str, Any], runtime: Runtime, documentation: Documentation) -> dict[str, Any]:
    """Answer a request for a path that the documentation owns, and log one line. Nothing is read from the table."""
    headers, method = headers_of(event), str(event.get("httpMethod", ""))
    page = Page(language=language_of(query_of(event), headers), now=runtime.clock())
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
