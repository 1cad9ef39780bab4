"""A bench for runs."""

from collections.abc import Iterator

import pytest

from tests.koppel.runs.bench import Bench, bench


@pytest.fixture
def here() -> Iterator[Bench]:
    with bench() as made:
        yield made
