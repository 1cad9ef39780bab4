"""A relay between a client and an LDAP server: it sees every request, and can cut, stall or change what passes.

It answers LDAPS with a certificate of its own and speaks LDAPS to the server behind it, or to none.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.harness.authority import Issued

PAGED_RESULTS = "1.2.840.113556.1.4.319"
BIND, BIND_RESPONSE = 0x60, 0x61
SEARCH, ENTRY, DONE, REFERENCE = 0x63, 0x64, 0x65, 0x73
UNBIND = 0x42
SECONDS = 20


@dataclass(frozen=True)
class Request:
    """A request that came by. `number` counts the searches of all connections, from 1; 0 for others."""

    raw: bytes
    number: int
    operation: int

    @property
    def controls(self) -> dict[str, bool]:
        """The controls that were sent, by number, and whether each is critical."""
        message = _decoded(self.raw)[0].parts
        sent = message[2].parts if len(message) > 2 else []
        return {each.parts[0].content.decode(): each.parts[1].content == b"\xff" for each in sent}

    @property
    def follows_aliases(self) -> bool:
        """Whether a search asks for objects that others point to."""
        return _decoded(self.raw)[0].parts[1].parts[2].content != b"\0"

    def asking(self, attribute: str, instead: str) -> bytes:
        """The same search, asking for another attribute instead of one."""
        message = _decoded(self.raw)[0]
        for each in message.parts[1].parts[7].parts:
            if each.content.decode().lower() == attribute.lower():
                each.content = instead.encode()
        return message.encoded()


@dataclass(frozen=True)
class Pass:
    """Let the request through, or this one instead. `cut` closes the connection after so many answers; `code` replaces
    the result code at the end; `leave_out` holds back that many entries."""

    instead: bytes = b""
    cut: int | None = None
    code: int | None = None
    leave_out: int = 0


@dataclass(frozen=True)
class Answer:
    """Do not ask the server; answer with this result code and message."""

    code: int
    text: str = ""


@dataclass(frozen=True)
class Raw:
    """Do not ask the server; answer with these bytes. With none, never answer."""

    data: bytes = b""


type Act = Pass | Answer | Raw
type Bend = Callable[[Request], Act]


def passing(_request: Request) -> Act:
    """Change nothing."""
    return Pass()


def answer_to(request: bytes, answer: Answer, operation: int | None = None) -> bytes:
    """The last answer to a request: LDAPResult of RFC 4511 section 4.1.9, as the answer to this kind of request unless
    another is given."""
    number, rest = _parts(request)
    kind = operation or {BIND: BIND_RESPONSE, SEARCH: DONE}.get(rest[0], rest[0] + 1)
    text = _wrapped(0x04, answer.text.encode())
    return _wrapped(0x30, number + _wrapped(kind, _wrapped(0x0A, bytes([answer.code])) + b"\x04\x00" + text))


@dataclass
class Relay:
    """A relay that runs. `requests` are those that came by; `bend` says what to do with each."""

    address: str
    port: int
    requests: list[Request] = field(default_factory=list)
    bend: Bend = passing

    @property
    def searches(self) -> list[Request]:
        """The searches that came by."""
        return [each for each in self.requests if each.operation == SEARCH]


@contextmanager
def relay(certificate: Issued, behind: tuple[str, int] | None = None) -> Iterator[Relay]:
    """A relay, at a port of its own, to the server at this address, or to none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Relay(*listening.getsockname())
        threading.Thread(target=_accept, args=(listening, context, behind, found), daemon=True).start()
        try:
            yield found
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, context: ssl.SSLContext, behind: tuple[str, int] | None, relay: Relay) -> None:
    with suppress(OSError):
        while True:
            plain, _ = listening.accept()
            threading.Thread(target=_serve, args=(plain, context, behind, relay), daemon=True).start()


def _serve(plain: socket.socket, context: ssl.SSLContext, behind: tuple[str, int] | None, relay: Relay) -> None:
    plain.settimeout(SECONDS)
    with suppress(OSError, EOFError), plain, context.wrap_socket(plain, server_side=True) as client:
        if behind is None:
            _talk(client, None, relay)
            return
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with trusting.wrap_socket(socket.create_connection(behind, SECONDS)) as server:
            _talk(client, server, relay)


def _talk(client: socket.socket, server: socket.socket | None, relay: Relay) -> None:
    while True:
        raw = _message(client)
        operation = _operation(raw)
        request = Request(raw, len(relay.searches) + 1 if operation == SEARCH else 0, operation)
        relay.requests.append(request)
        act = relay.bend(request)
        match act:
            case Answer():
                client.sendall(answer_to(raw, act))
            case Raw(data):
                client.sendall(data)
                if not data:
                    _message(client)
            case Pass() if server is not None:
                server.sendall(act.instead or raw)
                if operation == UNBIND:
                    return
                _answers(client, server, act)


def _answers(client: socket.socket, server: socket.socket, act: Pass) -> None:
    """Pass the answers on until the last one of this request."""
    passed, held_back = 0, 0
    while True:
        if act.cut is not None and passed >= act.cut:
            raise EOFError
        raw = _message(server)
        operation = _operation(raw)
        is_last = operation not in {ENTRY, REFERENCE}
        if operation == ENTRY and held_back < act.leave_out:
            held_back += 1
            continue
        if is_last and act.code is not None:
            raw = answer_to(raw, Answer(act.code), DONE)
        client.sendall(raw)
        passed += 1
        if is_last:
            return


def _message(connection: socket.socket) -> bytes:
    """One LDAP message: its tag, its length, and what is in it."""
    head = _exactly(connection, 2)
    if head[1] < 0x80:
        return head + _exactly(connection, head[1])
    length = _exactly(connection, head[1] - 0x80)
    return head + length + _exactly(connection, int.from_bytes(length))


def _exactly(connection: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        part = connection.recv(count - len(found))
        if not part:
            raise EOFError
        found += part
    return found


def _parts(raw: bytes) -> tuple[bytes, bytes]:
    """The number of a message, as it is written, and what follows it."""
    at = 2 if raw[1] < 0x80 else 2 + raw[1] - 0x80
    number = raw[at : at + 2 + raw[at + 1]]
    return number, raw[at + len(number) :]


def _operation(raw: bytes) -> int:
    return _parts(raw)[1][0]


def _wrapped(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x82]) + size.to_bytes(2)
    return bytes([tag]) + length + content


@dataclass
class _Element:
    """An element of BER (X.690 section 8.1): of primitive ones the content, of others the parts."""

    tag: int
    content: bytes
    parts: "list[_Element]"

    def encoded(self) -> bytes:
        return _wrapped(self.tag, b"".join(each.encoded() for each in self.parts) if self.parts else self.content)


def _decoded(data: bytes) -> list[_Element]:
    found = []
    while data:
        at = 2 if data[1] < 0x80 else 2 + data[1] - 0x80
        end = at + (data[1] if at == 2 else int.from_bytes(data[2:at]))
        content, is_constructed = data[at:end], data[0] & 0x20
        found.append(_Element(data[0], b"" if is_constructed else content, _decoded(content) if is_constructed else []))
        data = data[end:]
    return found
