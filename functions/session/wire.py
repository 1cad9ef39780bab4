"""Requests and answers of OAuth 2.0 and OpenID Connect: query, form, HTTP Basic and JSON."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from koppel.domain.problems.refusal import Refusal
from koppel.entrance.browser import Visit
from koppel.entrance.pages import redirect
from koppel.entrance.requests import Response

MOST_BYTES = 16 * 1024
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_FORM = "application/x-www-form-urlencoded"

type Parameters = Mapping[str, str]


class Repeated(Refusal):
    """A parameter occurs more than once (forbidden by RFC 6749 section 3.1), or the form cannot be read."""


def parameters(visit: Visit) -> Parameters:
    """The parameters of the query, or for POST those of the form. Raises Repeated."""
    if visit.method != "POST":
        if any(len(values) > 1 for values in visit.query.values()):
            raise Repeated
        return {name: values[0] for name, values in visit.query.items() if values}
    kind = visit.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM or len(visit.body) > MOST_BYTES:
        raise Repeated
    try:
        pairs = parse_qsl(visit.body.decode("ascii"), keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        raise Repeated from None
    if len(dict(pairs)) != len(pairs):
        raise Repeated
    return dict(pairs)


def credentials(headers: Mapping[str, str], given: Parameters) -> tuple[str, str] | None:
    """Client id and secret, by HTTP Basic or in the form (RFC 6749 section 2.3.1); None for none, or when both ways
    are used."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    in_form = "client_secret" in given
    if not scheme:
        return (given.get("client_id", ""), given["client_secret"]) if in_form else None
    if scheme.lower() != "basic" or in_form:
        return None
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode("ascii").partition(":")
    except ValueError:
        return None
    return (unquote_plus(client_id), unquote_plus(secret)) if colon else None


def is_challenge(text: str) -> bool:
    """Whether this can be the SHA-256 of a verifier (RFC 7636 section 4.2)."""
    return bool(_CHALLENGE.fullmatch(text))


def proves(verifier: str, challenge: str) -> bool:
    """Whether the challenge was made from this verifier (RFC 7636 section 4.6)."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())


def back(address: str, answer: Parameters, outcome: str) -> Response:
    """Sends the browser back to the platform with this answer in the query (RFC 6749 section 4.1.2)."""
    mark = "&" if "?" in address else "?"
    return redirect(f"{address}{mark}{urlencode(answer)}", outcome=outcome)


def answer(body: Mapping[str, Any], status: int = 200, outcome: str = "", **headers: str) -> Response:
    """JSON for the platform. Underscores in names of headers become dashes."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json", headers=sent, outcome=outcome
    )
