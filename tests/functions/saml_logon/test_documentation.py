"""The documentation says what is so, to everybody, without naming an organisation."""

import re

from functions.saml_logon.problems import PROBLEMS
from koppel.domain.accounts import directory_ids
from tests.functions.saml_logon.conftest import Saml


def test_the_page_is_the_same_for_everybody(saml: Saml) -> None:
    answer = saml.get("/docs/saml")
    assert answer.status == 200
    assert "Praktijk" not in answer.body
    assert answer.body == saml.get("/docs/saml", Accept_Language="nl").body
    for name in ("Entra ID", "AD FS", "Keycloak", "Any other identity provider"):
        assert name in answer.body
    for slug in PROBLEMS:
        assert f"<code>{slug}</code>" in answer.body
    assert "{" not in answer.body.partition("<main")[2]


def test_the_numbers_are_those_of_the_code(saml: Saml) -> None:
    body = " ".join(saml.get("/docs/saml").body.split())
    for text in ("256 KiB", "one to six certificates", "60 seconds", "up to 180", "at most ten minutes"):
        assert text in body


def test_the_two_spellings_of_a_directory_id_are_of_one(saml: Saml) -> None:
    shown = saml.get("/docs/saml").body.partition('id="directory"')[2].partition("</p>")[0]
    text, encoded = (each for each in re.findall(r"<code>([^<]+)</code>", shown) if each != "objectGUID")
    assert text == directory_ids.normalise(encoded)
