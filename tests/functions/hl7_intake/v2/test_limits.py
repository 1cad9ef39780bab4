"""Limits: at the limit is allowed, one more is not, and each is named."""

import pytest

from functions.hl7_intake.v2.encoding import Delimiters
from functions.hl7_intake.v2.limits import Limits

LIMITS = Limits(size=200, header_size=20, segments=3, fields=6, repetitions=2, components=4)
USUAL = Delimiters()
HEADER = b"MSH|^~\\&"  # counted with the rest: 1 field sign, 1 repetition sign, 2 component signs


@pytest.mark.parametrize(
    ("slug", "within", "beyond"),
    [
        ("too-large", HEADER + b"\r" + b"a" * 191, HEADER + b"\r" + b"a" * 192),
        ("header-too-large", HEADER + b"a" * 12 + b"\r", HEADER + b"a" * 13 + b"\r"),
        ("header-too-large", HEADER + b"a" * 12, HEADER + b"a" * 13),
        ("too-many-segments", HEADER + b"\rA\rB", HEADER + b"\rA\rB\rC"),
        ("too-many-fields", HEADER + b"\r|||||", HEADER + b"\r||||||"),
        ("too-many-repetitions", HEADER + b"\r~", HEADER + b"\r~~"),
        ("too-many-components", HEADER + b"\r^&", HEADER + b"\r^&&"),
        ("too-many-components", HEADER + b"\r^^", HEADER + b"\r^^^"),
    ],
)
def test_a_limit_is_exceeded_by_one_more(slug: str, within: bytes, beyond: bytes) -> None:
    assert LIMITS.exceeded(within, USUAL) is None
    assert LIMITS.exceeded(beyond, USUAL) == slug


def test_declared_delimiters_are_the_ones_counted() -> None:
    odd = Delimiters.parse("#", "*+/:")
    assert LIMITS.exceeded(b"MSH#*+/:\r|||||||||^^^^^^~~~~~", odd) is None
    assert LIMITS.exceeded(b"MSH#*+/:\r######", odd) == "too-many-fields"
