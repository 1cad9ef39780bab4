"""The HTTP-Redirect binding: messages in addresses, deflated and signed (SAML 2.0 bindings section 3.4)."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote, urlencode

from functions.saml_logon.problems import form as form_problems
from functions.saml_logon.problems import statements as statement_problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.problems.signature import ALGORITHM, SIGNATURE_INVALID
from functions.saml_logon.xml import toolkit
from functions.saml_logon.xml.markup import LIMITS
from functions.saml_logon.xml.names import SHA1_SIGNATURE, SIGNATURE_11, SIGNATURES, algorithm_name

RSA_SHA256 = f"{SIGNATURE_11}rsa-sha256"
_LONGEST = 16 * 1024  # characters of a value; browsers and gateways allow less in an address


@dataclass(frozen=True, slots=True)
class Received:
    """A message that came in an address: `SAMLRequest` or `SAMLResponse`, and the bytes of its XML."""

    kind: str
    xml: bytes
    relay_state: str


def address(url: str, kind: str, xml: bytes, *, relay_state: str = "", private_key: bytes | None = None) -> str:
    """The address that carries this message. `private_key` (PEM) signs it."""
    squeezed = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    fields = [(kind, toolkit.encoded(squeezed.compress(xml) + squeezed.flush()))]
    fields += [("RelayState", relay_state)] if relay_state else []
    if private_key is not None:
        fields.append(("SigAlg", RSA_SHA256))
        fields.append(("Signature", toolkit.encoded(toolkit.sign_text(urlencode(fields).encode(), private_key))))
    return f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}"


def receive(query: Mapping[str, Sequence[str]], certificates: Sequence[str], *, allow_sha1: bool = False) -> Received:
    """The message in these parameters, after its signature is checked. Raises Rejected."""
    given = {name: query.get(name, ()) for name in ("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature")}
    kinds = [name for name in ("SAMLRequest", "SAMLResponse") if given[name]]
    if len(kinds) != 1 or any(len(values) > 1 or sum(map(len, values)) > _LONGEST for values in given.values()):
        raise Rejected(statement_problems.LOGOUT_UNREADABLE)
    if not given["Signature"] or not given["SigAlg"]:
        raise Rejected(statement_problems.LOGOUT_NOT_SIGNED)
    (kind,), relay = kinds, given["RelayState"]
    allowed = SIGNATURES | ({SHA1_SIGNATURE} if allow_sha1 else set())
    if given["SigAlg"][0] not in allowed:
        raise Rejected(ALGORITHM, {"algorithm": algorithm_name(given["SigAlg"][0])})
    signed = [(kind, given[kind][0]), *(("RelayState", each) for each in relay), ("SigAlg", given["SigAlg"][0])]
    _check_signature(signed, given["Signature"][0], certificates)
    return Received(kind, inflate(given[kind][0]), relay[0] if relay else "")


def inflate(value: str) -> bytes:
    """The XML in base64 of a raw deflate stream (RFC 1951), at most `LIMITS.size` bytes. Raises Rejected."""
    raw = toolkit.decoded(value)
    if not raw:
        raise Rejected(form_problems.NOT_BASE64)
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        xml = inflater.decompress(raw, LIMITS.size + 1)
    except zlib.error:
        raise Rejected(form_problems.NOT_DEFLATED) from None
    if len(xml) > LIMITS.size:
        raise Rejected(form_problems.INFLATES_TOO_FAR)
    if not inflater.eof or inflater.unused_data:
        raise Rejected(form_problems.NOT_DEFLATED)
    return xml


def _check_signature(fields: list[tuple[str, str]], value: str, certificates: Sequence[str]) -> None:
    """What is signed are the octets of the address, which the gateway has decoded: they are written again in each way
    that senders write them. All spellings decode to the same values, so any one that fits is good."""
    signature, algorithm = toolkit.decoded(value) or b"", fields[-1][1]
    for text, certificate in product(dict.fromkeys(_written(fields)), certificates):
        if toolkit.is_signed_text(text, signature, algorithm, certificate):
            return
    raise Rejected(SIGNATURE_INVALID)


def _written(fields: list[tuple[str, str]]) -> list[bytes]:
    """The query in upper-case and lower-case escapes, blanks as `+` or `%20`, slashes escaped or not."""
    ways = []
    for safe, plus in product(("", "/"), (True, False)):
        pairs = [(name, quote(value, safe=safe)) for name, value in fields]
        upper = "&".join(f"{name}={value.replace('%20', '+') if plus else value}" for name, value in pairs)
        ways += [upper, _lower(upper)]
    return [each.encode() for each in ways]


def _lower(text: str) -> str:
    first, *rest = text.split("%")
    return first + "".join(f"%{each[:2].lower()}{each[2:]}" for each in rest)
