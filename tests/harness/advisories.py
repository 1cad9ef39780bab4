"""Known weaknesses of packages: `python -m tests.harness.advisories PIP_AUDIT LOCKED…`, as `make audit` calls it.

pip-audit asks PyPI about each locked package. It ends with status 1 where it finds a weakness, and also where PyPI does
not answer; where PyPI does not know a package it ends with 0. So its JSON decides here: a weakness fails the audit, and
what nobody answered for is named as not audited.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OPTIONS = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
UNREACHABLE = re.compile(r"Could not connect to PyPI|PyPI is not redirecting|requests\.exceptions\.|ServiceError")
"""What pip-audit writes to stderr where the service gives no answer or one that it cannot use."""


class Broken(Exception):
    """pip-audit failed for another reason than the service; the text is what it wrote to stderr."""


@dataclass(frozen=True, slots=True)
class Report:
    """Lines about one file of locked packages.

    weaknesses   packages with a known weakness, what it is called and which versions mend it
    not_audited  packages that the service did not answer for, with the reason
    """

    weaknesses: tuple[str, ...]
    not_audited: tuple[str, ...]


def report(locked: str, output: str, errors: str) -> Report:
    """What pip-audit said about the text of a file of locked packages. Raises Broken."""
    if not output.strip():
        if not UNREACHABLE.search(errors):
            raise Broken(errors.strip())
        reason = "no advisory service is reachable"
        return Report((), tuple(f"{name} {version}: {reason}" for name, version in LOCKED.findall(locked)))
    packages = json.loads(output)["dependencies"]
    return Report(
        tuple(
            f"{package['name']} {package['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions'])}"
            for package in packages
            for weakness in package.get("vulns", ())
        ),
        tuple(package["skip_reason"] for package in packages if "skip_reason" in package),
    )


def main(pip_audit: str, files: Sequence[str]) -> int:
    """Print what is known. Returns 1 where a package has a known weakness or pip-audit itself fails, else 0."""
    failed = False
    for file in files:
        command = [pip_audit, *OPTIONS, "--requirement", file]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            known = report(Path(file).read_text(), ended.stdout, ended.stderr)
        except Broken as broken:
            print(f"{file}: pip-audit failed\n{broken}", file=sys.stderr)
            return 1
        failed |= bool(known.weaknesses)
        for line in known.weaknesses:
            print(f"{file}: KNOWN WEAKNESS in {line}")
        for line in known.not_audited:
            print(f"{file}: NOT AUDITED: {line}")
        if not known.weaknesses and not known.not_audited:
            print(f"{file}: no known weakness")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
