"""The bench of starts measures compiled packages, or prints nothing."""

import re
from compileall import compile_dir
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest

from tests.bench import start
from tests.harness.home import PROJECT

PROGRAM = "import package.module"


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """Packages of a stack, none of which is compiled."""
    package = tmp_path / "usual" / "python" / "package"
    package.mkdir(parents=True)
    for name in ("__init__", "module"):
        (package / f"{name}.py").write_text("VALUE = 1\n")
    return package.parent


def test_packages_are_compiled_as_the_layers_compile_them(where: Path) -> None:
    start.compiled(where)
    start.demand_bytecode("stack", PROGRAM, where)
    recipe = (PROJECT / "layers" / "dependencies" / "Makefile").read_text()
    assert re.findall(r"--invalidation-mode (\S+)", recipe) == ["unchecked-hash"]


def test_bytecode_that_stands_there_already_is_made_anew(where: Path) -> None:
    compile_dir(where, quiet=1, invalidation_mode=PycInvalidationMode.TIMESTAMP)
    start.compiled(where)
    start.demand_bytecode("stack", PROGRAM, where)


def test_a_module_without_bytecode_is_refused(where: Path) -> None:
    with pytest.raises(SystemExit, match=r"stack imports .*package/__init__\.py, which is not compiled:"):
        start.demand_bytecode("stack", PROGRAM, where)
    start.compiled(where)
    next(where.rglob("module.*.pyc")).unlink()
    with pytest.raises(SystemExit, match=r"stack imports .*package/module\.py, which is not compiled:"):
        start.demand_bytecode("stack", PROGRAM, where)


@pytest.mark.parametrize("mode", [PycInvalidationMode.TIMESTAMP, PycInvalidationMode.CHECKED_HASH])
def test_bytecode_that_is_compared_with_its_source_is_refused(where: Path, mode: PycInvalidationMode) -> None:
    compile_dir(where, quiet=1, invalidation_mode=mode)
    with pytest.raises(SystemExit, match="is not compiled as a deployment compiles it"):
        start.demand_bytecode("stack", PROGRAM, where)


def test_packages_come_from_their_folder_only(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (where.parent / "package").mkdir()
    (where.parent / "package" / "__init__.py").write_text("VALUE = 2\n")
    start.compiled(where)
    monkeypatch.chdir(where.parent)
    start.demand_bytecode("stack", PROGRAM, where)
    start.started("import package; assert package.VALUE == 1", where)


def test_nothing_is_printed_when_the_usual_stack_is_not_compiled(
    where: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "SUBJECTS", {"the usual stack": PROGRAM})
    monkeypatch.setattr(start, "build", lambda _: None)
    monkeypatch.setattr(start, "place", lambda _folder, _name: where)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(SystemExit, match="the usual stack imports"):
        start.main()
    assert capsys.readouterr().out == ""
    start.compiled(where)
    start.main()
    assert "the usual stack" in capsys.readouterr().out
