"""Applications that a tenant knows, how they prove who they are, and the tokens that they were given."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

PERMISSIONS = frozenset({"User.Read.All", "GroupMember.Read.All"})
LIFETIME = timedelta(seconds=3599)


@dataclass
class Application:
    """A registered application.

    secrets       each with its end
    certificates  those whose keys it may sign with
    permissions   what an administrator has consented to
    """

    id: str
    secrets: dict[str, datetime] = field(default_factory=dict)
    certificates: list[x509.Certificate] = field(default_factory=list)
    permissions: frozenset[str] = PERMISSIONS
    disabled: bool = False
    blocked: bool = False

    def certificate(self, thumbprint: str) -> x509.Certificate | None:
        """The certificate with this thumbprint as a JWT names it (`x5t`, `x5t#S256`)."""
        wanted = thumbprint.rstrip("=")  # msal pads it
        return next((each for each in self.certificates if wanted in thumbprints(each)), None)


def thumbprints(certificate: x509.Certificate) -> set[str]:
    """SHA-1 and SHA-256 of the certificate in base64url without padding (RFC 7515 sections 4.1.7 and 4.1.8)."""
    found = (certificate.fingerprint(each) for each in (SHA1(), SHA256()))
    return {urlsafe_b64encode(each).decode().rstrip("=") for each in found}


@dataclass
class Tokens:
    """All tokens that were given, with the tenant and the application that they stand for."""

    clock: Callable[[], datetime]
    given: dict[str, tuple[str, Application, datetime]] = field(default_factory=dict)

    def give(self, tenant: str, application: Application) -> str:
        """A new token."""
        token = secrets.token_urlsafe(24)
        self.given[token] = (tenant, application, self.clock() + LIFETIME)
        return token

    def holder(self, token: str) -> tuple[str, Application] | None:
        """Whom the token stands for; None for one that is unknown or has expired."""
        tenant, application, end = self.given.get(token, ("", None, self.clock()))
        return (tenant, application) if application and end > self.clock() else None

    def expire(self) -> None:
        """All tokens end now."""
        self.given.clear()
