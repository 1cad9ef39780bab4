"""The budget of an invocation: a table that never answers costs the sender an answer in time, and no more."""

import time
from types import ModuleType
from typing import Any

import pytest

from functions.delegated_logon import entry as delegated_logon
from functions.hl7_intake import entry as hl7_intake
from functions.rest_api import entry as rest_api
from koppel.aws import patience
from koppel.aws.secrets import Secrets
from koppel.aws.table import Table
from koppel.entrance.budget import RESERVE_SECONDS, budgeted
from koppel.runtime import Runtime
from tests.harness.gateway import gateway_event
from tests.harness.silence import silent_aws

SILENT = Runtime(
    table=Table("koppel"), secrets=Secrets("key"), domain_name="koppel.example", default_organisation="demo"
)


class Context:
    """What Lambda says of an invocation."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        """As Lambda's."""
        return int((self.end - time.monotonic()) * 1000)


def test_budget_is_what_lambda_leaves_less_a_reserve() -> None:
    seen: list[float] = []

    @budgeted
    def handler(event: str, _context: object) -> str:
        seen.append(patience.left())
        return event

    assert handler("event", Context(20)) == "event"
    assert handler("event", None) == "event"
    assert 20 - RESERVE_SECONDS - 1 < seen[0] <= 20 - RESERVE_SECONDS
    assert seen[1] == float("inf")


@pytest.mark.enable_socket
@pytest.mark.parametrize("entry", [hl7_intake, rest_api, delegated_logon], ids=lambda each: each.__name__)
def test_request_is_answered_in_time_when_the_table_never_answers(
    entry: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HL7_QUEUE_URL", "https://queue")
    monkeypatch.setattr(entry, "process_runtime", lambda: SILENT)
    handle = getattr(entry, "receive", None) or entry.handle
    event = gateway_event("GET", "/api/2")
    context = Context(patience.LONGEST_TRY + RESERVE_SECONDS + 0.5)
    with silent_aws():
        answer: dict[str, Any] = handle(event, context)
    assert answer["statusCode"] == 503
    assert answer["headers"]["Retry-After"] == "1"
    assert context.get_remaining_time_in_millis() > 0
