"""The table "where to look" of a function names each of its modules, and nothing else."""

import re

import pytest

from tests.harness.home import PROJECT

FUNCTIONS = PROJECT / "functions"
WITH_TABLE = ("delegated_logon", "saml_logon", "session")


@pytest.mark.parametrize("function", WITH_TABLE)
def test_the_table_names_every_module(function: str) -> None:
    text = (FUNCTIONS / function / "__init__.py").read_text()
    table = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    files = [each for each in (FUNCTIONS / function).rglob("*.py") if "samples" not in each.parts]
    modules = {each.parent.name if each.name == "__init__.py" else each.stem for each in files} - {function}
    assert set(re.findall(r"`(\w+)`", table)) == modules
