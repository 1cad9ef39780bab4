"""What an entry makes in Lambda's init phase, which a snapshot of SnapStart holds: nothing secret, nothing random."""

import ast
import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ENVIRONMENT
from tests.harness.home import PROJECT

LAYER = PROJECT / "layers" / "common"
CLIENTS = {"koppel.aws.clients.dynamodb", "koppel.aws.clients.kms"}
QUEUES = {"koppel.aws.clients.sqs"}
LOGGER = {"koppel.log._logger"}
WITH_QUEUES = {
    "functions.bulk_import.command_entry",
    "functions.bulk_import.mail_entry",
    "functions.bulk_import.worker_entry",
    "functions.directory_sync.command_entry",
    "functions.directory_sync.worker_entry",
    "functions.hl7_intake.entry",
    "functions.operations.entry",
}
ENTRIES = {".".join(each.relative_to(PROJECT).with_suffix("").parts) for each in PROJECT.glob("functions/*/*entry.py")}
OTHERS = {
    "functions.bulk_import.command_entry": {"koppel.aws.clients.s3"},
    "functions.bulk_import.mail_entry": {"koppel.aws.clients.mail"},
    "functions.bulk_import.worker_entry": {"koppel.aws.clients.s3"},
    "functions.console.entry": {"koppel.aws.clients.functions"},
    "functions.directory_sync.worker_entry": {"koppel.aws.clients.s3"},
}
PRIMED = {
    each: CLIENTS | LOGGER | (QUEUES if each in WITH_QUEUES else set()) | OTHERS.get(each, set())
    for each in sorted(ENTRIES)
}
"""All that an entry has made and kept before its first request, besides its runtime: clients and the logger. What KMS
has decrypted (`_decrypted`, `_pseudonyms`) is not among it, nor a key's public half, nor a random number."""
VARIABLES = (
    "TABLE",
    "KEY_ID",
    "DOMAIN_NAME",
    "HL7_QUEUE_URL",
    "HL7_SOURCE_QUEUE_URL",
    "HL7_DEAD_QUEUE_URL",
    "SIGNING_KEYS",
    "OPERATOR_FUNCTION",
    "SAML_OPERATOR_FUNCTION",
)

KEPT = """
import functools, importlib, json, random, socket, sys

def refuse(*_, **__):
    raise AssertionError("a connection in the init phase")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
state = random.getstate()
importlib.import_module(sys.argv[1])
assert random.getstate() == state, "a random number was drawn"
print(json.dumps(sorted(
    f"{each.__module__}.{each.__name__}"
    for name, module in list(sys.modules.items())
    if name.startswith(("koppel", "functions"))
    for each in vars(module).values()
    if isinstance(each, functools._lru_cache_wrapper) and each.__module__ == name and each.cache_info().currsize
)))
"""


def kept(entry: str, **variables: str) -> set[str]:
    """The functions that keep something after this entry was imported with these variables."""
    done = subprocess.run(
        [sys.executable, "-c", KEPT, entry],
        env={"PYTHONPATH": os.pathsep.join([str(PROJECT), str(LAYER)]), "PYTHONDONTWRITEBYTECODE": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_entries_with_queues_exist() -> None:
    assert WITH_QUEUES < ENTRIES


@pytest.mark.parametrize("entry", PRIMED)
def test_an_entry_primes_on_lambda_what_this_list_says_and_nothing_elsewhere(entry: str) -> None:
    variables = ENVIRONMENT | dict.fromkeys(VARIABLES, "x,x,x")
    assert kept(entry, **variables, AWS_LAMBDA_FUNCTION_NAME="f") == PRIMED[entry] | {"koppel.runtime.process_runtime"}
    assert kept(entry, **variables) == set()


def test_random_numbers_come_from_the_operating_system() -> None:
    """Environments that start from one snapshot share the state of every other generator."""
    for path in [*LAYER.rglob("*.py"), *(PROJECT / "functions").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "random", path
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "random":
                assert node.attr == "SystemRandom", path
