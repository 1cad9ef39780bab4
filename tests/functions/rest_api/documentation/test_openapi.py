"""The document that is served is the document that is kept, and it says what the code does."""

import json
from typing import Any

import pytest

from functions.rest_api.documentation.openapi import document
from functions.rest_api.documentation.openapi_file import FILE, written
from functions.rest_api.documentation.schemas import schemas
from functions.rest_api.routes import ROUTES
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS
from tests.functions.rest_api.conftest import Api

DOCUMENT = document(ROUTES)


def test_the_file_is_what_the_code_makes() -> None:
    assert FILE.read_bytes() == written(DOCUMENT), "`make documentation` writes it"


def test_it_is_served_without_a_token(api: Api) -> None:
    answer = api.get("/openapi.json", token="")
    assert (answer.status, answer.body) == (200, DOCUMENT)


def test_every_route_is_in_it() -> None:
    found = {(path, method) for path, each in DOCUMENT["paths"].items() for method in each if method != "parameters"}
    wanted = {
        ("/" + path.replace("<", "{").replace(">", "}"), method.lower())
        for path, each in ROUTES.items()
        for method in each
    }
    assert found == wanted


@pytest.mark.parametrize(("kind", "name"), [(Kind.CLIENT, "Client"), (Kind.PROFESSIONAL, "Professional")])
def test_every_field_is_in_it(kind: Kind, name: str) -> None:
    found = schemas()
    assert set(FIELDS[kind]) <= set(found[name]["properties"])
    assert set(FIELDS[kind]) <= set(found[f"New{name}"]["properties"])


def test_every_reference_leads_somewhere() -> None:
    names = set(DOCUMENT["components"]["schemas"])
    found = set(_references(DOCUMENT))
    assert found <= names
    assert names - found <= {"ProfessionalFields", "Refusal"} | found


def test_operations_have_names_of_their_own() -> None:
    names = [
        each["operationId"]
        for methods in DOCUMENT["paths"].values()
        for method, each in methods.items()
        if method != "parameters"
    ]
    assert len(set(names)) == len(names)


def test_a_refusal_is_documented_for_every_operation() -> None:
    for methods in DOCUMENT["paths"].values():
        for method, each in methods.items():
            if method != "parameters":
                assert {"401", "403", "404", "429", "503"} <= set(each["responses"]) or not each["security"][0]


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"].rpartition("/")[2]] if "$ref" in part else []
        return own + [name for each in part.values() for name in _references(each)]
    return [name for each in part for name in _references(each)] if isinstance(part, list) else []


def test_it_is_json_that_people_can_read() -> None:
    assert json.loads(FILE.read_text()) == DOCUMENT
    assert len(FILE.read_text().splitlines()) > 500
