"""The operator's command line: `python -m functions.operations COMMAND --argument value …`.

Invokes the function that carries the command out (`Command.function`) with the credentials of this shell. The name of
the function Operator is in KOPPEL_OPERATOR_FUNCTION, or in the output OperatorFunction of the stack that STACK
names. For other functions, variable and output are formed alike. `-h` lists the commands.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic.fields import FieldInfo

from functions.operations.commands import COMMANDS

ADDRESS = "KOPPEL_ADDRESS"
"""The variable with the address of a stack that has no domain name, for commands that have an argument `address`."""
PATIENCE = Config(read_timeout=90, retries={"total_max_attempts": 1})
"""A command that may have been carried out is not sent again."""

type Operator = Callable[[Mapping[str, Any]], dict[str, Any]]


class Unreachable(Exception):
    """The operator's function could not be invoked; the text says why."""


def main(words: Sequence[str], operator: Operator | None = None) -> int:
    """Have the command carried out and print its result. Returns the exit status: 1 when it was not carried out."""
    chosen = vars(parser().parse_args(_joined(words)))
    command = chosen.pop("command")
    if "address" in chosen and chosen["address"] is None:
        chosen["address"] = os.environ.get(ADDRESS)
    arguments = {name: value for name, value in chosen.items() if value is not None}
    try:
        answer = (operator or invoke)({"command": command, "arguments": arguments})
    except Unreachable as problem:
        print(problem, file=sys.stderr)
        return 1
    if "problem" in answer:
        print(_explained(answer["problem"]), file=sys.stderr)
        return 1
    print(json.dumps(answer["result"], indent=2, ensure_ascii=False))
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments, as the table of commands has them."""
    top = argparse.ArgumentParser(prog="python -m functions.operations", description="The operator's commands.")
    each = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS.values():
        own = each.add_parser(command.name, help=command.help.en, description=f"{command.help.en}.")
        for name, field in command.arguments.model_fields.items():
            own.add_argument(f"--{name}", required=field.is_required(), help=field.description, **_reading(field))
    return top


def invoke(request: Mapping[str, Any]) -> dict[str, Any]:
    """What the operator's function answers. Raises Unreachable."""
    try:
        actor = boto3.client("sts").get_caller_identity()["Arn"]
        answer = boto3.client("lambda", config=PATIENCE).invoke(
            FunctionName=_function(request["command"]), Payload=json.dumps({**request, "actor": actor})
        )
        text = answer["Payload"].read()
    except (BotoCoreError, ClientError) as error:
        raise Unreachable(f"The operator's function could not be reached: {error}") from None
    if answer.get("FunctionError"):
        raise Unreachable("The operator's function ended with an error; its log says which.")
    result: dict[str, Any] = json.loads(text)
    return result


def _function(command: str) -> str:
    """Name of the Lambda function that carries the command out. Raises Unreachable."""
    function = COMMANDS[command].function
    variable = f"KOPPEL_{re.sub('(?<=[a-z])(?=[A-Z])', '_', function).upper()}_FUNCTION"
    output = f"{function}Function"
    if name := os.environ.get(variable):
        return name
    stack = os.environ.get("STACK")
    if not stack:
        raise Unreachable(f"Neither {variable} nor STACK says which function to invoke.")
    (description,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in description.get("Outputs", ())}
    if output not in outputs:
        raise Unreachable(f"The stack {stack} has no output {output}: no function that carries out {command}.")
    return outputs[output]


def _joined(words: Sequence[str]) -> list[str]:
    """`--entry -/0a…` as `--entry=-/0a…`: the id of an entry may start with a dash, which would make it an option."""
    joined: list[str] = []
    for word in words:
        is_value = word.startswith("-/") and joined and joined[-1].startswith("--")
        joined.append(f"{joined.pop()}={word}" if is_value else word)
    return joined


def _reading(field: FieldInfo) -> dict[str, Any]:
    """How argparse reads a field: one of a choice, several words, JSON, or text, which the function itself checks."""
    kind = field.annotation
    if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("file"):
        return {"type": _content, "metavar": "TEXT|@FILE"}
    if get_origin(kind) is list and _is_text(get_args(kind)[0]):
        return {"nargs": "+", **_choice(get_args(kind)[0])}
    if get_origin(kind) in {list, dict}:
        return {"type": _json, "metavar": "JSON|@FILE"}
    return _choice(kind)


def _is_text(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, str)


def _choice(kind: Any) -> dict[str, Any]:
    return {"choices": [each.value for each in kind]} if isinstance(kind, type) and issubclass(kind, Enum) else {}


def _json(text: str) -> Any:
    """JSON, or with `@` before it the file that holds it."""
    try:
        return json.loads(Path(text[1:]).read_bytes() if text.startswith("@") else text)
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"no JSON: {error}") from None


def _content(text: str) -> str:
    """The text itself, or with `@` before it what the file holds."""
    try:
        return Path(text[1:]).read_text() if text.startswith("@") else text
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"no text: {error}") from None


def _explained(problem: Mapping[str, Any]) -> str:
    return "\n".join([problem["message"], *(f"  {name}: {what}" for name, what in problem["fields"].items())])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
