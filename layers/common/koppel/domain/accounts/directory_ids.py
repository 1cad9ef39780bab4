"""Directory ids: by which an organisation's directory knows a person for good, whatever else of them changes.

Entra ID calls it the object id, Active Directory `objectGUID`. It is a GUID, of which two spellings are about: text, as
Entra ID and Keycloak have it, and its 16 bytes in base64, as AD FS and LDAP have it. Of these the first three groups
stand in the byte order of the machine, least significant byte first (MS-DTYP section 2.3.4.2).
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
            if str(found) == text.strip("{}").lower():  # UUID does not mind where the dashes stand
                return str(found)
        elif _BASE64.fullmatch(text):
            return str(UUID(bytes_le=b64decode(text, validate=True)))
    except ValueError:
        pass
    raise InvalidValue("directory_id", "not-a-directory-id")
