"""The audit of packages fails for a known weakness, and names what nobody answered for."""

import json
import sys
from pathlib import Path

import pytest

from tests.harness.advisories import LOCKED, Broken, Report, main, report
from tests.harness.home import PROJECT

TEXT = "cffi==2.1.1 ; python_version > '3' \\\n    --hash=sha256:00\npyjwt==2.15.1 \\\n    --hash=sha256:01\n"
PROXY = "requests.exceptions.ProxyError: HTTPSConnectionPool(host='a.example', port=443): Max retries exceeded with url"
TIMEOUT = "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed"
WEAK = {"name": "pyjwt", "version": "2.15.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.16", "3.0"]}]}
UNKNOWN = {"name": "cffi", "skip_reason": "Dependency not found on PyPI and could not be audited: cffi (2.1.1)"}
GOOD = {"name": "cffi", "version": "2.1.1", "vulns": []}


@pytest.mark.parametrize("errors", [PROXY, TIMEOUT])
def test_every_package_is_named_where_no_service_is_reachable(errors: str) -> None:
    reason = "no advisory service is reachable"
    assert report(TEXT, "", errors) == Report((), (f"cffi 2.1.1: {reason}", f"pyjwt 2.15.1: {reason}"))


def test_weak_and_unknown_packages_are_named() -> None:
    output = json.dumps({"dependencies": [UNKNOWN, WEAK], "fixes": []})
    assert report(TEXT, output, "") == Report(
        ("pyjwt 2.15.1: PYSEC-1, mended in 2.16, 3.0",), (str(UNKNOWN["skip_reason"]),)
    )
    assert report(TEXT, json.dumps({"dependencies": [GOOD]}), "") == Report((), ())


def test_any_other_failure_is_not_taken_for_an_unreachable_service() -> None:
    with pytest.raises(Broken, match="invalid requirements"):
        report(TEXT, "", "ERROR:pip_audit._cli:invalid requirements input: layers/x.txt")


@pytest.mark.parametrize("layer", ["dependencies", "saml", "tokens"])
def test_the_files_of_the_layers_are_read_whole(layer: str) -> None:
    text = (PROJECT / "layers" / layer / "requirements.txt").read_text()
    assert len(LOCKED.findall(text)) == len([line for line in text.splitlines() if line and line[0].isalnum()])


@pytest.mark.parametrize(
    ("output", "errors", "status"),
    [
        (json.dumps({"dependencies": [GOOD]}), "", 0),
        (json.dumps({"dependencies": [UNKNOWN]}), "", 0),
        (json.dumps({"dependencies": [WEAK]}), "", 1),
        ("", PROXY, 0),
        ("", "Traceback", 1),
    ],
)
def test_only_weaknesses_and_faults_fail(tmp_path: Path, output: str, errors: str, status: int) -> None:
    locked = tmp_path / "locked.txt"
    locked.write_text(TEXT)
    program = tmp_path / "pip-audit"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdout.write({output!r})\nsys.stderr.write({errors!r})\n")
    program.chmod(0o755)
    assert main(str(program), [str(locked)]) == status
