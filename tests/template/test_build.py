"""What `sam build` makes: the right processor, bytecode that cannot go stale, nothing that is not needed."""

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.emulator import wheels
from tests.harness.home import PROJECT
from tests.template.conftest import Template

pytestmark = pytest.mark.xdist_group("build")  # layers are built once

NATIVE_OF_SAML = {
    "_cffi_backend.cpython-313-aarch64-linux-gnu.so",
    "cryptography/hazmat/bindings/_rust.abi3.so",
    "lxml/_elementpath.cpython-313-aarch64-linux-gnu.so",
    "lxml/builder.cpython-313-aarch64-linux-gnu.so",
    "lxml/etree.cpython-313-aarch64-linux-gnu.so",
    "lxml/objectify.cpython-313-aarch64-linux-gnu.so",
    "lxml/sax.cpython-313-aarch64-linux-gnu.so",
    "xmlsec.cpython-313-aarch64-linux-gnu.so",
}
NATIVE_OF_TOKENS = {
    "_cffi_backend.cpython-313-aarch64-linux-gnu.so",
    "cryptography/hazmat/bindings/_rust.abi3.so",
}
NATIVE_OF_DOCUMENTS = {
    "pysequoia/pysequoia.cpython-313-aarch64-linux-gnu.so",
    "python_calamine/_python_calamine.cpython-313-aarch64-linux-gnu.so",
}
NATIVE_OF_DIRECTORY = {
    *NATIVE_OF_TOKENS,
    "charset_normalizer/cd.cpython-313-aarch64-linux-gnu.so",
    "charset_normalizer/md.cpython-313-aarch64-linux-gnu.so",
}
NATIVE = {
    "python/markupsafe/_speedups.cpython-313-aarch64-linux-gnu.so",
    "python/pydantic_core/_pydantic_core.cpython-313-aarch64-linux-gnu.so",
}
SERVICES = {"dynamodb", "kms", "lambda", "s3", "sesv2", "sqs", "sts"}
AARCH64 = 183
UNCHECKED_HASH = 1


def make(folder: Path, target: str, artifacts: Path, *variables: str) -> Path:
    """One build step, as `sam build` takes it: a make target in the source's folder."""
    path = f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    command = ["make", "--silent", "-C", str(folder), target, f"ARTIFACTS_DIR={artifacts}", *variables]
    subprocess.run(command, env=os.environ | {"PATH": path}, check=True)
    return artifacts


@pytest.fixture(scope="module")
def arm_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dependencies as they go to AWS by default."""
    folder = PROJECT / "layers" / "dependencies"
    return make(folder, "build-DependenciesLayer", tmp_path_factory.mktemp("arm"))


@pytest.fixture(scope="module")
def own_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dependencies for this machine."""
    folder, platform = PROJECT / "layers" / "dependencies", f"LAMBDA_PLATFORM={wheels()}"
    return make(folder, "build-DependenciesLayer", tmp_path_factory.mktemp("own"), platform)


@pytest.fixture(scope="module")
def common_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hub's shared code."""
    return make(PROJECT / "layers" / "common", "build-CommonLayer", tmp_path_factory.mktemp("common"))


@pytest.fixture(scope="module")
def saml_layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What SAML needs besides, as it goes to AWS by default, and for this machine."""
    folder, own = PROJECT / "layers" / "saml", f"LAMBDA_PLATFORM={wheels()}"
    return {
        "arm": make(folder, "build-SamlLayer", tmp_path_factory.mktemp("saml-arm")),
        "own": make(folder, "build-SamlLayer", tmp_path_factory.mktemp("saml-own"), own),
    }


@pytest.fixture(scope="module")
def token_layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the session needs besides, as it goes to AWS by default, and for this machine."""
    folder, own = PROJECT / "layers" / "tokens", f"LAMBDA_PLATFORM={wheels()}"
    return {
        "arm": make(folder, "build-TokensLayer", tmp_path_factory.mktemp("tokens-arm")),
        "own": make(folder, "build-TokensLayer", tmp_path_factory.mktemp("tokens-own"), own),
    }


@pytest.fixture(scope="module")
def document_layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What import needs besides, as it goes to AWS by default, and for this machine."""
    folder, own = PROJECT / "layers" / "documents", f"LAMBDA_PLATFORM={wheels()}"
    return {
        "arm": make(folder, "build-DocumentsLayer", tmp_path_factory.mktemp("documents-arm")),
        "own": make(folder, "build-DocumentsLayer", tmp_path_factory.mktemp("documents-own"), own),
    }


@pytest.fixture(scope="module")
def directory_layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What reading a directory needs besides, as it goes to AWS by default, and for this machine."""
    folder, own = PROJECT / "layers" / "directory", f"LAMBDA_PLATFORM={wheels()}"
    return {
        "arm": make(folder, "build-DirectoryLayer", tmp_path_factory.mktemp("directory-arm")),
        "own": make(folder, "build-DirectoryLayer", tmp_path_factory.mktemp("directory-own"), own),
    }


@pytest.fixture(scope="module")
def further_layers(
    saml_layers: dict[str, Path], directory_layers: dict[str, Path], document_layers: dict[str, Path]
) -> dict[str, Path]:
    """What some functions need besides, for this machine."""
    return {
        "SamlLayer": saml_layers["own"],
        "DirectoryLayer": directory_layers["own"],
        "DocumentsLayer": document_layers["own"],
    }


@pytest.fixture(scope="module")
def own_layers(own_layer: Path, common_layer: Path) -> tuple[Path, ...]:
    """The layers of every function, for this machine."""
    return (common_layer, own_layer)


def build_function(template: Template, name: str, artifacts: Path) -> Path:
    """One function, built where SAM builds it: in its code's folder, by the Makefile of all functions."""
    makefile = f"--file={PROJECT / 'functions' / 'Makefile'}"
    return make(PROJECT / template.functions[name]["CodeUri"], f"build-{name}", artifacts, makefile)


def test_the_native_files_of_the_layer_are_for_arm(arm_layer: Path) -> None:
    native = {str(path.relative_to(arm_layer)) for path in arm_layer.rglob("*.so*")}
    assert native == NATIVE
    for name in native:
        header = (arm_layer / name).read_bytes()[:20]
        assert header[:4] == b"\x7fELF"
        assert struct.unpack_from("<H", header, 18) == (AARCH64,)


def test_the_native_files_for_saml_are_for_arm(saml_layers: dict[str, Path]) -> None:
    packages = saml_layers["arm"] / "python"
    assert {str(path.relative_to(packages)) for path in packages.rglob("*.so*")} == NATIVE_OF_SAML
    for name in NATIVE_OF_SAML:
        assert struct.unpack_from("<H", (packages / name).read_bytes()[:20], 18) == (AARCH64,)
    assert sum(path.stat().st_size for path in saml_layers["arm"].rglob("*")) < 45 * 2**20


def test_the_native_files_for_documents_are_for_arm(document_layers: dict[str, Path]) -> None:
    packages = document_layers["arm"] / "python"
    assert {str(path.relative_to(packages)) for path in packages.rglob("*.so*")} == NATIVE_OF_DOCUMENTS
    for name in NATIVE_OF_DOCUMENTS:
        assert struct.unpack_from("<H", (packages / name).read_bytes()[:20], 18) == (AARCH64,)
    assert sum(path.stat().st_size for path in packages.rglob("*")) < 20 * 2**20


def test_the_native_files_for_tokens_are_for_arm(token_layers: dict[str, Path]) -> None:
    packages = token_layers["arm"] / "python"
    assert {str(path.relative_to(packages)) for path in packages.rglob("*.so*")} == NATIVE_OF_TOKENS
    for name in NATIVE_OF_TOKENS:
        assert struct.unpack_from("<H", (packages / name).read_bytes()[:20], 18) == (AARCH64,)
    assert sum(path.stat().st_size for path in token_layers["arm"].rglob("*")) < 25 * 2**20


def test_the_native_files_for_directories_are_for_arm(directory_layers: dict[str, Path]) -> None:
    packages = directory_layers["arm"] / "python"
    assert {str(path.relative_to(packages)) for path in packages.rglob("*.so*")} == NATIVE_OF_DIRECTORY
    for name in NATIVE_OF_DIRECTORY:
        assert struct.unpack_from("<H", (packages / name).read_bytes()[:20], 18) == (AARCH64,)
    assert sum(path.stat().st_size for path in directory_layers["arm"].rglob("*")) < 30 * 2**20


def test_the_session_loads_what_it_needs_for_tokens_when_it_needs_it(
    template: Template, own_layers: tuple[Path, ...], token_layers: dict[str, Path], tmp_path: Path
) -> None:
    """PyJWT and cryptography take longer to load than all else that the function needs."""
    assert template.functions["Session"]["Layers"] == [{"Ref": "TokensLayer"}]
    built = build_function(template, "Session", tmp_path)
    paths = [str(built), *(str(each / "python") for each in (*own_layers, token_layers["own"]))]
    program = (
        f"import sys; sys.path += {paths}; import functions.session.entry; "
        "assert not {'jwt', 'cryptography'} & sys.modules.keys(); import functions.session.jose"
    )
    subprocess.run([sys.executable, "-I", "-S", "-c", program], env={}, check=True, cwd=tmp_path)


def test_the_layer_holds_of_botocore_what_is_used(arm_layer: Path) -> None:
    data = arm_layer / "python" / "botocore" / "data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == SERVICES
    for partition in json.loads((data / "endpoints.json").read_text())["partitions"]:
        assert set(partition["services"]) <= SERVICES
    certificates = (arm_layer / "python" / "botocore" / "cacert.pem").read_text()
    assert certificates.count("BEGIN CERTIFICATE") == 5


def test_the_layer_is_small(arm_layer: Path) -> None:
    assert sum(path.stat().st_size for path in arm_layer.rglob("*")) < 30 * 2**20


@pytest.fixture(scope="module")
def every_layer(
    arm_layer: Path,
    saml_layers: dict[str, Path],
    token_layers: dict[str, Path],
    directory_layers: dict[str, Path],
    common_layer: Path,
) -> tuple[Path, ...]:
    """All that goes to AWS by default."""
    return (arm_layer, saml_layers["arm"], token_layers["arm"], directory_layers["arm"], common_layer)


def test_layers_and_functions_hold_bytecode_that_needs_no_source(
    template: Template, every_layer: tuple[Path, ...], tmp_path: Path
) -> None:
    functions = [build_function(template, name, tmp_path / name) for name in template.functions]
    for root in (*every_layer, *functions):
        sources = list(root.rglob("*.py"))
        assert sources
        for source in sources:
            compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
            assert struct.unpack_from("<L", compiled.read_bytes(), 4) == (UNCHECKED_HASH,), source


def test_the_page_of_secure_transfer_brings_the_locked_script(template: Template, tmp_path: Path) -> None:
    """OpenPGP.js is fetched when the function is built, by Node.js from PyPI, of which nothing stays."""
    built = build_function(template, "BulkImport", tmp_path) / "functions" / "bulk_import" / "transfer" / "openpgp"
    assert {path.name for path in built.iterdir()} == {
        "Makefile",
        "openpgp.min.mjs",
        "package-lock.json",
        "package.json",
        "requirements.in",
        "requirements.txt",
    }
    lock = json.loads((built / "package-lock.json").read_text())
    (fetched,) = (each for name, each in lock["packages"].items() if name)
    assert fetched["integrity"].startswith("sha512-")
    assert "resolved" not in fetched  # the registry is the one that npm is set to
    script = (built / "openpgp.min.mjs").read_text()
    assert f"OpenPGP.js v{fetched['version']} " in script[:200]
    assert len(script) < 500_000


@pytest.mark.parametrize(
    "name",
    [
        "RestApi",
        "HL7Intake",
        "HL7Worker",
        "DirectorySync",
        "DelegatedLogon",
        "Session",
        "SamlLogon",
        "SamlOperator",
        "DirectoryWorker",
        "DirectoryOperator",
        "BulkImport",
        "ImportWorker",
        "ImportOperator",
        "Sweep",
        "Operator",
    ],
)
def test_a_function_needs_nothing_but_its_layers_and_asks_nothing_when_imported(
    template: Template,
    own_layers: tuple[Path, ...],
    further_layers: dict[str, Path],
    tmp_path: Path,
    name: str,
) -> None:
    built = build_function(template, name, tmp_path)
    module, _, handler = template.functions[name]["Handler"].rpartition(".")
    needed = str(template.functions[name].get("Layers", ""))
    layers = [*own_layers, *(each for layer, each in further_layers.items() if layer in needed)]
    paths = [str(built), *(str(each / "python") for each in layers)]
    program = f"import sys; sys.path += {paths}; import importlib; importlib.import_module({module!r}).{handler}"
    subprocess.run([sys.executable, "-I", "-S", "-c", program], env={}, check=True, cwd=tmp_path)
