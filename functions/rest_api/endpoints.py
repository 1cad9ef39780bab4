"""Endpoints: the operations of a path, as both the routing and the documentation need them."""

from collections.abc import Callable
from dataclasses import dataclass

from koppel.domain.api_tokens import Scope
from koppel.entrance.requests import Response

type Action = Callable[..., Response]
"""Takes the request and, by name, the values of the `<names>` in the path. Raises Refused."""

COMMON = (401, 403, 404, 429)
READ = (*COMMON, 304, 422)
WRITE = (*COMMON, 400, 409, 412, 413, 415, 422)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path.

    summary   what it does, in a few words
    shows     name of the schema of the answer, "" for an answer without a body
    takes     name of the schema of the body, "" for none
    statuses  statuses of success
    refusals  statuses of refusals, without 503, which every operation can give
    query     groups of query parameters that it reads: "page", "filter"
    scopes    scopes that the token must have; () for an operation that needs no token
    """

    action: Action
    summary: str
    shows: str = ""
    takes: str = ""
    statuses: tuple[int, ...] = (200,)
    refusals: tuple[int, ...] = READ
    query: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = (Scope.READ_ACCOUNTS,)
