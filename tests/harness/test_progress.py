"""A wait goes on while anything changes, and ends when nothing does."""

import time

import pytest

from tests.harness.progress import Progress


def test_every_change_starts_the_patience_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    seen = Progress(10)
    assert not seen.has_stopped(1)
    now = 110.0
    assert not seen.has_stopped(1)
    assert not seen.has_stopped(2)
    now = 120.0
    assert not seen.has_stopped(2)
    now = 120.1
    assert seen.has_stopped(2)
    assert not seen.has_stopped(3)
