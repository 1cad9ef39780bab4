"""Sessions: that somebody has logged on in a browser, how, and how long that counts."""

import hashlib
from dataclasses import dataclass

from koppel.domain.accounts.account import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """How long a session counts, in seconds.

    idle      after its last use
    absolute  after the logon, however much it is used
    """

    idle: int
    absolute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logon:
    """That a person has proven who they are.

    integration  by which they came in
    methods      how, as `amr` of an ID token (OpenID Connect Core 1.0 section 2)
    context      how strongly, as `acr` of an ID token
    at           when, seconds since 1970
    """

    kind: Kind
    account: str
    integration: str
    methods: tuple[str, ...]
    context: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A logon in one browser.

    digest    under which it is stored: SHA-256 of the identifier that only the browser has
    public    what stands for it in ID tokens, as `sid` (OpenID Connect Front-Channel Logout 1.0 section 3)
    used      last use, seconds since 1970
    replaced  whether it took the place of another person's session in this browser
    """

    digest: str
    public: str
    logon: Logon
    used: int
    ended: bool = False
    replaced: bool = False

    def is_open(self, now: int, lifetime: Lifetime) -> bool:
        """Whether it still counts."""
        return not self.ended and now < self.used + lifetime.idle and now < self.logon.at + lifetime.absolute


def digest_of(identifier: str) -> str:
    """What is stored of a secret that cannot be guessed: SHA-256 in hex."""
    return hashlib.sha256(identifier.encode(errors="surrogatepass")).hexdigest()
