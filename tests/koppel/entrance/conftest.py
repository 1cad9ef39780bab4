"""What the tests of the entrances share: a world, and everything that is logged in it."""

from collections.abc import Iterator

import pytest

from tests.harness.output import Output, printed
from tests.harness.world import World, world


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Iterator[Output]:
    with printed(capsys) as kept:
        yield kept
