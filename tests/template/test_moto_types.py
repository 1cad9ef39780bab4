"""Which types of the template moto's CloudFormation does not know: a stack made there is not the whole stack.

The types are read from moto's sources: its CloudFormation needs packages that the tests do without. Two stacks side by
side are made by the other emulator, which knows them (`tests/journeys/test_two_stacks.py`).
"""

import ast
from importlib.util import find_spec
from pathlib import Path

from tests.template.conftest import Template

UNKNOWN_TO_MOTO = {
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::BasePathMapping",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::Stage",
    "AWS::CloudWatch::Alarm",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Logs::QueryDefinition",
    "AWS::S3::BucketPolicy",
    "AWS::SES::ConfigurationSet",
    "AWS::SES::ConfigurationSetEventDestination",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::Scheduler::Schedule",
}
"""Those that moto does not create."""


def known() -> set[str]:
    """The types for which moto has a model."""
    spec = find_spec("moto")
    assert spec is not None
    assert spec.origin is not None
    return {
        node.value
        for path in Path(spec.origin).parent.rglob("*.py")
        if "cloudformation_type" in (text := path.read_text())
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef) and function.name == "cloudformation_type"
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("AWS::")
    }


def test_moto_creates_every_type_but_these(expanded: Template) -> None:
    types = {each["Type"] for each in expanded.resources.values()}
    assert {"AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::SQS::Queue"} <= known()
    assert types - known() == UNKNOWN_TO_MOTO
