"""A short line from boto3 to moto: requests are not signed, sent as HTTP and understood anew.

What comes before that stays: parameters are validated and written as JSON by botocore, and its events of a call are
those that others listen to. What moto does with the request stays, too, and botocore reads the answer. Only answers of
the table itself are not written and read: they are copied member by member, as the model of the service names them, so
that nobody holds a piece of what is stored.

Requests are answered one at a time, by whatever line: moto is not made for threads.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.endpoint import Endpoint, convert_to_response_dict
from moto.core.botocore_stubber import MockRawResponse
from moto.core.exceptions import ServiceException
from moto.core.models import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.core.models import botocore_stubber
from moto.core.responses import ActionResult
from moto.dynamodb.responses import DynamoHandler
from moto.kms.responses import KmsResponse
from moto.sqs.responses import SQSResponse
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

OPERATIONS = {
    "BatchGetItem": DynamoHandler.batch_get_item,
    "DeleteItem": DynamoHandler.delete_item,
    "GetItem": DynamoHandler.get_item,
    "PutItem": DynamoHandler.put_item,
    "Query": DynamoHandler.query,
    "Scan": DynamoHandler.scan,
    "TransactWriteItems": DynamoHandler.transact_write_items,
    "UpdateItem": DynamoHandler.update_item,
}
"""What functions ask of the table while they serve."""

_ADDRESS = re.compile(r"https://(?P<service>dynamodb|kms|sqs)\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/")
_SIGNED = "AWS4-HMAC-SHA256 Credential=testing/20260302/{region}/{service}/aws4_request"
"""What moto reads of a signature: for which region and service it is."""
_HANDLERS = {"dynamodb": DynamoHandler, "kms": KmsResponse, "sqs": SQSResponse}
_ONE_AT_A_TIME = RLock()
long_line: Callable[..., tuple[Any, dict[str, Any]]] = Endpoint.make_request


def make_request(endpoint: Any, operation: Any, asked: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Answers in place of `Endpoint.make_request`."""
    address = _ADDRESS.match(asked["url"])
    with _ONE_AT_A_TIME:
        if not address or not botocore_stubber.enabled:
            return long_line(endpoint, operation, asked)
        if address["service"] == "dynamodb" and operation.name in OPERATIONS:
            return _of_table(endpoint, operation, asked, address["region"])
        added = {"Host": address["service"], "Authorization": _SIGNED.format(**address.groupdict())}
        request: Any = Request(asked["url"], Headers(asked["headers"] | added), asked["body"])
        try:
            answer = _HANDLERS[address["service"]].dispatch(request, request.raw_url, request.headers)
        except HTTPException as refusal:
            answer = _sent(refusal)
        return _read(endpoint, operation, asked, answer)


@dataclass
class Request:
    """What moto reads of a request."""

    raw_url: str
    headers: Headers
    data: bytes
    content_encoding: str = ""
    from_wsgi_server: bool = False
    method: str = "POST"
    path: str = "/"
    raw_path: str = "/"
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        return self.headers["Content-Type"]


def _of_table(endpoint: Any, operation: Any, asked: dict[str, Any], region: str) -> tuple[Any, dict[str, Any]]:
    handler = _handler(region, asked)
    try:
        result: Any = OPERATIONS[operation.name](handler)
    except ServiceException as refusal:
        return _read(endpoint, operation, asked, handler.serialized(ActionResult(refusal)))
    except HTTPException as refusal:
        return _read(endpoint, operation, asked, _sent(refusal))
    if operation.name not in _COPIERS:
        _COPIERS[operation.name] = _copier(operation.output_shape)
    parsed = _COPIERS[operation.name](result.result)
    parsed["ResponseMetadata"] = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}
    return AWSResponse(asked["url"], 200, HTTPHeaders(), None), parsed


def _sent(refusal: Any) -> tuple[int, dict[str, str], str]:
    return refusal.code, dict(refusal.get_headers()), refusal.get_body()


def _handler(region: str, asked: dict[str, Any]) -> Any:
    """The handler of moto as it is when it carries out a request."""
    handler: Any = DynamoHandler()
    text = asked["body"].decode()
    handler.body = handler.params = json.loads(text, object_hook=_with_bytes if '"B' in text else None)
    handler.region, handler.current_account = region, ACCOUNT
    handler.headers, handler.querystring, handler.response_headers = asked["headers"], {}, {}
    return handler


def _with_bytes(found: dict[str, Any]) -> dict[str, Any]:
    """What is binary, of what was read. A name of a row's attribute has no text for its value, a placeholder has #."""
    match found:
        case {"B": str(text)}:
            return {"B": b64decode(text)}
        case {"BS": [str(), *_] as texts}:
            return {"BS": [b64decode(text) for text in texts]}
    return found


def _read(endpoint: Any, operation: Any, asked: dict[str, Any], answer: Any) -> tuple[Any, dict[str, Any]]:
    """What botocore reads in an answer of moto: status, headers and body."""
    status, headers, body = answer
    sent = AWSResponse(asked["url"], int(status), headers, MockRawResponse(body))
    received = convert_to_response_dict(sent, operation)
    parser = endpoint._response_parser_factory.create_parser(operation.service_model.resolved_protocol)
    parsed: dict[str, Any] = parser.parse(received, operation.output_shape)
    if int(status) >= 300:
        endpoint._add_modeled_error_fields(received, parsed, operation, parser)
    parsed["ResponseMetadata"]["RetryAttempts"] = 0
    return sent, parsed


# --- Answers ----------------------------------------------------------------------------------------------------------

type Copier = Callable[[Any], Any]
_COPIERS: dict[str, Copier] = {}
"""What copies the answer to an operation."""


def _copier(shape: Any) -> Copier:
    """What copies a value of this shape."""
    if shape.name == "AttributeValue":
        return _value
    match shape.type_name:
        case "structure":
            members = [(name, _copier(member)) for name, member in shape.members.items()]
            return lambda held: {name: copied(held[name]) for name, copied in members if held.get(name) is not None}
        case "map":
            of_map = _copier(shape.value)
            return lambda held: {name: of_map(each) for name, each in held.items()}
        case "list":
            of_list = _copier(shape.member)
            return lambda held: [of_list(each) for each in held]
        case "string" | "integer" | "long" | "double" | "boolean":
            return lambda held: held
    raise AssertionError(f"no answer of the table had a {shape.type_name}")


def _value(held: dict[str, Any]) -> dict[str, Any]:
    ((kind, value),) = held.items()
    match kind:
        case "M":
            return {kind: {name: _value(each) for name, each in value.items()}}
        case "L":
            return {kind: [_value(each) for each in value]}
        case "SS" | "NS" | "BS":
            return {kind: list(value)}
    return {kind: value}
