"""Decryption of a file, by a child process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from functions.bulk_import.confined import Limits, child
from functions.bulk_import.content import LONGEST_FILE
from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.problems.envelope import NO_KEY
from functions.bulk_import.refused import FileRefused

LIMITS = Limits(memory=512 * 2**20, seconds=20, written=LONGEST_FILE)


@contextmanager
def decrypted(source: int, keys: Sequence[str]) -> Iterator[int]:
    """The file in the encrypted file `source` (a descriptor), decrypted by the first of our private keys that opens it.

    keys  OpenPGP private keys without a password, in ASCII armour

    Raises FileRefused.
    """
    if not keys:
        raise FileRefused(NO_KEY)
    with memory_file() as target:
        request = {"source": source, "target": target, "keys": list(keys)}
        with child("functions.bulk_import.envelope.child", request, (source, target), LIMITS) as answers:
            for _ in answers:
                pass
        yield target
