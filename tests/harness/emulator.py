"""The AWS emulator: one process, one port, state that survives a clean stop."""

import os
import platform
import shutil
import time
import urllib.error
import urllib.request
from typing import TypedDict

from tests.harness import processes
from tests.harness.home import VENVS, Home, Occupied, in_use

REGION = "eu-west-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}


class Connection(TypedDict):
    """What boto3 needs to reach an emulator: `boto3.client("sqs", **connection)`."""

    endpoint_url: str
    region_name: str
    aws_access_key_id: str
    aws_secret_access_key: str


def connection(endpoint_url: str) -> Connection:
    """The connection of whoever owns the emulator, allowed to do everything."""
    return Connection(
        endpoint_url=endpoint_url, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
    )


class Emulator:
    """The emulator of one home, started when made. Raises `Occupied` or `processes.Failed`."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.port = home.emulator_port()
        if in_use(self.port):
            raise Occupied(f"another program listens on port {self.port}, which this stack's state is bound to")
        self.log = home.logs / "emulator.log"
        self.log.unlink(missing_ok=True)
        shutil.rmtree(home.temporary, ignore_errors=True)
        home.temporary.mkdir(parents=True)
        self.process = processes.start([VENVS / "emulator" / "bin" / "ministack"], self._environment(), self.log)
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    @property
    def endpoint_url(self) -> str:
        """Where all its AWS services answer."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def connection(self) -> Connection:
        """How boto3 reaches it."""
        return connection(self.endpoint_url)

    def stop(self) -> None:
        """Ends the emulator and its functions; the state is saved."""
        processes.stop(self.process)
        shutil.rmtree(self.home.temporary, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        """A bare one: functions inherit all of it, and AWS would not give them this shell's variables."""
        inherited = {name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ}
        return (
            inherited
            | CREDENTIALS
            | {
                "AUTH": "true",  # roles are enforced, so a missing permission shows here
                "BIND_HOST": "127.0.0.1",
                "GATEWAY_PORT": str(self.port),
                "IOT_MTLS_ENABLED": "0",
                "LAMBDA_WARM_TTL_SECONDS": "3600",
                "MINISTACK_HOST": "127.0.0.1",
                "MINISTACK_REGION": REGION,
                "PERSIST_STATE": "1",
                "S3_DATA_DIR": str(self.home.state / "s3"),
                "S3_PERSIST": "1",
                "SFTP_ENABLED": "0",
                "STATE_DIR": str(self.home.state),
                "TMPDIR": str(self.home.temporary),
            }
        )

    def _wait_until_ready(self, patience: float = 60) -> None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/health", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise processes.Failed(f"the emulator did not start:\n{processes.tail(self.log)}")


def architecture() -> str:
    """This machine's processor by Lambda's name."""
    return {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


def wheels() -> str:
    """The kind of native packages that the emulator's functions can load: they run as plain processes here."""
    processor = "aarch64" if architecture() == "arm64" else "x86_64"
    return f"{processor}-apple-darwin" if platform.system() == "Darwin" else f"{processor}-manylinux2014"
