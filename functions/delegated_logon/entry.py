"""The trigger of delegated logon."""

from collections.abc import Mapping
from typing import Any

from functions.delegated_logon.routes import route
from functions.delegated_logon.tile import TILE
from functions.delegated_logon.wire import is_attempt
from koppel.aws import row_keys
from koppel.aws.clients import dynamodb, kms
from koppel.entrance import browser
from koppel.entrance.browser import Door, Visit
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runtime import process_runtime


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to any path that no other function owns.

    The way of a signed link, from the top down:

    `browser.serve`        finds the organisation, its settings and its link keys
    `routes.route`         finds the action; uses up no link for HEAD, prefetch, or a request that is no navigation
    `actions.log_on`       starts the session and redirects, or refuses with a reference
    `rules.examine`        parameters (`wire.read`), signature, timestamp, target group
    `store.by_id`          the account
    `rules.admit`          whether the account is active and has an e-mail address
    `nonces.use`           uses up token and nonce
    """
    door = Door(TILE.integration, (TILE.integration,), lambda org: [row_keys.logon.link_keys(org)], _tries)
    return browser.serve(event, process_runtime(), door, route)


def _tries(visit: Visit) -> bool:
    return is_attempt(visit.query)


prime(process_runtime, dynamodb, kms)
