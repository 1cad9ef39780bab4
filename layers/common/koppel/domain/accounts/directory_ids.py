"""Directory ids: the lasting ids that an organisation's directory has for people.

Entra ID calls it the object id, Active Directory `objectGUID`. It is a GUID in one of two spellings: text (Entra ID,
Keycloak), or its 16 bytes in base64 (AD FS, LDAP). In the bytes the first three groups are little-endian (MS-DTYP
section 2.3.4.2).
"""

import re
from base64 import b64decode
from uuid import UUID

from koppel.domain.accounts.fields import InvalidValue

_TEXT = re.compile(r"\{[0-9a-f-]{36}\}|[0-9a-f-]{36}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{22}==")


def normalise(value: str) -> str:
    """The directory id as it is stored: text in lower case, `1f2e3d4c-…`; "" where nothing is left after trimming.

    Hex digits without dashes are not taken: they could be either spelling. Raises InvalidValue.
    """
    text = value.strip()
    if not text:
        return ""
    try:
        if _TEXT.fullmatch(text.lower()):
            found = UUID(text.strip("{}"))
            if str(found) == text.strip("{}").lower():  # UUID accepts dashes at any place
                return str(found)
        elif _BASE64.fullmatch(text):
            return str(UUID(bytes_le=b64decode(text, validate=True)))
    except ValueError:
        pass
    raise InvalidValue("directory_id", "not-a-directory-id")
