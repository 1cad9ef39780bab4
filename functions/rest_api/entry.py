"""The trigger of the REST API."""

from collections.abc import Mapping
from typing import Any

from functions.rest_api.documentation import DOCUMENTATION
from functions.rest_api.routes import route
from functions.rest_api.tile import TILE
from functions.rest_api.wire import responses
from koppel.aws.clients import dynamodb, kms
from koppel.entrance import documentation, http
from koppel.entrance.budget import budgeted
from koppel.entrance.requests import segments_of
from koppel.entrance.start import prime
from koppel.runtime import process_runtime


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request under `/api`, or for the documentation.

    A PATCH of a client goes down these steps, each of which calls the next:

    1. `koppel.entrance.http.serve` admits the request: whose host, whose token, is the integration in use;
    2. `routes.route` counts the call against the API user's quota and finds the operation of the path;
    3. `writes.change_account` checks scopes, reads the body and names the desired state of the account;
    4. `conditional_write.Edit` checks preconditions and plans what is to change (`koppel.domain.plan`);
    5. `koppel.accounts.execution.Execution` applies the plan in one transaction, again when others were faster.

    On the way back `writes` shows the account as it is now; `routes` gives a refusal its entry in the error log.
    """
    for each in (DOCUMENTATION, documentation.LIST):
        if each.owns(segments_of(event)):
            return documentation.serve(event, process_runtime(), each)
    return http.serve(event, process_runtime(), TILE, route, responses.refuse)


prime(process_runtime, dynamodb, kms)
