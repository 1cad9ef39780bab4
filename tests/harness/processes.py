"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


def start(arguments: Sequence[str | Path], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Starts a process in a group of its own, so that Ctrl-C reaches the parent only. Its output goes to `log`.

    On Linux the kernel asks it to end when the parent dies, however that happens.
    """

    def follow_parent() -> None:
        if LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(each) for each in arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=follow_parent,
        )


def stop(process: subprocess.Popen[bytes], patience: float = 20) -> None:
    """Asks the process to end; after `patience` seconds, and for whatever it left behind in its group, insists."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run(arguments: Sequence[str | Path], environment: Mapping[str, str], log: Path) -> None:
    """Runs to the end. Raises `Failed` with the end of the log where the process did not succeed."""
    process = start(arguments, environment, log)
    try:
        code = process.wait()
    finally:
        stop(process)
    if code:
        raise Failed(f"{' '.join(str(each) for each in arguments[:2])} ended with {code}:\n{tail(log)}")


def tail(log: Path, lines: int = 40) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


class Failed(Exception):
    """A process did not do what it was started for; the text holds the end of its output."""
