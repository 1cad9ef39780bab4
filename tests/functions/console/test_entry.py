"""The trigger, by the event that API Gateway sends."""

import json

from functions.console import entry
from tests.functions.console.conftest import Console
from tests.harness.home import PROJECT


def test_the_event_of_the_gateway_is_answered_in_the_readers_language(console: Console) -> None:
    event = json.loads((PROJECT / "events" / "console.get.json").read_text())
    answer = entry.handle(event, None)
    assert answer["statusCode"] == 401
    assert '<html lang="nl">' in answer["body"]
    event["headers"]["Cookie"] = f"__Host-session={console.manager.cookies['__Host-session']}"
    event["multiValueHeaders"]["Cookie"] = [event["headers"]["Cookie"]]
    answer = entry.handle(event, None)
    assert answer["statusCode"] == 200
    assert "Koppelingen" in answer["body"]
