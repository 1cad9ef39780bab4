"""What a domain controller of the tests holds: units, people, groups, and accounts to sign in with.

Debian's own Python reads this too, which is older than ours.
"""

REALM = "ad.hub.test"
BASE = "DC=ad,DC=hub,DC=test"
PEOPLE = 2000
PASSWORD = "S3rvice!Passw0rd"
READER = "svc-koppel"
"""Signs in with `PASSWORD`, and may read deleted objects."""
PLAIN = "svc-plain"
"""An ordinary account: what is deleted is hidden from it."""
CHANGER = "svc-changer"
"""May change everything."""
OLD = "svc-old"
"""Has a password that expired long ago."""

UNITS = (
    "OU=Staff",
    "OU=Care,OU=Staff",
    "OU=Office,OU=Staff",
    "OU=Ward,OU=Staff",
    "OU=Elsewhere",
    "OU=Groups",
    "OU=Service",
)
STAFF = f"OU=Staff,{BASE}"
NO_PASSWORD_NEEDED = 0x220
"""Of userAccountControl: NORMAL_ACCOUNT and PASSWD_NOTREQD, enabled without a password."""


def unit_of(number: int) -> str:
    """Where a person is: the first dozen in the ward, a quarter of the others in the office."""
    return "Ward" if number < 12 else "Care" if number % 4 else "Office"


def person_dn(number: int) -> str:
    """The DN of a person, by number."""
    return f"CN=Person {number:05d},OU={unit_of(number)},{STAFF}"


def group_dn(name: str) -> str:
    """The DN of a group."""
    return f"CN={name},OU=Groups,{BASE}"


NURSES, STAFF_GROUP, EMPTY = group_dn("Nurses"), group_dn("All staff"), group_dn("Empty")
DOCTORS = group_dn("Doctors\\, (senior)")
LEFT, RIGHT = group_dn("Left"), group_dn("Right")


def members() -> dict[str, list[str]]:
    """The members of each group. The nurses are those in care; the staff are the nurses and the doctors; two groups are
    in each other; one is empty."""
    return {
        NURSES: [person_dn(number) for number in range(PEOPLE) if unit_of(number) == "Care"],
        DOCTORS: [person_dn(number) for number in range(5)],
        STAFF_GROUP: [NURSES, DOCTORS],
        LEFT: [RIGHT, person_dn(1)],
        RIGHT: [LEFT, person_dn(2)],
        EMPTY: [],
    }


def attributes(number: int) -> dict[str, str]:
    """The attributes of a person, by number."""
    account = f"person{number:05d}"
    return {
        "objectClass": "user",
        "sAMAccountName": account,
        "userPrincipalName": f"{account}@{REALM}",
        "mail": f"{account}@hub.test",
        "givenName": f"Zoë {number}",
        "sn": f"van der Linden {number}",
        "employeeID": f"P{number:05d}",
        "department": "Zorg" if number % 4 else "Kantoor",
        "userAccountControl": str(NO_PASSWORD_NEEDED),
    }
