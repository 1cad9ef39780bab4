"""A second real identity provider: samlp of npm, which encrypts with AES-GCM."""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import httpx

from tests.harness.home import free_port
from tests.harness.saml import KeyPair, key_pair

GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"


@dataclass
class NodeProvider:
    """The running program; `settings` is the file that it reads at each request."""

    settings: Path
    port: int
    pair: KeyPair = field(default_factory=lambda: key_pair("samlp"))

    @property
    def metadata(self) -> str:
        """Its own."""
        answer = httpx.get(f"{self.base_url}/metadata", trust_env=False)
        return answer.raise_for_status().text

    @property
    def base_url(self) -> str:
        """Another site than `anything.localhost`."""
        return f"http://127.0.0.1:{self.port}"

    def trust(
        self, services: Mapping[str, Mapping[str, str]], person: Mapping[str, str] = MappingProxyType({"id": "P1"})
    ) -> None:
        """Serve these service providers, by entity id, and log this person on: `id`, and whatever else is to be sent.

        Each has its addresses `acs` and `slo`, the certificate (PEM) that checks what it signs, `signing`, and that to
        encrypt for, `encryption`, "" for not at all.
        """
        told = {
            "port": self.port,
            "key": self.pair.pem.decode(),
            "certificate": self.pair.certificate,
            "algorithm": GCM,
            "services": dict(services),
            "person": dict(person),
        }
        self.settings.write_text(json.dumps(told))


@contextmanager
def running(program: Path, folder: Path) -> Iterator[NodeProvider]:
    """The identity provider in `program` (see `npm.installed`), ended afterwards; what it writes stands in `folder`."""
    provider = NodeProvider(folder / "settings.json", free_port())
    provider.trust({})
    with (folder / "samlp.log").open("wb") as log:
        process = subprocess.Popen(
            ["node", str(program / "provider.js"), str(provider.settings)], cwd=program, stdout=log, stderr=log
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
