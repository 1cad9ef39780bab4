"""People of a directory, as tests make them up."""

from typing import Any

from functions.directory_sync.people import DirectoryPerson
from functions.directory_sync.sources import Source

THERAPISTS, MANAGERS, EMPLOYEES = (f"{number}0000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
"""Groups: two that give roles, and one that is in scope."""


def guid(number: int) -> str:
    """The directory id of somebody."""
    return f"{number * 2654435761 % 2**32:08x}-0000-4000-8000-{number:012d}"


def person(
    number: int, *groups: str, enabled: bool = True, removed: bool = False, **attributes: str
) -> DirectoryPerson:
    """Somebody with an employee number, names and an address; `attributes` change these, "" takes one away."""
    told = {
        "employeeId": f"E{number}",
        "givenName": "Anna",
        "surname": f"Smit{number}",
        "mail": f"e{number}@linde.example",
        **attributes,
    }
    return DirectoryPerson(
        id=guid(number),
        attributes={} if removed else {name: (value,) for name, value in told.items() if value},
        groups=frozenset(groups or (EMPLOYEES,)),
        enabled=enabled,
        removed=removed,
    )


def source(**settings: Any) -> Source:
    """A source whose scope is the group of employees, and in which two groups give roles."""
    told: dict[str, Any] = {
        "name": "entra",
        "entra": {"tenant": "linde.example", "client_id": "app"},
        "scope_groups": [EMPLOYEES],
        "roles": [
            {"group": THERAPISTS, "roles": ["ith.Therapist"]},
            {"group": MANAGERS, "roles": ["ith.ApplicationManager", "ith.Supervisor"]},
        ],
        "default_role": "ith.Secretary",
        **settings,
    }
    return Source.model_validate(told)
