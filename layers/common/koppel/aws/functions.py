"""Other functions of the stack, invoked directly and answered with JSON."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from koppel.aws.clients import functions
from koppel.aws.errors import Unavailable
from koppel.aws.patience import NO_ANSWER


class FunctionUnavailable(Unavailable):
    """Another function did not answer, or ended with an error. It is unknown whether it did what it was asked."""


def invoke(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a function, by its name or the ARN of its alias. It is asked once: what it was asked may have been
    done although no answer came. Raises FunctionUnavailable."""
    try:
        answer = functions().invoke(FunctionName=name, Payload=json.dumps(payload).encode())
        text = answer["Payload"].read()
    except (ClientError, *NO_ANSWER):
        raise FunctionUnavailable from None
    if answer.get("FunctionError"):
        raise FunctionUnavailable
    found: dict[str, Any] = json.loads(text)
    return found
