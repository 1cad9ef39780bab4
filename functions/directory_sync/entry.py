"""The trigger of the directory over HTTP: what an identity provider pushes, and the documentation."""

from collections.abc import Mapping
from typing import Any

from functions.directory_sync.documentation import PAGES
from functions.directory_sync.routes import route
from functions.directory_sync.scim.wire import responses
from functions.directory_sync.tile import TILE
from koppel.aws.clients import dynamodb, kms
from koppel.entrance import documentation, http
from koppel.entrance.budget import budgeted
from koppel.entrance.requests import segments_of
from koppel.entrance.start import prime
from koppel.runtime import process_runtime


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request under `/scim/v2`, or for the documentation.

    A PATCH of a user goes down these steps, each of which calls the next:

    1. `koppel.entrance.http.serve` admits the request: whose host, whose token, is the integration in use;
    2. `routes.route` checks the scope, counts the call against the quota and finds the operation of the path;
    3. `scim.users.modify` reads the operations of the body (`scim.patch`);
    4. `scim.alteration.Alteration` applies them to the user, plans what changes of the account (`koppel.domain.plan`)
       and asks the brake;
    5. `scim.provisioning.Provisioning` has the plan written in one transaction, again when others were faster.

    On the way back `scim.users` shows the user as it is now; `routes` gives a refusal its entry in the error log.
    """
    for page in PAGES:
        if page.owns(segments_of(event)):
            return documentation.serve(event, process_runtime(), page)
    return http.serve(event, process_runtime(), TILE, route, responses.refuse)


prime(process_runtime, dynamodb, kms)
