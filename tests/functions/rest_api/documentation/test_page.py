"""The documentation as a page for people."""

from html.parser import HTMLParser

import pytest

from functions.rest_api.documentation.openapi import document
from functions.rest_api.documentation.page import content
from functions.rest_api.routes import ROUTES
from tests.functions.rest_api.conftest import Answer, Api
from tests.harness.gateway import gateway_event


def page(api: Api, method: str = "GET", host: str = "demo.koppel.example") -> Answer:
    return api.handle(gateway_event(method, "/docs/api", host=host))


def test_everybody_sees_it_and_it_names_no_organisation(api: Api) -> None:
    answer = page(api)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html;charset=UTF-8")
    assert "Praktijk" not in answer.text
    assert page(api, host="nobody.elsewhere.example").text == answer.text


def test_it_loads_nothing_from_elsewhere(api: Api) -> None:
    answer = page(api)
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "src=" not in answer.text


def test_every_endpoint_field_and_status_is_on_it(api: Api) -> None:
    text = page(api).text
    found = document(ROUTES)
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                assert f"<code>{method.upper()} {path}</code>" in text
                assert operation["summary"] in text
    for name in found["components"]["schemas"]:
        assert f'id="shape-{name}"' in text
    for words in ("First steps", "Authentication", "Errors", "Limits", "curl -s", "date_of_birth", "429"):
        assert words in text


class Reader(HTMLParser):
    """Knows which elements are open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


def test_it_is_html_in_which_everything_that_is_opened_is_closed() -> None:
    reader = Reader()
    reader.feed(content())
    assert reader.opened == []


def test_head_has_no_body(api: Api) -> None:
    answer = page(api, "HEAD")
    assert (answer.status, answer.text) == (200, "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", ""])
def test_it_can_only_be_read(api: Api, method: str) -> None:
    answer = page(api, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
