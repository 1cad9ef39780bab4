"""Journeys: the real template on a local stack, spoken to over HTTP as the outside world does."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from koppel.aws import clients
from koppel.runtime import Runtime
from tests.functions.bulk_import.key_desk import gpg
from tests.functions.directory_sync.ldap.conftest import authority, controller
from tests.harness import npm
from tests.harness.browser import DESKTOP, executable, started
from tests.harness.home import PROJECT, Home, free_port
from tests.harness.stack import Stack
from tests.harness.supervisor import Supervisor, running

__all__ = ["authority", "controller", "gpg"]

HERE = Path(__file__).parent
LOOPBACK = ["127.0.0.0/8", "::1", "localhost"]
STACKS_OF_THEIR_OWN = {HERE / "test_local_stack.py", HERE / "test_two_stacks.py"}
"""They start and deploy six stacks, minutes of a processor, so that they run at full size only."""


def is_full() -> bool:
    """Whether journeys are to be run at full size."""
    return os.environ.get("KOPPEL_JOURNEYS") == "full"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Lets journeys, and nothing else, speak to this machine; they all run in one process, which owns the stack."""
    left_out = [item for item in items if item.path in STACKS_OF_THEIR_OWN and not is_full()]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def scale() -> float:
    """The share of a long journey that is run: a tenth, and everything with KOPPEL_JOURNEYS=full."""
    return 1.0 if is_full() else 0.1


@pytest.fixture(scope="session")
def supervisor() -> Iterator[Supervisor]:
    """A stack of the tests' own, on free ports and with an empty state."""
    (PROJECT / ".local").mkdir(exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix="journeys-", dir=PROJECT / ".local"))
    try:
        with running(Home(root), free_port()) as started:
            yield started
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Stack:
    """The stack to test: the one whose stack.json KOPPEL_STACK names, else a new one."""
    if card := os.environ.get("KOPPEL_STACK"):
        return Stack.from_card(Path(card))
    started: Supervisor = request.getfixturevalue("supervisor")
    return started.stack


@pytest.fixture(scope="module")
def runtime(stack: Stack) -> Iterator[Runtime]:
    """The deployed table and key, as the function for API users has them."""
    functions = boto3.client("lambda", **stack.connection)
    settings = functions.get_function_configuration(FunctionName=stack.outputs["RestApiFunction"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", stack.endpoint_url)
        for each in (clients.dynamodb, clients.kms, clients.sqs):
            each.cache_clear()
        yield Runtime.from_environment(settings["Environment"]["Variables"])
    for each in (clients.dynamodb, clients.kms, clients.sqs):
        each.cache_clear()


@pytest.fixture(scope="session")
def installed() -> Callable[[str], Path]:
    """Where a program of npm (a folder of the harness) stands with its packages; without npm there is no test."""

    def place(name: str) -> Path:
        try:
            return npm.installed(name)
        except npm.Missing as missing:
            pytest.skip(str(missing))

    return place


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real one, for one file: while it is open it holds the event loop of this process."""
    if not executable():
        pytest.skip("chromium is not installed")
    with started() as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody with no cookies yet, who reads English."""
    made = browser.new_context(locale="en-GB", viewport=DESKTOP)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
