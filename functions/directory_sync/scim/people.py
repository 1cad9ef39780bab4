"""People: a user of SCIM as an account, and an account as a user. No I/O, no clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.directory_sync.pushed import ProfessionalIdFrom
from functions.directory_sync.scim.errors import ScimType, bad_request
from functions.directory_sync.scim.memory.users import Link
from functions.directory_sync.scim.patch.operations import Step
from functions.directory_sync.scim.patch.targets import Target
from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.schema.paths import Path
from functions.directory_sync.scim.schema.tables import ENTERPRISE_URN, KOPPEL_URN, USER, USER_URN
from functions.directory_sync.tile import TILE
from koppel.domain import characters
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Account
from koppel.domain.accounts.fields import REASONS
from koppel.domain.characters import Unfit

LONGEST_USER_NAME = 200

FIELDS: Mapping[str, Path] = {
    "first_name": Path(name="name", part="givenName"),
    "last_name": Path(name="name", part="familyName"),
    "infix": Path(urn=KOPPEL_URN, name="infix"),
    "id": Path(urn=KOPPEL_URN, name="professionalId"),
    "email": Path(name="emails", part="value"),
}
"""Field of a professional → the attribute that holds it."""

_KEPT_WHEN_ABSENT = ("externalId", "name", "emails", "active", KOPPEL_URN)
_PROFESSIONAL_ID = Target(FIELDS["id"], None, paths.whole(FIELDS["id"], USER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a request makes of a user.

    values       field of the account → its value, of those that the request changes
    active       what the request says of it, None where it says nothing
    user_name, external_id, email  as a Link has them
    """

    values: Mapping[str, str]
    active: bool | None
    user_name: str
    external_id: str
    email: Mapping[str, Any]


def resource(account: Account, link: Link) -> Resource:
    """The user as far as clients can set it."""
    email, own = account.text("email"), _filled({"infix": account.text("infix"), "professionalId": account.text("id")})
    found: Resource = {
        "externalId": link.external_id,
        "userName": link.user_name,
        "name": _filled({"givenName": account.text("first_name"), "familyName": account.text("last_name")}),
        "emails": [{"value": email, **link.email}] if email else [],
        "active": account.active and not link.inactive,
        KOPPEL_URN: own,
    }
    return {name: value for name, value in found.items() if value not in ("", [], {})}


def shown(account: Account, link: Link, root: str) -> Resource:
    """The user as an answer shows it; `root` is the address of the SCIM endpoint."""
    found = resource(account, link)
    schemas = [USER_URN, *([KOPPEL_URN] if KOPPEL_URN in found else [])]
    meta = {
        "resourceType": USER.name,
        "created": f"{account.created}Z",
        "lastModified": f"{max(account.modified, link.modified)}Z",
        "location": f"{root}{USER.endpoint}/{account.key}",
        "version": version(account, link),
    }
    name = {"displayName": account.name} if account.name else {}
    return {"schemas": schemas, "id": account.key, **found, **name, "meta": meta}


def version(account: Account, link: Link) -> str:
    """The entity tag of a user (RFC 7644 section 3.14)."""
    return f'W/"{account.version}.{link.version}"'


def replaced(before: Resource, body: Resource) -> Resource:
    """What a PUT makes of a user. What it leaves out altogether stays: nobody loses the lasting id, the name or access
    because a program sends less than it read."""
    kept = {name: before[name] for name in _KEPT_WHEN_ABSENT if name in before and name not in body}
    return {**kept, **body}


def wanted(before: Resource, after: Resource) -> Wanted:
    """The difference between a user before (empty: there is none yet) and after a request. Raises ScimRefused
    (invalidValue)."""
    chosen, present = _chosen(after), _chosen(before)
    old = {**_texts(before), "email": present.get("value", "")}
    new = {**_texts(after), "email": chosen.get("value", "")}
    user_name = _fit("userName", after.get("userName", ""), LONGEST_USER_NAME)
    if not user_name:
        raise bad_request(ScimType.INVALID_VALUE, "A user needs a name:", fields={"userName": "must be filled"})
    return Wanted(
        values={name: new[name] for name in FIELDS if old[name] != new[name]},
        active=after.get("active"),
        user_name=user_name,
        external_id=_external_id(after.get("externalId", "")),
        email={name: each for name, each in chosen.items() if name != "value"},
    )


def told_active(make: Callable[[Resource], Resource], before: Resource) -> bool | None:
    """What a request says of `active`, also where it says what was so before; None where it leaves it.

    `make` makes the user after the request of the one before; what it raises passes.
    """
    after_either = [make({**before, "active": each}).get("active") for each in (True, False)]
    return after_either[0] if after_either[0] == after_either[1] else None


def is_foreign(account: Account) -> bool:
    """Whether somebody else than the directory deactivated the account: then the directory does not reactivate it."""
    return not account.active and account.deactivated_by != TILE.integration


def translated(steps: Iterable[Step], source: ProfessionalIdFrom) -> list[Step]:
    """The steps, with the employee number as professional id where the tile says so."""
    if source is not ProfessionalIdFrom.EMPLOYEE_NUMBER:
        return list(steps)
    return [_translated(each) for each in steps]


def _translated(step: Step) -> Step:
    path, value = step.target.path, step.value
    if path.urn.lower() != ENTERPRISE_URN.lower():
        return step
    if not path.name and isinstance(value, Mapping):
        number = next((each for name, each in value.items() if str(name).lower() == "employeenumber"), None)
        return step if number is None else replace(step, target=_PROFESSIONAL_ID, value=number)
    return replace(step, target=_PROFESSIONAL_ID) if path.name.lower() == "employeenumber" else step


def _texts(user: Resource) -> dict[str, str]:
    found = {}
    for field, path in FIELDS.items():
        (value, *_) = (*paths.values(path, user), None)
        found[field] = value if isinstance(value, str) else ""
    return found


def _chosen(user: Resource) -> Resource:
    """The e-mail address that is kept: the primary one, else that of the type work, else the first."""
    every = [each for each in user.get("emails", []) if each.get("value")]
    ranked = sorted(every, key=lambda each: (not each.get("primary"), str(each.get("type", "")).lower() != "work"))
    return ranked[0] if ranked else {}


def _external_id(text: str) -> str:
    try:
        return external_ids.normalise(text)
    except Unfit as unfit:
        raise _unfit("externalId", unfit) from None


def _fit(name: str, text: str, longest: int) -> str:
    try:
        return characters.line(text, longest)
    except Unfit as unfit:
        raise _unfit(name, unfit) from None


def _unfit(name: str, unfit: Unfit) -> Exception:
    return bad_request(ScimType.INVALID_VALUE, "The value is not valid:", fields={name: REASONS[unfit.reason]})


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}
