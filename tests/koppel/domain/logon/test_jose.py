"""JOSE over KMS: the DER that KMS answers becomes what JOSE wants, whatever the numbers in it."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.logon import jose
from koppel.domain.logon.jose import NotP256

NUMBERS = st.integers(1, 2**256 - 1) | st.sampled_from([1, 127, 128, 255, 256, 2**255, 2**256 - 1])


@given(NUMBERS, NUMBERS)
def test_every_signature_is_two_numbers_of_32_bytes(r: int, s: int) -> None:
    assert jose.raw_signature(encode_dss_signature(r, s)) == r.to_bytes(32) + s.to_bytes(32)


@given(st.binary(max_size=80))
def test_no_bytes_break_the_reading_of_signatures(der: bytes) -> None:
    try:
        assert len(jose.raw_signature(der)) == 64
    except NotP256:
        assert der[:1] != b"\x30" or der != encode_dss_signature(1, 1)


@given(NUMBERS, NUMBERS, st.binary(min_size=1, max_size=3))
def test_nothing_may_follow_a_signature(r: int, s: int, more: bytes) -> None:
    with pytest.raises(NotP256):
        jose.raw_signature(encode_dss_signature(r, s) + more)


def test_numbers_that_are_too_large_are_of_another_curve() -> None:
    with pytest.raises(NotP256):
        jose.raw_signature(encode_dss_signature(2**256, 1))


@given(st.integers(1, 2**200))
def test_public_keys(secret: int) -> None:
    public = ec.derive_private_key(secret, ec.SECP256R1()).public_key()
    jwk = jose.public_jwk(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    numbers = public.public_numbers()
    assert jose.decode(jwk["x"]) == numbers.x.to_bytes(32)
    assert jose.decode(jwk["y"]) == numbers.y.to_bytes(32)
    own = f'{{"crv":"P-256","kty":"EC","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
    assert jose.decode(jwk["kid"]) == hashlib.sha256(own.encode()).digest()


def test_keys_of_other_curves_are_refused() -> None:
    public = ec.derive_private_key(7, ec.SECP384R1()).public_key()
    with pytest.raises(NotP256):
        jose.public_jwk(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@given(st.binary())
def test_base64url(data: bytes) -> None:
    assert jose.decode(jose.encode(data)) == data
    assert not set(jose.encode(data)) & set("+/=")
