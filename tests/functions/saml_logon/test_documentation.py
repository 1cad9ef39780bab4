"""The documentation says what is so, to everybody, without naming an organisation."""

import re

import pytest

from functions.saml_logon.problems import PROBLEMS
from koppel.domain.accounts import directory_ids
from koppel.entrance.documentation import LANGUAGES
from tests.functions.saml_logon.conftest import Saml

OTHERS = {"en": "Any other identity provider", "nl": "Elke andere identiteitsprovider"}
NUMBERS = {
    "en": ("256 KiB", "one to six certificates", "60 seconds", "up to 180", "at most ten minutes"),
    "nl": ("256 KiB", "een tot zes certificaten", "60 seconden", "tot 180", "ten hoogste tien minuten"),
}


def page(saml: Saml, language: str) -> str:
    """The page, white space made alike."""
    return " ".join(saml.get(f"/docs/saml?language={language}").body.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_same_for_everybody(saml: Saml, language: str) -> None:
    answer = saml.get("/docs/saml", Accept_Language=language)
    assert (answer.status, answer.headers["Vary"]) == (200, "Accept-Language")
    assert "Praktijk" not in answer.body
    assert " ".join(answer.body.split()) == page(saml, language)
    for name in ("Entra ID", "AD FS", "Keycloak", OTHERS[language]):
        assert name in answer.body
    for slug in PROBLEMS:
        assert f"<code>{slug}</code>" in answer.body
    assert "{" not in answer.body.partition("<main")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_code(saml: Saml, language: str) -> None:
    for text in NUMBERS[language]:
        assert text in page(saml, language)


def test_both_languages_have_the_same_parts(saml: Saml) -> None:
    english, dutch = (re.findall(r'<h2 id="([^"]+)"', page(saml, each)) for each in LANGUAGES)
    assert english == dutch


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_spellings_of_a_directory_id_are_of_one(saml: Saml, language: str) -> None:
    shown = page(saml, language).partition('id="directory"')[2].partition("</p>")[0]
    text, encoded = (each for each in re.findall(r"<code>([^<]+)</code>", shown) if each != "objectGUID")
    assert text == directory_ids.normalise(encoded)
