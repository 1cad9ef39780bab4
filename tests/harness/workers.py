"""The processes that functions run in, as the operating system sees them (Linux)."""

import os
import random
import signal
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def workers(function: str, emulator_port: int) -> list[int]:
    """Process ids of the running environments of a deployed function, by the ARN of its alias."""
    name = function.split(":")[6]
    marks = {f"AWS_LAMBDA_FUNCTION_NAME={name}".encode()}
    return [
        int(folder.name)
        for folder in PROC.iterdir()
        if folder.name.isdigit()
        and marks <= (found := _environment(folder))
        and any(value.startswith(b"AWS_ENDPOINT_URL=") and value.endswith(b":%d" % emulator_port) for value in found)
    ]


def cpu(*processes: int) -> float:
    """Seconds of processor time that these processes have taken so far; one that has ended counts for nothing."""
    ticks = 0
    for process in processes:
        with suppress(OSError):
            ticks += sum(map(int, (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def kill(function: str, emulator_port: int) -> bool:
    """Ends one environment of a function without warning, as a machine that fails does; False where there is none.

    An environment that still starts is left alone. When one ends in its start, MiniStack 1.5.33 ends all others of the
    function too (`lambda_svc._execute_function_warm`: `except Exception: invalidate_worker`) and deletes their files,
    also while it unpacks them. Each of those then fails later in its own start, and ends all that started meanwhile. As
    long as several senders go on trying, no start succeeds any more.
    """
    connections = _connections(emulator_port)
    ready = [each for each in workers(function, emulator_port) if _open_files(each) & connections]
    if ready:
        os.kill(random.choice(ready), signal.SIGKILL)
    return bool(ready)


def _connections(port: int) -> set[str]:
    """Connections to a port, by the name of their open file. A function asks nothing of AWS while it starts
    (`koppel.entrance.start`), so a process with a connection to the emulator has begun a request."""
    rows = (line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()[1:])
    return {f"socket:[{row[9]}]" for row in rows if row[2].endswith(f":{port:04X}")}


def _open_files(process: int) -> set[str]:
    found = set()
    with suppress(OSError):  # it ended meanwhile
        for each in (PROC / str(process) / "fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                found.add(str(each.readlink()))
    return found


def _environment(folder: Path) -> set[bytes]:
    try:
        return set((folder / "environ").read_bytes().split(b"\0"))
    except OSError:  # it ended meanwhile, or is not ours
        return set()
