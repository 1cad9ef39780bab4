"""Refusals: the tree in the docstring is the tree of the classes."""

import importlib
import re
from collections.abc import Iterator

from koppel.domain.problems import refusal
from koppel.domain.problems.refusal import Refusal
from tests.harness.home import PROJECT

TREE, _, OTHERS = (refusal.__doc__ or "").partition("No refusals")
DRAWN = re.compile(r"(?m)^    (?P<branch>[│├└─ ]*)(?P<name>[A-Z]\w+)(?: \((?P<where>\w+)\))?  ")


def exceptions() -> Iterator[tuple[str, type[Exception]]]:
    """Every exception of the product, with the function that defines it, "" for koppel."""
    for root in (PROJECT / "functions", PROJECT / "layers" / "common"):
        base = PROJECT if root.name == "functions" else root
        for path in sorted(root.rglob("*.py")):
            if "class " not in path.read_text(encoding="utf-8"):
                continue
            module = importlib.import_module(".".join(path.relative_to(base).with_suffix("").parts))
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, Exception) and value.__module__ == module.__name__:
                    yield module.__name__.split(".")[1] if root.name == "functions" else "", value


def drawn() -> Iterator[tuple[str, str, str]]:
    """Function, name and parent of each class in the tree of the docstring."""
    path: list[str] = []
    for found in DRAWN.finditer(TREE):
        path[len(found["branch"]) // 4 :] = [found["name"]]
        yield found["where"] or "", found["name"], path[-2] if len(path) > 1 else ""


def test_the_tree_draws_every_refusal_below_its_parent() -> None:
    refusals = {
        (where, each.__name__, next((base.__name__ for base in each.__bases__ if issubclass(base, Refusal)), ""))
        for where, each in exceptions()
        if issubclass(each, Refusal)
    }
    assert sorted(drawn()) == sorted(refusals)
    assert len(refusals) > 15


def test_every_other_exception_is_listed_with_the_reason_why_it_is_no_refusal() -> None:
    listed = {name for line in re.findall(r"(?m)^    (\S.*?)  ", OTHERS) for name in line.split(", ")}
    assert listed == {each.__name__ for _, each in exceptions() if not issubclass(each, Refusal)}
