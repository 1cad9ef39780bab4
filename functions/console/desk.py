"""The desk: has commands carried out by the functions that can, in the visitor's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from functions.console.faces import COMMANDS, may
from functions.console.visitor import Visitor
from koppel.aws import functions
from koppel.domain.problems.command import UNKNOWN_COMMAND
from koppel.domain.problems.refusal import Declined, Refusal
from koppel.domain.texts import Text
from koppel.organisation.commands import Command
from koppel.runtime import variable

type Result = dict[str, Any]

FUNCTIONS: Mapping[str, str] = {
    "Operator": "OPERATOR_FUNCTION",
    "SamlOperator": "SAML_OPERATOR_FUNCTION",
    "DirectoryOperator": "DIRECTORY_OPERATOR_FUNCTION",
    "ImportOperator": "IMPORT_OPERATOR_FUNCTION",
}
"""By the logical id of a function the environment variable with the ARN of its alias."""


@dataclass(frozen=True, slots=True)
class NotDone(Refusal):
    """A command was not carried out. `fields`: argument → what is wrong with it."""

    slug: str
    text: Text
    fields: Mapping[str, Text]

    @classmethod
    def of(cls, declined: Declined) -> Self:
        """The same for what this function itself declines."""
        return cls(declined.problem.slug, declined.problem.explanation.fill(declined.details), declined.fields)


@dataclass(frozen=True, slots=True)
class Desk:
    """Has commands carried out for one visitor, about one organisation; with "" about what their arguments say."""

    visitor: Visitor
    organisation: str

    def find(self, name: str) -> Command[Any] | None:
        """The command with this name, if the visitor may give it."""
        command = COMMANDS.get(name)
        return command if command and may(self.visitor.role, command) else None

    def ask(self, name: str, /, **arguments: Any) -> Result:
        """The result of a command; the organisation is added where the command is about one. Raises NotDone, and
        Unavailable when the function did not answer."""
        command = self.find(name)
        if command is None:
            raise NotDone(UNKNOWN_COMMAND.slug, UNKNOWN_COMMAND.explanation, {})
        is_about_one = self.organisation and "organisation" in command.arguments.model_fields
        own = {"organisation": self.organisation} if is_about_one else {}
        request = {
            "command": name,
            "arguments": {**own, **arguments},
            "actor": self.visitor.actor,
            "role": self.visitor.role,
            "organisation": self.visitor.organisation,
        }
        answer = functions.invoke(variable(FUNCTIONS[command.function]), request)
        if "problem" in answer:
            raise _not_done(answer["problem"])
        result: Result = answer["result"]
        return result


def _not_done(problem: Mapping[str, Any]) -> NotDone:
    fields = {name: Text(**each) for name, each in problem["field_texts"].items()}
    return NotDone(problem["slug"], Text(**problem["texts"]), fields)
