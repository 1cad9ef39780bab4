"""What the commands about logging on are told."""

from typing import Annotated

from pydantic import Field

from functions.delegated_logon.link_key import TargetGroup
from functions.operations.arguments import Line, Nothing, OfOrganisation, Time
from koppel.logon.signing import Which

KeyId = Annotated[str, Field(pattern="^[0-9a-f]{12}$")]


class CreateLogonKey(OfOrganisation):
    """A new key for the links of one system."""

    name: Line = Field(description="name of the system whose links it is for")
    groups: list[TargetGroup] = Field(description="whom its links may log on", default=list(TargetGroup), min_length=1)
    allow_sha1: bool = Field(description="true where old links, made with HMAC-SHA-1, are to work", default=False)
    expires: Time = Field(description="UTC time from which it is refused; without it never", default="")
    replaces: KeyId | None = Field(description="id of the key that it takes the place of", default=None)
    until: Time = Field(description="UTC time until which the replaced key works on; without it not at all", default="")


class ImportLogonKey(CreateLogonKey):
    """A key that a system has already."""

    secret: str = Field(description="the secret, exactly as the system has it")


class EndLogonKey(OfOrganisation):
    """The end of a key."""

    key: KeyId = Field(description="id of the key, as list-logon-keys shows it")
    until: Time = Field(description="UTC time until which it works on; without it not at all", default="")


class RegisterPlatform(OfOrganisation):
    """The platform as a relying party of OpenID Connect."""

    home: Line = Field(description="address of the platform, to which the path that somebody asked for is added")
    initiate_login: Line = Field(description="address at which it starts a logon when it is told to")
    redirects: list[str] = Field(description="addresses that answers may be sent to", min_length=1, max_length=10)
    after_logout: list[str] = Field(
        description="addresses that a browser may be sent to after logging out", default=[], max_length=10
    )


class FindReference(OfOrganisation):
    """What somebody was shown."""

    reference: Annotated[str, Field(pattern="^[0-9A-Za-z-]{8,64}$")] = Field(
        description="the reference on the page of whoever could not log on"
    )


class SignWith(Nothing):
    """Which key signs."""

    key: Which = Field(description="first or second")
