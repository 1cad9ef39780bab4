"""The processes that functions run in, as the operating system sees them (Linux)."""

import os
import random
import signal
from contextlib import suppress
from pathlib import Path


def workers(function: str, emulator_port: int) -> list[int]:
    """Process ids of the running environments of a deployed function, by the ARN of its alias."""
    name = function.split(":")[6]
    marks = {f"AWS_LAMBDA_FUNCTION_NAME={name}".encode()}
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit()
        and marks <= (found := _environment(folder))
        and any(value.startswith(b"AWS_ENDPOINT_URL=") and value.endswith(b":%d" % emulator_port) for value in found)
    ]


def cpu(*processes: int) -> float:
    """Seconds of processor time that these processes have taken so far; one that has ended counts for nothing."""
    ticks = 0
    for process in processes:
        with suppress(OSError):
            ticks += sum(
                map(int, (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[11:13])
            )
    return ticks / os.sysconf("SC_CLK_TCK")


def kill(function: str, emulator_port: int) -> bool:
    """Ends one environment of a function without warning, as a machine that fails does; False where there is none."""
    found = workers(function, emulator_port)
    if found:
        os.kill(random.choice(found), signal.SIGKILL)
    return bool(found)


def _environment(folder: Path) -> set[bytes]:
    try:
        return set((folder / "environ").read_bytes().split(b"\0"))
    except OSError:  # it ended meanwhile, or is not ours
        return set()
