"""The child process that decrypts a message: it alone sees the private keys and what was sent, and it has no network,
no credentials, and little memory."""

import errno
import os
from collections.abc import Iterator, Sequence
from typing import Any

from pysequoia import Tsk, decrypt_file
from pysequoia.packet import PacketPile, Tag

from functions.bulk_import.confined import serve
from functions.bulk_import.content import ARMOUR, HEAD, LONGEST_FILE
from functions.bulk_import.envelope.armour import without_armour
from functions.bulk_import.envelope.packets import ANYBODY, Outside, outside_of
from functions.bulk_import.memory_file import memory_file, path_of
from functions.bulk_import.problems import content, envelope
from functions.bulk_import.refused import FileRefused

_NOT_OURS = ("No key to decrypt message", "No suitable decryption subkey")
_SAID = {
    "Malformed Message": envelope.MALFORMED,
    "Policy rejected symmetric": envelope.OLD_CIPHER,
}
_PRIVATE = (Tag.SecretKey, Tag.SecretSubkey)


def decrypt(request: Any) -> Iterator[Any]:
    """Decrypt the file `source` into the file `target`, both open, by one of the private `keys`. Gives nothing.
    Raises FileRefused; then nothing in `target` may be used."""
    with os.fdopen(os.dup(request["source"]), "rb") as source:
        message = source.read()
    if ARMOUR.search(message[:HEAD]):
        message = without_armour(message)
    seen = outside_of(message)
    keys = [key.encode() for key in request["keys"]]
    with memory_file((message,)) as packets:
        if not any(_try(key, packets, request["target"], seen) for key in keys):
            raise _not_opened(seen, keys)
    yield from ()


def _try(key: bytes, source: int, target: int, seen: Outside) -> bool:
    """Whether this key opens the message. Signatures are not looked at: who sent a file is not asked."""
    try:
        decryptor = Tsk.from_bytes(key).decryptor()
        decrypt_file(path_of(source), path_of(target), decryptor=decryptor)
    except RuntimeError as error:
        said = str(error)
        if said.startswith(_NOT_OURS):
            return False
        problem = next((each for start, each in _SAID.items() if said.startswith(start)), envelope.DAMAGED)
        raise FileRefused(envelope.OWN_FORMAT if seen.is_own_format else problem) from None
    except OSError as error:
        if f"os error {errno.EFBIG}" in str(error):
            raise FileRefused(content.TOO_LARGE, {"megabytes": str(LONGEST_FILE // 2**20)}) from None
        raise
    return True


def _not_opened(seen: Outside, keys: Sequence[bytes]) -> FileRefused:
    """No key opens the message. The ids of our keys and subkeys are named, for comparison by a person."""
    packets = [packet for key in keys for packet in PacketPile.from_bytes(key)]
    ours = [packet.key_id for packet in packets if packet.tag in _PRIVATE and packet.key_id]
    if set(seen.recipients) & set(ours):
        return FileRefused(envelope.KEY_EXPIRED, {"recipients": _listed(seen.recipients)})
    return FileRefused(envelope.OTHER_KEY, {"recipients": _listed(seen.recipients), "ours": _listed(ours)})


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys("?" if each == ANYBODY else each.upper() for each in ids))


if __name__ == "__main__":
    serve(decrypt)
