"""What a domain controller refuses, as problems."""

import re

from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems
from functions.directory_sync.problems import ldap_connection, ldap_sign_in
from koppel.domain.problems.problem import Problem

SUCCESS = 0
NO_SUCH_OBJECT = 32
UNAVAILABLE = frozenset({51, 52})
"""busy, unavailable (RFC 4511 appendix A): another host may answer."""

_REFERRAL = 10
_STRONGER_AUTH = frozenset({8, 13})  # strongerAuthRequired, confidentialityRequired
_INVALID_CREDENTIALS = 49
_SUB_CODE = re.compile(r"\bdata ([0-9a-f]{1,8})\b", re.IGNORECASE)
_BY_CODE: dict[int, Problem] = {  # RFC 4511 appendix A
    1: problems.NO_PERMISSION,  # operationsError: what Active Directory says before a sign-in
    3: problems.TIME_LIMIT,
    4: problems.SIZE_LIMIT,
    11: problems.SIZE_LIMIT,  # adminLimitExceeded
    34: problems.DN_UNREADABLE,  # invalidDNSyntax
    49: problems.NO_PERMISSION,
    50: problems.NO_PERMISSION,  # insufficientAccessRights
    51: problems.BUSY,
    52: problems.BUSY,
    85: problems.TIME_LIMIT,
}


def sign_in_refusal(host: str, code: int, message: str) -> DirectoryIncomplete:
    """Why a sign-in was refused, from the result code and the message of the answer."""
    if code in UNAVAILABLE:
        return DirectoryIncomplete(problems.BUSY, {"host": host})
    if code in _STRONGER_AUTH:
        return DirectoryIncomplete(ldap_sign_in.ENCRYPTION_REQUIRED, {"host": host})
    found = _SUB_CODE.search(message)
    sub_code = found[1].lower().lstrip("0") if found else ""
    if sub_code in ldap_sign_in.BY_SUB_CODE:
        return DirectoryIncomplete(ldap_sign_in.BY_SUB_CODE[sub_code])
    if code == _INVALID_CREDENTIALS and not found:
        return DirectoryIncomplete(ldap_sign_in.SIGN_IN_REFUSED)
    return DirectoryIncomplete(ldap_sign_in.SIGN_IN_FAILED, {"host": host, "code": sub_code or str(code)})


def search_refusal(host: str, base: str, code: int) -> DirectoryIncomplete:
    """Why a search was refused or broken off, from the result code of the answer."""
    if code == NO_SUCH_OBJECT:
        return DirectoryIncomplete(problems.BASE_MISSING, {"base": base})
    if code == _REFERRAL:
        return DirectoryIncomplete(problems.BASE_ELSEWHERE, {"base": base, "host": host})
    found = _BY_CODE.get(code)
    if found is None:
        return DirectoryIncomplete(problems.SEARCH_REFUSED, {"host": host, "code": str(code)})
    return DirectoryIncomplete(found, {"host": host, "base": base})


def connection_refusal(host: str, port: int, failure: BaseException) -> DirectoryIncomplete:
    """Why a host could not be reached, from the error of the socket."""
    details = {"host": host, "port": str(port)}
    if isinstance(failure, ConnectionRefusedError):
        return DirectoryIncomplete(ldap_connection.CONNECTION_REFUSED, details)
    return DirectoryIncomplete(ldap_connection.NO_ANSWER, details)
