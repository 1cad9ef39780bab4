"""The template as data, with intrinsic functions in their long form."""

from typing import Any

import pytest
import yaml

from tests.harness.home import PROJECT

type Node = dict[str, Any]


class Loader(yaml.SafeLoader):
    """Reads `!Sub x` as {"Fn::Sub": "x"}."""


def _intrinsic(loader: Loader, suffix: str, node: yaml.Node) -> Node:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _intrinsic)


class Template:
    """template.yaml, asked by kind."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: Node = yaml.load(text, Loader)
        self.resources: dict[str, Node] = self.data["Resources"]

    def of(self, kind: str) -> dict[str, Node]:
        """Properties of all resources of a kind, by logical id."""
        return {name: each["Properties"] for name, each in self.resources.items() if each["Type"] == f"AWS::{kind}"}

    def properties(self, name: str) -> Node:
        """Properties of one resource."""
        found: Node = self.resources[name]["Properties"]
        return found

    @property
    def functions(self) -> dict[str, Node]:
        """Properties of all functions, by logical id."""
        return self.of("Serverless::Function")

    def statements(self, role: str) -> list[Node]:
        """What a role may do."""
        return [each for policy in self.properties(role)["Policies"] for each in policy["PolicyDocument"]["Statement"]]


@pytest.fixture(scope="session")
def template() -> Template:
    """The template as it stands in the tree."""
    return Template((PROJECT / "template.yaml").read_text())
