"""Tokens by PyJWT, signed by keys that stay in KMS (RFC 7515, 7517, 7518, 7519).

PyJWT imports cryptography, which takes longer to load than everything else here. So this module is imported where a
token or a key is written or read, and not when the function starts.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal, NoReturn, overload

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from jwt.algorithms import Algorithm, ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode, der_to_raw_signature

from koppel.aws.kms_signing import SigningKey
from koppel.domain.logon.platform import TokenAlgorithm

_NEEDED = frozenset({"crv", "e", "kty", "n", "x", "y"})

type Jwk = dict[str, Any]


class KmsAlgorithm(Algorithm):
    """Signs with KMS; the key is a `SigningKey`. The platform verifies tokens, this function never does."""

    def prepare_key(self, key: SigningKey) -> SigningKey:
        """The key, unchanged."""
        return key

    def sign(self, msg: bytes, key: SigningKey) -> bytes:
        """The signature in the form of JOSE: for ECDSA, R and S concatenated (RFC 7518 section 3.4)."""
        signature = key.sign(msg)
        if key.algorithm is TokenAlgorithm.ES256:
            return der_to_raw_signature(signature, SECP256R1())
        return signature

    def verify(self, msg: bytes, key: object, sig: bytes) -> NoReturn:
        """Not supported."""
        raise NotImplementedError

    @overload
    @staticmethod
    def to_jwk(key_obj: SigningKey, as_dict: Literal[True]) -> Jwk: ...

    @overload
    @staticmethod
    def to_jwk(key_obj: SigningKey, as_dict: Literal[False] = False) -> str: ...

    @staticmethod
    def to_jwk(key_obj: SigningKey, as_dict: bool = False) -> Jwk | str:
        """The public half, with the required members only (RFC 7638 section 3.2)."""
        public = load_der_public_key(key_obj.public_key())
        if isinstance(public, RSAPublicKey):
            found = RSAAlgorithm.to_jwk(public, as_dict=True)
        elif isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1):
            found = ECAlgorithm.to_jwk(public, as_dict=True)
        else:
            raise TypeError("neither an RSA key nor one on P-256")
        jwk = {name: value for name, value in found.items() if name in _NEEDED}
        return jwk if as_dict else json.dumps(jwk)

    @staticmethod
    def from_jwk(jwk: object) -> NoReturn:
        """Not supported: keys stay in KMS."""
        raise NotImplementedError


def public_jwk(key: SigningKey) -> Jwk:
    """The public half as a member of a JWK set; its id is its thumbprint (RFC 7638 section 3)."""
    needed = KmsAlgorithm.to_jwk(key, as_dict=True)
    thumbprint = hashlib.sha256(json.dumps(needed, separators=(",", ":"), sort_keys=True).encode()).digest()
    return {**needed, "alg": key.algorithm, "kid": base64url_encode(thumbprint).decode(), "use": "sig"}


def signed(claims: Mapping[str, Any], key: SigningKey) -> str:
    """A token with these claims, signed by this key (RFC 7515 section 7.1)."""
    signer = jwt.PyJWS(algorithms=[])
    signer.register_algorithm(key.algorithm, KmsAlgorithm())
    payload = json.dumps(claims, separators=(",", ":")).encode()
    return signer.encode(payload, key, key.algorithm, {"kid": public_jwk(key)["kid"]})  # type: ignore[arg-type]


def unverified_claims(token: str) -> dict[str, Any]:
    """The claims in a token, without a check of its signature; {} for a token that cannot be read."""
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return {}
