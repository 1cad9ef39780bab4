"""Bindings: how a browser takes a message of ours to the identity provider, and what signs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from koppel.domain.texts import Text


class Binding(StrEnum):
    """How a browser takes our messages to the identity provider (SAML 2.0 bindings sections 3.4 and 3.5)."""

    REDIRECT = "redirect"
    POST = "post"


BINDING_LABELS: Mapping[Binding, Text] = {
    Binding.REDIRECT: Text(nl="HTTP-Redirect", en="HTTP-Redirect"),
    Binding.POST: Text(nl="HTTP-POST", en="HTTP-POST"),
}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs our messages: the private key and the certificate that belongs to it, both PEM."""

    private_key: bytes = field(repr=False)
    certificate: str
