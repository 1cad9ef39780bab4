"""Between a user of Graph and a person: names of properties, values as texts.

Graph keeps `extensionAttribute1` to `15` in one property of the user, `onPremisesExtensionAttributes`.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from functions.directory_sync.people import DirectoryPerson

type Json = dict[str, Any]
type Reader = Callable[[Json, frozenset[str]], DirectoryPerson]

NOBODY_IN: frozenset[str] = frozenset()
_EXTENSIONS = "onPremisesExtensionAttributes"
_EXTENSION_NAMES = frozenset(f"extensionAttribute{number}" for number in range(1, 16))


def selection(attributes: Iterable[str]) -> str:
    """The `$select` of a request that is to bring these attributes."""
    names = {_EXTENSIONS if each in _EXTENSION_NAMES else each for each in attributes}
    return ",".join(quote(each, safe="") for each in sorted(names | {"id", "accountEnabled"}))


def reader(attributes: Iterable[str]) -> Reader:
    """What makes a person of a user and its groups.

    Where Graph does not say whether the account is enabled, it counts as enabled: only what it says takes access away.
    """
    plain = tuple(sorted(set(attributes) - _EXTENSION_NAMES))
    extended = tuple(sorted(set(attributes) & _EXTENSION_NAMES))

    def read(user: Json, groups: frozenset[str]) -> DirectoryPerson:
        found: dict[str, tuple[str, ...]] = {}
        for name in plain:
            value = user.get(name)
            if value.__class__ is str:
                if value:
                    found[name] = (value,)
            elif value is not None and (texts := _texts(value)):
                found[name] = texts
        if extended:
            values = user.get(_EXTENSIONS) or {}
            found |= {name: texts for name in extended if (texts := _texts(values.get(name)))}
        return DirectoryPerson(user["id"], found, groups, user.get("accountEnabled") is not False)

    return read


def is_removed(user: Json) -> bool:
    """Whether Graph deleted the user, for 30 days ("changed") or for good ("deleted")."""
    return "@removed" in user


def gone(identity: str) -> DirectoryPerson:
    """A person who was deleted."""
    return DirectoryPerson(id=identity, enabled=False, removed=True)


def is_user(entry: Json) -> bool:
    """Whether an entry of a collection of several types is a user."""
    return entry.get("@odata.type") == "#microsoft.graph.user"


def is_group(entry: Json) -> bool:
    """Whether it is a group."""
    return entry.get("@odata.type") == "#microsoft.graph.group"


def equation(name: str, value: str) -> str:
    """A term of `$filter`. A quote within the value is written twice (OData 4.01, URL conventions, section 5.1.1.6)."""
    return quote(f"{name} eq '{value.replace("'", "''")}'", safe="'")


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, list):
        return tuple(text for each in value for text in _texts(each))
    if isinstance(value, str):
        return (value,) if value else ()
    return (str(value),) if isinstance(value, int | float) else ()
