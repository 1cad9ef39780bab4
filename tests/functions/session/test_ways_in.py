"""What the logon page offers of SAML."""

import json

from functions.session.ways_in import WayIn, ways_in


def test_a_connection_that_is_on_and_knows_its_provider_is_offered() -> None:
    connections = {
        "connection1": {"name": "Entra ID", "provider": {"entity_id": "x"}},
        "connection2": {"name": "Off", "on": False, "provider": {"entity_id": "x"}},
        "connection3": {"name": "Not yet"},
        "connection4": {"name": "Null", "provider": None},
    }
    assert ways_in(json.dumps({"connections": connections})) == (WayIn("Entra ID", "/saml/connection1/login"),)
    assert ways_in("{}") == ()
