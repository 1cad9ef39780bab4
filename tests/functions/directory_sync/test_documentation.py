"""The page says what is so, to everybody, without naming an organisation."""

import re

import pytest

from functions.directory_sync.documentation.scim import KEYWORDS
from functions.directory_sync.problems.scim import SCIM_PROBLEMS
from functions.directory_sync.routes import ROUTES
from functions.directory_sync.scim.errors import ScimType
from functions.directory_sync.scim.schema.tables import RESOURCE_TYPES
from koppel.entrance.documentation import LANGUAGES
from tests.functions.directory_sync.conftest import Scim


def page(scim: Scim, language: str) -> str:
    """The page, white space made alike."""
    answer = scim.get(f"/docs/scim?language={language}", token="")
    assert answer.status == 200
    return " ".join(answer.text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_attribute_keyword_and_problem_is_there(scim: Scim, language: str) -> None:
    text = page(scim, language)
    for path in ROUTES:
        assert f"<code>{f'/scim/v2/{path}'.rstrip('/').replace('<', '&lt;').replace('>', '&gt;')}</code>" in text
    for of in RESOURCE_TYPES:
        for each in of.schema.attributes:
            assert f"<code>{each.name}</code>" in text
            for part in each.parts:
                assert f"<code>{each.name}.{part.name}</code>" in text
    for slug in SCIM_PROBLEMS:
        assert f"<code>{slug}</code>" in text
    assert set(KEYWORDS) == set(ScimType)
    for keyword in ScimType:
        assert f"<code>{keyword}</code>" in text
    assert "Praktijk" not in text
    assert "{" not in text.partition("<main")[2]


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            ("10 people", "5 % of the active users", "never fewer than 3", "60 minutes", "100 without it, 200 at most"),
        ),
        (
            "nl",
            ("10 mensen", "5 % van de actieve gebruikers", "nooit minder dan 3", "60 minuten", "100, ten hoogste 200"),
        ),
    ],
)
def test_the_numbers_are_those_of_the_code(scim: Scim, language: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        assert text in page(scim, language)


def test_both_languages_have_the_same_parts(scim: Scim) -> None:
    english, dutch = (re.findall(r'<h2 id="([^"]+)"', page(scim, each)) for each in LANGUAGES)
    assert english == dutch
