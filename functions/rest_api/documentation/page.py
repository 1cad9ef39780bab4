"""The OpenAPI document as values of a page for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from functions.rest_api.documentation import guide, openapi_file
from functions.rest_api.documentation.dutch import DUTCH
from koppel.domain.texts import Text
from koppel.entrance.tables import Cell, Marked, Row, Table, code

_NAME, _MEANING = Text(nl="Naam", en="Name"), Text(nl="Betekenis", en="Meaning")
_FIELD, _VALUE = Text(nl="Veld", en="Field"), Text(nl="Waarde", en="Value")
_OR, _OF = Text(nl=" of ", en=" or "), Text(nl=" van ", en=" of ")
_AT_MOST = Text(nl="{kind}, ten hoogste {most} tekens", en="{kind}, at most {most} characters")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path."""

    id: str
    title: str
    summary: Text
    scopes: Text
    table: Table


@dataclass(frozen=True, slots=True)
class Form:
    """The shape of an object, as a table of its fields, or a word about it."""

    name: str
    table: Table | None
    kind: Text


@cache
def values() -> Mapping[str, Any]:
    """The values of the page's template: the guide, every endpoint, every shape."""
    document = openapi_file.read()
    endpoints = [
        _endpoint(method, path, operation, methods.get("parameters", []))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]
    return {
        "file": f"{document['servers'][0]['url']}/openapi.json",
        "guide": {language: guide.blocks(language) for language in ("en", "nl")},
        "endpoints": endpoints,
        "shapes": [_form(name, schema) for name, schema in document["components"]["schemas"].items()],
    }


def _said(english: str) -> Text:
    return Text(nl=DUTCH[english], en=english)


def _endpoint(method: str, path: str, operation: Mapping[str, Any], shared: Iterable[Mapping[str, Any]]) -> Endpoint:
    rows: list[Row] = [
        (code(f"{each['name']} ({each['in']})"), Marked(_said(each["description"])))
        for each in (*shared, *operation["parameters"])
    ]
    takes = operation.get("requestBody")
    rows += [(code("body"), _shape_in(takes))] if takes else []
    rows += [(code(status), _answer(response)) for status, response in operation["responses"].items()]
    return Endpoint(
        id=operation["operationId"],
        title=f"{method.upper()} {path}",
        summary=_said(operation["summary"]),
        scopes=_said(operation["description"]),
        table=Table((_NAME, _MEANING), tuple(rows)),
    )


def _answer(response: Mapping[str, Any]) -> Cell:
    said, shape = _said(response["description"]), _shape_in(response)
    if shape in {"", "Refusal"}:
        return Marked(said)
    return Marked(Text(nl=f"{said.nl}: {shape}", en=f"{said.en}: {shape}"))


def _shape_in(part: Mapping[str, Any]) -> str:
    reference = part.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return str(reference).rpartition("/")[2]


def _form(name: str, schema: Mapping[str, Any]) -> Form:
    needed = schema.get("required", ())
    rows: list[Row] = [
        (code(field + (" *" if field in needed else "")), Marked(_kind(each)))
        for field, each in schema.get("properties", {}).items()
    ]
    return Form(name, Table((_FIELD, _VALUE), tuple(rows)) if rows else None, _kind(schema))


def _kind(schema: Mapping[str, Any]) -> Text:
    """A description of the value in a few words."""
    if "$ref" in schema:
        return _same(str(schema["$ref"]).rpartition("/")[2])
    if "anyOf" in schema or "oneOf" in schema:
        return _joined(_OR, [_kind(each) for each in schema.get("anyOf") or schema["oneOf"]])
    kinds = schema.get("type", "")
    word = _joined(_OR, [_same(each) for each in (kinds if isinstance(kinds, list) else [kinds])])
    if "enum" in schema:
        word = _same(", ".join("null" if each is None else f'"{each}"' for each in schema["enum"]))
    if "items" in schema:
        word = _joined(_OF, [word, _kind(schema["items"])])
    if "const" in schema:
        word = _same(f'"{schema["const"]}"')
    if "maxLength" in schema:
        most = str(schema["maxLength"])
        word = Text(
            nl=_AT_MOST.nl.format(kind=word.nl, most=most),
            en=_AT_MOST.en.format(kind=word.en, most=most),
        )
    if "description" not in schema:
        return word
    said = _said(schema["description"])
    return _joined(_same("; "), [word, said]) if word.en else said


def _same(text: str) -> Text:
    return Text(nl=text, en=text)


def _joined(between: Text, texts: list[Text]) -> Text:
    return Text(nl=between.nl.join(each.nl for each in texts), en=between.en.join(each.en for each in texts))
