"""The OpenAPI document as a file. `make documentation` writes it; it is served, and the page is rendered from it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from functions.rest_api.representation import BASE_PATH

FILE = Path(__file__).with_name("openapi.json")


def read() -> dict[str, Any]:
    """The document."""
    document: dict[str, Any] = json.loads(FILE.read_bytes())
    return document


def served(root: str) -> bytes:
    """The document for readers who reach the API below this path: "", or "/" and the stage."""
    return written(read() | {"servers": [{"url": f"{root}{BASE_PATH}"}]})


def written(document: Mapping[str, Any]) -> bytes:
    """The document as JSON that people can read."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
