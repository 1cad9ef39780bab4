"""Where a file is sent: the form, and the page that comes after it."""

from collections.abc import Iterator

import pytest

from functions.bulk_import.content import LONGEST_FILE
from tests.functions.bulk_import.import_desk import Desk, open_desk

PAGE = "https://demo.koppel.example/console/demo/import"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def test_the_answer_has_all_that_a_sender_needs(desk: Desk) -> None:
    made = desk.done("prepare-upload")
    assert made["fields"]["key"] == f"demo/{made['upload']}/upload"
    assert (made["longest"], made["seconds"]) == (LONGEST_FILE, 900)
    assert "success_action_redirect" not in made["fields"]


def test_a_browser_goes_on_to_a_page_of_the_upload(desk: Desk) -> None:
    made = desk.done("prepare-upload", return_to=PAGE)
    assert made["fields"]["success_action_redirect"] == f"{PAGE}/{made['upload']}"


@pytest.mark.parametrize("page", ["console", "javascript:alert(1)", "http://demo.koppel.example/", f"{PAGE}#x"])
def test_what_is_no_address_is_refused(desk: Desk, page: str) -> None:
    assert desk.declined("prepare-upload", return_to=page) == "invalid"
