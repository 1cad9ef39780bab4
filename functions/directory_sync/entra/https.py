"""Requests over HTTPS to the hosts of one cloud.

Certificates are always checked. No redirect is followed, no other host is asked, no proxy or other setting of the
machine is used. What fails in passing is repeated within the time that is left of the invocation, after the pause that
the server asks for (RFC 9110 section 10.2.3) or a growing one. Failures have problems without addresses and values:
addresses hold tokens.
"""

import json
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import exceptions

from functions.directory_sync.entra.clouds import Endpoints
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems.entra import BROKEN, BUSY, ELSEWHERE, UNREACHABLE, UNTRUSTED
from koppel.aws import patience
from koppel.aws.patience import OutOfTime

type Json = dict[str, Any]

CONNECT_SECONDS = 5
READ_SECONDS = 30
ANSWER_SECONDS = 60  # for the whole of an answer
LEAST_SECONDS = 5  # without so much time left no request begins
MOST_BYTES = 16 * 2**20
TRIES = 6
FIRST_PAUSE = 0.5  # seconds; doubled with each try
LONGEST_PAUSE = 300  # a server that asks for more is not waited for
PASSING = frozenset({429, 500, 502, 503, 504})
_CHANCE = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose body is an object of JSON; {} for an error that has none.

    headers  by names in lower case
    """

    status: int
    headers: Mapping[str, str]
    content: Json


class _Passing(Exception):
    """A try failed in a way that may pass."""

    def __init__(self, failure: DirectoryIncomplete, wait: float | None = None) -> None:
        super().__init__()
        self.failure = failure
        self.wait = wait


class Https:
    """Speaks to the hosts of one cloud, over connections that are kept."""

    def __init__(self, endpoints: Endpoints) -> None:
        self.hosts = endpoints.hosts
        self._session = requests.Session()
        self._session.trust_env = False  # REQUESTS_CA_BUNDLE would otherwise win over `verify`
        self._session.verify = endpoints.authority or True
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str | None], content: Json | None = None, data: Any = None
    ) -> Answer:
        """The answer to a request that may be repeated without harm.

        content  JSON to send
        data     a form to send
        Raises DirectoryIncomplete, and OutOfTime when the invocation has too little time left.
        """
        host = check(url, self.hosts)
        failed = DirectoryIncomplete(UNREACHABLE, {"host": host})
        for attempt in range(TRIES):
            try:
                return self._try(method, url, host, {"headers": headers, "json": content, "data": data})
            except _Passing as passing:
                failed = passing.failure
                wait = FIRST_PAUSE * 2**attempt * _CHANCE.uniform(0.5, 1) if passing.wait is None else passing.wait
            if attempt + 1 == TRIES:
                break
            rest(wait, failed)
        raise failed

    def close(self) -> None:
        """End the connections that are kept."""
        self._session.close()

    def _try(self, method: str, url: str, host: str, sent: Mapping[str, Any]) -> Answer:
        if patience.left() < LEAST_SECONDS:
            raise OutOfTime
        limits = (CONNECT_SECONDS, min(READ_SECONDS, patience.left()))
        with _told(host):
            response = self._session.request(method, url, timeout=limits, allow_redirects=False, stream=True, **sent)
            with closing(response):
                return _answer(response, host)


def check(url: str, hosts: frozenset[str]) -> str:
    """The host of an address that may be asked. Raises DirectoryIncomplete for any other address."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.netloc.lower() not in hosts:
        raise DirectoryIncomplete(ELSEWHERE, {"host": "Microsoft"})
    return parts.netloc


def rest(seconds: float, failed: DirectoryIncomplete) -> None:
    """Wait before another try. Raises `failed` when that is too long at all, OutOfTime when too little time is left."""
    if seconds > LONGEST_PAUSE:
        raise failed
    if seconds + LEAST_SECONDS > patience.left():
        raise OutOfTime
    pause(seconds)


def pause(seconds: float) -> None:
    """Do nothing for so long; tests replace it."""
    time.sleep(seconds)


def wait_of(headers: Mapping[str, str]) -> float | None:
    """The seconds that `retry-after` asks for, as a number or a date; None without it."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Failures of requests as ours, without their texts: these hold addresses."""
    details = {"host": host}
    try:
        yield
    except exceptions.SSLError:
        raise DirectoryIncomplete(UNTRUSTED, details) from None
    except (exceptions.ChunkedEncodingError, exceptions.ContentDecodingError):
        raise _Passing(DirectoryIncomplete(BROKEN, details)) from None
    except (exceptions.ConnectionError, exceptions.Timeout):
        raise _Passing(DirectoryIncomplete(UNREACHABLE, details)) from None
    except exceptions.RequestException:
        raise DirectoryIncomplete(BROKEN, details) from None


def _answer(response: requests.Response, host: str) -> Answer:
    details = {"host": host}
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status_code in PASSING:
        raise _Passing(DirectoryIncomplete(BUSY, details), wait_of(headers))
    if 300 <= response.status_code < 400:
        raise DirectoryIncomplete(ELSEWHERE, details)
    body = _body(response, details)
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        if response.status_code < 400:
            raise _Passing(DirectoryIncomplete(BROKEN, details))
        content = {}
    return Answer(response.status_code, headers, content)


def _body(response: requests.Response, details: Mapping[str, str]) -> bytes:
    """The body, unpacked. Raises DirectoryIncomplete when it is too large, _Passing when it takes too long."""
    end = patience.now() + ANSWER_SECONDS
    parts, size = [], 0
    for part in response.iter_content(2**16):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise DirectoryIncomplete(BROKEN, details)
        if patience.now() > end:
            raise _Passing(DirectoryIncomplete(UNREACHABLE, details))
    return b"".join(parts)


@lru_cache(maxsize=8)
def https(endpoints: Endpoints) -> Https:
    """Connections to a cloud, kept as long as the process."""
    return Https(endpoints)
