"""Answers of commands are shown in the reader's language."""

from functions.console.answer_names import NAMES
from tests.functions.console.conftest import Console


def test_each_name_has_both_languages() -> None:
    for name, text in NAMES.items():
        assert text.nl[0].isupper(), name
        assert text.en[0].isupper(), name


def test_a_page_says_them_in_dutch(console: Console) -> None:
    console.manager.language = "nl"
    page = console.manager.post("/console/demo/do/create-api-user", {"name": "EPD", "scopes": "hl7"})
    for said in ("Laatst gebruikt", "Per minuut", "Rechten"):
        assert said in page.body
