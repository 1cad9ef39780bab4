"""What can be done about an entry: the commands that mend it, each with the arguments that the entry gives it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from functions.operations import accounts, registry, tiles
from koppel.domain.problems.access import SWITCHED_OFF
from koppel.domain.problems.account import INCOMPLETE
from koppel.domain.problems.problem import State
from koppel.organisation.commands import Remedy, joined, mends
from koppel.organisation.entry import Entry

MARK = "mark-entry"
MARKS: Mapping[State, tuple[State, ...]] = {
    State.OPEN: (State.SOLVED, State.IGNORED),
    State.SOLVED: (State.OPEN,),
    State.IGNORED: (State.OPEN, State.SOLVED),
}
"""By the state of an entry, the states in which a person can put it."""

OWN_REMEDIES: Mapping[str, Remedy] = {"switch-on": mends(SWITCHED_OFF), "list-incomplete": mends(INCOMPLETE)}
"""Commands of operations that mend entries of every integration."""

_COMMANDS = joined((registry.COMMANDS, tiles.COMMANDS, accounts.COMMANDS))

type Act = dict[str, Any]


def acts(organisation: str, entry: Entry) -> list[Act]:
    """The commands that mend an open entry, and those that mark any entry.

    Arguments that the entry does not give are missing: the person gives them. A command is left out when it needs the
    entry's references and none of them fits, such as the reference of a call where the id of a message is needed.
    """
    remedies = {**registry.REMEDIES[entry.integration], **OWN_REMEDIES} if entry.state is State.OPEN else {}
    found: list[Act] = []
    for name, remedy in remedies.items():
        if entry.slug in remedy.problems:
            given = _arguments(_COMMANDS[name].arguments, organisation, entry, remedy.references)
            found += [{"command": name, "arguments": given}] if given else []
    place = {"organisation": organisation, "integration": entry.integration, "entry": entry.id}
    return [*found, *({"command": MARK, "arguments": {**place, "state": state}} for state in MARKS[entry.state])]


def _arguments(model: type[BaseModel], organisation: str, entry: Entry, references: str) -> dict[str, Any]:
    """What the entry gives the command; empty when its references do not fit."""
    given: dict[str, Any] = {"organisation": organisation}
    if "integration" in model.model_fields:
        given["integration"] = entry.integration
    if references:
        fitting = [each for each in entry.references if _fits(model, {**given, references: [each]})]
        return {**given, references: fitting} if fitting else {}
    return given


def _fits(model: type[BaseModel], given: Mapping[str, Any]) -> bool:
    try:
        model.model_validate(given)
    except ValidationError:
        return False
    return True
