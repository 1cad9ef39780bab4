"""The documentation as a page for people."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from functions.rest_api.documentation.dutch import DUTCH
from functions.rest_api.documentation.openapi import document
from functions.rest_api.routes import ROUTES
from tests.functions.rest_api.conftest import Answer, Api
from tests.harness.gateway import gateway_event


def page(api: Api, method: str = "GET", host: str = "demo.koppel.example", language: str = "en") -> Answer:
    return api.handle(gateway_event(method, f"/docs/api?language={language}", host=host))


def said(part: Any) -> Iterator[str]:
    """All that a part of the document says to people, but for the guide."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in {"summary", "description"} and isinstance(value, str):
                yield value
            elif name != "info":
                yield from said(value)
    elif isinstance(part, list):
        for each in part:
            yield from said(each)


def test_what_the_document_says_is_there_in_dutch_too_and_nothing_else() -> None:
    found = set(said(document(ROUTES)["paths"])) | set(said(document(ROUTES)["components"]["schemas"]))
    assert found - DUTCH.keys() == set()
    assert DUTCH.keys() - found == set()


def test_everybody_sees_it_and_it_names_no_organisation(api: Api) -> None:
    answer = page(api)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html;charset=UTF-8")
    assert "Praktijk" not in answer.text
    assert page(api, host="nobody.elsewhere.example").text == answer.text


def test_it_loads_one_script_of_our_own(api: Api) -> None:
    answer = page(api)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert re.findall(r'src="([^"]+)"', answer.text) == ["/docs/page.js"]


def test_every_endpoint_field_and_status_is_on_it(api: Api) -> None:
    english, dutch = (unescape(page(api, language=each).text) for each in ("en", "nl"))
    found = document(ROUTES)
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                assert f"<code>{method.upper()} {path}</code>" in english
                assert operation["summary"] in english
                assert DUTCH[operation["summary"]] in dutch
    for name in found["components"]["schemas"]:
        assert f'id="shape-{name}"' in english
    for words in ("First steps", "Authentication", "Errors", "Limits", "curl -s", "date_of_birth", "429"):
        assert words in english
    for words in ("Eerste stappen", "Authenticatie", "Fouten", "Grenzen", "curl -s", "tekens"):
        assert words in dutch


def test_both_languages_have_the_same_parts(api: Api) -> None:
    english, dutch = (re.findall(r' id="([^"]+)"', page(api, language=each).text) for each in ("en", "nl"))
    assert english == dutch
    assert len(set(english)) == len(english)


def test_head_has_no_body(api: Api) -> None:
    answer = page(api, "HEAD")
    assert (answer.status, answer.text) == (200, "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", ""])
def test_it_can_only_be_read(api: Api, method: str) -> None:
    answer = page(api, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
