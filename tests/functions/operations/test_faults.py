"""The operator's commands with each request to AWS failing in turn: each has its effect and its act once."""

from typing import Any

from koppel.aws.row_keys.row_key import OPERATOR
from koppel.organisation import audit_log
from tests.harness.faults import endure
from tests.harness.office import Office

PLATFORM = {
    "home": "https://platform.example",
    "initiate_login": "https://platform.example/start",
    "redirects": ["https://platform.example/back"],
}
CLIENT = {"last_name": "Berg", "first_name": "Jo", "gender": "f", "email": "jo@client.example"}
COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("create-organisation", {"organisation": "linde", "name": "De Linde", "mode": "production"}),
    ("make-available", {"organisation": "linde", "integration": "hl7_intake"}),
    ("create-api-user", {"organisation": "linde", "name": "EPD", "scopes": ["hl7"]}),
    ("create-logon-key", {"organisation": "linde", "name": "EPD", "groups": ["clients"]}),
    ("register-platform", {"organisation": "linde", **PLATFORM}),
    ("sign-with", {"key": "second"}),
    ("import-accounts", {"organisation": "demo", "kind": "client", "accounts": [{"id": "C1", "values": CLIENT}]}),
    ("find-messages", {"organisation": "demo", "patient": "C1"}),
    ("find-entries", {"organisation": "demo", "integration": "hl7_intake", "subject": "C1"}),
    ("sweep", {}),
    ("redrive-messages", {}),
    ("list-acts", {"organisation": "demo"}),
]


def shape(answer: dict[str, Any]) -> object:
    """The answer without what is random."""
    return {name: sorted(value) if isinstance(value, dict) else value for name, value in answer.items()}


def test_organisation_is_made_and_set_up(office: Office) -> None:
    def journey() -> object:
        return [shape(office.ask(name, **arguments)) for name, arguments in COMMANDS]

    def look() -> list[str]:
        return [each.verb for org in ("linde", "demo", OPERATOR) for each in audit_log.every(office.world.runtime, org)]

    assert endure(office.world, journey, look) > 20
    assert sorted(look()) == sorted(name for name, _ in COMMANDS if not name.startswith("list"))
