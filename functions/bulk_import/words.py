"""Words that people write in cells for a gender and for a role, in Dutch and in English."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from koppel.domain.accounts.account import ROLE_LABELS, Role
from koppel.domain.characters import in_ascii

_BETWEEN = re.compile(r"[,;/+&|\n]| en | and ")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")

GENDERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("m", "man", "male", "mannelijk", "jongen", "boy"), "m"),
        **dict.fromkeys(("f", "v", "vrouw", "female", "vrouwelijk", "woman", "meisje", "girl"), "f"),
        **dict.fromkeys(("o", "x", "other", "anders", "overig", "nonbinair", "nonbinary"), "other"),
        **dict.fromkeys(("u", "unknown", "onbekend", "nietbekend", "notknown", "unspecified"), "unknown"),
    }
)
"""Words for each value of `gender`; the letters are those of the documented sheets: m, f, o, u."""

_MORE_ROLES = {
    Role.APPLICATION_MANAGER: ("functioneel beheerder", "beheerder", "administrator"),
    Role.THERAPIST: ("hulpverlener", "zorgverlener", "therapeut", "careprovider"),
    Role.SUPERVISOR: ("supervisor", "regiebehandelaar"),
    Role.SECRETARY: ("secretaresse", "secretaris", "secretary", "secretariat"),
    Role.ANALYST: ("data analyst", "data analist", "analyst"),
    Role.DATA_OFFICER: ("data officer", "functionaris gegevens", "datafunctionaris"),
}


def plain(text: str) -> str:
    """The letters and digits of a text, in lower case and without accents: what is the same for people is equal."""
    return _NOT_PLAIN.sub("", in_ascii(text).lower())


ROLES: Mapping[str, Role] = MappingProxyType(
    {
        plain(word): role
        for role in Role
        for word in (role.value, role.value.removeprefix("ith."), ROLE_LABELS[role].nl, ROLE_LABELS[role].en)
        + _MORE_ROLES[role]
    }
)
"""Words for each role."""


def gender_of(text: str) -> str:
    """The value of `gender` that the text means, "" for none."""
    return GENDERS.get(plain(text), "")


def roles_of(text: str) -> tuple[Role, ...]:
    """The roles in the text, each once; none where any word in it is no role."""
    words = [plain(each) for each in _BETWEEN.split(text) if each.strip()]
    found = [ROLES[each] for each in words if each in ROLES]
    return tuple(dict.fromkeys(found)) if len(found) == len(words) else ()
