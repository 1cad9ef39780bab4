"""`--file` of the command line: the file is uploaded first, and the command gets the number of the upload."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from functions.operations import __main__ as command_line

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

UPLOAD = "0123456789abcdef" * 2
IMPORT = ("start-import", "--organisation", "demo", "--script", "new_clients")
REFUSED = b"<Error><Code>EntityTooLarge</Code><Message>Your proposed upload exceeds the maximum</Message></Error>"


@dataclass
class Bucket:
    """A server that takes forms as S3 does. `got` are the parts of each form: name → content."""

    server: ThreadingHTTPServer
    status: int = 204
    answer: bytes = b""
    got: list[dict[str, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}/files"


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    class Handler(BaseHTTPRequestHandler):
        """Reads one form."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append(parts(self.headers["Content-Type"], body))
            self.send_response(made.status)
            self.send_header("Content-Length", str(len(made.answer)))
            self.end_headers()
            self.wfile.write(made.answer)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Bucket(server)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield made
        server.shutdown()


def parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a form (RFC 7578), in their order."""
    message: EmailMessage = BytesParser(EmailMessage, policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
    )
    return {
        str(each.get_param("name", header="content-disposition")): bytes(each.get_payload(decode=True))
        for each in message.iter_parts()
    }


@dataclass
class Operator:
    """Prepares uploads to a bucket, and notes what it is asked."""

    url: str
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    problem: Mapping[str, Any] | None = None

    def __call__(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(asked)
        if self.problem:
            return {"problem": self.problem}
        if asked["command"] == "prepare-upload":
            fields = {"key": f"_uploads/demo/{UPLOAD}", "policy": "p"}
            return {"result": {"upload": UPLOAD, "url": self.url, "fields": fields, "seconds": 900}}
        return {"result": {"run": "r1"}}

    @property
    def commands(self) -> list[str]:
        """The names of what it was asked."""
        return [each["command"] for each in self.asked]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "clients.xlsx"
    made.write_bytes(b"PK\x03\x04 \r\n--not a boundary\r\n \xff")
    return made


def test_a_file_is_uploaded_and_the_command_gets_its_number(
    bucket: Bucket, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operator = Operator(bucket.url)
    words = (*IMPORT, "--file", str(file), "--welcome", "clients", "professionals")
    assert command_line.main(words, operator) == 0
    assert bucket.got == [{"key": f"_uploads/demo/{UPLOAD}".encode(), "policy": b"p", "file": file.read_bytes()}]
    assert list(bucket.got[0])[-1] == "file"
    prepared, started = operator.asked
    assert prepared == {"command": "prepare-upload", "arguments": {"organisation": "demo"}}
    wanted = {
        "organisation": "demo",
        "script": "new_clients",
        "upload": UPLOAD,
        "welcome": ["clients", "professionals"],
    }
    assert started == {"command": "start-import", "arguments": wanted}
    assert json.loads(capsys.readouterr().out) == {"run": "r1"}


def test_an_upload_can_be_named_by_its_number(bucket: Bucket) -> None:
    operator = Operator(bucket.url)
    assert command_line.main((*IMPORT, "--upload", UPLOAD), operator) == 0
    assert operator.commands == ["start-import"]
    assert operator.asked[0]["arguments"]["upload"] == UPLOAD
    assert bucket.got == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "one of the arguments --file --upload is required"),
        (("--file", "/nowhere/clients.xlsx"), "No such file"),
        (("--file", "/"), "Is a directory"),
        (("--file", "pyproject.toml", "--upload", UPLOAD), "not allowed with argument"),
    ],
)
def test_without_a_file_that_can_be_read_nothing_is_asked(
    bucket: Bucket, more: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    operator = Operator(bucket.url)
    with pytest.raises(SystemExit) as ended:
        command_line.main((*IMPORT, *more), operator)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert operator.asked == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (REFUSED, "The file was not accepted: status 400. Your proposed upload exceeds the maximum\n"),
        (b"\xff no XML", "The file was not accepted: status 400.\n"),
    ],
)
def test_a_refused_upload_ends_it(
    bucket: Bucket, file: Path, answer: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket.status, bucket.answer = 400, answer
    operator = Operator(bucket.url)
    assert command_line.main((*IMPORT, "--file", str(file)), operator) == 1
    assert operator.commands == ["prepare-upload"]
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", said)


def test_a_bucket_that_does_not_answer_ends_it(bucket: Bucket, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bucket.server.server_close()
    operator = Operator(bucket.url)
    assert command_line.main((*IMPORT, "--file", str(file)), operator) == 1
    assert operator.commands == ["prepare-upload"]
    assert capsys.readouterr().err.startswith("The file could not be uploaded: ")


def test_a_refusal_to_prepare_ends_it(bucket: Bucket, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = {"slug": "unknown-organisation", "message": "There is no such organisation.", "fields": {}}
    operator = Operator(bucket.url, problem=problem)
    assert command_line.main((*IMPORT, "--file", str(file)), operator) == 1
    assert operator.commands == ["prepare-upload"]
    assert bucket.got == []
    assert capsys.readouterr().err == "There is no such organisation.\n"
