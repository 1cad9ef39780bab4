"""The rooms: every function has a layer contract of its own, and what stands in koppel is shared."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from functions.delegated_logon.tile import DelegatedLogonSettings
from functions.saml_logon.tile import Connection, SamlSettings
from tests.harness.home import PROJECT

LAYER = PROJECT / "layers" / "common"
FUNCTIONS = sorted({path.parent.name for path in (PROJECT / "functions").glob("*/*entry.py")})
ROOMS = sorted(
    path.parent
    for name in ("accounts", "aws", "domain", "logon", "organisation", "runs")
    for path in (LAYER / "koppel" / name).rglob("__init__.py")
)
NOT_INTEGRATIONS = {"console", "operations", "session"}
OF_ONE_INTEGRATION: Mapping[str, str] = {
    "koppel.aws.mail": "only this room uses boto3; import is the first integration that mails",
    "koppel.accounts.merge": "merging is what happens to accounts; HL7 is the first integration that asks for it",
}
"""Modules of koppel that one integration alone imports, with the reason why they are in koppel."""


def imported(path: Path) -> set[str]:
    """Names of modules that the file may import, those of names that are no modules too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def importers() -> dict[str, set[str]]:
    """For each module of koppel the functions that import it, and "koppel" where koppel itself does."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((PROJECT / "functions").rglob("*.py")):
        for name in imported(path):
            found[name].add(path.relative_to(PROJECT).parts[1])
    for path in sorted((LAYER / "koppel").rglob("*.py")):
        for name in imported(path):
            found[name].add("koppel")
    return found


def modules() -> list[str]:
    """Every module of koppel that is no room."""
    paths = [path for path in sorted((LAYER / "koppel").rglob("*.py")) if path.stem != "__init__"]
    return [".".join(path.relative_to(LAYER).with_suffix("").parts) for path in paths]


def test_every_function_has_a_contract_in_which_each_of_its_files_stands() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    exhaustive = [each["containers"] for each in contracts if each.get("exhaustive")]
    assert sorted(f"functions.{name}" for name in FUNCTIONS) == sorted(
        container for containers in exhaustive for container in containers if container.startswith("functions.")
    )


def test_no_module_of_koppel_serves_one_integration_alone() -> None:
    users = importers()
    alone = {name for name in modules() if len(users[name]) == 1 and not users[name] & {"koppel", *NOT_INTEGRATIONS}}
    assert alone == set(OF_ONE_INTEGRATION)


def test_every_module_of_koppel_is_used() -> None:
    users = importers()
    assert [name for name in modules() if not users[name]] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(LAYER)))
def test_a_room_lists_each_of_its_modules(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    listed = re.findall(r"(?m)^([a-z_]+)  +", docstring)
    inside = [path.stem for path in room.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    assert sorted(listed) == sorted(set(inside) - {"__init__"})


def test_the_logon_page_reads_settings_by_names_that_the_tiles_have() -> None:
    assert "hint" in DelegatedLogonSettings.model_fields
    assert "connections" in SamlSettings.model_fields
    assert {"name", "on", "provider"} <= set(Connection.model_fields)
