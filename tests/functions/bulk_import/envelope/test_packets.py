"""The packets of a message as one sees them without a key: whatever they are, they are read or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.bulk_import.envelope.armour import without_armour
from functions.bulk_import.envelope.packets import ANYBODY, outside_of
from functions.bulk_import.refused import FileRefused
from tests.harness.openpgp import in_parts, old_packet, packet

V3 = b"\x03" + bytes.fromhex("0123456789abcdef") + b"\x01" + b"x" * 10
V6 = b"\x06\x15\x04" + bytes(range(20)) + b"\x19" + b"x" * 10
V6_OF_V6 = b"\x06\x21\x06" + bytes(range(32)) + b"\x19" + b"x" * 10
DATA = packet(18, b"\x01" + b"x" * 100)


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        (V3, "0123456789abcdef"),
        (V6, "0c0d0e0f10111213"),
        (V6_OF_V6, "0001020304050607"),
        (b"\x06\x00\x19xxx", ANYBODY),
        (b"\x03" + bytes(8) + b"\x01xx", ANYBODY),
    ],
)
def test_recipients_are_named_by_the_id_of_their_key(recipient: bytes, expected: str) -> None:
    for made in (packet(1, recipient), old_packet(1, recipient)):
        assert outside_of(made + DATA).recipients == (expected,)


def test_data_may_come_in_parts() -> None:
    assert outside_of(packet(1, V3) + in_parts(18, b"x" * 5000)).recipients == ("0123456789abcdef",)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(content: bytes) -> None:
    for made in (content, packet(1, V3) + content, packet(1, V3) + DATA + content, packet(1, content) + DATA):
        try:
            found = outside_of(made)
        except FileRefused:
            continue
        assert found.recipients


@given(st.lists(st.tuples(st.integers(0, 63), st.binary(max_size=40)), max_size=5))
def test_no_packets_break_it(packets: list[tuple[int, bytes]]) -> None:
    try:
        outside_of(b"".join(packet(tag, body) for tag, body in packets))
    except FileRefused:
        return


@given(st.binary(max_size=200))
def test_no_text_breaks_the_armour(content: bytes) -> None:
    begin, end = b"-----BEGIN PGP MESSAGE-----\n", b"\n-----END PGP MESSAGE-----\n"
    for made in (content, begin + content + end, begin + b"\n" + content + end):
        try:
            without_armour(made)
        except FileRefused:
            continue
