"""Thirty-two senders at once, a third of whose messages are refused, while one request in twenty meets a conflict: each
message is answered, none with 5xx, each is kept once, and the error log counts each.

5,000 messages with KOPPEL_JOURNEYS=full, otherwise some. moto copies the whole table for each transaction, so the
worker applies some of the messages only.
"""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import boto3
import pytest

from functions.hl7_intake import entry
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake, batch
from tests.harness.faults import Fault, faulty
from tests.harness.world import TABLE

SENDERS = 32
MESSAGES = 5000 if os.environ.get("KOPPEL_JOURNEYS") == "full" else 192
APPLIED = 60
CONFLICTS = 0.05


def message(number: int) -> tuple[bytes, str, str]:
    """A message, the acknowledgement that it is to get, and what becomes of it at first."""
    client = f"C{number}"
    if number % 3 == 0:
        return adt("A01", client=client, pid={5: ""}), "AE", "refused"
    if number % 3 == 1 and number % 2:
        return adt("A02", client=client), "AA", "no-effect"
    return adt("A01", client=client, pid={13: ""}), "AA", "pending"


def outcomes() -> Counter[str]:
    """What became of the messages in the table."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE)
    rows = [row for page in pages for row in page["Items"] if "/message/" in row["pk"]["S"]]
    return Counter(row["outcome"]["S"] for row in rows)


def test_each_message_is_answered_kept_and_counted_once(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = replace(intake.world.runtime, new_key=lambda: uuid4().hex)
    monkeypatch.setattr(entry, "process_runtime", lambda: runtime)
    sent = [message(number) for number in range(MESSAGES)]

    def conflicts(number: int) -> bool:
        return random.Random(number).random() < CONFLICTS

    with faulty(Fault.CONFLICT, fails=conflicts) as line, ThreadPoolExecutor(SENDERS) as senders:
        answers = list(senders.map(lambda each: intake.post(each[0]), sent))
    assert Counter(each["statusCode"] for each in answers) == {200: MESSAGES}
    assert [each["body"].split("\rMSA|")[1][:2] for each in answers] == [code for _, code, _ in sent]
    assert line.happened > MESSAGES * CONFLICTS

    expected = Counter(outcome for _, _, outcome in sent)
    told = {slug: each.count for slug, each in intake.entries().items()}
    assert told == {"no-last-name": expected["refused"], "no-effect": expected["no-effect"]}
    assert outcomes() == expected
    sqs = boto3.client("sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=intake.queue_url, AttributeNames=["ApproximateNumberOfMessages"])
    assert attributes["Attributes"]["ApproximateNumberOfMessages"] == str(expected["pending"])

    applied = 0
    with faulty(Fault.CONFLICT, fails=conflicts):
        while applied < APPLIED:
            taken = sqs.receive_message(
                QueueUrl=intake.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=3600
            )
            assert entry.apply(batch(taken["Messages"]), None) == {"batchItemFailures": []}
            applied += len(taken["Messages"])
    assert outcomes() == expected + Counter(applied=applied) - Counter(pending=applied)
