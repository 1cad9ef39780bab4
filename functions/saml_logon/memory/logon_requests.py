"""Requests of ours that wait for their response: each belongs to one browser and works once, within ten minutes."""

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from functions.saml_logon.problems import statements as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading.assertions import Assertion
from functions.saml_logon.rules import Accepted
from koppel.aws import row_keys
from koppel.aws.errors import TransactionRefused
from koppel.aws.rows import Row
from koppel.aws.writes import ABSENT, Put, Update, Write
from koppel.domain.logon.session import digest_of
from koppel.entrance import cookies
from koppel.runtime import Runtime, Tenant

LIFETIME = 600
"""Seconds within which a response must come."""

_ID = re.compile(r"_[0-9a-f]{32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_PREFIX = "__Host-saml-"
_NAME = re.compile(f"{_PREFIX}{_ID.pattern}")
_KEPT = "Path=/; Secure; HttpOnly; SameSite=None"  # the response is posted by another site
MOST_OPEN = 8
"""How many requests of one browser may be open. One more ends them all: the gateway allows 10 KB of headers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A new request: its id, and the Set-Cookie values; one of them binds the request to the browser."""

    id: str
    cookies: tuple[str, ...] = field(repr=False)


def ask(tenant: Tenant, connection: str, target: str, headers: Mapping[str, str]) -> Asked:
    """Store a request of this connection; its response leads to the page `target`. `headers` are the browser's."""
    request, secret = f"_{secrets.token_hex(16)}", secrets.token_urlsafe(32)
    row: Row = {
        "connection": connection,
        "target": target,
        "digest": digest_of(secret),
        "expires": tenant.epoch() + LIFETIME,
    }
    tenant.table.write(Put(row_keys.saml.request(tenant.slug, digest_of(request)), row, ABSENT))
    waiting = [name for name, _ in cookies.pairs(headers) if _NAME.fullmatch(name)]
    old = [f"{name}=; {_KEPT}; Max-Age=0" for name in dict.fromkeys(waiting)] if len(waiting) >= MOST_OPEN else []
    return Asked(request, (f"{_PREFIX}{request}={secret}; {_KEPT}; Max-Age={LIFETIME}", *old))


def secret_in(headers: Mapping[str, str], request: str) -> str:
    """The secret in the browser's cookie for this request, "" without one."""
    for name, value in cookies.pairs(headers):
        if name == f"{_PREFIX}{request}" and _SECRET.fullmatch(value):
            return value
    return ""


def taken_back(request: str) -> tuple[str, ...]:
    """The Set-Cookie values that remove the cookie of this request; none for a logon without a request."""
    return (f"{_PREFIX}{request}=; {_KEPT}; Max-Age=0",) if _ID.fullmatch(request) else ()


def finish(
    tenant: Tenant,
    connection: str,
    accepted: Accepted,
    assertion: Assertion,
    *,
    secret: str,
) -> str:
    """Use up the assertion and the request that it answers, in one transaction, once. Returns the page that the request
    leads to, "" without a request. Raises Rejected."""
    org = tenant.slug
    seen = tenant.pseudonyms.of("saml-assertion", assertion.issuer, assertion.id)
    writes: list[Write] = [Put(row_keys.saml.assertion(org, seen), {"expires": accepted.until}, ABSENT)]
    target = ""
    if accepted.request:
        row = _waiting(tenant, connection, accepted.request)
        if row is None or not hmac.compare_digest(row["digest"], digest_of(secret)):
            _check_replay(tenant.runtime, org, seen)
            raise Rejected(problems.OTHER_BROWSER if row else problems.REQUEST_UNKNOWN)
        target = str(row["target"])
        writes.append(
            Update(
                row_keys.saml.request(org, digest_of(accepted.request)),
                "SET used = :now",
                "digest = :digest AND expires > :now AND attribute_not_exists(used)",
                {":digest": row["digest"], ":now": tenant.epoch()},
            )
        )
    try:
        tenant.table.transact(writes)
    except TransactionRefused as refused:
        raise Rejected(problems.REPLAYED if 0 in refused.refused else problems.REQUEST_UNKNOWN) from None
    return target


def look(tenant: Tenant, connection: str, request: str, assertion: Assertion) -> None:
    """Whether `finish` would take this assertion and its request, as far as that can be known without the browser.
    Nothing is used up. Raises Rejected."""
    _check_replay(tenant.runtime, tenant.slug, tenant.pseudonyms.of("saml-assertion", assertion.issuer, assertion.id))
    if request and _waiting(tenant, connection, request) is None:
        raise Rejected(problems.REQUEST_UNKNOWN)


def _waiting(tenant: Tenant, connection: str, request: str) -> Row | None:
    if not _ID.fullmatch(request):
        return None
    row = tenant.table.get(row_keys.saml.request(tenant.slug, digest_of(request)))
    if row is None or "used" in row or row.get("connection") != connection or row["expires"] <= tenant.epoch():
        return None
    return row


def _check_replay(runtime: Runtime, org: str, seen: str) -> None:
    """Raises Rejected for a replay, which is a more exact reason than its request, which is used up too."""
    if runtime.table.get(row_keys.saml.assertion(org, seen)) is not None:
        raise Rejected(problems.REPLAYED)
