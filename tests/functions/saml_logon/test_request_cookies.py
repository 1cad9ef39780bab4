"""Cookies that bind requests to a browser: who gets one, and when it is taken back."""

from typing import Any

import pytest

from functions.saml_logon.memory import logon_requests
from tests.functions.saml_logon.conftest import Saml


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document", "Sec_Fetch_Site": "cross-site"}, 303),
        ({"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image", "Sec_Fetch_Site": "cross-site"}, 204),
        ({"Sec_Fetch_Mode": "cors", "Sec_Fetch_Dest": "empty"}, 204),
        ({"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}, 204),
        ({"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe", "Sec_Fetch_Site": "cross-site"}, 204),
        ({"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "object"}, 204),
    ],
)
def test_only_a_page_that_is_asked_for_makes_a_request(saml: Saml, headers: dict[str, Any], status: int) -> None:
    answer = saml.get(saml.at("login"), **headers)
    assert answer.status == status
    assert len(saml.cookies) == (1 if status == 303 else 0)


def test_a_logon_takes_the_cookie_of_its_request_back(saml: Saml) -> None:
    saml.start()
    _, provider = saml.start()
    answer = saml.post(provider.respond())
    assert answer.location == "/"
    assert [each.partition("=")[0] for each in answer.cookies] == [
        "__Host-session",
        f"__Host-saml-{provider.story.in_response_to}",
    ]
    assert "Max-Age=0" in answer.cookies[1]
    assert len(saml.cookies) == 2, "the other logon can still be finished"


def test_cookies_of_logons_that_were_given_up_do_not_pile_up(saml: Saml) -> None:
    provider = saml.provider
    for _ in range(50):
        _, provider = saml.start()
        assert len(saml.cookies) <= logon_requests.MOST_OPEN
    assert saml.post(provider.respond()).location == "/"
