"""Words for accounts: the names of fields and of what happens to an account, and values as people read them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.console.faces import TILES
from functions.console.wording import Wording
from koppel.domain.accounts.account import ROLE_LABELS, Kind, Role
from koppel.domain.accounts.labels import FIELD_LABELS as FIELDS
from koppel.domain.accounts.relationships import RelationKind
from koppel.domain.plan.changes import Verb
from koppel.domain.texts import Text

VERBS: Mapping[str, Text] = {
    Verb.CREATE: Text(nl="Gemaakt", en="Created"),
    Verb.UPDATE: Text(nl="Gewijzigd", en="Changed"),
    Verb.DEACTIVATE: Text(nl="Inactief gemaakt", en="Made inactive"),
    Verb.REACTIVATE: Text(nl="Weer actief gemaakt", en="Made active again"),
    Verb.RELATE: Text(nl="Relaties gewijzigd", en="Relationships changed"),
    Verb.MERGE: Text(nl="Samengevoegd", en="Merged"),
    Verb.UNMERGE: Text(nl="Samenvoeging ongedaan gemaakt", en="Merge undone"),
    Verb.OBSERVE: Text(nl="Gezien", en="Seen"),
}
GENDERS: Mapping[str, Text] = {
    "m": Text(nl="man", en="male"),
    "f": Text(nl="vrouw", en="female"),
    "other": Text(nl="anders", en="other"),
    "unknown": Text(nl="onbekend", en="unknown"),
}
YES, NO = Text(nl="ja", en="yes"), Text(nl="nee", en="no")
BY_HAND = Text(nl="Console of beheerder", en="Console or operator")
RELATIONS: Mapping[str, Text] = {
    RelationKind.THERAPIST: FIELDS["therapist"],
    RelationKind.SUPERVISOR: FIELDS["supervisor"],
}
ACCOUNTS: Mapping[str, str] = {"merged_into": Kind.CLIENT, "client": Kind.CLIENT}
"""Names whose value is the key of an account of this kind."""
_PERSON = re.compile(r"([0-9a-f]{32}) \(([a-z_]+)\)")
_ARN = re.compile(r"arn:[^ ]*?([^/: ]+)")
_MESSAGE = re.compile(r"[0-9a-f]{32}-[0-9a-f]{64}")
_CHANGE = re.compile(r"([0-9a-f]{32})/([0-9]{1,8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value as people read it; `account` is `<kind>/<key>` of the account that it names, "" for none."""

    text: str
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One name with its value before and after; None for no value."""

    title: str
    before: Shown | None
    after: Shown | None


def title(words: Wording, name: str) -> str:
    """What a field or a part of an account is called."""
    return words.say(FIELDS[name]) if name in FIELDS else name.replace("_", " ")


def shown(words: Wording, name: str, value: Any) -> Shown | None:
    """The value of this name; None for an empty one."""
    if value is None or value in ("", [], {}):
        return None
    if name in ACCOUNTS:
        return Shown(text=f"{str(value)[:8]}…", account=f"{ACCOUNTS[name]}/{value}")
    return Shown(text=_text(words, name, value))


def _text(words: Wording, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return words.say(YES if value else NO)
    if isinstance(value, Mapping):
        return ", ".join(f"{title(words, each)}: {_text(words, each, one)}" for each, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(words, name, each) for each in value)
    match name:
        case "roles" if value in set(Role):
            return words.say(ROLE_LABELS[Role(value)])
        case "missing":
            return title(words, value)
        case "gender" if value in GENDERS:
            return words.say(GENDERS[value])
        case "date_of_birth":
            return words.day(str(value))
        case "deactivate_at":
            return words.time(str(value))
        case "deactivated_by":
            return integration(words, str(value))
    return str(value)


def lines(words: Wording, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """What a change did, a line for each name: fields in the order in which forms have them, then the rest."""
    names = {**before, **after}
    return [
        Line(
            title=title(words, each),
            before=shown(words, each, before.get(each)),
            after=shown(words, each, after.get(each)),
        )
        for each in names
    ]


def relations(words: Wording, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Relationships with words for their kind and for who made them."""
    return [
        {
            **each,
            "title": words.say(RELATIONS[each["kind"]]) if each["kind"] in RELATIONS else each["kind"],
            "by": integration(words, each["integration"]),
        }
        for each in rows
    ]


def integration(words: Wording, name: str) -> str:
    """What an integration is called; commands are given in the console or by the operator."""
    if name in TILES:
        return words.say(TILES[name].title)
    return words.say(BY_HAND) if name == "operations" else name


def origin(words: Wording, row: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Who and what made a change: in words, with what can be looked up. None when nobody knows any more."""
    if row is None:
        return None
    reference = row["reference"]
    undone = _CHANGE.fullmatch(reference)
    return {
        "change": str(row["change"]),
        "at": row["at"],
        "integration": integration(words, row["integration"]),
        "source": row["source"],
        **worker("" if row["actor"] == row["source"] else row["actor"]),
        "message": reference if row["integration"] == "hl7_intake" and _MESSAGE.fullmatch(reference) else "",
        "reference": "" if undone else reference,
    }


def worker(actor: str) -> dict[str, str]:
    """Who did something: the key of a person's account, the name of an operator, or what was recorded."""
    person, arn = _PERSON.fullmatch(actor), _ARN.fullmatch(actor)
    return {"person": person[1] if person else "", "operator": arn[1] if arn else "", "actor": actor}


def named(kind: str, fields: Sequence[Mapping[str, Any]]) -> str:
    """The name of the person, "" without one."""
    values = {each["name"]: str(each["value"]) for each in fields}
    if kind == Kind.FRIEND:
        return values.get("name", "")
    parts = [values.get(each, "") for each in ("first_name", "infix", "last_name")]
    return " ".join(each for each in parts if each) or values.get("nickname", "")
