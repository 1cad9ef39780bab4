"""Entries: what a search brings. Bytes come in; texts, numbers and ids with bounds go out."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.fields import InvalidValue

MOST_VALUES = 100
LONGEST_VALUE = 4096  # characters
_RANGE = re.compile(r"(?P<name>[^;]+);range=(?P<first>[0-9]{1,9})-(?P<last>[0-9]{1,9}|\*)", re.IGNORECASE)
_NUMBER = re.compile(rb"-?[0-9]{1,19}")
_GUIDS = {"objectguid", "ms-ds-consistencyguid"}
_SID = "objectsid"


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of the directory. Names of attributes are in lower case: a server answers in its own spelling."""

    dn: str = field(repr=False)
    values: Mapping[str, tuple[bytes, ...]] = field(repr=False)
    unfinished: Mapping[str, int] = field(default_factory=dict)
    """Attributes with more values than one answer holds, and how many came."""

    def raw(self, attribute: str) -> bytes:
        """The first value; b"" where there is none."""
        values = self.values.get(attribute.lower(), ())
        return values[0] if values else b""

    def number(self, attribute: str) -> int | None:
        """The value of an attribute with a number; None where there is none."""
        value = self.raw(attribute)
        return int(value) if _NUMBER.fullmatch(value) else None

    def texts(self, attribute: str) -> tuple[str, ...]:
        """The values as texts, at most `MOST_VALUES`. Ids are in the spelling that people know: a GUID as text, a SID
        as `S-1-5-…`. What is no text or longer than `LONGEST_VALUE` characters is left out."""
        found = (_text(attribute.lower(), each) for each in self.values.get(attribute.lower(), ()))
        return tuple(each for each in found if each is not None)[:MOST_VALUES]

    @property
    def guid(self) -> str:
        """The `objectGUID`, as accounts have it; "" where the account may not read it."""
        return _guid(self.raw("objectGUID")) or ""

    @property
    def relative_id(self) -> int | None:
        """The last part of the SID, which is unique within the domain."""
        sid = sid_text(self.raw("objectSid"))
        return int(sid.rpartition("-")[2]) if sid else None


def entry(dn: bytes, attributes: Mapping[str, list[bytes]]) -> Entry:
    """An entry from what ldap3 decoded. Values that came in ranges are put together (MS-ADTS section 3.1.1.3.1.3.3)."""
    values: dict[str, tuple[bytes, ...]] = {}
    unfinished: dict[str, int] = {}
    for description, found in attributes.items():
        part = _RANGE.fullmatch(description)
        name = (part["name"] if part else description).lower()
        values[name] = values.get(name, ()) + tuple(found)
        if part and part["last"] != "*":
            unfinished[name] = int(part["last"]) + 1
    return Entry(dn.decode(errors="replace"), values, unfinished)


def _text(attribute: str, value: bytes) -> str | None:
    if attribute in _GUIDS:
        return _guid(value)
    if attribute == _SID:
        return sid_text(value)
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None
    return text if len(text) <= LONGEST_VALUE else None


def _guid(value: bytes) -> str | None:
    if len(value) != 16:
        return None
    try:
        return directory_ids.normalise(b64encode(value).decode())
    except InvalidValue:
        return None


def sid_text(value: bytes) -> str | None:
    """A security identifier as text (MS-DTYP section 2.4.2.2); None for bytes that are none."""
    if len(value) < 8 or value[0] != 1 or len(value) != 8 + 4 * value[1]:
        return None
    parts = [int.from_bytes(value[at : at + 4], "little") for at in range(8, len(value), 4)]
    return "-".join(["S-1", str(int.from_bytes(value[2:8], "big")), *map(str, parts)])
