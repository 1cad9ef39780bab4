"""Addresses of a connection, at the organisation's own host, and the pages that a logon may lead to."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

LONGEST_TARGET = 500
START = "/"
_PAGES = frozenset({"", "tasks", "c", "p", "configuration", "catalogue", "console"})
_LOOKED_UP = frozenset({("aux", "client", "id"), ("aux", "professional", "id")})


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where one connection answers. Its entity id is the address of its metadata."""

    base_url: str
    connection: str

    @property
    def entity_id(self) -> str:
        """Our entity id, which is the address of our metadata."""
        return self._at("metadata")

    @property
    def acs(self) -> str:
        """Where responses are posted (Assertion Consumer Service)."""
        return self._at("acs")

    @property
    def logout(self) -> str:
        """Where messages about logging out go (Single Logout Service)."""
        return self._at("slo")

    def _at(self, word: str) -> str:
        return f"{self.base_url}/saml/{self.connection}/{word}"


def own_page(address: str, base_url: str) -> str | None:
    """The page that this address names, which is a path or starts with `base_url`; None for anything else."""
    is_whole = address.lower().startswith(base_url.lower())
    return page(address[len(base_url) :] if is_whole else address)


def page(text: str) -> str | None:
    """The page of the platform or of the console that this text names by its path; None for anything else.

    Only a path, with or without a query, that starts with one slash and leads to a page professionals may ask for by
    name: nothing that a browser could take for another host.
    """
    if not text:
        return START
    plain = all(0x20 < ord(sign) < 0x7F and sign not in '\\"<>^`{|}' for sign in text)
    if not plain or len(text) > LONGEST_TARGET or not text.startswith("/") or text.startswith("//"):
        return None
    parts = urlsplit(text)
    segments = tuple(parts.path.split("/")[1:])
    climbs = any(unquote(each) in {".", ".."} for each in segments)  # browsers take %2e for a dot here (URL, WHATWG)
    if parts.fragment or climbs:
        return None
    known = segments[0] in _PAGES if segments[0] != "aux" else segments[:3] in _LOOKED_UP and len(segments) == 4
    return text if known else None
