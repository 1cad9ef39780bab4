"""The start of a function: what its first request needs is made in Lambda's init phase, before the request comes."""

import os
from collections.abc import Callable

from koppel import log

_ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME"
"""A variable that Lambda sets for every function (Lambda developer guide, "Defined runtime environment variables")."""


def prime(*parts: Callable[[], object]) -> None:
    """Make the logger and call these functions, each of which keeps what it makes. Does nothing outside Lambda, so that
    nothing happens when tests import an entry.

    A snapshot of SnapStart holds what they make, and many environments start from it. None of them may therefore ask
    anything of AWS, decrypt a key, or draw a random number: `tests/koppel/entrance/test_start.py` lists what each entry
    primes.
    """
    if _ON_LAMBDA in os.environ:
        for part in (log.prepare, *parts):
            part()
