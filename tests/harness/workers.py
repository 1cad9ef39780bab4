"""The processes that functions run in, as the operating system sees them (Linux)."""

import os
import signal
from pathlib import Path


def workers(function: str, emulator_port: int) -> list[int]:
    """Process ids of the running environments of a deployed function, by its full name."""
    marks = {f"AWS_LAMBDA_FUNCTION_NAME={function}".encode()}
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit()
        and marks <= (found := _environment(folder))
        and any(value.startswith(b"AWS_ENDPOINT_URL=") and value.endswith(b":%d" % emulator_port) for value in found)
    ]


def kill(function: str, emulator_port: int) -> list[int]:
    """Ends the environments of a function without warning, as a machine that fails does; answers which."""
    found = workers(function, emulator_port)
    for process in found:
        os.kill(process, signal.SIGKILL)
    return found


def _environment(folder: Path) -> set[bytes]:
    try:
        return set((folder / "environ").read_bytes().split(b"\0"))
    except OSError:  # it ended meanwhile, or is not ours
        return set()
