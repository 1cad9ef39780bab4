"""Another LDAP server: OpenLDAP's slapd.

It refuses answers that are too large, as Windows does and Samba does not.
"""

import shutil
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness import processes
from tests.harness.authority import Authority
from tests.harness.home import free_port

BASE = "dc=hub,dc=test"
READER = f"cn=reader,{BASE}"
PASSWORD = "S3rvice!Passw0rd"
NAME = "ldap.hub.test"
PEOPLE = 2000
MOST = 1000
"""Entries that it gives without pages."""
SCHEMAS = Path("/etc/ldap/schema")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE = 20


OF_ACTIVE_DIRECTORY = (
    ("302", "sAMAccountType", "integerMatch", "1.27"),
    ("2", "objectGUID", "octetStringMatch", "1.40"),
    ("115", "invocationId", "octetStringMatch", "1.40"),
    ("8", "userAccountControl", "integerMatch", "1.27"),
    ("98", "primaryGroupID", "integerMatch", "1.27"),
    ("120", "uSNChanged", "integerMatch", "1.27"),
)
"""Attributes that only Active Directory has: last part of the number, name, matching rule, last part of the syntax."""
OF_ITS_ROOT = (
    ("101", "defaultNamingContext", "distinguishedNameMatch", "1.12"),
    ("102", "dsServiceName", "distinguishedNameMatch", "1.12"),
    ("103", "highestCommittedUSN", "integerMatch", "1.27"),
    ("104", "currentTime", "generalizedTimeMatch", "1.24"),
)
"""What a domain controller says about itself."""


@dataclass(frozen=True)
class Slapd:
    """A server that runs: LDAPS at `port` of `address`, with a certificate of `NAME`."""

    address: str
    port: int
    authority: Authority


def is_installed() -> bool:
    """Whether it can be started here."""
    return shutil.which("slapd", path=PATH) is not None and SCHEMAS.is_dir()


@contextmanager
def running(
    folder: Path, authority: Authority, most_in_pages: int | None = None, *, is_domain: bool = False
) -> Iterator[Slapd]:
    """A server with 2,000 people, ended afterwards. `most_in_pages` limits what a search gives in all of its pages;
    with `is_domain` it says about itself what a domain controller says."""
    port = free_port()
    _write(folder, authority, "unlimited" if most_in_pages is None else str(most_in_pages))
    if is_domain:
        with (folder / "slapd.conf").open("a") as configuration:
            configuration.write(f"rootDSE {folder / 'root.ldif'}\n")
    log, settings = folder / "output", folder / "slapd.conf"
    processes.run(["slapadd", "-q", "-f", settings, "-l", folder / "people.ldif"], {"PATH": PATH}, log)
    command: list[str | Path] = ["slapd", "-f", settings, "-h", f"ldaps://127.0.0.1:{port}", "-d", "0"]
    process = processes.start(command, {"PATH": PATH}, log)
    try:
        _wait(port, process, log)
        yield Slapd("127.0.0.1", port, authority)
    finally:
        processes.stop(process)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > until:
            raise processes.Failed(f"slapd did not start:\n{processes.tail(log)}")
        time.sleep(0.02)


def _write(folder: Path, authority: Authority, most_in_pages: str) -> None:
    """Its configuration and its people. Two attributes that only Active Directory has are added to the schema."""
    database = folder / "database"
    database.mkdir(parents=True)
    issued = authority.issue(NAME)
    may = " $ ".join(name for _, name, *_ in OF_ACTIVE_DIRECTORY)
    (folder / "root.ldif").write_text(
        f"dn:\ndefaultNamingContext: {BASE}\ndsServiceName: {READER}\nhighestCommittedUSN: 1\n"
        "currentTime: 20260302090000Z\n"
    )
    lines = [
        *(f"include {SCHEMAS / name}.schema" for name in ("core", "cosine", "inetorgperson")),
        *(_attribute(f"1.2.840.113556.1.4.{number}", *rest) for number, *rest in OF_ACTIVE_DIRECTORY),
        *(_attribute(f"1.3.6.1.4.1.99999.{number}", *rest) for number, *rest in OF_ITS_ROOT),
        f"objectclass ( 1.3.6.1.4.1.99999.1 NAME 'account2' SUP top AUXILIARY MAY ( {may} ) )",
        "modulepath /usr/lib/ldap",
        "moduleload back_mdb",
        f"pidfile {folder / 'pid'}",
        f"TLSCACertificateFile {authority.file}",
        f"TLSCertificateFile {issued.certificate}",
        f"TLSCertificateKeyFile {issued.key}",
        "database mdb",
        "maxsize 104857600",
        f"suffix {BASE}",
        f"directory {database}",
        f"limits users size.soft={MOST} size.hard={MOST} size.pr={MOST} size.prtotal={most_in_pages}",
    ]
    (folder / "slapd.conf").write_text("\n".join(lines) + "\n")
    entries = [
        f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: hub\no: Hub\n",
        f"dn: {READER}\nobjectClass: person\nobjectClass: account2\ncn: reader\nsn: reader\n"
        f"userPassword: {PASSWORD}\ninvocationId:: {_bytes(1)}\n",
        *(
            f"dn: cn=Person {number:05d},{BASE}\nobjectClass: inetOrgPerson\nobjectClass: account2\n"
            f"cn: Person {number:05d}\nsn: Linden\nsAMAccountType: 805306368\nobjectGUID:: {_bytes(number)}\n"
            "userAccountControl: 512\nprimaryGroupID: 513\nuSNChanged: 1\n"
            for number in range(PEOPLE)
        ),
    ]
    (folder / "people.ldif").write_text("\n".join(entries))


def _attribute(number: str, name: str, equality: str, syntax: str) -> str:
    place = f"SYNTAX 1.3.6.1.4.1.1466.115.121.{syntax}"
    return f"attributetype ( {number} NAME '{name}' EQUALITY {equality} {place} SINGLE-VALUE )"


def _bytes(number: int) -> str:
    return b64encode(number.to_bytes(16)).decode()
