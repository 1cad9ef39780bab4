"""What a new environment of each function costs until it can ask the table something, next to the usual stack.

Instructions of the whole process where valgrind is installed: the same on every run, whatever else the machine does.
CPU time beside it, the least of several starts.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from compileall import compile_dir
from pathlib import Path
from py_compile import PycInvalidationMode

from tests.conftest import ENVIRONMENT
from tests.harness.emulator import wheels
from tests.harness.home import PROJECT

STARTS = 5
LAYERS = {
    "dependencies": "build-DependenciesLayer",
    "saml": "build-SamlLayer",
    "tokens": "build-TokensLayer",
    "common": "build-CommonLayer",
}
CLIENT = "import boto3; boto3.client('dynamodb')"
MODEL = "pydantic.create_model('Model', **{f'field{number}': (str, '') for number in range(15)})"
POWERTOOLS = """from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver as Resolver
Logger(service='x'), Resolver()"""
FUNCTION = "import functions.{}; from koppel.aws.clients import dynamodb; dynamodb()"
SUBJECTS = {
    "the usual stack": f"{CLIENT}\n{POWERTOOLS}\nimport pydantic; {MODEL}",
    "Python alone": "pass",
    "boto3 and its client": CLIENT,
} | {
    name: FUNCTION.format(name)
    for name in (
        "rest_api.entry",
        "hl7_intake.entry",
        "delegated_logon.entry",
        "session.entry",
        "saml_logon.entry",
        "operations.entry",
    )
}
"""The first is what the others are compared with."""

_REFERENCES = re.compile(r"I\s+refs:\s+([0-9,]+)")


def main() -> None:
    """Prints instructions and CPU time, each with its ratio to the usual stack."""
    valgrind = shutil.which("valgrind")
    print(f"{'start':24}{'million instructions' if valgrind else 'valgrind is not installed':>26}{'CPU ms':>18}")
    usual: tuple[float, float] | None = None
    with tempfile.TemporaryDirectory() as built:
        build(Path(built))
        for name, program in SUBJECTS.items():
            places = [built] if name.endswith(".entry") else []
            spent = cpu(program, *places), instructions(valgrind, program, *places) if valgrind else 0.0
            usual = usual or spent
            counted = f"{spent[1]:14.0f} {spent[1] / usual[1]:10.2f} x" if valgrind else ""
            print(f"{name:24}{counted:>26}{spent[0]:9.0f} {spent[0] / usual[0]:6.2f} x")


def build(folder: Path) -> None:
    """Layers and functions as they are deployed, for this machine, bytecode included; laid over one another in
    `folder`/python."""
    environment = os.environ | {"PATH": f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    for layer, target in LAYERS.items():
        command = ["make", "--silent", "-C", str(PROJECT / "layers" / layer), target, f"LAMBDA_PLATFORM={wheels()}"]
        subprocess.run([*command, f"ARTIFACTS_DIR={folder}"], env=environment, check=True)
    shutil.copytree(PROJECT / "functions", folder / "python" / "functions")
    compile_dir(folder / "python" / "functions", quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def instructions(valgrind: str, program: str, *places: str) -> float:
    """Millions of instructions of a new process that runs this, bytecode being there."""
    with tempfile.NamedTemporaryFile() as log:
        under = (valgrind, "--tool=cachegrind", "--cachegrind-out-file=/dev/null", f"--log-file={log.name}")
        started(program, *places, under=under)
        found = _REFERENCES.search(Path(log.name).read_text())
    assert found
    return int(found[1].replace(",", "")) / 1e6


def cpu(program: str, *places: str) -> float:
    """Milliseconds of CPU of a new process that runs this."""

    def one_start() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started(program, *places)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000

    return min(one_start() for _ in range(STARTS))


def started(program: str, *places: str, under: tuple[str, ...] = ()) -> None:
    """Runs this with what is built in these places, or with the packages of the tests."""
    path = os.pathsep.join(str(Path(each, "python")) for each in places)
    environment = {**ENVIRONMENT, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    python = [sys.executable, *(["-S"] if places else []), "-c", program]
    subprocess.run([*under, *python], env=environment, check=True)


if __name__ == "__main__":
    main()
