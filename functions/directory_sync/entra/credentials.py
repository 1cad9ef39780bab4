"""By what an application proves who it is: a secret, or a certificate with its private key."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from functions.directory_sync.problems.entra_sign_in import CREDENTIAL_UNUSABLE
from koppel.domain.problems.refusal import Declined

LEAST_BITS = 2048
_KEY = re.compile(r"-----BEGIN (?:RSA )?PRIVATE KEY-----.+?-----END (?:RSA )?PRIVATE KEY-----", re.DOTALL)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its private key, both PEM."""

    private_key: str = field(repr=False)
    certificate: str

    @property
    def end(self) -> datetime:
        """When it expires. Needs the layer `directory`."""
        from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

        return load_pem_x509_certificate(self.certificate.encode()).not_valid_after_utc


type Credential = Secret | Certificate


def read(text: str) -> Credential:
    """What somebody gives as the credential of an application: a secret, or PEM with a key and its certificate.

    Raises Declined for PEM that cannot be used. Needs the layer `directory` for PEM.
    """
    if "-----BEGIN" not in text:
        return Secret(text.strip())
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

    key, certificate = _KEY.search(text), _CERTIFICATE.search(text)
    if key is None or certificate is None:
        raise Declined(CREDENTIAL_UNUSABLE)
    try:
        private = load_pem_private_key(key[0].encode(), None)
        public = load_pem_x509_certificate(certificate[0].encode()).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Declined(CREDENTIAL_UNUSABLE) from None
    if not isinstance(private, RSAPrivateKey) or private.key_size < LEAST_BITS or private.public_key() != public:
        raise Declined(CREDENTIAL_UNUSABLE)
    return Certificate(key[0] + "\n", certificate[0] + "\n")
