"""What the operator's commands about connections are told: one model for each, every argument with an explanation."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.saml_logon.tile import ConnectionId
from koppel.domain.organisation import SLUG


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError("must be 1 to 40 of a-z, 0-9 and dashes, start with a letter and not end with a dash")
    return text


def _told(explanation: str, **rules: Any) -> Any:
    return Field(description=explanation, **rules)


Slug = Annotated[str, AfterValidator(_slug)]
FROM_FILE: dict[str, Any] = {"file": True}
"""Marks an argument that the command line can read from a file: `@FILE`."""


class OfOrganisation(BaseModel):
    """A command about one organisation."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    organisation: Slug = _told("short name of the organisation")


class CreateConnection(OfOrganisation):
    """A new connection."""

    name: str = _told("name that professionals see on the logon page", min_length=1, max_length=60)


class OfConnection(OfOrganisation):
    """A command about one connection."""

    connection: ConnectionId = _told("id of the connection, as saml-list-connections shows it")


class LoadMetadata(OfConnection):
    """Metadata of an identity provider."""

    metadata: str = _told(
        "XML of the identity provider's metadata, or @FILE", max_length=300_000, json_schema_extra=FROM_FILE
    )


class RotateKeys(OfConnection):
    """New keys of ours."""

    overlap_days: int = _told(
        "days for which old and new keys are good, so that the identity provider can fetch our metadata",
        default=14,
        ge=0,
        le=90,
    )


class ListLogons(OfConnection):
    """The last logons."""

    limit: int = _told("how many, newest first", default=20, ge=1, le=200)


class Unpin(OfConnection):
    """An account to be bound anew."""

    professional: str = _told("id of the professional", min_length=1, max_length=200)
