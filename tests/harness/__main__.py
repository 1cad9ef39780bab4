"""The local stack: `python -m tests.harness run | reset | environment`."""

import os
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType

from tests.harness import demo
from tests.harness.deploy import STACK
from tests.harness.emulator import CREDENTIALS
from tests.harness.home import PROJECT, Home, Occupied
from tests.harness.processes import Failed
from tests.harness.stack import Stack
from tests.harness.supervisor import running

ADDRESS = "KOPPEL_ADDRESS"
"""Where the operator's command line finds the address of a stack without a domain name. `make run` has no code of the
product on its path, so that the name is written here too."""
HOME = Home(Path(os.environ.get("KOPPEL_HOME") or PROJECT / ".local"))


def run() -> None:
    """Runs the stack until it is told to stop."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    with running(HOME, int(os.environ.get("PORT") or 8000)) as supervisor:
        demo.send_traffic(supervisor.stack)
        print(demo.next_steps(supervisor.stack), flush=True)
        try:
            supervisor.wait()
        finally:
            print("Stopping. Saving the data can take half a minute.", flush=True)


def reset() -> None:
    """Forgets everything the stack has stored."""
    with HOME.occupied():
        HOME.forget()


def environment() -> None:
    """Prints the variables under which the operator's command line reaches the running stack."""
    if not HOME.card.exists():
        raise Occupied("no local stack runs here: start one with `make run`, or name one on AWS with STACK=")
    stack = Stack.from_card(HOME.card)
    variables = CREDENTIALS | {"AWS_ENDPOINT_URL": stack.endpoint_url, "STACK": STACK, ADDRESS: stack.base_url}
    print(shlex.join(f"{name}={value}" for name, value in variables.items()))


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # once is enough: nothing shall disturb the saving of the state
    raise SystemExit(0)


if __name__ == "__main__":
    try:
        {"run": run, "reset": reset, "environment": environment}[sys.argv[1]]()
    except (Occupied, Failed, demo.Refused) as problem:
        sys.exit(f"{problem}")
