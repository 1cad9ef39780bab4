"""What loads the packages of the layer `directory`: only what reads."""

import os
import subprocess
import sys

import pytest

from tests.harness.home import PROJECT

HEAVY = "{'msal', 'requests', 'cryptography', 'jwt', 'ldap3'}"


def loaded(module: str) -> str:
    """Those of the heavy packages that importing this module loads."""
    program = f"import sys, {module}; print(sorted({HEAVY} & sys.modules.keys()))"
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "layers" / "common")])
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["entra.source", "entra.clouds", "entra.credentials", "problems", "people"])
def test_settings_and_problems_load_nothing_heavy(module: str) -> None:
    assert loaded(f"functions.directory_sync.{module}") == "[]"


def test_reading_loads_them() -> None:
    assert "msal" in loaded("functions.directory_sync.entra.peer")
