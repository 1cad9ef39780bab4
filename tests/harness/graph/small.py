"""A small directory for a demo: the employees of a practice, a few of them in no group, one who has left, and one who
has an account already."""

from typing import Any, Protocol

DOMAIN = "linde.example"
APPLICATION = "0a6e51a4-5d5c-4b5e-9d8d-5f6f7a8b9c0d"
"""Id of the application that may read it."""
SECRET = "secret-of-the-demo"

STAFF = (
    ("M0101", "Yara", "", "Verhoeven", "therapists"),
    ("M0102", "Bram", "de", "Wit", "therapists"),
    ("M0103", "Noor", "van den", "Berg", "therapists"),
    ("M0104", "Ismail", "", "Yılmaz", "therapists"),
    ("M0105", "Liv", "", "Østergaard", "therapists"),
    ("M0106", "Thijs", "van", "Leeuwen", "supervisors"),
    ("M0107", "Aïcha", "", "Bouali", "supervisors"),
    ("M0108", "Joost", "ter", "Horst", "secretaries"),
    ("M0109", "Mirjam", "", "Kuipers", "secretaries"),
    ("M0110", "Olaf", "", "Jansen", ""),
    ("", "Receptie", "", "Balie", ""),
    ("M0001", "Anneliese", "", "Brouwer", "therapists"),
)
LEFT = "M0109"


class Fillable(Protocol):
    """What takes people and groups: a `Tenant`, here or in another process."""

    def add_user(self, name: str = "", **properties: Any) -> str:
        """Somebody new; the id."""

    def add_group(self, name: str, *members: str) -> str:
        """A new group; its id."""

    def disable(self, identity: str) -> None:
        """Block the sign-in of a user."""


def fill(tenant: Fillable) -> dict[str, str]:
    """Fill the directory. Returns the ids of the groups by their names: `staff` holds the three others."""
    members: dict[str, list[str]] = {"therapists": [], "supervisors": [], "secretaries": []}
    for number, first, infix, last, group in STAFF:
        surname = f"{infix} {last}".strip()
        name = number.lower() or first.lower()
        given = {"employeeId": number} if number else {}
        person = tenant.add_user(name, givenName=first, surname=surname, displayName=f"{first} {surname}", **given)
        if group:
            members[group].append(person)
        if number == LEFT:
            tenant.disable(person)
    groups = {name: tenant.add_group(name.title(), *people) for name, people in members.items()}
    return groups | {"staff": tenant.add_group("Staff", *groups.values())}
