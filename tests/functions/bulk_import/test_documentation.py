"""The guide to import files: the same for everybody, in both languages, with each problem that a file can have."""

import re

import pytest

from functions.bulk_import.problems import PROBLEMS
from functions.bulk_import.problems.keys import KEY_PROBLEMS
from functions.bulk_import.problems.mail import MAIL_PROBLEMS
from functions.bulk_import.scripts import COLUMNS, SCRIPT_LABELS, Script
from functions.bulk_import.transfer.page import MEGABYTES
from koppel.entrance.documentation import LANGUAGES
from koppel.entrance.languages import say
from tests.functions.bulk_import.test_entry import Visitor, visitor
from tests.harness.html import faults

__all__ = ["visitor"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_valid_and_the_same_for_everybody(visitor: Visitor, language: str) -> None:
    answer = visitor.get("/docs/import", Accept_Language=language)
    assert (answer.status, answer.headers["Vary"]) == (200, "Accept-Language")
    assert answer.body == visitor.get(f"/docs/import?language={language}").body
    assert "Praktijk" not in answer.body
    assert faults(answer.body) == []
    assert "{" not in answer.body.partition("<main")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_file_has_its_columns(visitor: Visitor, language: str) -> None:
    body = visitor.get(f"/docs/import?language={language}").body
    for script in Script:
        part = body.partition(f'<h3 id="{script}">')[2].partition("</table>")[0]
        assert say(SCRIPT_LABELS[script], language) in part
        assert part.count("<tr>") == 1 + len(COLUMNS[script])
        for column in COLUMNS[script]:
            assert say(column.title, language) in part
            assert f"<code>{column.example}</code>" in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_problem_of_a_file_is_explained_and_none_of_keys_and_mails(visitor: Visitor, language: str) -> None:
    body = visitor.get(f"/docs/import?language={language}").body
    for slug in PROBLEMS:
        assert (f"<code>{slug}</code>" in body) is (slug not in {*KEY_PROBLEMS, *MAIL_PROBLEMS})
    assert f"{MEGABYTES} MB" in body


def test_both_languages_have_the_same_parts(visitor: Visitor) -> None:
    english, dutch = (
        re.findall(r'<h[23] id="([^"]+)"', visitor.get(f"/docs/import?language={each}").body) for each in LANGUAGES
    )
    assert english == dutch


def test_it_leads_to_the_page_that_encrypts_and_back(visitor: Visitor) -> None:
    assert 'href="/securetransfer"' in visitor.get("/docs/import").body
    assert 'href="/docs/import"' in visitor.get("/securetransfer").body
