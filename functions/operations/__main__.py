"""The operator's command line: `python -m functions.operations COMMAND --argument value …`.

Invokes the function that carries the command out (`Command.function`) with the credentials of this shell. The name of
the function Operator is in KOPPEL_OPERATOR_FUNCTION, or in the output OperatorFunction of the stack that STACK
names. For other functions, variable and output are formed alike. A command that needs an uploaded file takes `--file
FILE`: the file is uploaded first, and the command gets the number of the upload. `-h` lists the commands.
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
import urllib3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic.fields import FieldInfo

from functions.operations.commands import COMMANDS

FILE = "file"
"""The option that uploads a file, for commands that need an upload."""
ADDRESS = "KOPPEL_ADDRESS"
"""The variable with the address of a stack that has no domain name, for commands that have an argument `address`."""
PATIENCE = Config(read_timeout=90, retries={"total_max_attempts": 1})
"""A command that may have been carried out is not sent again."""
UPLOADING = urllib3.Timeout(connect=10, read=120)
"""Seconds that the bucket may take to accept a connection, and to answer once it has the file."""

type Operator = Callable[[Mapping[str, Any]], dict[str, Any]]


class Unreachable(Exception):
    """The operator's function or the bucket for uploads could not be reached; the text says why."""


class NotDone(Exception):
    """The command was not carried out, or the file was not accepted; the text says why."""


def main(words: Sequence[str], operator: Operator | None = None) -> int:
    """Have the command carried out and print its result. Returns the exit status: 1 when it was not carried out."""
    chosen = vars(parser().parse_args(_joined(words)))
    command = chosen.pop("command")
    if "address" in chosen and chosen["address"] is None:
        chosen["address"] = os.environ.get(ADDRESS)
    arguments = {name: value for name, value in chosen.items() if value is not None}
    ask = operator or invoke
    try:
        result = _carried_out(ask, command, _uploaded(ask, command, arguments))
    except (Unreachable, NotDone) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(result, indent=2, ensure_ascii=False))
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments, as the table of commands has them."""
    top = argparse.ArgumentParser(prog="python -m functions.operations", description="The operator's commands.")
    each = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS.values():
        own = each.add_parser(command.name, help=command.help.en, description=f"{command.help.en}.")
        for name, field in command.arguments.model_fields.items():
            if _extra(field).get("upload"):
                either = own.add_mutually_exclusive_group(required=field.is_required())
                either.add_argument(f"--{FILE}", type=_file, metavar="FILE", help="the file, which is uploaded first")
                either.add_argument(f"--{name}", metavar="NUMBER", help=field.description)
            else:
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


def _carried_out(ask: Operator, command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a command. Raises Unreachable, NotDone."""
    answer = ask({"command": command, "arguments": arguments})
    if "problem" in answer:
        raise NotDone(_explained(answer["problem"]))
    result: dict[str, Any] = answer["result"]
    return result


def _uploaded(ask: Operator, command: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments with the number of an upload in place of a file, which is uploaded. The command that prepares the
    upload is named by the argument (`extra` of `explained`). Raises Unreachable, NotDone."""
    sent = dict(arguments)
    file: Path | None = sent.pop(FILE, None)
    for name, field in COMMANDS[command].arguments.model_fields.items():
        preparing = _extra(field).get("upload")
        if file and preparing:
            upload = _carried_out(ask, preparing, {"organisation": sent["organisation"]})
            _send(upload, file)
            sent[name] = upload["upload"]
    return sent


def _send(upload: Mapping[str, Any], file: Path) -> None:
    """Upload a file as the form of a browser does. Raises Unreachable, NotDone."""
    try:
        content = {"file": ("upload", file.read_bytes(), "application/octet-stream")}
        answer = urllib3.request(
            "POST", upload["url"], fields={**upload["fields"], **content}, retries=False, timeout=UPLOADING
        )
    except (OSError, urllib3.exceptions.HTTPError) as error:
        raise Unreachable(f"The file could not be uploaded: {error}") from None
    if answer.status >= 300:
        found = re.search(r"<Message>([^<]{1,300})</Message>", answer.data.decode(errors="replace"))
        reason = f" {found[1]}" if found else ""
        raise NotDone(f"The file was not accepted: status {answer.status}.{reason}")


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
    if _extra(field).get("file"):
        return {"type": _content, "metavar": "TEXT|@FILE"}
    if get_origin(kind) is list and _is_text(get_args(kind)[0]):
        return {"nargs": "+", **_choice(get_args(kind)[0])}
    if get_origin(kind) in {list, dict}:
        return {"type": _json, "metavar": "JSON|@FILE"}
    return _choice(kind)


def _extra(field: FieldInfo) -> Mapping[str, Any]:
    """What a field says besides its type (`explained`)."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def _is_text(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, str)


def _choice(kind: Any) -> dict[str, Any]:
    return {"choices": [each.value for each in kind]} if isinstance(kind, type) and issubclass(kind, Enum) else {}


def _file(text: str) -> Path:
    """A file that can be read."""
    try:
        with Path(text).open("rb"):
            return Path(text)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"no file that can be read: {error}") from None


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
