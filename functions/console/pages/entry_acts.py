"""What can be done about an entry of the error log: buttons for acts that need nothing more, links for the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from functions.console.turn import Turn
from koppel.domain.problems.problem import State
from koppel.domain.texts import Text
from koppel.organisation.commands import Command, Sensitivity

MARK = "mark-entry"
MARKS: Mapping[str, Text] = {
    State.OPEN: Text(nl="Weer openen", en="Open again"),
    State.SOLVED: Text(nl="Oplossen", en="Solve"),
    State.IGNORED: Text(nl="Negeren", en="Ignore"),
}
"""By the state into which somebody puts an entry, what that is called."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that the visitor can do about an entry.

    name       of the button
    arguments  that the entry gives the command
    is_direct  whether the command needs nothing more from the visitor, and changes what can be changed back
    path       of the page that asks for the rest
    """

    name: str
    title: Text
    command: Command[Any]
    arguments: Mapping[str, Any]
    is_direct: bool
    path: str

    @property
    def is_mark(self) -> bool:
        """Whether it only marks the entry."""
        return self.command.name == MARK


def acts_of(turn: Turn, entry: Mapping[str, Any]) -> list[Act]:
    """The acts of this entry that the visitor may do."""
    found = ((turn.desk.find(each["command"]), each["arguments"]) for each in entry["acts"])
    return [_act(turn, entry, command, arguments) for command, arguments in found if command]


def name_of(entry: str) -> str:
    """The id of an entry as one segment of a path."""
    return entry.replace("/", ".")


def entry_id(name: str) -> str:
    """The id of the entry whose page has this name."""
    return name.replace(".", "/")


def _act(turn: Turn, entry: Mapping[str, Any], command: Command[Any], arguments: Mapping[str, Any]) -> Act:
    is_mark = command.name == MARK
    given = {key: value for key, value in arguments.items() if key != "organisation"}
    back = f"{turn.home}/{entry['integration']}/errors/{name_of(entry['id'])}"
    return Act(
        name=f"{MARK}.{arguments['state']}" if is_mark else command.name,
        title=MARKS[arguments["state"]] if is_mark else command.title,
        command=command,
        arguments=arguments,
        is_direct=command.sensitivity is Sensitivity.CHANGE and _is_complete(command, arguments),
        path=f"{turn.home}/do/{command.name}?{urlencode({**given, 'back': back}, doseq=True)}",
    )


def _is_complete(command: Command[Any], arguments: Mapping[str, Any]) -> bool:
    """Whether the entry gives all that the command asks."""
    try:
        command.arguments.model_validate(arguments)
    except ValidationError:
        return False
    return set(command.arguments.model_fields) <= set(arguments)
