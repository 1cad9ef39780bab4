"""A second real identity provider: samlp of npm, which encrypts with AES-GCM. Its packages are fetched once, by npm."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.harness.home import PROJECT, free_port
from tests.harness.saml import KeyPair, key_pair

SOURCE = PROJECT / "tests" / "harness" / "samlp"
PACKAGES = PROJECT / ".local" / "peers" / "samlp"
GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
FILES = ("package.json", "package-lock.json", "provider.js")


@dataclass
class NodeProvider:
    """The running program; `settings` is the file that it reads at each request."""

    settings: Path
    port: int
    pair: KeyPair = field(default_factory=lambda: key_pair("samlp"))

    @property
    def metadata(self) -> str:
        """Its own."""
        answer = httpx.get(f"http://127.0.0.1:{self.port}/metadata", trust_env=False)
        return answer.raise_for_status().text

    def trust(self, entity_id: str, acs: str, encryption: str = "") -> None:
        """Serve this service provider; encrypt for this certificate (PEM) where one is given."""
        told = {
            "port": self.port,
            "key": self.pair.pem.decode(),
            "certificate": self.pair.certificate,
            "algorithm": GCM,
            "services": {entity_id: {"acs": acs, "encryption": encryption}},
        }
        self.settings.write_text(json.dumps(told))


def install() -> str:
    """Fetch the packages, if they are not here; what is missing for that, "" for nothing."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "Node.js is not installed"
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(SOURCE / name, PACKAGES / name)
    if (PACKAGES / "node_modules" / "samlp").is_dir():
        return ""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=PACKAGES, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else "npm could not fetch samlp"


@contextmanager
def running(folder: Path) -> Iterator[NodeProvider]:
    """The identity provider, ended afterwards."""
    provider = NodeProvider(folder / "settings.json", free_port())
    provider.trust("", "")
    with (folder / "samlp.log").open("wb") as log:
        process = subprocess.Popen(
            ["node", str(PACKAGES / "provider.js"), str(provider.settings)], cwd=PACKAGES, stdout=log, stderr=log
        )
        try:
            _wait(provider, process, folder / "samlp.log")
            yield provider
        finally:
            process.terminate()
            process.wait(10)


def _wait(provider: NodeProvider, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, log.read_text()
        try:
            assert "EntityDescriptor" in provider.metadata
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("samlp did not start")
