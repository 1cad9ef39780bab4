"""The operator's desk, for the commands of every function, and a watch on what functions ask of AWS."""

from collections.abc import Iterator

import pytest

from tests.harness.office import Office, open_office
from tests.harness.output import Output, printed
from tests.harness.rights import Record, is_allowed, recorded


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as made:
        yield made


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Iterator[Output]:
    with printed(capsys) as kept:
        yield kept


@pytest.fixture(scope="session")
def record() -> Iterator[Record]:
    """What every function has asked of AWS in all tests so far."""
    with recorded() as kept:
        yield kept


@pytest.fixture(autouse=True)
def rights(record: Record) -> Iterator[None]:
    """No function asks of AWS what its role in template.yaml does not allow."""
    yield
    for function, used in record.used.items():
        excess = {each for each in used if not is_allowed(function, each)}
        assert not excess, f"the role of {function} does not allow {excess}"
