"""Texts in bodies: one line each, whichever line ends a program writes; nothing that nobody can see."""

import re

import pytest

from functions.rest_api.routes import ROUTES
from tests.functions.rest_api.conftest import Api


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("Vries\r\nJansen", "Vries Jansen"),
        ("Vries\nJansen", "Vries Jansen"),
        ("Vries\t \u2028Jansen\n", "Vries Jansen"),
        ("\u202eVries\u200b", "Vries"),
    ],
)
def test_a_name_is_stored_as_one_line(api: Api, sent: str, stored: str) -> None:
    made = api.world.client("C1")
    answer = api.write("PATCH", f"/c/{made.key}", {"last_name": sent, "phone_number": "\u202a06\xa012345678\u202c"})
    assert (answer.status, answer.body["last_name"], answer.body["phone_number"]) == (200, stored, "06 12345678")


def test_a_description_keeps_its_lines(api: Api) -> None:
    made = api.world.professional("P1")
    for line_end in ("\n", "\r\n", "\r"):
        answer = api.write("PATCH", f"/p/{made.key}", {"description": f"One\t line{line_end}{line_end}another "})
        assert (answer.status, answer.body["description"]) == (200, "One line\n\nanother")


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("last_name", "\u200b", "holds nothing that can be seen"),
        ("last_name", "\u3164\xad", "holds nothing that can be seen"),
        ("last_name", "a\x00", "holds a control character"),
        ("last_name", "a" + "\u0301\u0327\u0345" * 11, "holds more than 30 combining marks in a row"),
        ("id", "A\u200bB", "holds a character that cannot be seen"),
        ("id", "\ue000", "holds a character that cannot be seen"),
        ("id", "A\x00B", "holds a control character"),
    ],
)
def test_invisible_characters_are_refused(api: Api, field: str, text: str, wrong: str) -> None:
    made = api.world.client("C1")
    answer = api.write("PATCH", f"/c/{made.key}", {field: text})
    assert (answer.status, answer.body["extra"]) == (422, [{"message": wrong, "field": field}])


@pytest.mark.parametrize("path", [path for path in ROUTES if "<" in path])
@pytest.mark.parametrize("text", ["a" * 3000, "\u0301" * 3000, "%2F" * 1000])
def test_an_id_in_a_path_that_cannot_be_stored_is_refused(api: Api, path: str, text: str) -> None:
    target = "/" + re.sub("<[a-z_]+>", text, path)
    for method in ROUTES[path]:
        body = {"active": True} if method == "POST" else {"last_name": "Berg", "roles": ["ith.Therapist"]}
        answer = api.write(method, target, body)
        assert answer.status in {404, 422}, answer
