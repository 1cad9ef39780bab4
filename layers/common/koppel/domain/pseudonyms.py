"""Pseudonyms: keyed hashes that stand for personal values in keys, queues and the error log."""

import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Hashes under one organisation's own key (at least 32 bytes), so that values cannot be guessed from a table dump
    and the same value differs between organisations."""

    key: bytes = field(repr=False)

    def of(self, *parts: str) -> str:
        """32 hex characters for these texts in this order (HMAC-SHA-256, RFC 2104, its first 128 bits)."""
        message = b"".join(len(each).to_bytes(4) + each for each in (part.encode() for part in parts))
        return hmac.digest(self.key, message, "sha256").hex()[:32]
