"""Endpoints: what can be asked of a path, in the terms that both the routing and the documentation need."""

from collections.abc import Callable
from dataclasses import dataclass

from koppel.domain.api_tokens import Scope
from koppel.entrance.requests import Response

type Action = Callable[..., Response]
"""Takes the runtime, the request, and by name the values that `<names>` in the path stand for."""

COMMON = (401, 403, 404, 429)
READ = (*COMMON, 304, 422)
WRITE = (*COMMON, 400, 409, 412, 413, 415, 422)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path.

    summary   what it does, in a few words
    shows     name of the schema of its answer, "" for an answer without a body
    takes     name of the schema of its body, "" for none
    statuses  of success
    refusals  statuses of refusals that can follow
    asks      query parameters: "page" and "filter"
    scopes    what the token must be for; none of them is needed without a token
    """

    action: Action
    summary: str
    shows: str = ""
    takes: str = ""
    statuses: tuple[int, ...] = (200,)
    refusals: tuple[int, ...] = READ
    asks: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = (Scope.READ_ACCOUNTS,)
