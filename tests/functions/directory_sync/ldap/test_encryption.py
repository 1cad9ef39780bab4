"""Encryption: whom we believe to be a domain controller, and what is said where we do not."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.directory_sync.ldap.peer import LdapPeer
from functions.directory_sync.ldap.source import Encryption, LdapHost, LdapSource
from functions.directory_sync.ldap.wire import connection
from functions.directory_sync.people import DirectoryIncomplete, StepName
from functions.directory_sync.problems import ldap_connection as problems
from functions.directory_sync.problems.ldap_sign_in import SIGN_IN_REFUSED
from koppel.domain.problems.problem import Problem
from tests.functions.directory_sync.ldap.conftest import read, source_of
from tests.harness import samba
from tests.harness.authority import Authority, Issued
from tests.harness.ldap_relay import Answer, answer_to, relay
from tests.harness.samba import DomainController

pytestmark = pytest.mark.allow_hosts(["127.0.0.0/8"])

NAME = "dc1.ad.hub.test"
DAY = timedelta(days=1)


def source(address: tuple[str, int], authority: Authority, **settings: object) -> LdapSource:
    """A source at this address, under its own name."""
    usual = LdapSource(
        hosts=(LdapHost(NAME, address[0]),), port=address[1], ca_pem=authority.pem, bind_name="us", password="secret"
    )
    return replace(usual, **settings)  # type: ignore[arg-type]


def outcome(source: LdapSource) -> tuple[StepName, Problem | None]:
    """The last step of a test of the connection."""
    *_, last = LdapPeer(source).check()
    assert not last.problem or "{" not in last.problem.explanation.fill(dict(last.details)).nl
    return last.name, last.problem


@contextmanager
def behind(certificate: Issued) -> Iterator[tuple[str, int]]:
    """A server with this certificate, which refuses every sign-in."""
    with relay(certificate) as server:
        server.bend = lambda _request: Answer(49, "data 52e,")
        yield server.address, server.port


@contextmanager
def talking(answer: Callable[[bytes], bytes] | None, heard: list[bytes] | None = None) -> Iterator[tuple[str, int]]:
    """A server without TLS that answers the first bytes that come; with None it says nothing. `heard` is what came."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            taken = []
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    taken.append(client)
                    if answer is not None:
                        came = client.recv(4096)
                        client.sendall(answer(came))
                        (heard if heard is not None else []).extend((came, client.recv(4096)))
                        client.close()
            for each in taken:
                each.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_certificate_of_the_authority_for_the_name_is_believed(authority: Authority) -> None:
    with behind(authority.issue(NAME)) as address:
        assert outcome(source(address, authority)) == (StepName.SIGN_IN, SIGN_IN_REFUSED)


@pytest.mark.parametrize(
    ("names", "begins", "ends", "problem"),
    [
        ((NAME,), -3 * DAY, -DAY, problems.CERTIFICATE_EXPIRED),
        ((NAME,), DAY, 3 * DAY, problems.CERTIFICATE_NOT_YET_VALID),
        (("dc9.ad.hub.test",), -DAY, DAY, problems.CERTIFICATE_WRONG_NAME),
        (("*.hub.test",), -DAY, DAY, problems.CERTIFICATE_WRONG_NAME),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused_by_name(
    authority: Authority, names: tuple[str, ...], begins: timedelta, ends: timedelta, problem: Problem
) -> None:
    with behind(authority.issue(*names, begins=begins, ends=ends)) as address:
        assert outcome(source(address, authority)) == (StepName.TLS, problem)
        with pytest.raises(DirectoryIncomplete) as failed:
            read(source(address, authority))
        assert failed.value.problem is problem


def test_a_certificate_of_another_authority_is_refused(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path)
    with behind(other.issue(NAME)) as address:
        unknown = (StepName.TLS, problems.CERTIFICATE_UNKNOWN_AUTHORITY)
        assert outcome(source(address, authority)) == unknown
        assert outcome(source(address, authority, ca_pem="")) == unknown


def test_the_certificate_of_the_server_itself_may_be_given_as_authority(authority: Authority) -> None:
    issued = authority.issue(NAME)
    with behind(issued) as address:
        own = source(address, authority, ca_pem=issued.certificate.read_text())
        assert outcome(own) == (StepName.SIGN_IN, SIGN_IN_REFUSED)


@pytest.mark.parametrize(
    "text", ["no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "é"]
)
def test_an_authority_that_cannot_be_read_is_refused(authority: Authority, text: str) -> None:
    settings = source(("127.0.0.1", 1), authority, ca_pem=text)
    assert outcome(settings) == (StepName.TLS, problems.AUTHORITY_UNREADABLE)


def test_a_server_without_tls_gets_no_password(authority: Authority) -> None:
    heard: list[bytes] = []
    with talking(lambda _: b"SSH-2.0-OpenSSH_9.2\r\n", heard) as address:
        assert outcome(source(address, authority)) == (StepName.TLS, problems.NO_TLS)
    assert b"secret" not in b"".join(heard)


def test_a_server_with_outdated_tls_is_told_so(authority: Authority) -> None:
    alert = b"\x15\x03\x01\x00\x02\x02\x46"  # fatal, protocol_version
    with talking(lambda _: alert) as address:
        assert outcome(source(address, authority)) == (StepName.TLS, problems.TLS_TOO_OLD)


def test_a_server_that_says_nothing_is_not_waited_for(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.2)
    with talking(None) as address:
        assert outcome(source(address, authority)) == (StepName.ADDRESS, problems.NO_ANSWER)


def test_a_port_at_which_nobody_listens_is_told_so(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
    assert outcome(source(address, authority)) == (StepName.ADDRESS, problems.CONNECTION_REFUSED)


@pytest.mark.parametrize("name", ["nowhere.invalid", "a..b", "ldapi://%2Ftmp", "x" * 300, ""])
def test_a_name_that_is_not_known_is_told_so(authority: Authority, name: str) -> None:
    settings = source(("127.0.0.1", 636), authority, hosts=(LdapHost(name, "" if name else "."),))
    assert outcome(settings) == (StepName.ADDRESS, problems.ADDRESS_UNKNOWN)


def test_start_tls_that_is_refused_gets_no_password(authority: Authority) -> None:
    heard: list[bytes] = []
    with talking(lambda request: answer_to(request, Answer(53)), heard) as address:
        settings = source(address, authority, encryption=Encryption.START_TLS)
        assert outcome(settings) == (StepName.TLS, problems.START_TLS_REFUSED)
    assert b"secret" not in b"".join(heard)


@pytest.mark.xdist_group("samba")
def test_start_tls_encrypts_a_connection_with_a_domain_controller(controller: DomainController) -> None:
    assert read(source_of(controller, encryption=Encryption.START_TLS)).people


@pytest.mark.xdist_group("samba")
def test_the_wrong_port_of_a_domain_controller_is_told_so(controller: DomainController) -> None:
    assert outcome(source_of(controller, port=samba.LDAP)) == (StepName.TLS, problems.NO_TLS)
    swapped = source_of(controller, port=samba.LDAPS, encryption=Encryption.START_TLS)
    assert outcome(swapped)[0] in {StepName.ADDRESS, StepName.TLS}


@pytest.mark.xdist_group("samba")
def test_a_domain_controller_is_believed_again_when_its_certificate_is_renewed(controller: DomainController) -> None:
    settings = source_of(controller)
    watermark = read(settings).watermark
    controller.stop()
    controller.start(controller.authority.issue(controller.name, begins=-3 * DAY, ends=-DAY))
    with pytest.raises(DirectoryIncomplete) as failed:
        read(settings, watermark)
    assert failed.value.problem is problems.CERTIFICATE_EXPIRED
    controller.stop()
    controller.start()
    assert read(settings, watermark).people == {}
