"""What API Gateway would hand to a function: REST API proxy events, format 1.0, with every body in base64."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

HOST = "demo.koppel.example"
API = "a1b2c3d4e5"
GATEWAY_DOMAIN = "execute-api.eu-west-1.amazonaws.com"
OWN_ADDRESS = f"{API}.{GATEWAY_DOMAIN}"


def gateway_event(
    method: str,
    target: str,
    *,
    host: str = HOST,
    token: str = "",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    resource: str = "",
    stage: str = "",
) -> dict[str, Any]:
    """A request to `target`, a path as it stands in the URL (percent-encoded), with its query if it has one.

    stage  the stage in the URL, as it is at the API's own address; "" at a custom domain name
    """
    path, _, query = target.partition("?")
    sent = {"Host": host, "Accept": "*/*", **(headers or {})}
    if token:
        sent["Authorization"] = f"md-token {token}"
    pairs = parse_qsl(query, keep_blank_values=True)
    many: dict[str, list[str]] = {}
    for name, value in pairs:
        many.setdefault(name, []).append(value)
    return {
        "resource": resource or path,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": dict(pairs) or None,
        "multiValueQueryStringParameters": many or None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "apiId": API,
            "domainName": host.partition(":")[0],
            "path": f"/{stage}{path}" if stage else path,
            "requestId": "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0",
            "stage": "live",
            "httpMethod": method,
            "resourcePath": resource or path,
            "identity": {"sourceIp": "192.0.2.10"},
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def queue_event(*records: tuple[str, str], receive_count: int = 1) -> dict[str, Any]:
    """A batch of a FIFO queue: (message group, body) for each record."""
    return {
        "Records": [
            {
                "messageId": f"00000000-0000-4000-8000-{number:012d}",
                "receiptHandle": f"handle-{number}",
                "body": body,
                "attributes": {
                    "ApproximateReceiveCount": str(receive_count),
                    "MessageGroupId": group,
                    "MessageDeduplicationId": f"{number}",
                    "SequenceNumber": f"{number:020d}",
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "awsRegion": "eu-west-1",
            }
            for number, (group, body) in enumerate(records, 1)
        ]
    }
