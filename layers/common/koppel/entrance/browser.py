"""The entrance for browsers: it finds the organisation and the session, answers with a page and logs one line."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from koppel import log
from koppel.aws import row_keys
from koppel.aws.errors import Unavailable
from koppel.aws.row_keys.row_key import RowKey
from koppel.aws.rows import Row
from koppel.domain.hosts import Host
from koppel.domain.logon.platform import Platform
from koppel.domain.logon.security import SECURITY, SecuritySettings
from koppel.domain.logon.session import digest_of
from koppel.domain.organisation import Organisation
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Outcome
from koppel.domain.tiles.tile import TileState
from koppel.entrance.cookies import identifier_in
from koppel.entrance.languages import preferred
from koppel.entrance.pages import NOTE, Page
from koppel.entrance.requests import Response, body_of, headers_of, query_of, segments_of, to_gateway
from koppel.entrance.stages import below, root_of
from koppel.logon import platforms
from koppel.organisation import activity, organisations
from koppel.runtime import Runtime, Tenant

NOT_FOUND = Text(nl="Niet gevonden", en="Not found")
METHOD_NOT_ALLOWED = Text(nl="Methode niet toegestaan", en="Method not allowed")
BROKEN = Text(nl="Er ging iets mis", en="Something went wrong")
_NOT_FOUND_MORE = Text(nl="Op dit adres is niets.", en="There is nothing at this address.")
_METHOD_NOT_ALLOWED_MORE = Text(nl="Dit adres kent deze methode niet.", en="This address does not support this method.")
_BROKEN_MORE = Text(
    nl="Dat ligt aan ons. Probeer het later opnieuw; blijft het misgaan, geef de beheerder dan deze referentie:",
    en="It is our fault. Try again later; if it keeps happening, pass this reference on to the administrator:",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of a browser.

    rows       the rows that the function's Door names
    session    row of the session that the browser's cookie names, None without one
    platform   the platform that takes over logons, None where the hub shows its own page instead
    path       the path as a URL writes it: one slash at the start, other characters percent-encoded where needed
    segments   segments of the path, decoded once
    base_url   scheme and host under which the browser reached us, and the stage where the host is the API's own
    reference  the gateway's request id
    """

    tenant: Tenant
    tiles: Mapping[str, TileState]
    security: SecuritySettings
    rows: Mapping[RowKey, Row] = field(repr=False)
    session: Row | None = field(repr=False)
    platform: Platform | None
    method: str
    path: str = field(repr=False)
    segments: tuple[str, ...] = field(repr=False)
    query: Mapping[str, tuple[str, ...]] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    base_url: str
    reference: str
    page: Page

    @property
    def organisation(self) -> Organisation:
        """The tenant's organisation."""
        return self.tenant.organisation

    @property
    def origin(self) -> str:
        """Scheme and host, as browsers write them in `Origin` (RFC 6454 section 6.2)."""
        return "/".join(self.base_url.split("/", 3)[:3])

    @property
    def is_framed(self) -> bool:
        """Whether the answer goes into a frame that the organisation allows (Fetch Metadata, Sec-Fetch-Dest)."""
        return self.security.allow_frames and self.headers.get("sec-fetch-dest", "") in {"iframe", "frame"}

    @property
    def is_page(self) -> bool:
        """Whether the answer is shown as a page or in an allowed frame, and not used as an image, a script or data
        (Fetch Metadata, Sec-Fetch-Mode). True for a browser that does not send these headers."""
        if self.headers.get("sec-fetch-mode", "navigate") != "navigate":
            return False
        return self.headers.get("sec-fetch-dest", "document") == "document" or self.is_framed

    @property
    def is_speculative(self) -> bool:
        """Whether a browser requests the page in advance (prefetch, prerender) and may never show it."""
        purposes = (self.headers.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
        return any(each.lower().startswith(("prefetch", "preview", "prerender")) for each in purposes)

    @property
    def is_navigation(self) -> bool:
        """Whether a page or a frame is to show the answer (Fetch Metadata, Sec-Fetch-Mode and -Dest). True for browsers
        and other programs that do not send these headers."""
        mode, destination = (self.headers.get(f"sec-fetch-{name}", "") for name in ("mode", "dest"))
        return mode in {"", "navigate"} and destination in {"", "document", "iframe", "frame", "object", "embed"}

    @property
    def is_own_form(self) -> bool:
        """Whether one of our own pages posted a form (Fetch Metadata, Sec-Fetch-Site; for browsers that do not send it,
        `Origin`: RFC 6454 section 7). Such a request is no forgery by another site."""
        site = self.headers.get("sec-fetch-site")
        is_own = site == "same-origin" if site else self.headers.get("origin") == self.origin
        return self.method == "POST" and is_own


@dataclass(frozen=True, slots=True)
class Door:
    """What the entrance reads for a function: its name, the tiles, and the row keys of other rows by slug. `tries` says
    whether somebody tries to log on with a request; it is counted when that breaks."""

    function: str
    tiles: tuple[str, ...] = ()
    places: Callable[[str], Iterable[RowKey]] = lambda _: ()
    tries: Callable[[Visit], bool] = lambda _: False


type Handler = Callable[[Visit], Response]


def serve(event: Mapping[str, Any], runtime: Runtime, door: Door, handle: Handler) -> dict[str, Any]:
    """Answer one request: find the organisation of the host, handle it, turn failures into a page, log one line."""
    started = time.monotonic()
    reference = str((event.get("requestContext") or {}).get("requestId") or uuid4().hex)
    headers = headers_of(event)
    visit = None
    try:
        visit = admit(event, headers, reference, runtime, door)
        response = handle(visit) if visit else not_found(_page(headers, runtime.clock()))
    except Unavailable as error:
        log.broke("unavailable", error, reference=reference)
        page = broken(_page(headers, runtime.clock()), reference)
        response = replace(page, status=503, headers={**page.headers, "Retry-After": "1"})
    except Exception as error:  # the last resort: its text may not reach the browser
        log.broke("broke", error, reference=reference)
        response = broken(_page(headers, runtime.clock()), reference)
    log.done(
        "answered",
        organisation=visit.organisation.slug if visit else "",
        reference=reference,
        route=f"{event.get('httpMethod', '')} {event.get('resource', '')}",
        status=response.status,
        outcome=response.outcome,
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    if visit:
        activity.count(runtime, visit.organisation.slug, door.function, {_counted(door, visit, response): 1})
    log.measure(
        door.function, Requests=1, Refused=int(400 <= response.status < 500), Broken=int(response.status >= 500)
    )
    return to_gateway(below(root_of(event, headers), response), headers)


def admit(
    event: Mapping[str, Any], headers: Mapping[str, str], reference: str, runtime: Runtime, door: Door
) -> Visit | None:
    """The request as a visit to the organisation of the host; None when no organisation has this host."""
    host = Host.parse(headers.get("host", ""))
    slug = organisations.slug_of(runtime, headers.get("host", ""))
    if host is None or not slug:
        return None
    identifier = identifier_in(headers)
    session = row_keys.logon.session(slug, digest_of(identifier)) if identifier else None
    places = [row_keys.logon.platform(slug), *door.places(slug), *([session] if session else [])]
    known = organisations.look_up(runtime, slug, (SECURITY.integration, *door.tiles), places)
    if known is None:
        return None
    security = organisations.read_settings(SecuritySettings, known.tiles[SECURITY.integration].settings)
    segments, path = segments_of(event), str(event.get("path") or "/")
    return Visit(
        tenant=Tenant(runtime, known.organisation),
        tiles=known.tiles,
        security=security,
        rows=known.rows,
        session=known.rows.get(session) if session else None,
        platform=platforms.from_row(known.rows.get(row_keys.logon.platform(slug))),
        method=str(event.get("httpMethod", "")),
        path=written(segments, slash=path.endswith("/")),
        segments=segments,
        query=query_of(event),
        headers=headers,
        body=body_of(event),
        base_url=f"{host.base_url}{root_of(event, headers)}",
        reference=reference,
        page=_page(headers, runtime.clock(), known.organisation.name, security.frame_sources),
    )


def _counted(door: Door, visit: Visit, response: Response) -> Outcome:
    """As what the request is counted: only where somebody tried to log on."""
    is_broken = response.status >= 500 and door.tries(visit)
    return response.counted or (Outcome.BROKEN if is_broken else Outcome.UNCOUNTED)


def written(segments: Iterable[str], *, slash: bool = False) -> str:
    """The path of these segments as a URL writes it (RFC 3986 section 3.3)."""
    path = "/" + "/".join(quote(each, safe="@:!$&'()*+,;=", errors="replace") for each in segments)
    return f"{path}/" if slash and not path.endswith("/") else path


def not_found(page: Page) -> Response:
    """The page for an unknown address."""
    return page.show(NOTE, NOT_FOUND, text=_NOT_FOUND_MORE, status=404, outcome="not-found")


def method_not_allowed(page: Page, allowed: Iterable[str]) -> Response:
    """The page for a method that the address does not support; `Allow` lists those that it does (RFC 9110 section
    15.5.6)."""
    headers = {"Allow": ", ".join(allowed)}
    return page.show(NOTE, METHOD_NOT_ALLOWED, text=_METHOD_NOT_ALLOWED_MORE, status=405, headers=headers)


def broken(page: Page, reference: str) -> Response:
    """The page for a failure of the hub."""
    return page.show(NOTE, BROKEN, text=_BROKEN_MORE, reference=reference, status=500)


def _page(
    headers: Mapping[str, str], now: datetime, organisation: str = "", frame_sources: tuple[str, ...] = ()
) -> Page:
    language = preferred(headers.get("accept-language", ""))
    return Page(language=language, now=now, organisation=organisation, frame_sources=frame_sources)
