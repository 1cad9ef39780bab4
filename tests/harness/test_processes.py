"""Nothing that was started outlives its stop."""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.harness import processes

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_process_that_does_not_listen_is_ended_with_its_children(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = processes.start([sys.executable, "-c", STUBBORN], os.environ, log)
    while not (child := log.read_text()):
        time.sleep(0.01)
    processes.stop(process, patience=0.2)
    assert process.returncode is not None
    deadline = time.monotonic() + 10
    while _runs(int(child)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_failing_command_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(processes.Failed, match="the reason"):
        processes.run([sys.executable, "-c", "raise SystemExit('the reason')"], os.environ, tmp_path / "log")


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
