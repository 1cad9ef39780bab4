"""A connection to one of the hosts of a source: opened, encrypted, signed in.

Each host is tried in turn. Where the sign-in is refused no other host is tried: all know the same password, and each
attempt counts towards locking the account.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from ldap3 import NONE, Connection, Server
from ldap3.core.exceptions import LDAPException

from functions.directory_sync.ldap.source import Encryption, LdapHost, LdapSource
from functions.directory_sync.ldap.wire import refusals, tls
from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems
from functions.directory_sync.problems import ldap_connection, ldap_sign_in

CONNECT_SECONDS = 5
ANSWER_SECONDS = 60
MOST_ADDRESSES = 4
"""Addresses of one name that are tried."""


@dataclass(frozen=True, slots=True)
class Link:
    """An open connection. `host` is the name of the host in the settings."""

    host: str
    connection: Any = field(repr=False)

    def close(self) -> None:
        """Sign off, whatever state the connection is in. ldap3 leaves a socket open that could not connect."""
        with suppress(LDAPException, OSError):
            self.connection.unbind()
        if self.connection.socket is not None:
            self.connection.socket.close()


@contextmanager
def connected(source: LdapSource, first: str = "") -> Iterator[Link]:
    """A connection to the first host that answers, signed in. The host of the name `first` is tried first.

    Raises DirectoryIncomplete; where no host answers, with the reason of the one tried first.
    """
    link = _signed_in(source, first)
    try:
        yield link
    finally:
        link.close()


def _signed_in(source: LdapSource, first: str) -> Link:
    failures: list[DirectoryIncomplete] = []
    for host in sorted(source.hosts, key=lambda each: each.name != first):
        try:
            link = opened(source, host)
        except DirectoryIncomplete as failure:
            failures.append(failure)
            continue
        try:
            sign_in(link, source)
        except DirectoryIncomplete as failure:
            link.close()
            if failure.problem is not problems.BUSY:
                raise
            failures.append(failure)
        else:
            return link
    raise failures[0] if failures else DirectoryIncomplete(ldap_connection.ADDRESS_UNKNOWN, {"host": ""})


def opened(source: LdapSource, host: LdapHost) -> Link:
    """An encrypted connection, not signed in. Raises DirectoryIncomplete."""
    trust = tls.context(source.ca_pem)
    failure = DirectoryIncomplete(ldap_connection.ADDRESS_UNKNOWN, {"host": host.name})
    for address in _addresses(host, source.used_port):
        encryption = tls.NamedTls(trust, host.name, CONNECT_SECONDS)
        server = Server(
            address,
            source.used_port,
            use_ssl=source.encryption is Encryption.LDAPS,
            tls=encryption,
            get_info=NONE,
            connect_timeout=CONNECT_SECONDS,
        )
        connection = Connection(
            server,
            source.bind_name,
            source.password,
            read_only=True,
            receive_timeout=ANSWER_SECONDS,
            auto_referrals=False,
            auto_range=False,
            auto_escape=False,
            check_names=False,
            return_empty_attributes=False,
        )
        try:
            connection.open(read_server_info=False)
            if source.encryption is Encryption.START_TLS:
                connection.start_tls(read_server_info=False)
        except (LDAPException, OSError) as error:
            failure = _failure(host.name, source, encryption, connection, error)
            Link(host.name, connection).close()
            continue
        return Link(host.name, connection)
    raise failure


def _failure(
    host: str, source: LdapSource, encryption: tls.NamedTls, connection: Any, error: Exception
) -> DirectoryIncomplete:
    details = {"host": host, "port": str(source.used_port)}
    if encryption.failure is not None:
        problem, reason = tls.problem_of(encryption.failure)
        return DirectoryIncomplete(problem, details | ({"reason": reason} if reason else {}))
    if source.encryption is Encryption.START_TLS and connection.result:
        return DirectoryIncomplete(ldap_connection.START_TLS_REFUSED, details)
    return refusals.connection_refusal(host, source.used_port, error)


def _addresses(host: LdapHost, port: int) -> list[str]:
    """The addresses of a host, IPv4 first. Raises DirectoryIncomplete."""
    try:
        found = socket.getaddrinfo(host.address or host.name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # UnicodeError: no name that DNS has
        raise DirectoryIncomplete(ldap_connection.ADDRESS_UNKNOWN, {"host": host.name}) from None
    ordered = sorted(found, key=lambda each: each[0] != socket.AF_INET)
    return list(dict.fromkeys(str(each[4][0]) for each in ordered))[:MOST_ADDRESSES]


def sign_in(link: Link, source: LdapSource) -> None:
    """Sign in. Raises DirectoryIncomplete."""
    if not source.password:  # a name without a password would be an anonymous sign-in (RFC 4513 section 5.1.2)
        raise DirectoryIncomplete(ldap_sign_in.PASSWORD_MISSING)
    with answering(link):
        link.connection.bind(read_server_info=False)
    result = link.connection.result
    if result["result"] != refusals.SUCCESS:
        raise refusals.sign_in_refusal(link.host, result["result"], result["message"])


@contextmanager
def answering(link: Link) -> Iterator[None]:
    """What goes wrong while a host answers, as DirectoryIncomplete. ldap3 raises errors of every kind about an answer
    that is not well-formed; none of their texts go on, as they may hold values."""
    try:
        yield
    except DirectoryIncomplete:
        raise
    except (LDAPException, OSError):
        raise DirectoryIncomplete(ldap_connection.CONNECTION_LOST, {"host": link.host}) from None
    except Exception:
        raise DirectoryIncomplete(problems.ANSWER_UNREADABLE, {"host": link.host}) from None
