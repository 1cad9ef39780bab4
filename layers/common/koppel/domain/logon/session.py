"""Sessions: a person's logon in a browser, how it was done, and how long it is valid."""

import hashlib
from dataclasses import dataclass

from koppel.domain.accounts.account import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """How long a session is valid, in seconds.

    idle      after its last use
    absolute  after the logon, however much it is used
    """

    idle: int
    absolute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logon:
    """One authentication of a person.

    account      key of the account
    integration  slug of the integration by which the person logged on
    methods      authentication methods, `amr` of an ID token (OpenID Connect Core 1.0 section 2)
    context      authentication context class, `acr` of an ID token
    at           seconds since 1970
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

    digest    SHA-256 of the identifier that only the browser has; the session is stored under it
    public    its id in ID tokens, `sid` (OpenID Connect Front-Channel Logout 1.0 section 3)
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
        """Whether it is valid at `now`, seconds since 1970."""
        return not self.ended and now < self.used + lifetime.idle and now < self.logon.at + lifetime.absolute


def digest_of(identifier: str) -> str:
    """SHA-256 in hex, stored in place of a secret that cannot be guessed."""
    return hashlib.sha256(identifier.encode(errors="surrogatepass")).hexdigest()
