"""Whatever JSON is sent to whatever endpoint, the answer is one of those that the document promises."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.rest_api.documentation.openapi import document
from functions.rest_api.routes import ROUTES
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS
from tests.functions.rest_api.conftest import ABSENT, Api, running_api

DOCUMENT = document(ROUTES)
WRITES = [
    (path, method) for path, methods in ROUTES.items() for method in methods if method in {"POST", "PATCH", "DELETE"}
]
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)  # half surrogate pairs too: JSON can carry them
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(max_size=8), each, max_size=4),
    max_leaves=10,
)
PLAUSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "active": st.booleans() | ANY,
    "email": st.sampled_from(["a@x.nl", "B@x.nl", "c1@client.example", "", "x"]) | ANY,
    "first_name": st.sampled_from(["Anna", "", None]) | ANY,
    "last_name": st.sampled_from(["Smit", "Ω" * 300]) | ANY,
    "name": st.sampled_from(["Piet"]) | ANY,
    "gender": st.sampled_from(["m", "f"]) | ANY,
    "id": st.sampled_from(["C1", "C7", " "]) | ANY,
    "bsn": st.sampled_from(["111222333", "123456782"]) | ANY,
    "date_of_birth": st.sampled_from(["1980-3-5", "2990-01-01"]) | ANY,
    "labels": st.lists(st.text(), max_size=3) | ANY,
    "age": st.integers(0, 99) | ANY,
    "nick_name": st.sampled_from(["Vlinder"]) | ANY,
    "roles": st.lists(st.sampled_from(["ith.Therapist", "ith.Supervisor", "ith.King"])) | ANY,
    "send_email": st.sampled_from(["yes", "no"]) | ANY,
}


@pytest.fixture(scope="module")
def writing() -> Iterator[tuple[Api, dict[str, str]]]:
    with running_api() as api:
        client, professional = api.world.client("C1"), api.world.professional("P1")
        yield api, {"c": client.key, "p": professional.key}


@st.composite
def bodies(draw: st.DrawFn) -> Any:
    """JSON of which most might be right."""
    if draw(st.integers(0, 4)) == 0:
        return draw(ANY)
    names = draw(st.sets(st.sampled_from(sorted({*PLAUSIBLE, *FIELDS[Kind.CLIENT], "professional", "@url"}))))
    return {name: draw(PLAUSIBLE.get(name, ANY)) for name in names}


@settings(max_examples=400)
@given(st.sampled_from(WRITES), bodies(), st.booleans(), st.sampled_from([None, None, None, "once", "é"]))
def test_any_json_gets_an_answer_of_the_document(
    writing: tuple[Api, dict[str, str]], write: tuple[str, str], body: Any, exists: bool, repeated: str | None
) -> None:
    api, keys = writing
    path, method = write
    target = path.replace("<professional>", keys["p"]).replace("<key>", keys.get(path[0], "") if exists else ABSENT)
    if isinstance(body, dict) and body.get("professional") is None:
        body["professional"] = keys["p"]
    headers = {"Idempotency-Key": repeated} if repeated else {}
    answer = api.write(method, f"/{target}", body, headers=headers)
    promised = DOCUMENT["paths"]["/" + path.replace("<", "{").replace(">", "}")][method.lower()]["responses"]
    assert str(answer.status) in promised
    if answer.status >= 400:
        assert (set(answer.body), answer.body["code"]) == ({"code", "message", "extra"}, answer.status)
        json.dumps(answer.body, ensure_ascii=False).encode()
    elif answer.status != 204:
        assert answer.body["@url"].startswith("https://demo.koppel.example/api/2/")
