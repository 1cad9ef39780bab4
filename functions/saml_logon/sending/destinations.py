"""Destinations: addresses of an identity provider to which our messages may go."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from koppel.domain.hosts import is_loopback
from koppel.domain.logon.platform import is_host
from koppel.domain.texts import WrongValue


def _is_safe(address: str) -> str:
    """The address, which is https; plain http only to a loopback host, where nobody listens along."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise WrongValue(nl="is geen adres", en="is not an address") from None
    if not is_host(host) or parts.scheme not in ("https", "http") or (parts.scheme == "http" and not is_loopback(host)):
        raise WrongValue(nl="moet beginnen met https://", en="must start with https://")
    if parts.username is not None or parts.fragment or not address.isascii() or not address.isprintable():
        raise WrongValue(
            nl="mag geen gebruikersnaam, geen deel na # en geen tekens buiten ASCII hebben",
            en="must not hold a user name, a fragment, or signs outside ASCII",
        )
    return address


Address = Annotated[str, Field(max_length=1000), AfterValidator(_is_safe)]
