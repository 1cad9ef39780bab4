"""What is logged, measured and noted says nothing of people, and nothing of what was sent."""

import logging
from typing import Any

import pytest

from functions.rest_api.routes import ROUTES
from koppel.aws.clients import dynamodb
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from tests.functions.rest_api.conftest import Api
from tests.harness.output import Output


def test_no_line_and_no_entry_names_anybody(api: Api, output: Output, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client = api.world.client("CANARY1", first_name="Canary", bsn="111222333", email="canary@client.example")
    professional = api.world.professional("CANARY2", last_name="Canary")
    targets = [
        f"/{path}".replace("<key>", key).replace("<professional>", professional.key).replace("<external_id>", own)
        for path in [*ROUTES, "canary/items"]
        for key, own in ((client.key, "CANARY1"), (professional.key, "CANARY2"), ("canary", "canary@client.example"))
    ]
    asked = 0
    for target in dict.fromkeys(targets):
        for method, token in (("GET", api.token), ("GET", ""), ("POST", api.token), ("POST", "canary")):
            given: dict[str, Any] = {"headers": {"X-Canary": "canary"}, "body": b'{"login": "canary"}'}
            api.send(method, f"{target}?canary=canary", token=token, **given)
            asked += 1
    logged = f"{output.text}{caplog.text}".lower()
    assert len(output.lines) == asked
    assert "canary" not in logged
    assert client.key not in logged
    assert "111222333" not in logged
    assert api.token.rpartition("_")[2] not in logged
    entries, _ = error_log.entries(api.world.tenant, "rest_api", State.OPEN, limit=100)
    assert {each.slug for each in entries} == {
        "password-logon",
        "token-refused",
        "scope-missing",
        "no-token",
        "not-found",
        "wrong-method",
    }
    stored = dynamodb().scan(TableName=api.world.runtime.table.name)["Items"]
    noted = [each for each in stored if "/entries/" in each["pk"]["S"]]
    assert len(noted) == len(entries)
    assert "canary" not in str(noted).lower()
