"""The operator's desk, for the commands of every function."""

from collections.abc import Iterator

import pytest

from tests.harness.office import Office, open_office
from tests.harness.output import Output, printed


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as made:
        yield made


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Iterator[Output]:
    with printed(capsys) as kept:
        yield kept
