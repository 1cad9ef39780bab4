"""Signed links as senders write them: parameters, message, digest."""

import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from koppel.domain.accounts import external_ids
from koppel.domain.problems.refusal import Refusal

TOKEN = "token"
REDIRECT = "redirect"
REQUIRED = ("usertype", "userid", "timestamp", "nonce", TOKEN)
"""Every signed link has these."""

RESERVED = frozenset((*REQUIRED, REDIRECT))
"""Parameters of the signature; all others belong to the page that the link names."""

LONGEST_VALUE = 1024
_ALGORITHMS = {128: "sha512", 40: "sha1"}
_HEX = re.compile(r"[0-9A-Fa-f]+")
_LOSES_PLUS = ("timestamp", "userid")

type Query = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Link:
    """A link that has each required parameter once. `fits` says whether it is genuine.

    parameters  everything but the token, decoded
    algorithm   `sha512`, or `sha1` in links of old senders
    """

    parameters: Mapping[str, str] = field(repr=False)
    token: str = field(repr=False)
    algorithm: str

    @property
    def user_type(self) -> str:
        """`careprovider` or `client` in a valid link; here as written."""
        return self.parameters["usertype"]

    @property
    def user(self) -> str:
        """The person's id in the sender's system, as `external_ids` writes it; as received when it is not valid."""
        written = self.parameters["userid"]
        return external_ids.usable(written) or written

    @property
    def timestamp(self) -> str:
        """When the link was made, as written."""
        return self.parameters["timestamp"]

    @property
    def nonce(self) -> str:
        """What makes the link unique."""
        return self.parameters["nonce"]

    @property
    def redirect(self) -> str:
        """The address to which a frame is redirected, "" for none."""
        return self.parameters.get(REDIRECT, "")

    def fits(self, secret: bytes) -> bool:
        """Whether the token was made with this secret. The comparison takes constant time."""
        return hmac.compare_digest(digest(secret, self.parameters, self.algorithm), self.token)


class Malformed(Refusal):
    """A link that cannot be checked. `slug` says why; `names` are the parameters it is about."""

    def __init__(self, slug: str, *names: str) -> None:
        super().__init__(slug)
        self.slug = slug
        self.names = names


def is_attempt(query: Query) -> bool:
    """Whether this query is meant as a signed link. A single name may be a parameter of the page itself."""
    return len(query.keys() & set(REQUIRED)) > 1


def read(query: Query) -> Link:
    """The link in these parameters. Raises Malformed."""
    repeated = sorted(name for name, values in query.items() if len(values) > 1)
    if repeated:
        raise Malformed("repeated", *(name for name in repeated if name in RESERVED))
    given = {name: values[0] for name, values in query.items() if values}
    missing = [name for name in REQUIRED if not given.get(name)]
    if missing:
        raise Malformed("missing", *missing)
    too_long = [name for name in (*REQUIRED, REDIRECT) if len(given.get(name, "")) > LONGEST_VALUE]
    if too_long:
        raise Malformed("too-long", *too_long)
    token = given.pop(TOKEN)
    algorithm = _ALGORITHMS.get(len(token), "")
    if not algorithm or not _HEX.fullmatch(token):
        raise Malformed("token", TOKEN)
    return Link(given, token.lower(), algorithm)


def readings(link: Link) -> Iterator[Link]:
    """The link as received, then with `+` in place of spaces, for a sender that does not write `+` as `%2B`."""
    yield link
    mended = {name: link.parameters[name].replace(" ", "+") for name in _LOSES_PLUS}
    if mended.items() - link.parameters.items():
        yield Link({**link.parameters, **mended}, link.token, link.algorithm)


def message(parameters: Mapping[str, str]) -> str:
    """What is signed: name and value of each parameter, sorted by name, with nothing in between."""
    return "".join(f"{name}{parameters[name]}" for name in sorted(parameters))


def digest(secret: bytes, parameters: Mapping[str, str], algorithm: str = "sha512") -> str:
    """The token that belongs to these parameters (RFC 2104), in lower-case hex. The secret is used as it is written:
    one that looks like Base64 is not decoded."""
    return hmac.digest(secret, message(parameters).encode(errors="surrogatepass"), algorithm).hex()
