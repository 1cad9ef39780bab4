"""The database of a domain controller, made once and copied for each one that a test starts.

Making it takes a quarter of a minute; the copy is kept in `.local/peers` for a week, as passwords in it age.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path
from uuid import uuid4

from tests.harness import samba_domain
from tests.harness.home import PROJECT

PROGRAMS = ("samba", "samba-tool")
DEBIAN_PYTHON = "/usr/bin/python3"
KEPT = PROJECT / ".local" / "peers"
WEEK = 7 * 24 * 3600
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def is_installed() -> bool:
    """Whether a domain controller can be started here: its programs, Debian's Python with Samba's modules, and root's
    rights, for port 389 and for the access lists of its files."""
    if os.geteuid() != 0 or not all(shutil.which(each, path=PATH) for each in PROGRAMS):
        return False
    if not Path(DEBIAN_PYTHON).exists():
        return False
    return subprocess.run([DEBIAN_PYTHON, "-c", "import samba.samdb"], capture_output=True, check=False).returncode == 0


def copy(folder: Path, *, other: bool = False) -> None:
    """A domain controller in this folder, with everything that `samba_domain` says. `other` makes it another one than
    those of all other copies: with change numbers of its own."""
    _duplicate(_golden(), folder)
    if other:
        _debian("invocation", str(folder), str(uuid4()))


def _golden() -> Path:
    """The image, made now if it is not there, is old, or was made by other code. Parallel tests wait for one."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "samba.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        image, mark, code = KEPT / "samba", KEPT / "samba" / "made-by", _code()
        if not mark.exists() or mark.read_text() != code or time.time() - mark.stat().st_mtime > WEEK:
            shutil.rmtree(image, ignore_errors=True)
            _make(image)
            mark.write_text(code)
        return image


def _code() -> str:
    version = subprocess.run(["samba", "--version"], env={"PATH": PATH}, capture_output=True, check=True)
    sources = [Path(__file__).with_name(f"samba_{name}.py").read_bytes() for name in ("domain", "image", "seed")]
    return hashlib.sha256(b"\0".join([version.stdout, *sources])).hexdigest()


def _make(image: Path) -> None:
    provision = (
        "samba-tool", "domain", "provision", "--use-rfc2307", f"--realm={samba_domain.REALM.upper()}", "--domain=HUB",
        "--server-role=dc", "--dns-backend=NONE", "--host-name=dc1", "--host-ip=127.0.0.1",
        f"--adminpass={samba_domain.PASSWORD}", f"--targetdir={image}", "--backend-store=mdb",
        "--backend-store-size=512Mb", "--option=interfaces=lo", "--option=bind interfaces only=yes",
    )  # fmt: skip
    _run(provision)
    _debian("seed", str(image))


def _debian(*arguments: str) -> None:
    _run((DEBIAN_PYTHON, "-m", "tests.harness.samba_seed", *arguments))


def _run(command: tuple[str, ...]) -> None:
    environment = {"PATH": PATH, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} {command[1]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _duplicate(image: Path, folder: Path) -> None:
    """A copy. Files of the image hold only one absolute path, in the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--sparse=always", f"{image}/.", folder], check=True)
    configuration = folder / "etc" / "smb.conf"
    configuration.write_text(configuration.read_text().replace(str(image), str(folder)))
    for name in ("run", "cache"):
        (folder / name).mkdir(exist_ok=True)
