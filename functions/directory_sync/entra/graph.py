"""Requests to Microsoft Graph, version 1.0, for the application of one source.

Only pages of collections and batches (JSON batching, at most 20 requests each) are needed. Values that people are
searched by, and ids of people, are in the body of a batch, never in an address. Links that Graph gives are followed to
the same host and the same collection only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from urllib.parse import unquote, urlsplit

from functions.directory_sync.entra.clouds import endpoints
from functions.directory_sync.entra.https import (
    FIRST_PAUSE,
    PASSING,
    TRIES,
    Answer,
    Json,
    https,
    rest,
    wait_of,
)
from functions.directory_sync.entra.sign_in import sign_in
from functions.directory_sync.entra.source import EntraSource
from functions.directory_sync.people import DirectoryIncomplete, WatermarkLost
from functions.directory_sync.problems.entra import BROKEN, BUSY, ELSEWHERE, PERMISSION_MISSING, REFUSED, TOKEN_REFUSED
from koppel.domain.problems.problem import Problem

VERSION = "/v1.0"
MOST_IN_BATCH = 20
LONGEST_LINK = 16_384  # characters
PERMISSIONS = {"users": "User.Read.All", "groups": "GroupMember.Read.All"}
_HEADERS = {"Accept": "application/json", "Prefer": "odata.maxpagesize=999"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a collection.

    following  the link to the next page, "" on the last one
    delta      of the last page of a delta query: the link for the next time
    """

    value: list[Json]
    following: str = ""
    delta: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a batch: a path with its query, below the version; with a body it is a POST."""

    path: str
    body: Json | None = None


class GraphRefused(DirectoryIncomplete):
    """Graph refuses a request.

    status  the status of the answer
    """

    def __init__(self, problem: Problem, details: Mapping[str, str], status: int) -> None:
        super().__init__(problem, details)
        self.status = status


class Graph:
    """Graph for one source."""

    def __init__(self, source: EntraSource) -> None:
        self._base = endpoints(source.cloud).graph
        self._host = urlsplit(self._base).netloc
        self._https = https(endpoints(source.cloud))
        self._sign_in = sign_in(source)

    def page(self, path: str) -> Page:
        """The first page of a collection. Raises DirectoryIncomplete (GraphRefused for a refusal) and OutOfTime."""
        return self._page("GET", f"{self._base}{VERSION}{path}")

    def follow(self, link: str, collection: str) -> Page:
        """The page that a link of Graph leads to. `collection` is the path that it may not leave, `/users/`."""
        self._check(link, collection)
        return self._page("GET", link)

    def state(self, link: str, collection: str) -> Page:
        """As `follow`, for a link of a delta query. Raises WatermarkLost when Graph does not know its state any more.

        Microsoft names 410 and the code syncStateNotFound with 400 ("Use delta query", synchronization reset and token
        duration). The address is Graph's own, so that any 400 or 404 is about its state.
        """
        try:
            return self.follow(link, collection)
        except GraphRefused as refusal:
            if refusal.status in (400, 404, 410):
                raise WatermarkLost from None
            raise

    def pages(self, path: str, collection: str) -> Iterator[Page]:
        """All pages of a collection."""
        page = self.page(path)
        yield page
        while page.following:
            page = self.follow(page.following, collection)
            yield page

    def batch(self, requests: Sequence[Request]) -> list[Json | None]:
        """The bodies of the answers, in the order of the requests; None for what does not exist."""
        found: list[Json | None] = []
        for some in batched(requests, MOST_IN_BATCH, strict=False):
            found += self._batch(some)
        return found

    def _page(self, method: str, url: str) -> Page:
        answer = self._asked(method, url)
        if answer.status != 200:
            raise self._refused(answer.status, answer.content, urlsplit(url).path)
        return self._read(answer.content, url)

    def _read(self, content: Json, url: str) -> Page:
        value = content.get("value")
        links = [content.get(f"@odata.{name}", "") for name in ("nextLink", "deltaLink")]
        if (
            not isinstance(value, list)
            or not {type(each) for each in value} <= {dict}
            or not {type(each.get("id")) for each in value} <= {str}
            or not all(isinstance(each, str) and len(each) <= LONGEST_LINK for each in links)
            or all(links)
            or url in links[:1]
        ):
            raise self._broken()
        return Page(value, *links)

    def _asked(self, method: str, url: str, content: Json | None = None) -> Answer:
        answer = self._once(method, url, content, anew=False)
        return self._once(method, url, content, anew=True) if answer.status == 401 else answer

    def _once(self, method: str, url: str, content: Json | None, *, anew: bool) -> Answer:
        token = self._sign_in.token(anew=anew)
        return self._https.ask(method, url, headers=_HEADERS | {"Authorization": f"Bearer {token}"}, content=content)

    def _batch(self, requests: Sequence[Request]) -> list[Json | None]:
        """Those of the batch that fail in passing are sent again, after the longest pause that one of them asks for."""
        found: dict[int, Json | None] = {}
        for attempt in range(TRIES):
            waiting = [number for number in range(len(requests)) if number not in found]
            wait = self._some(requests, waiting, found)
            if len(found) == len(requests):
                break
            failed = DirectoryIncomplete(BUSY, {"host": self._host})
            if attempt + 1 == TRIES:
                raise failed
            rest(wait or FIRST_PAUSE * 2**attempt, failed)
        return [found[number] for number in range(len(requests))]

    def _some(self, requests: Sequence[Request], waiting: list[int], found: dict[int, Json | None]) -> float:
        """Send these of the requests. Fills in what was found; returns the longest pause that was asked for."""
        sent = {"requests": [_in_batch(number, requests[number]) for number in waiting]}
        answer = self._asked("POST", f"{self._base}{VERSION}/$batch", sent)
        if answer.status != 200:
            raise self._refused(answer.status, answer.content, "")
        told = answer.content.get("responses")
        answers = (
            {str(each.get("id")): each for each in told if isinstance(each, dict)} if isinstance(told, list) else {}
        )
        wait = 0.0
        for number in waiting:
            one = answers.get(str(number), {})
            status, body = one.get("status"), one.get("body")
            if status in PASSING:
                headers = one.get("headers")
                lower = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
                wait = max(wait, wait_of(lower) or 0.0)
            elif status == 404:
                found[number] = None
            elif not isinstance(status, int) or not isinstance(body, dict):
                raise self._broken()
            elif status == 200:
                found[number] = body
            else:
                raise self._refused(status, body, f"{VERSION}{requests[number].path}")
        return wait

    def _check(self, link: str, collection: str) -> None:
        """Whether Graph's link leads to where it should."""
        parts = urlsplit(link)
        path = unquote(parts.path).lower()
        fits = path.startswith(f"{VERSION}{collection}".lower()) and ".." not in path and "\\" not in path
        if parts.scheme != "https" or parts.netloc.lower() != self._host or not fits:
            raise DirectoryIncomplete(ELSEWHERE, {"host": self._host})

    def _refused(self, status: int, content: Json, path: str) -> GraphRefused:
        """The refusal in words. Its text is Microsoft's and may hold values: only the code is shown."""
        error = content.get("error")
        told = error.get("code") if isinstance(error, dict) else None
        code = told if isinstance(told, str) and told.replace("_", "").isalnum() and len(told) <= 80 else ""
        if status == 401:
            return GraphRefused(TOKEN_REFUSED, {"host": self._host}, status)
        if status == 403 and code == "Authorization_RequestDenied":
            permission = PERMISSIONS.get(path.removeprefix(VERSION).split("/")[1] if path else "", "")
            wanted = permission if "checkMemberGroups" not in path and permission else " + ".join(PERMISSIONS.values())
            return GraphRefused(PERMISSION_MISSING, {"permission": wanted}, status)
        return GraphRefused(REFUSED, {"status": str(status), "code": code}, status)

    def _broken(self) -> DirectoryIncomplete:
        return DirectoryIncomplete(BROKEN, {"host": self._host})


def _in_batch(number: int, request: Request) -> dict[str, Any]:
    told: dict[str, Any] = {"id": str(number), "method": "GET", "url": request.path}
    if request.body is not None:
        told |= {"method": "POST", "body": request.body, "headers": {"Content-Type": "application/json"}}
    return told
