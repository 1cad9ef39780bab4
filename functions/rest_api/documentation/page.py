"""The OpenAPI document as a page for people, complete without scripts."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from functions.rest_api.documentation import openapi_file

_CODE = re.compile(r"`([^`]+)`")


def content() -> str:
    """The document as HTML: the guide, every endpoint, every shape."""
    document = openapi_file.read()
    endpoints = "\n".join(
        _operation(method, path, operation, methods.get("parameters", []))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    )
    shapes = "\n".join(_shape(name, schema) for name, schema in document["components"]["schemas"].items())
    as_file = f'<p>For programs: <a href="{document["servers"][0]["url"]}/openapi.json">openapi.json</a>.</p>'
    guide = "\n".join(_guide(document["info"]["description"]))
    return f"{as_file}\n{guide}\n<h2>Endpoints</h2>\n{endpoints}\n<h2>Shapes</h2>\n{shapes}"


def _guide(markdown: str) -> Iterator[str]:
    """The guide's Markdown: headings, code blocks and paragraphs with code in them."""
    for number, part in enumerate(markdown.split("```")):
        if number % 2:
            yield f"<pre>{escape(part.partition(chr(10))[2])}</pre>"
            continue
        for block in filter(None, map(str.strip, part.split("\n\n"))):
            is_heading = block.startswith("## ")
            yield f"<h2>{escape(block[3:])}</h2>" if is_heading else f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text))


def _operation(method: str, path: str, operation: Mapping[str, Any], shared: list[Mapping[str, Any]]) -> str:
    parameters = [*shared, *operation["parameters"]]
    takes = operation.get("requestBody")
    rows = [(f"{each['name']} ({each['in']})", each["description"]) for each in parameters]
    rows += [("body", _shape_in(takes))] if takes else []
    rows += [(status, _answer(response)) for status, response in operation["responses"].items()]
    return (
        f'<h3 id="{operation["operationId"]}"><code>{method.upper()} {escape(path)}</code></h3>\n'
        f"<p>{escape(operation['summary'])}. {escape(operation['description'])}</p>\n{_table(rows)}"
    )


def _answer(response: Mapping[str, Any]) -> str:
    shape = _shape_in(response)
    return f"{response['description']}: {shape}" if shape not in {"", "Refusal"} else str(response["description"])


def _shape_in(part: Mapping[str, Any]) -> str:
    reference = part.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return str(reference).rpartition("/")[2]


def _shape(name: str, schema: Mapping[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = [
        (field + (" *" if field in needed else ""), _kind(each)) for field, each in schema.get("properties", {}).items()
    ]
    return f'<h3 id="shape-{name}">{name}</h3>\n' + (_table(rows) if rows else f"<p>{escape(_kind(schema))}</p>")


def _kind(schema: Mapping[str, Any]) -> str:
    """A description of the value in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(_kind(each) for each in schema.get("anyOf") or schema["oneOf"])
    kinds = schema.get("type", "")
    word = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "enum" in schema:
        word = ", ".join("null" if each is None else f'"{each}"' for each in schema["enum"])
    if "items" in schema:
        word = f"{word} of {_kind(schema['items'])}"
    if "const" in schema:
        word = f'"{schema["const"]}"'
    if "maxLength" in schema:
        word = f"{word}, at most {schema['maxLength']} characters"
    return f"{word}; {schema['description']}" if "description" in schema and word else word or schema["description"]


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "\n".join(f"<tr><td><code>{escape(name)}</code></td><td>{_inline(what)}</td></tr>" for name, what in rows)
    return f"<table>\n{cells}\n</table>"
