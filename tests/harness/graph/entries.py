"""Objects as Graph writes them, and its errors."""

from collections.abc import Iterable
from uuid import uuid4

from tests.harness.graph.tenant import Json, Kind, Life, Thing

USER_PROPERTIES = frozenset(
    {
        "accountEnabled", "businessPhones", "city", "companyName", "country", "department", "displayName", "employeeId",
        "employeeType", "givenName", "id", "jobTitle", "mail", "mailNickname", "mobilePhone", "officeLocation",
        "onPremisesExtensionAttributes", "onPremisesImmutableId", "onPremisesSamAccountName", "otherMails",
        "preferredLanguage", "proxyAddresses", "surname", "usageLocation", "userPrincipalName", "userType",
    }
)  # fmt: skip
"""Properties of a user that can be selected here. Of directory extensions (`extension_…`) any name can."""
DEFAULT = (
    "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName",
)  # fmt: skip
"""Properties that come when none are selected."""


class Answer(Exception):
    """An answer other than 200 with an object."""

    def __init__(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers or {}


def error(status: int, code: str, message: str, **headers: str) -> Answer:
    """An error of Graph, in the one form that it has."""
    told = {"date": "2026-03-02T09:00:00", "request-id": str(uuid4()), "client-request-id": str(uuid4())}
    body = {"error": {"code": code, "message": message, "innerError": told}}
    return Answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def missing(identity: str) -> Answer:
    """Of an object that is not there, or that the application does not see."""
    text = f"Resource '{identity}' does not exist or one of its queried reference-property objects are not present."
    return error(404, "Request_ResourceNotFound", text)


def whole(thing: Thing, select: Iterable[str]) -> Json:
    """The object with the selected properties; one that was never set is absent."""
    chosen = {name: thing.properties[name] for name in select if name in thing.properties}
    return chosen | {"id": thing.id}


def removed(thing: Thing) -> Json:
    """An object that was deleted: "changed" while it can be restored."""
    return {"id": thing.id, "@removed": {"reason": "changed" if thing.life is Life.BIN else "deleted"}}


def typed(thing: Thing) -> Json:
    """The name of its type, as collections of several types have it."""
    return {"@odata.type": f"#microsoft.graph.{thing.kind}"}


def selectable(kind: Kind, name: str) -> bool:
    """Whether objects of this kind have such a property."""
    if kind is Kind.USER:
        return name in USER_PROPERTIES or name.startswith("extension_")
    return name in {"id", "displayName", "description", "members"}
