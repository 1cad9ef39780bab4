"""`python -m tests.smoke`, as `make smoke STACK=…` calls it: whether a deployed stack works, from the outside.

STACK names a stack on AWS, reached with the credentials of this shell; without it, the local stack that runs here is
meant. What the checks make is undone at the end; of the organisation `smoke`, the name and its error log stay.
"""

import os
import sys
from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError
from httpx import HTTPError

from functions.operations.__main__ import Unreachable
from tests.harness.__main__ import HOME
from tests.harness.deploy import STACK
from tests.harness.home import Occupied
from tests.harness.stack import Stack
from tests.smoke.checks import CHECKS
from tests.smoke.target import Target, Wrong

FAILURES = (Wrong, Unreachable, HTTPError, BotoCoreError, ClientError)


def results(target: Target) -> Iterator[tuple[str, bool, str]]:
    """For each check its name, whether it passed, and a word on it."""
    with target.prepared():
        for name, check in CHECKS.items():
            try:
                yield name, True, check(target)
            except FAILURES as problem:
                yield name, False, f"{problem}"
    yield "clean-up", True, "nothing left but the organisation"


def target() -> Target:
    """The stack that is meant. Raises Occupied where none is named and none runs here."""
    if stack := os.environ.get("STACK"):
        return Target.on_aws(stack)
    if not HOME.card.exists():
        raise Occupied("no local stack runs here: start one with `make run`, or name one on AWS with STACK=")
    return Target.local(Stack.from_card(HOME.card), STACK)


def main() -> int:
    """Print the table; 1 when something did not pass."""
    failed = 0
    try:
        chosen = target()
        print(f"{chosen.stack}, organisation {chosen.organisation}, {chosen.base_url}\n")
        for name, passed, word in results(chosen):
            print(f"{'passed' if passed else 'FAILED'}  {name:28}  {word}", flush=True)
            failed += not passed
    except (*FAILURES, Occupied) as problem:
        print(f"FAILED  {problem}", file=sys.stderr)
        return 1
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
