"""Logout messages of an identity provider (SAML 2.0 core section 3.7)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.saml_logon.problems import statements as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import assertions, structure
from functions.saml_logon.xml import markup
from functions.saml_logon.xml.markup import Element, text
from functions.saml_logon.xml.names import SUCCESS, saml, samlp

LIFETIME = timedelta(minutes=10)
"""How long a request without NotOnOrAfter is valid from its IssueInstant. It limits replay."""


@dataclass(frozen=True, slots=True)
class LogoutRequest:
    """The person to log out, and the sessions to end; all sessions when no index is named."""

    id: str
    name_id: str = field(repr=False)
    session_indexes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogoutAnswer:
    """The answer to a logout request of ours; `success` when every application was logged out."""

    in_response_to: str
    success: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The values that a message must have. `skew` is how far clocks may differ."""

    issuer: str
    destination: str
    now: datetime
    skew: timedelta


def read_request(xml: bytes, expected: Expected) -> LogoutRequest:
    """The request in these bytes, after its signature was checked. Raises Rejected."""
    root = _message(xml, "LogoutRequest", expected)
    until, earliest = root.get("NotOnOrAfter"), expected.now - expected.skew
    issued = assertions.moment(root.get("IssueInstant", ""))
    if issued <= earliest - LIFETIME if until is None else assertions.moment(until) <= earliest:
        raise Rejected(problems.LOGOUT_OVER)
    names = [text(each) for each in root.findall(saml("NameID"))]
    if len(names) != 1 or not names[0]:
        raise Rejected(problems.LOGOUT_UNREADABLE)
    indexes = tuple(text(each) for each in root.findall(samlp("SessionIndex")))
    return LogoutRequest(root.get("ID", ""), names[0], indexes)


def read_answer(xml: bytes, expected: Expected) -> LogoutAnswer:
    """The answer in these bytes, after its signature was checked. Raises Rejected."""
    root = _message(xml, "LogoutResponse", expected)
    code = root.find(f"{samlp('Status')}/{samlp('StatusCode')}")
    return LogoutAnswer(root.get("InResponseTo", ""), code is not None and code.get("Value") == SUCCESS)


def _message(xml: bytes, name: str, expected: Expected) -> Element:
    root = markup.parse(xml)
    if root.tag != samlp(name) or root.get("Version") != "2.0" or not root.get("ID"):
        raise Rejected(problems.LOGOUT_UNREADABLE)
    structure.check_names(root)
    structure.check_schema(root)
    structure.check_issuer(root, expected.issuer, needed=True)
    if root.get("Destination") != expected.destination:  # required of a signed message (bindings 3.4.5.2)
        raise Rejected(problems.WRONG_DESTINATION)
    return root
