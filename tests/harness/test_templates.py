"""The template as the emulator takes it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.harness import templates

BUILT = """
Parameters:
  Release: {Type: Number}
Resources:
  DirectoryWorker:
    Type: AWS::Serverless::Function
    Properties:
      Environment: {Variables: {TABLE: !Ref Table}}
  RestApi:
    Type: AWS::Serverless::Function
    Properties:
      Environment: {Variables: {TABLE: !Ref Table}}
"""


def variables(folder: Path, graph: str) -> dict[str, Any]:
    """The environment of each function."""
    built = folder / "template.yaml"
    built.write_text(BUILT)
    found = json.loads(templates.for_emulator(built, "1", graph).read_text())
    return {name: each["Properties"]["Environment"]["Variables"] for name, each in found["Resources"].items()}


@pytest.mark.parametrize("graph", ["", '{"login": "https://localhost:1"}'])
def test_functions_that_ask_microsoft_graph_are_led_to_the_stand_in_and_no_others(tmp_path: Path, graph: str) -> None:
    table = {"TABLE": {"Ref": "Table"}}
    given = {"GRAPH_ENDPOINTS": graph} if graph else {}
    assert variables(tmp_path, graph) == {"DirectoryWorker": table | given, "RestApi": table}
