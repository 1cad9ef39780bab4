"""Programs of npm that tests speak to: their packages are fetched once, exactly as locked, and none of their scripts
runs."""

import shutil
import subprocess
from pathlib import Path

from tests.harness.home import PROJECT


def installed(name: str) -> Path:
    """Where the program in this folder of the harness stands with its packages. Raises Missing."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise Missing("Node.js is not installed")
    source, place = PROJECT / "tests" / "harness" / name, PROJECT / ".local" / "peers" / name
    fetched = place / "node_modules" / "fetched.json"
    shutil.copytree(source, place, dirs_exist_ok=True)
    lock = (source / "package-lock.json").read_text()
    if not fetched.exists() or fetched.read_text() != lock:
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=place, capture_output=True, check=False).returncode:
            raise Missing(f"npm could not fetch {name}")
        fetched.write_text(lock)
    return place


class Missing(Exception):
    """The program cannot be run on this machine, at this moment."""
