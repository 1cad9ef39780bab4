"""The stage in our addresses: `https://<api>.execute-api.<region>.amazonaws.com/live` is the API's own address.

API Gateway takes the stage off `path` before it calls a function; `requestContext.path` keeps it (API Gateway developer
guide, "Input format of a Lambda function for proxy integration"). On a custom domain name with an empty base path both
are the same.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from koppel.entrance.requests import Response

_FROM_THE_ROOT = re.compile(rb' (href|src|action)="(?=/(?!/))')
"""An attribute that holds a path, in our own HTML. In values from outside the quote is escaped (`&#34;`)."""


def root_of(event: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The path below which the browser reaches us: `/live` at the API's own address, "" at a custom domain name."""
    context = event.get("requestContext") or {}
    api, stage = str(context.get("apiId") or ""), f"/{context.get('stage') or ''}"
    is_own_address = api and headers.get("host", "").lower().startswith(f"{api}.execute-api.")
    return stage if is_own_address and f"{context.get('path') or ''}/".startswith(f"{stage}/") else ""


def below(root: str, response: Response) -> Response:
    """The response with its redirects, and the links and forms of its page, moved below this root."""
    if not root:
        return response
    for name, before in (("Location", ""), ("Refresh", "0;url=")):
        to = response.headers.get(name, "").removeprefix(before)
        if to.startswith("/") and not to.startswith("//"):
            response = replace(response, headers={**response.headers, name: before + root + to})
    if response.content_type.startswith("text/html"):
        response = replace(response, body=_FROM_THE_ROOT.sub(rb' \1="' + root.encode(), response.body))
    return response
