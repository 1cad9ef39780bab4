"""The template as data, with intrinsic functions in their long form."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import templates
from tests.harness.home import PROJECT
from tests.harness.templates import Node


class Template:
    """A template, asked by kind."""

    def __init__(self, data: Node) -> None:
        self.data = data
        self.resources: dict[str, Node] = data["Resources"]

    def of(self, kind: str) -> dict[str, Node]:
        """Properties of all resources of a kind, by logical id."""
        return {name: each["Properties"] for name, each in self.resources.items() if each["Type"] == f"AWS::{kind}"}

    def properties(self, name: str) -> Node:
        """Properties of one resource."""
        found: Node = self.resources[name]["Properties"]
        return found

    @property
    def text(self) -> str:
        """All of it as one text."""
        return str(self.data)

    @property
    def functions(self) -> dict[str, Node]:
        """Properties of all functions, by logical id."""
        return self.of("Serverless::Function")

    def statements(self, role: str) -> list[Node]:
        """What a role may do."""
        return [each for policy in self.properties(role)["Policies"] for each in policy["PolicyDocument"]["Statement"]]

    def needs(self, name: str) -> set[str]:
        """Every resource that must be there before this one."""
        found: set[str] = set()
        left = [name]
        while left:
            new = set(_named(self.resources[left.pop()])) & set(self.resources) - found
            found |= new
            left += new
        return found


def _named(node: Any) -> Iterator[str]:
    """Every resource that this node depends on, and names that are no resource's."""
    if isinstance(node, list):
        for each in node:
            yield from _named(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in {"Ref", "DependsOn"}:
                yield from [value] if isinstance(value, str) else value
            elif key == "Fn::GetAtt":
                yield value[0]
            elif key == "Fn::Sub":
                yield from re.findall(r"\$\{([A-Za-z0-9]+)[.}]", value if isinstance(value, str) else value[0])
            else:
                yield from _named(value)


@pytest.fixture(scope="session")
def template() -> Template:
    """The template as it stands in the tree."""
    return Template(templates.read((PROJECT / "template.yaml").read_text()))


@pytest.fixture(scope="session")
def expanded() -> Template:
    """What SAM makes of it for CloudFormation."""
    return Template(templates.translated((PROJECT / "template.yaml").read_text()))
