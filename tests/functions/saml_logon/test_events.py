"""The events of each trigger, as they are on AWS."""

import json
from types import SimpleNamespace
from typing import Any

from functions.saml_logon import command_entry, entry
from functions.saml_logon.tile import TILE
from koppel.organisation import tiles
from tests.functions.saml_logon.conftest import Saml
from tests.harness.home import PROJECT


def event(name: str) -> dict[str, Any]:
    """The event of this trigger."""
    found: dict[str, Any] = json.loads((PROJECT / "events" / f"saml_logon.{name}.json").read_text())
    return found


def test_the_events_make_a_logon(saml: Saml) -> None:
    changes: dict[str, Any] = {"connections": {"0123456789ab": {"idp_initiated": True}}}
    tiles.change_settings(saml.world.tenant, TILE, changes, "test")
    done = command_entry.operate(event("operate"), SimpleNamespace(aws_request_id="operator-1"))
    assert done["result"]["provider"]["entity_id"] == "https://idp.example/saml"
    asked = entry.handle(event("login"), None)
    assert (asked["statusCode"], asked["headers"]["Location"].partition("?")[0]) == (303, "https://idp.example/sso")
    answer = entry.handle(event("acs"), None)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/c/")
    assert answer["multiValueHeaders"]["Set-Cookie"][0].startswith("__Host-session=")
