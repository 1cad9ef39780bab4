"""The trigger of SAML logon."""

from collections.abc import Mapping
from typing import Any

from functions.saml_logon.routes import route
from functions.saml_logon.tile import TILE
from koppel.aws.clients import dynamodb, kms
from koppel.entrance import browser
from koppel.entrance.browser import Door, Visit
from koppel.entrance.budget import budgeted
from koppel.entrance.start import prime
from koppel.runtime import process_runtime


@budgeted
def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """One request to `/saml/…` or `/docs/saml`.

    The way of a SAML response, from the top down:

    `browser.serve`                    finds the organisation and its settings
    `routes.route`                     finds the action by path and method
    `connection_in_use`                the connection, switched on and with its identity provider
    `actions.take`                     records the outcome, starts the session, and redirects
    `judgement.judge`                  calls the steps below; the first one that is not passed raises Rejected
    `forms.read`                       form fields
    `responses.hear`                   base64, XML, structure, status, issuer, signatures, encryption, schema, content
    `rules.judge`                      destination, audience, time, confirmation, request
    `rules.identity`                   the value that identifies the professional
    `account_lookup.find`              the active account with this value
    `logon_requests.finish`            uses up the assertion and the request that it answers
    `name_id_bindings.bind`            binds person and account, for connections that match on e-mail address
    """
    return browser.serve(event, process_runtime(), Door(TILE.integration, (TILE.integration,), tries=_tries), route)


def _tries(visit: Visit) -> bool:
    return visit.segments[2:] == ("acs",)


prime(process_runtime, dynamodb, kms)
