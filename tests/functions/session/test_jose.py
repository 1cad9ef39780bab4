"""Tokens over KMS: what is signed there, others can check, whatever the numbers in a signature."""

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from functions.session import jose
from koppel.aws import clients
from koppel.aws.kms_signing import SigningKey
from koppel.domain.logon.platform import TokenAlgorithm
from tests.harness.world import world

if TYPE_CHECKING:
    from mypy_boto3_kms.literals import KeySpecType


def key(kind: "KeySpecType", algorithm: TokenAlgorithm) -> SigningKey:
    """A new key in KMS."""
    made = clients.kms().create_key(KeySpec=kind, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    return SigningKey(made, algorithm)


@pytest.mark.parametrize(
    ("kind", "algorithm", "of"),
    [("ECC_NIST_P256", TokenAlgorithm.ES256, ECKey), ("RSA_2048", TokenAlgorithm.RS256, RSAKey)],
)
def test_others_can_check_every_token(
    kind: "KeySpecType", algorithm: TokenAlgorithm, of: type[ECKey] | type[RSAKey]
) -> None:
    with world():
        signing = key(kind, algorithm)
        published = json.loads(json.dumps(jose.public_jwk(signing)))
        theirs = JWKRegistry.import_key(published)
        assert isinstance(theirs, of)
        assert published["kid"] == theirs.thumbprint()
        for number in range(40):  # of one ECDSA signature in 128, a number is shorter than 32 bytes
            claims = {"sub": f"é{number}"}
            token = jwt.decode(jose.signed(claims, signing), theirs, algorithms=[algorithm])
            assert token.claims == claims
            assert token.header == {"alg": algorithm, "kid": published["kid"], "typ": "JWT"}
            assert jose.unverified_claims(jose.signed(claims, signing)) == claims


def test_keys_of_other_curves_are_refused() -> None:
    with world(), pytest.raises(TypeError):
        jose.public_jwk(key("ECC_NIST_P384", TokenAlgorithm.ES256))


BASE64 = st.text("abcxyzABC0189-_=", max_size=40)


@given(st.text(st.characters(codec=None)) | st.lists(BASE64, max_size=4).map(".".join))
def test_no_text_breaks_the_reading_of_a_hint(token: str) -> None:
    assert isinstance(jose.unverified_claims(token), dict)
