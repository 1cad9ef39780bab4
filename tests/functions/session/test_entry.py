"""A recorded event of the gateway."""

import json

from functions.session import entry
from tests.functions.session.conftest import Hub
from tests.harness.home import PROJECT


def test_an_event_as_the_gateway_sends_it(hub: Hub) -> None:
    event = json.loads((PROJECT / "events" / "session.get.json").read_text())
    answer = entry.handle(event, None)
    assert answer["statusCode"] == 200
    assert "Inloggen is niet gelukt" in answer["body"]
    assert hub.world.organisation.name in answer["body"]
