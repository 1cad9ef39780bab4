"""The house rules that no tool checks: nothing happens at import, everything explains itself in two languages, and no
module grows too long."""

import ast
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from types import ModuleType, UnionType
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from koppel.domain.problems.problem import Problem
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import Settings, Tile
from tests.harness.home import PROJECT

LAYER = PROJECT / "layers" / "common"
SOURCES = sorted(path for folder in (PROJECT / "functions", LAYER, PROJECT / "tests") for path in folder.rglob("*.py"))
MOST_LINES = 300
MOST_LINES_OF_TESTS = 400  # one file for each module that is tested, however much there is to say of it


def module_name(path: Path) -> str:
    """The name under which the module is imported."""
    parts = path.relative_to(LAYER if path.is_relative_to(LAYER) else PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PRODUCT = [module_name(path) for path in SOURCES if "tests" not in path.parts and path.stem != "__main__"]


def product() -> Iterator[ModuleType]:
    """Every module of the product."""
    return map(importlib.import_module, PRODUCT)


def found[Value](kind: type[Value]) -> dict[str, Value]:
    """Every value of this type that a module of the product holds, by where it stands."""
    return {
        f"{module.__name__}.{name}": value
        for module in product()
        for name, value in vars(module).items()
        if isinstance(value, kind)
    }


def names_in(text: str) -> set[str]:
    """The `{names}` that are to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


IMPORT_ALL = """
import importlib, os, socket, sys
import boto3, botocore.session

def refuse(*_, **__):
    raise RuntimeError("not at import")

boto3.client = boto3.resource = boto3.setup_default_session = refuse
boto3.Session = boto3.session.Session = botocore.session.Session.create_client = refuse
socket.socket.connect = refuse
before = dict(os.environ)
for name in sys.argv[1:]:
    importlib.import_module(name)
    assert dict(os.environ) == before, f"{name} changes the environment"
"""


def test_every_module_is_imported_without_environment_clients_or_connections() -> None:
    path = os.pathsep.join([str(PROJECT), str(LAYER)])
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *PRODUCT],
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(PRODUCT) > 40


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_module_is_short_and_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= (MOST_LINES_OF_TESTS if "tests" in path.parts else MOST_LINES)
    docstring = ast.get_docstring(ast.parse(source)) or ""
    assert docstring.split("\n\n")[0].rstrip().endswith((".", ":"))


def settings_of(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Every field of the settings, those of models within it too."""
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{name}", field
        for inner in models_in(field.annotation):
            yield from settings_of(inner)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a type speaks of."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation
    elif isinstance(annotation, UnionType) or get_args(annotation):
        for each in get_args(annotation):
            yield from models_in(each)


def test_tiles_are_found_and_each_is_named_by_one_slug() -> None:
    tiles = {each.integration: each for each in found(Tile).values()}
    assert {"client_details", "professional_details", "hl7_intake"} <= set(tiles)
    assert all(issubclass(each.settings, Settings) for each in tiles.values())
    for folder in (PROJECT / "functions").iterdir():
        if (folder / "tile.py").exists():
            of_folder = [each.integration for name, each in found(Tile).items() if f".{folder.name}.tile." in name]
            assert of_folder == [folder.name]


def test_every_setting_has_a_title_and_an_explanation_in_both_languages() -> None:
    unexplained = []
    for tile in found(Tile).values():
        for name, field in settings_of(tile.settings):
            dutch = (field.json_schema_extra or {}).get("nl", {})
            texts = (field.title, field.description, dutch.get("title"), dutch.get("description"))
            if not all(isinstance(each, str) and each.strip() for each in texts):
                unexplained.append(f"{tile.integration}: {name}")
    assert unexplained == []


def test_settings_can_be_made_of_nothing_and_refuse_what_they_do_not_know() -> None:
    for tile in found(Tile).values():
        assert tile.settings.model_validate_json("{}").model_dump_json()
        with pytest.raises(ValueError, match="no_such_setting"):
            tile.settings.model_validate_json('{"no_such_setting": 1}')


def test_every_problem_tells_what_is_the_matter_and_what_to_do_in_both_languages() -> None:
    problems = found(Problem)
    assert len(problems) > 15
    for place, problem in problems.items():
        for text in (problem.explanation, problem.remedy):
            assert text.nl.strip().endswith((".", "?", "}")), place
            assert text.en.strip().endswith((".", "?", "}")), place
            assert text.nl != text.en, place
            assert names_in(text.nl) == names_in(text.en), place


def test_every_problem_stands_in_a_catalogue() -> None:
    catalogues = [each for module in product() for each in vars(module).values() if is_catalogue(each)]
    listed = {id(problem) for each in catalogues for problem in each.values()}
    assert [place for place, problem in found(Problem).items() if id(problem) not in listed] == []


def is_catalogue(value: object) -> bool:
    """Whether this is problems by slug."""
    if not isinstance(value, Mapping) or not value:
        return False
    return all(isinstance(each, Problem) and each.slug == slug for slug, each in value.items())


def test_every_text_is_told_in_both_languages() -> None:
    for place, text in found(Text).items():
        assert text.nl.strip(), place
        assert text.en.strip(), place
    for place, tile in found(Tile).items():
        for text in (tile.title, tile.introduction):
            assert text.nl.strip(), place
            assert text.en.strip(), place


def test_digits_are_those_of_ascii() -> None:
    """`\\d`, `int` and `isdigit` take the digits of every script: patterns name 0 to 9, or hold for ASCII only."""
    loose = []
    for path in SOURCES:
        if "tests" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            asks = re.search(r"\.is(?:digit|decimal|numeric)\(", line) and ".isascii()" not in line
            if asks or (r"\d" in line and "re.ASCII" not in line):
                loose.append(f"{path.relative_to(PROJECT)}:{number}")
    assert loose == []


def test_only_row_keys_builds_keys_of_rows() -> None:
    separators = []
    for path in SOURCES:
        if "tests" in path.parts or path.parent.name == "row_keys":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "RowKey":
                separators += [
                    ast.unparse(node) for each in node.args if isinstance(each, ast.JoinedStr | ast.Constant)
                ]
    assert separators == []


TAG = re.compile(
    r"</?(a|b|body|br|button|code|dd|div|dl|dt|em|footer|form|h[1-6]|head|header|html|img|input|label|li|link|main|meta"
    r"|nav|ol|option|p|pre|script|section|select|small|span|strong|style|summary|svg|table|tbody|td|textarea|th|thead"
    r"|title|tr|ul)(\s[^<>]*)?/?>"
)


def test_html_is_written_in_templates_only() -> None:
    """Templates escape every value. What joins strings by hand forgets it once."""
    found = []
    for path in SOURCES:
        if "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(PROJECT)}: {each}" for each in _html_in(tree)]
    assert found == []


def _html_in(tree: ast.AST) -> Iterator[str]:
    """Where this module escapes HTML itself, or holds some outside of docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in docstrings:
            continue
        match node:
            case ast.ImportFrom(module="html") | ast.Import(names=[ast.alias(name="html")]):
                yield f"line {node.lineno} imports html"
            case ast.Constant(value=str(text)) if TAG.search(text):
                yield f"line {node.lineno} holds {text[:40]!r}"
            case _:
                pass
