"""A person, from an entry of the directory."""

from collections.abc import Iterable

from functions.directory_sync.ldap.groups import Groups
from functions.directory_sync.ldap.wire.entries import Entry
from functions.directory_sync.people import DirectoryPerson

LISTED = ("objectGUID", "objectSid", "uSNChanged", "userAccountControl", "memberOf", "primaryGroupID")
"""What to ask about people of whom only the id and the groups are wanted."""
READ = ("objectGUID", "objectSid", "userAccountControl", "accountExpires", "memberOf", "primaryGroupID")
"""What to ask about people, besides the attributes that the settings name."""

_DISABLED = 2  # ADS_UF_ACCOUNTDISABLE
_NEVER = frozenset({0, 0x7FFFFFFFFFFFFFFF})  # MS-ADA1 section 2.2, accountExpires
_BUILT_IN = 1000  # lower relative ids are of Windows itself: Administrator, Guest, krbtgt (MS-DTYP section 2.4.2.4)


def person(found: Entry, attributes: Iterable[str], groups: Groups, now: int) -> DirectoryPerson:
    """The person, with these attributes in the spelling of the settings. `now` is a FILETIME."""
    expires = found.number("accountExpires")
    expired = expires is not None and expires not in _NEVER and expires <= now
    values = {each: texts for each in attributes if (texts := found.texts(each))}
    enabled = not (found.number("userAccountControl") or 0) & _DISABLED and not expired
    return DirectoryPerson(id=found.guid, attributes=values, groups=groups.of(found), enabled=enabled)


def is_built_in(found: Entry) -> bool:
    """Whether this is an account that every domain has, of no person."""
    return found.relative_id is not None and found.relative_id < _BUILT_IN
