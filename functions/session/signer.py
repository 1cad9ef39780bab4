"""The signer: the key that signs a token for a platform, and the public halves of all keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from koppel.aws.kms_signing import SigningKey
from koppel.domain.logon.platform import Platform, TokenAlgorithm
from koppel.logon.signing import Which, signs_now
from koppel.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Signer:
    """The two keys for ES256, of which one signs, and the one for RS256."""

    first: SigningKey
    second: SigningKey
    rsa: SigningKey

    def public_keys(self) -> list[dict[str, Any]]:
        """All public halves, as members of a JWK set (RFC 7517 section 5)."""
        from functions.session.jose import public_jwk  # noqa: PLC0415

        return [public_jwk(each) for each in (self.first, self.second, self.rsa)]

    def sign(self, runtime: Runtime, platform: Platform, claims: Mapping[str, Any]) -> str:
        """A token with these claims for this platform."""
        from functions.session.jose import signed  # noqa: PLC0415

        return signed(claims, self._key(runtime, platform))

    def _key(self, runtime: Runtime, platform: Platform) -> SigningKey:
        if platform.signed_with is TokenAlgorithm.RS256:
            return self.rsa
        return self.second if signs_now(runtime) is Which.SECOND else self.first


def signer(names: str) -> Signer:
    """The signer with these KMS keys: ids or ARNs with commas between, in the order of `Signer`."""
    first, second, rsa = names.split(",")
    return Signer(SigningKey(first), SigningKey(second), SigningKey(rsa, TokenAlgorithm.RS256))
