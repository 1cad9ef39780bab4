"""A real identity provider: SimpleSAMLphp of Debian under PHP's own web server, on a port of its own."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.harness.home import free_port
from tests.harness.saml import PERSISTENT, KeyPair, key_pair

PROGRAM = Path("/usr/share/simplesamlphp/www")
PEOPLE = {"alice:al1ce": {"uid": "alice", "employeeNumber": "P1"}, "bob:b0b": {"uid": "bob", "employeeNumber": "P9"}}


@dataclass(frozen=True)
class ServiceProvider:
    """One of ours, as the identity provider knows it; certificates in base64, without the lines around it."""

    base: str
    signing: str
    encryption: str
    encrypted: bool

    @property
    def entity_id(self) -> str:
        """As it calls itself."""
        return f"{self.base}/metadata"


@dataclass
class IdentityProvider:
    """The running program. `folder` is where its files are."""

    folder: Path
    port: int
    pair: KeyPair = field(default_factory=lambda: key_pair("simplesamlphp"))

    @property
    def base_url(self) -> str:
        """Another site than `anything.localhost`, so that cookies behave as between two companies."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def metadata(self) -> str:
        """Its own."""
        return httpx.get(f"{self.base_url}/saml2/idp/metadata.php", trust_env=False).raise_for_status().text

    def log_out_everywhere(self, then: str) -> str:
        """The address at which it logs somebody out of everything."""
        return f"{self.base_url}/saml2/idp/initSLO.php?RelayState={then}"

    def trust(self, providers: Sequence[ServiceProvider]) -> None:
        """Serve these and nobody else."""
        lines = ["<?php"]
        for each in providers:
            told = {
                "AssertionConsumerService": f"{each.base}/acs",
                "SingleLogoutService": f"{each.base}/slo",
                "keys": [
                    _key(each.signing, signing=True, encryption=False),
                    _key(each.encryption, signing=False, encryption=True),
                ],
                "NameIDFormat": PERSISTENT,
                "simplesaml.nameidattribute": "uid",
                "validate.authnrequest": True,
                "validate.logout": True,
                "sign.logout": True,
                "redirect.sign": True,
                "saml20.sign.assertion": True,
                "saml20.sign.response": True,
                "assertion.encryption": each.encrypted,
            }
            lines.append(f"$metadata[{_php(each.entity_id)}] = {_php(told)};")
        (self.folder / "metadata" / "saml20-sp-remote.php").write_text("\n".join(lines))


def _key(certificate: str, *, signing: bool, encryption: bool) -> dict[str, object]:
    return {"type": "X509Certificate", "signing": signing, "encryption": encryption, "X509Certificate": certificate}


def is_installed() -> bool:
    """Whether it can be started here."""
    return PROGRAM.is_dir() and Path("/usr/bin/php").exists()


@contextmanager
def running(folder: Path) -> Iterator[IdentityProvider]:
    """The identity provider, ended afterwards."""
    provider = IdentityProvider(folder, free_port())
    _write(provider)
    command = ["php", "-d", "date.timezone=UTC", "-S", f"127.0.0.1:{provider.port}", "-t", str(PROGRAM)]
    environment = {"PATH": "/usr/bin:/bin", "SIMPLESAMLPHP_CONFIG_DIR": str(folder / "config")}
    with (folder / "log" / "php.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(provider, process)
            yield provider
        finally:
            process.terminate()
            process.wait(10)


def _wait(provider: IdentityProvider, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        assert process.poll() is None, (provider.folder / "log" / "php.log").read_text()
        try:
            assert "EntityDescriptor" in provider.metadata
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("SimpleSAMLphp did not start")


def _write(provider: IdentityProvider) -> None:
    folder = provider.folder
    for name in ("config", "metadata", "cert", "log", "data", "tmp", "sessions"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "cert" / "idp.key").write_bytes(provider.pair.pem)
    (folder / "cert" / "idp.crt").write_text(provider.pair.certificate)
    config = {
        "baseurlpath": f"{provider.base_url}/",
        "certdir": f"{folder}/cert/",
        "loggingdir": f"{folder}/log/",
        "datadir": f"{folder}/data/",
        "tempdir": f"{folder}/tmp",
        "metadatadir": f"{folder}/metadata/",
        "attributenamemapdir": "/etc/simplesamlphp/attributemap/",
        "secretsalt": "salt-of-a-test",
        "auth.adminpassword": "admin-of-a-test",
        "timezone": "UTC",
        "enable.saml20-idp": True,
        "store.type": "phpsession",
        "session.phpsession.savepath": f"{folder}/sessions",
        "session.cookie.secure": False,
        "session.cookie.samesite": None,
        "language.cookie.secure": False,
        "admin.checkforupdates": False,
        "logging.handler": "file",
        "module.enable": {"core": True, "saml": True, "exampleauth": True},
        "metadata.sources": [{"type": "flatfile"}],
        "trusted.url.domains": [f"127.0.0.1:{provider.port}"],
    }
    hosted = {
        "host": "__DEFAULT__",
        "privatekey": "idp.key",
        "certificate": "idp.crt",
        "auth": "example-userpass",
        "signature.algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "attributes.NameFormat": "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
        "authproc": {3: {"class": "saml:AttributeNameID", "attribute": "uid", "Format": PERSISTENT}},
    }
    people: dict[object, object] = {
        login: {name: [value] for name, value in each.items()} for login, each in PEOPLE.items()
    }
    people[0] = "exampleauth:UserPass"
    sources = {"example-userpass": people}
    entity_id = f"{provider.base_url}/saml2/idp/metadata.php"
    (folder / "config" / "config.php").write_text(f"<?php $config = {_php(config)};")
    (folder / "config" / "authsources.php").write_text(f"<?php $config = {_php(sources)};")
    (folder / "metadata" / "saml20-idp-hosted.php").write_text(f"<?php $metadata[{_php(entity_id)}] = {_php(hosted)};")
    (folder / "metadata" / "saml20-sp-remote.php").write_text("<?php")


def _php(value: object) -> str:
    """The value as PHP writes it."""
    if isinstance(value, Mapping):
        return "[" + ", ".join(f"{_php(name)} => {_php(each)}" for name, each in value.items()) + "]"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_php, value)) + "]"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
