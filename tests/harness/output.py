"""What a function prints while a test runs: its log lines and its metrics, as CloudWatch would get them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest

from koppel import log


class Output:
    """Everything printed so far."""

    def __init__(self, logged: StringIO, capture: pytest.CaptureFixture[str]) -> None:
        self._logged = logged
        self._capture = capture
        self._printed = ""

    @property
    def text(self) -> str:
        """As it was printed."""
        self._printed += self._capture.readouterr().out
        return self._logged.getvalue() + self._printed

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log lines."""
        return [each for each in self._all() if "_aws" not in each]

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """The metrics, one for each invocation."""
        return [each for each in self._all() if "_aws" in each]

    def _all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def printed(capture: pytest.CaptureFixture[str]) -> Iterator[Output]:
    """Keep what is logged and measured from here on. The logger would hold on to the stream that stood there when it
    was made."""
    with pytest.MonkeyPatch.context() as patch:
        logged = StringIO()
        patch.setattr(log._logger().registered_handler, "stream", logged)
        yield Output(logged, capture)
