"""A failure that is ours has a status of ours."""

from collections.abc import Mapping
from typing import Any

import pytest

from koppel.aws import functions
from tests.functions.console.conftest import Console


@pytest.mark.parametrize(("slug", "status"), [("busy", 503), ("broke", 500), ("invalid", 422), ("unknown-entry", 404)])
def test_the_status_says_whose_fault_it_is(
    console: Console, monkeypatch: pytest.MonkeyPatch, slug: str, status: int
) -> None:
    def invoke(_name: str, _payload: Mapping[str, Any]) -> dict[str, Any]:
        return {"problem": {"slug": slug, "texts": {"nl": "Nee.", "en": "No."}, "field_texts": {}}}

    monkeypatch.setattr(functions, "invoke", invoke)
    page = console.manager.get("/console/demo")
    assert (page.status, "No." in page.body) == (status, True)


def test_a_function_that_does_not_answer_is_a_passing_failure(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def invoke(_name: str, _payload: Mapping[str, Any]) -> dict[str, Any]:
        raise functions.FunctionUnavailable

    monkeypatch.setattr(functions, "invoke", invoke)
    page = console.manager.get("/console/demo")
    assert (page.status, page.headers["Retry-After"]) == (503, "1")
