"""Keys of bulk import in a small world: the operator's commands about them, pairs made once, and a gpg of one's own."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.bulk_import import command_entry, key_material
from functions.bulk_import.commands import COMMANDS
from functions.bulk_import.import_key import KeyType
from functions.bulk_import.key_material import Pair
from tests.harness.office import CONTEXT
from tests.harness.world import World, world

ACTOR = "arn:aws:sts::123456789012:assumed-role/Operator/session"


@dataclass
class Keys:
    """The commands about imports and their keys, as the operator and application managers give them."""

    world: World
    actor: str = ACTOR

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The answer to a command."""
        if "organisation" in COMMANDS[command].arguments.model_fields:
            arguments.setdefault("organisation", "demo")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command_entry, "process_runtime", lambda: self.world.runtime)
            return command_entry.operate({"command": command, "arguments": arguments, "actor": self.actor}, CONTEXT)

    def done(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of a command that is carried out."""
        answer = self.ask(command, **arguments)
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def declined(self, command: str, **arguments: Any) -> str:
        """The slug of what is in the way of a command."""
        answer = self.ask(command, **arguments)
        assert set(answer) == {"problem"}, answer
        slug: str = answer["problem"]["slug"]
        return slug

    def make(self, name: str = "De Linde", **arguments: Any) -> dict[str, Any]:
        """A new key pair."""
        return self.done("create-import-key", name=name, **arguments)


@pytest.fixture
def keys() -> Iterator[Keys]:
    with world() as made:
        yield Keys(made)


@pytest.fixture(scope="session")
def pairs() -> dict[KeyType, Pair]:
    """One pair of each type; RSA takes seconds to make."""
    now = datetime.now(UTC)
    return {each: key_material.make(each, f"De Linde, {each}", now, now + timedelta(days=365)) for each in KeyType}


@dataclass
class Gpg:
    """GnuPG with a home of its own."""

    home: Path

    def __call__(self, *arguments: str, given: bytes = b"") -> bytes:
        """What a command prints."""
        alone = ["gpg", "--homedir", str(self.home), "--batch", "--quiet", "--no-tty", "--trust-model", "always"]
        done = subprocess.run([*alone, *arguments], input=given, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout

    def make(self, kind: str, passphrase: str = "") -> None:
        """A key pair of its own, `sender@example.org`, for signing and for encryption."""
        secret = ("--pinentry-mode", "loopback", "--passphrase", passphrase)
        self(*secret, "--quick-generate-key", "Sender <sender@example.org>", kind, "cert", "2y")
        fingerprint = self("--with-colons", "--list-keys").decode().split("fpr:")[1].strip(":").partition(":")[0]
        subkey = "cv25519" if kind == "ed25519" else kind
        self(*secret, "--quick-add-key", fingerprint, subkey, "encr", "2y")

    def exported(self, passphrase: str = "") -> tuple[str, str]:
        """The private and the public half of its pair."""
        secret = ("--pinentry-mode", "loopback", "--passphrase", passphrase)
        private = self(*secret, "--armor", "--export-secret-keys", "sender@example.org")
        return private.decode(), self("--armor", "--export", "sender@example.org").decode()


@pytest.fixture
def gpg() -> Iterator[Gpg]:
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed")
    with tempfile.TemporaryDirectory(prefix="gpg-") as folder:  # a short path: its agent listens on a socket in it
        try:
            yield Gpg(Path(folder))
        finally:
            subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=False)
