"""Search filters (RFC 4515). Every value is escaped here; nothing else builds filters."""

import re
import string
from collections.abc import Iterable
from uuid import UUID

from ldap3.core.exceptions import LDAPExceptionError
from ldap3.operation.search import parse_filter

from functions.directory_sync.people import DirectoryIncomplete
from functions.directory_sync.problems import ldap as problems

EVERYTHING = "(objectClass=*)"
PEOPLE = "(sAMAccountType=805306368)"
"""Accounts of people (SAM_NORMAL_USER_ACCOUNT, MS-SAMR section 2.2.1.9): no computers, contacts or trusts."""
GROUPS = "(objectCategory=group)"
UNITS = "(|(objectCategory=organizationalUnit)(objectCategory=container))"
DELETED_PEOPLE = "(&(isDeleted=TRUE)(objectClass=user)(!(objectClass=computer)))"
"""What was a person: a deleted object keeps neither its category nor its account type."""

_PLAIN = frozenset((string.ascii_letters + string.digits).encode())
MOST_FILTER = 2000
MOST_DN = 1000
_GUID = re.compile(r"<GUID=[0-9A-Fa-f-]{32,36}>")
_RDN = r"""[ ]*[A-Za-z][A-Za-z0-9-]*[ ]*=(?:\\[0-9A-Fa-f]{2}|\\[^0-9A-Fa-f]|[^\\,+"<>;\0])+"""
_DN = re.compile(f"{_RDN}(?:,{_RDN})*", re.DOTALL)
"""Distinguished names (RFC 4514) as Active Directory writes them; spaces may follow a comma. ldap3 refuses some, such
as one with a # in it."""


def equal(attribute: str, value: str | bytes) -> str:
    """The attribute has exactly this value. All but its letters and digits are escaped, so that nothing in it means
    something to the server or to ldap3, which trims values."""
    raw = value.encode() if isinstance(value, str) else value
    return f"({attribute}={''.join(chr(each) if each in _PLAIN else f'\\{each:02x}' for each in raw)})"


def at_least(attribute: str, number: int) -> str:
    """The attribute is this number or higher."""
    return f"({attribute}>={number})"


def at_most(attribute: str, number: int) -> str:
    """The attribute is this number or lower."""
    return f"({attribute}<={number})"


def every(*parts: str) -> str:
    """All of these hold; "" is left out."""
    return f"(&{''.join(parts)})"


def either(parts: Iterable[str]) -> str:
    """One of these holds. There must be one."""
    return f"(|{''.join(parts)})"


def identity(guid: str) -> str:
    """What has this `objectGUID`."""
    return equal("objectGUID", UUID(guid).bytes_le)


def check_filter(text: str) -> None:
    """Whether this is one filter, which cannot break out of the one around it. Raises DirectoryIncomplete."""
    try:
        if text and (len(text) > MOST_FILTER or text != text.strip()):
            raise ValueError
        if text:
            parse_filter(text, None, False, False, None, False)
    except (LDAPExceptionError, ValueError, AttributeError, IndexError):
        raise DirectoryIncomplete(problems.FILTER_UNREADABLE) from None


def check_dn(text: str) -> None:
    """Whether this names a place, by its DN or by `<GUID=…>`. Raises DirectoryIncomplete."""
    if len(text) > MOST_DN or not (_GUID.fullmatch(text) or _DN.fullmatch(text)):
        raise DirectoryIncomplete(problems.DN_UNREADABLE, {"base": text[:200]})
