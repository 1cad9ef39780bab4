"""Encryption: the certificate of a host is always checked, by Python's own TLS and not by ldap3's.

The name in the certificate and the address to connect to may differ: inside AWS the names of an organisation's own
network are seldom known.
"""

import ssl
from typing import Any

from ldap3 import Tls

from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap_connection as problems
from koppel.domain.problems.problem import Problem

_BY_VERIFY_CODE: dict[int, Problem] = {  # X509_V_ERR_… of OpenSSL
    2: problems.CERTIFICATE_UNKNOWN_AUTHORITY,  # UNABLE_TO_GET_ISSUER_CERT
    9: problems.CERTIFICATE_NOT_YET_VALID,  # CERT_NOT_YET_VALID
    10: problems.CERTIFICATE_EXPIRED,  # CERT_HAS_EXPIRED
    18: problems.CERTIFICATE_UNKNOWN_AUTHORITY,  # DEPTH_ZERO_SELF_SIGNED_CERT
    19: problems.CERTIFICATE_UNKNOWN_AUTHORITY,  # SELF_SIGNED_CERT_IN_CHAIN
    20: problems.CERTIFICATE_UNKNOWN_AUTHORITY,  # UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    21: problems.CERTIFICATE_UNKNOWN_AUTHORITY,  # UNABLE_TO_VERIFY_LEAF_SIGNATURE
    62: problems.CERTIFICATE_WRONG_NAME,  # HOSTNAME_MISMATCH
    64: problems.CERTIFICATE_WRONG_NAME,  # IP_ADDRESS_MISMATCH
}
_OUTDATED = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE", "HANDSHAKE_FAILURE", "NO_CIPHERS")


def context(ca_pem: str) -> ssl.SSLContext:
    """TLS 1.2 or newer, trusting these authorities, or the system's for "". Raises DirectoryIncomplete.

    A certificate given as authority is trusted as it is, also one in between and that of the server itself: what an
    administrator exports is not always the root. `ssl.create_default_context` also demands the details of RFC 5280
    (VERIFY_X509_STRICT), which authorities that organisations made long ago do not keep.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks certificate and name
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if not ca_pem:
        made.load_default_certs()
        return made
    try:
        made.load_verify_locations(cadata=ca_pem)
    except (ssl.SSLError, TypeError):  # TypeError: not ASCII
        raise DirectoryIncomplete(problems.AUTHORITY_UNREADABLE) from None
    return made


class NamedTls(Tls):  # type: ignore[misc]  # ldap3 has no types
    """Encrypts a connection of ldap3 with our own context. `failure` is why that failed."""

    def __init__(self, trust: ssl.SSLContext, name: str, seconds: float) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._trust, self._name, self._seconds = trust, name, seconds
        self.failure: OSError | None = None

    def wrap_socket(self, connection: Any, do_handshake: bool = True) -> None:  # noqa: ARG002  # ldap3's signature
        """Encrypt. The handshake may take as long as connecting; after it the time limit for answers holds again."""
        plain = connection.socket
        limit = plain.gettimeout()
        plain.settimeout(self._seconds)
        try:
            connection.socket = self._trust.wrap_socket(plain, server_hostname=self._name)
        except OSError as failure:  # ssl.SSLError and TimeoutError are
            self.failure = failure
            raise
        connection.socket.settimeout(limit)


def problem_of(failure: OSError) -> tuple[Problem, str]:
    """Why a connection could not be encrypted, and the reason in OpenSSL's words where the problem asks for one."""
    match failure:
        case ssl.SSLCertVerificationError():
            found = _BY_VERIFY_CODE.get(failure.verify_code, problems.CERTIFICATE_UNFIT)
            return found, failure.verify_message if found is problems.CERTIFICATE_UNFIT else ""
        case ssl.SSLError() if any(each in (failure.reason or "") for each in _OUTDATED):
            return problems.TLS_TOO_OLD, ""
        case TimeoutError():
            return problems.NO_ANSWER, ""
        case _:
            return problems.NO_TLS, ""
