"""Rights: what the role of each function allows, and what each function asks of AWS while tests run it.

A right is an action of IAM, the logical id of the resource in template.yaml, and, for the key of the stack, the purpose
in the encryption context. A request of several rows needs the right for each of its writes (Amazon DynamoDB developer
guide, "Using IAM with transactions").
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, wraps
from importlib import import_module
from typing import Any, NamedTuple

import pytest

from koppel.aws.clients import dynamodb, kms, mail, s3, sqs
from tests.harness import templates
from tests.harness.home import PROJECT
from tests.harness.templates import Node

QUEUES = {
    "hl7.fifo": "HL7Queue",
    "dead.fifo": "HL7DeadQueue",
    "directory.fifo": "DirectoryQueue",
    "import.fifo": "ImportQueue",
    "mail.fifo": "MailQueue",
}
"""The logical id of each queue that tests make."""
SIGNING = frozenset({"Sign", "GetPublicKey"})


class Right(NamedTuple):
    """`purpose` is "" where there is none; in what a role allows, a pattern as IAM's StringLike has it."""

    action: str
    resource: str
    purpose: str = ""


@dataclass
class Record:
    """What functions, by logical id, have asked of AWS."""

    used: dict[str, set[Right]] = field(default_factory=dict)
    _running: ContextVar[str] = field(default_factory=lambda: ContextVar("the function that runs", default=""))

    def handler(self, function: str, handle: Callable[..., Any]) -> Callable[..., Any]:
        """The handler of this function, recorded."""

        @wraps(handle)
        def recorded(event: Any, context: Any) -> Any:
            token = self._running.set(function)
            try:
                return handle(event, context)
            finally:
                self._running.reset(token)

        return recorded

    def asked(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        """Records one request of the function that runs; requests of the tests themselves are not recorded."""
        if function := self._running.get():
            service = model.service_model.endpoint_prefix
            self.used.setdefault(function, set()).update(_rights(service, model.name, params))


@contextmanager
def recorded() -> Iterator[Record]:
    """A record of what every function asks of AWS within the block."""
    record = Record()
    clients = [dynamodb(), sqs(), kms(), s3(), mail()]
    with pytest.MonkeyPatch.context() as patch:
        for function, properties in functions().items():
            module, _, name = properties["Handler"].rpartition(".")
            entry = import_module(module)
            patch.setattr(entry, name, record.handler(function, getattr(entry, name)))
        for client in clients:
            client.meta.events.register("provide-client-params", record.asked)
        try:
            yield record
        finally:
            for client in clients:
                client.meta.events.unregister("provide-client-params", record.asked)


def functions() -> dict[str, Node]:
    """The properties of each function of the template, by logical id."""
    return {
        name: each["Properties"] for name, each in _resources().items() if each["Type"] == "AWS::Serverless::Function"
    }


@cache
def allowed(function: str) -> frozenset[Right]:
    """What the role of this function allows, except to write its own log."""
    role = _resources()[f"{function}Role"]["Properties"]
    return frozenset(
        Right(action, _named(resource), purpose)
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
        for purpose in _listed(statement.get("Condition", {}).get("StringLike", {}).get(PURPOSE, ""))
        if not action.startswith("logs:")
    )


PURPOSE = "kms:EncryptionContext:purpose"


@cache
def is_allowed(function: str, asked: Right) -> bool:
    """Whether the role of this function allows it."""
    return any(covers(one, asked) for one in allowed(function))


def covers(one: Right, other: Right) -> bool:
    """Whether the right that a role allows is enough for the other."""
    return one[:2] == other[:2] and fnmatchcase(other.purpose, one.purpose)


def _rights(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[Right]:
    match operation:
        case "TransactWriteItems":
            for item in params["TransactItems"]:
                (verb,) = item
                yield Right(f"dynamodb:{'ConditionCheckItem' if verb == 'ConditionCheck' else f'{verb}Item'}", "Table")
        case "Query" if "IndexName" in params:
            yield Right("dynamodb:Query", f"Table/{params['IndexName']}")
        case "SendMessageBatch" | "DeleteMessageBatch" | "ChangeMessageVisibilityBatch":
            yield Right(f"sqs:{operation.removesuffix('Batch')}", _queue(params))
        case _ if service == "sqs":
            yield Right(f"sqs:{operation}", _queue(params))
        case "HeadObject":
            yield Right("s3:GetObject", "Files")
        case "CreateBucket":  # botocore forms the address of a form by this name; whoever posts the form puts an object
            yield Right("s3:PutObject", "Files")
        case "SendEmail":  # of both (Service Authorization Reference, "Amazon Simple Email Service v2")
            yield from (Right("ses:SendEmail", each) for each in ("MailIdentities", "MailSet"))
        case _ if service == "s3":
            yield Right(f"s3:{operation}", "Files")
        case _ if service == "kms":
            resource = "signing key" if operation in SIGNING else "Key"
            yield Right(f"kms:{operation}", resource, params.get("EncryptionContext", {}).get("purpose", ""))
        case _:
            yield Right(f"dynamodb:{operation}", "Table")


def _queue(params: Mapping[str, Any]) -> str:
    name: str = params["QueueUrl"].rpartition("/")[2]
    return QUEUES.get(name, name)


def _named(resource: Node) -> str:
    text = str(resource)
    if "TableArn" in text:
        return "Table/listing" if "/index/listing" in text else "Table"
    if "${Files.Arn}" in text:
        return "Files"
    for each in ("MailIdentities", "MailSet"):
        if each in text:
            return each
    if "Ref" in resource:  # the alias of a function
        return str(resource["Ref"]).removesuffix(".Alias")
    name: str = resource["Fn::GetAtt"][0]
    return "signing key" if name.endswith("SigningKey") else name


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@cache
def _resources() -> dict[str, Node]:
    found: dict[str, Node] = templates.read((PROJECT / "template.yaml").read_text())["Resources"]
    return found
