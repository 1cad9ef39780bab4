"""What CloudFormation makes of the template for given parameters: rules, conditions and `Fn::If`, nothing else."""

from collections.abc import Mapping
from typing import Any

from tests.harness.templates import Node

NO_VALUE = {"Ref": "AWS::NoValue"}


class Evaluation:
    """The template under these parameters; those that are not given have their defaults."""

    def __init__(self, template: Node, parameters: Mapping[str, str]) -> None:
        assert set(parameters) <= set(template["Parameters"])
        self._template = template
        self._values = {name: each.get("Default") for name, each in template["Parameters"].items()} | dict(parameters)

    def refusals(self) -> list[str]:
        """What the rules say against these parameters."""
        return [
            assertion["AssertDescription"]
            for rule in self._template.get("Rules", {}).values()
            if self._holds(rule.get("RuleCondition", True))
            for assertion in rule["Assertions"]
            if not self._holds(assertion["Assert"])
        ]

    def resources(self) -> dict[str, Node]:
        """The resources whose conditions hold, with every choice taken."""
        return {
            name: self.chosen(each)
            for name, each in self._template["Resources"].items()
            if "Condition" not in each or self.condition(each["Condition"])
        }

    def outputs(self) -> set[str]:
        """The names of the outputs there are."""
        found = self._template["Outputs"].items()
        return {name for name, each in found if "Condition" not in each or self.condition(each["Condition"])}

    def condition(self, name: str) -> bool:
        """Whether this condition holds."""
        return self._holds(self._template["Conditions"][name])

    def chosen(self, node: Any) -> Any:
        """The node with every `Fn::If` decided and every `AWS::NoValue` gone."""
        if isinstance(node, list):
            return [found for each in node if (found := self.chosen(each)) != NO_VALUE]
        if not isinstance(node, dict):
            return node
        if "Fn::If" in node:
            name, then, otherwise = node["Fn::If"]
            return self.chosen(then if self.condition(name) else otherwise)
        found = {name: self.chosen(each) for name, each in node.items()}
        return {name: each for name, each in found.items() if each != NO_VALUE}

    def _holds(self, expression: Any) -> bool:
        if isinstance(expression, bool):
            return expression
        ((name, given),) = expression.items()
        match name:
            case "Fn::Equals":
                one, other = (self._values[each["Ref"]] if isinstance(each, dict) else each for each in given)
                return bool(one == other)
            case "Fn::Not":
                return not self._holds(given[0])
            case "Fn::And":
                return all(self._holds(each) for each in given)
            case "Fn::Or":
                return any(self._holds(each) for each in given)
            case "Condition":
                return self.condition(given)
        raise AssertionError(f"{name} is not evaluated here")
