"""Leaves of botocore what the named services need: `python trim.py <folder of botocore> <service> ...`.

An untrimmed botocore holds all of AWS: half of the layer's size, a list of endpoints that every new client reads from
start to end, and every public certificate authority, where AWS itself uses five.
"""

import json
import re
import shutil
import sys
from pathlib import Path

ROOTS = ("Amazon Root CA", "Starfield Services Root Certificate Authority - G2")
CERTIFICATE = re.compile(r'# Label: "([^"]+)"\n.*?-----END CERTIFICATE-----\n', re.DOTALL)


def trim_services(data: Path, services: set[str]) -> None:
    """Removes the descriptions of all other services."""
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in services:
            shutil.rmtree(folder)


def trim_endpoints(path: Path, services: set[str]) -> None:
    """Keeps the endpoints of the services in every region and partition."""
    endpoints = json.loads(path.read_text())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: found for name, found in partition["services"].items() if name in services}
    path.write_text(json.dumps(endpoints))


def trim_certificates(path: Path) -> None:
    """Keeps the certificate authorities that sign for AWS."""
    kept = [found[0] for found in CERTIFICATE.finditer(path.read_text()) if found[1].startswith(ROOTS)]
    if len(kept) != 5:
        sys.exit(f"expected the five authorities of AWS in {path.name}, found {len(kept)}")
    path.write_text("\n".join(kept))


def main(folder: str, *services: str) -> None:
    """Trims in place."""
    botocore, wanted = Path(folder), set(services)
    trim_services(botocore / "data", wanted)
    trim_endpoints(botocore / "data" / "endpoints.json", wanted)
    trim_certificates(botocore / "cacert.pem")


if __name__ == "__main__":
    main(*sys.argv[1:])
