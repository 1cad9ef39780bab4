"""A message that was stored and acknowledged and is on no queue: the deployed sweep queues it, and it is applied."""

from datetime import UTC, datetime

import boto3

from tests.harness.hl7_messages import message, segment
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant, control_ids

LONG_AGO = "2026-01-01T00:00:00.000000"


def test_the_sweep_queues_what_the_queue_has_lost(stack: Stack) -> None:
    tenant = Tenant.found(stack, "leftover")
    now = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    person = segment("PID", {3: "LOST^^^EPD^PI", 5: "Berg^Anna", 8: "F"})
    raw = message("ADT^A01", f"EVN|A01|{now}", person, "PV1||I", control_id="LOST1", time=now)
    with stack.worker_paused():
        assert control_ids(tenant.send([("LOST", raw)])) == {("AA", "LOST1"): 1}
        stack.sqs.purge_queue(QueueUrl=stack.outputs["HL7QueueUrl"])
    assert tenant.operate("count-waiting")["waiting"] == 1
    _let_time_pass(tenant)
    assert stack.invoke("Sweep", {})["messages"] == 1
    tenant.settle()
    assert tenant.api_clients()["LOST"]["last_name"] == "Berg"


def _let_time_pass(tenant: Tenant) -> None:
    """As if the messages had been pending for long enough: the sweep leaves newer ones to the queue."""
    rows = list(tenant.rows(lambda rest: rest.startswith("message/")))
    assert rows
    for row in rows:
        boto3.client("dynamodb", **tenant.stack.connection).update_item(
            TableName=tenant.stack.outputs["TableName"],
            Key={name: {"S": row[name]} for name in ("pk", "sk")},
            UpdateExpression="SET listing_sk = :then",
            ExpressionAttributeValues={":then": {"S": LONG_AGO}},
        )
