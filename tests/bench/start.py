"""What a new environment of each function costs until it can ask the table something, next to the usual stack.

Instructions of the whole process where valgrind is installed: the same on every run, whatever else the machine does.
CPU time beside it, the least of several starts. All packages are compiled as a deployment compiles them, those of the
usual stack too: compiling costs more than starting, and would hide what a function costs. Nothing is printed when a
module has no bytecode.
"""

import json
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
REQUIREMENTS = str(PROJECT / "layers" / "dependencies" / "requirements.txt")
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
UNCHECKED_HASH = 1
"""Flags of bytecode that is taken as it is, without a look at its source (PEP 552)."""
MODULES = """
import json, sys
specs = [module.__spec__ for module in list(sys.modules.values()) if getattr(module, "__spec__", None)]
print(json.dumps([[spec.origin, spec.cached] for spec in specs if spec.cached]))"""
"""Prints source and bytecode of what a program has imported."""

_REFERENCES = re.compile(r"I\s+refs:\s+([0-9,]+)")


def main() -> None:
    """Prints instructions and CPU time, each with its ratio to the usual stack."""
    valgrind = shutil.which("valgrind")
    usual: tuple[float, float] | None = None
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        for name, program in SUBJECTS.items():
            demand_bytecode(name, program, place(folder, name))
        print(f"{'start':24}{'million instructions' if valgrind else 'valgrind is not installed':>26}{'CPU ms':>18}")
        for name, program in SUBJECTS.items():
            where = place(folder, name)
            spent = cpu(program, where), instructions(valgrind, program, where) if valgrind else 0.0
            usual = usual or spent
            counted = f"{spent[1]:14.0f} {spent[1] / usual[1]:10.2f} x" if valgrind else ""
            print(f"{name:24}{counted:>26}{spent[0]:9.0f} {spent[0] / usual[0]:6.2f} x")


def place(folder: str, name: str) -> Path:
    """Where the packages of a subject are, within what was built in `folder`."""
    return Path(folder, "ours" if name.endswith(".entry") else "usual", "python")


def build(folder: Path) -> None:
    """Layers and functions as they are deployed, for this machine, bytecode included; laid over one another in
    `folder`/ours/python. The packages of the usual stack, the same versions whole, in `folder`/usual/python."""
    tools = os.environ | {"PATH": f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    for layer, target in LAYERS.items():
        make = ["make", "--silent", "-C", str(PROJECT / "layers" / layer), target, f"LAMBDA_PLATFORM={wheels()}"]
        subprocess.run([*make, f"ARTIFACTS_DIR={folder / 'ours'}"], env=tools, check=True)
    shutil.copytree(PROJECT / "functions", folder / "ours" / "python" / "functions")
    compiled(folder / "ours" / "python" / "functions")
    packages = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy", "-r", REQUIREMENTS]
    usual = folder / "usual" / "python"
    install = ["uv", "pip", "install", "--quiet", "--python", sys.executable, "--target", str(usual)]
    subprocess.run([*install, *packages], env=tools, check=True)
    compiled(usual)


def compiled(folder: Path) -> None:
    """Write the bytecode of all modules there, as the layers of a deployment have it."""
    compile_dir(folder, quiet=1, force=True, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def demand_bytecode(name: str, program: str, where: Path) -> None:
    """Raises SystemExit when the program imports a module that has no bytecode, or a package whose bytecode is not as
    a deployment has it."""
    done = subprocess.run(
        command(program + MODULES), env=environment(where), check=True, capture_output=True, text=True
    )
    for source, cached in json.loads(done.stdout.splitlines()[-1]):
        bytecode = Path(cached)
        if not bytecode.is_file():
            sys.exit(f"start: {name} imports {source}, which is not compiled: its figures would be those of compiling.")
        flags = int.from_bytes(bytecode.read_bytes()[4:8], "little")
        if Path(source).is_relative_to(where) and flags != UNCHECKED_HASH:
            sys.exit(f"start: {name} imports {source}, which is not compiled as a deployment compiles it.")


def instructions(valgrind: str, program: str, where: Path) -> float:
    """Millions of instructions of a new process that runs this, bytecode being there."""
    with tempfile.NamedTemporaryFile() as log:
        under = (valgrind, "--tool=cachegrind", "--cachegrind-out-file=/dev/null", f"--log-file={log.name}")
        started(program, where, under)
        found = _REFERENCES.search(Path(log.name).read_text())
    assert found
    return int(found[1].replace(",", "")) / 1e6


def cpu(program: str, where: Path) -> float:
    """Milliseconds of CPU of a new process that runs this."""

    def one_start() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started(program, where)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000

    return min(one_start() for _ in range(STARTS))


def started(program: str, where: Path, under: tuple[str, ...] = ()) -> None:
    """Runs this with the packages that are there."""
    subprocess.run([*under, *command(program)], env=environment(where), check=True)


def command(program: str) -> list[str]:
    """A new Python that runs this with the packages that its environment names: not with those of a virtual environment
    or of the current folder."""
    return [sys.executable, "-P", "-S", "-c", program]


def environment(where: Path) -> dict[str, str]:
    """What a function finds, and the packages in this folder."""
    return {**ENVIRONMENT, "PYTHONPATH": str(where), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    main()
