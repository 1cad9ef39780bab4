"""Files in memory: what is decrypted never gets a name, and is gone when the last process that has it open ends."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile


@contextmanager
def memory_file(content: Iterable[bytes] = ()) -> Iterator[int]:
    """The descriptor of a new file with this content, positioned at its start.

    Where the kernel gives no file in memory, it is one without a name in the folder for temporary files, which Lambda
    keeps on an encrypted disk.
    """
    try:
        descriptor = os.memfd_create("koppel")
    except OSError:
        with TemporaryFile() as unnamed:
            descriptor = os.dup(unnamed.fileno())
    try:
        with os.fdopen(os.dup(descriptor), "wb") as writer:
            writer.writelines(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def path_of(descriptor: int) -> str:
    """The path at which this process can open the file once more, for libraries that want one."""
    return f"/proc/self/fd/{descriptor}"
