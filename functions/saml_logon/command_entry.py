"""The operator's trigger, apart from the browsers' one: these need not wait for packages that only commands need."""

from functools import cache
from typing import Any

from functions.saml_logon.commands import COMMANDS
from koppel.entrance import direct
from koppel.runtime import Runtime


@cache
def _runtime() -> Runtime:
    return Runtime.from_environment()


def operate(event: object, context: Any) -> dict[str, Any]:
    """One command of the operator about connections."""
    return direct.serve(event, _runtime(), "saml_operator", COMMANDS, context.aws_request_id)
