"""Builds the real template and deploys it into the emulator, unless just that stands there already."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import boto3
from botocore.exceptions import ClientError

from tests.harness import processes, templates
from tests.harness.emulator import CREDENTIALS, Connection, Emulator, architecture, wheels
from tests.harness.graph.server import endpoints
from tests.harness.home import PROJECT, VENVS

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

STACK = "koppel-local"
SAM = VENVS / "sam" / "bin" / "sam"
BUILD = PROJECT / ".local" / "build"
SOURCES = ("template.yaml", "functions", "layers", "tests/requirements/emulator.txt", "tests/harness/templates.py")
FLAGS = ("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-fail-on-empty-changeset")
PARAMETERS = {"Architecture": architecture(), "LogRetentionDays": "1"}


def deploy(emulator: Emulator, stack: str = STACK, **others: str) -> bool:
    """Brings a stack up to date, with more parameters than the local stack's if given; False where it already was.
    Raises `processes.Failed` where CloudFormation refuses them."""
    home = emulator.home
    graph = endpoints(home.directory_port(), home.certificates.absolute() / "authority.pem")
    wanted = digest(graph)
    if _deployed_digest(emulator.connection, stack) == wanted:
        return False
    log = emulator.home.logs / "deploy.log"
    log.unlink(missing_ok=True)
    with _build(emulator, wanted, graph, log) as template:
        parameters = [f"{name}={value}" for name, value in (PARAMETERS | others).items()]
        _sam(emulator, log, "deploy", "--template-file", template, "--stack-name", stack, *FLAGS,
             "--tags", f"digest={wanted}", "--parameter-overrides", *parameters)  # fmt: skip
    return True


@contextmanager
def _build(emulator: Emulator, wanted: str, graph: str, log: Path) -> Iterator[Path]:
    """The template that SAM built of these sources for this machine, once for all stacks of this clone; never the
    folder that a deployment to AWS is made from. Its functions find Microsoft Graph at `graph`. Others wait until the
    block ends."""
    sources = digest()
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "digest").open("a+") as built:
        fcntl.flock(built, fcntl.LOCK_EX)
        built.seek(0)
        if built.read() != sources:
            built.truncate(0)
            _sam(emulator, log, "build", "--build-dir", BUILD / "sam")
            for folder in [each for each in (BUILD / "sam").iterdir() if each.is_dir()]:
                _zip(folder)
            built.write(sources)
        yield templates.for_emulator(BUILD / "sam" / "template.yaml", f"{int(wanted[:8], 16):010}", graph)


def _zip(folder: Path) -> None:
    """Packs the code of a function or layer into a file beside it: SAM would do so again for each stack."""
    with ZipFile(templates.zipped(folder), "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))


def digest(graph: str = "") -> str:
    """One fingerprint of everything that a deployment is made from; without `graph`, that a build is made from."""
    found = hashlib.sha256(repr(PARAMETERS).encode() + graph.encode())
    for path in sorted(path for source in SOURCES for path in _files(PROJECT / source)):
        found.update(f"{path.relative_to(PROJECT)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return found.hexdigest()


def outputs(connection: Connection, stack: str = STACK) -> dict[str, str]:
    """The outputs of the deployed template."""
    return {
        each["OutputKey"]: each["OutputValue"] for found in _deployed(connection, stack) for each in found["Outputs"]
    }


def _deployed_digest(connection: Connection, stack: str) -> str | None:
    tags = [tag for found in _deployed(connection, stack) for tag in found.get("Tags", ())]
    return next((tag["Value"] for tag in tags if tag["Key"] == "digest"), None)


def _deployed(connection: Connection, stack: str) -> "list[StackTypeDef]":
    try:
        return boto3.client("cloudformation", **connection).describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return []


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    return [path for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _sam(emulator: Emulator, log: Path, *arguments: str | Path) -> None:
    processes.run([SAM, *arguments], environment(emulator), log)


def environment(emulator: Emulator) -> dict[str, str]:
    """SAM needs this shell's environment (proxies, certificates, package index), but no account that is set in it."""
    found = {
        name: value for name, value in os.environ.items() if not name.startswith("AWS_") or name == "AWS_CA_BUNDLE"
    }
    return (
        found
        | CREDENTIALS
        | {
            "AWS_ENDPOINT_URL": emulator.endpoint_url,
            "LAMBDA_PLATFORM": wheels(),
            "PATH": f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "SAM_CLI_POLL_DELAY": "0.1",
            "SAM_CLI_TELEMETRY": "0",
        }
    )
