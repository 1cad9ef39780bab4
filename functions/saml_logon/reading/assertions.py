"""Assertions: what a verified one says, as plain values (SAML 2.0 core section 2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from functions.saml_logon.problems import statements as problems
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.xml.markup import Element, text
from functions.saml_logon.xml.names import BEARER, SCHEMA_INSTANCE, saml

_TIME = re.compile(
    r"(-?[0-9]{4,9})-([0-9]{2}-[0-9]{2})T"
    r"(?:([01][0-9]|2[0-3]):([0-5][0-9]:[0-5][0-9])(?:\.([0-9]+))?|(24):(00:00)(?:\.0+)?)"
    r"(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_CONDITIONS = frozenset(map(saml, ("AudienceRestriction", "OneTimeUse", "ProxyRestriction")))


@dataclass(frozen=True, slots=True)
class NameId:
    """How the identity provider names the person."""

    value: str = field(repr=False)
    format: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One SubjectConfirmation: it confirms that the bearer is the subject."""

    method: str
    recipient: str
    in_response_to: str
    not_before: datetime | None
    not_on_or_after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What an assertion says. Times are UTC, None when they are not given.

    audiences     each restriction's audiences; every restriction must hold
    attributes    name → values, in the order in which they came
    """

    id: str
    issuer: str
    name_id: NameId
    confirmations: tuple[Confirmation, ...]
    not_before: datetime | None
    not_on_or_after: datetime | None
    audiences: tuple[tuple[str, ...], ...]
    context: str
    session_index: str
    session_ends: datetime | None
    attributes: Mapping[str, tuple[str, ...]] = field(repr=False)

    @property
    def bearers(self) -> tuple[Confirmation, ...]:
        """The confirmations that are of use in a browser."""
        return tuple(each for each in self.confirmations if each.method == BEARER)


def read(element: Element) -> Assertion:
    """The values in an element that was built of signed bytes. Raises Rejected."""
    subject = element.findall(saml("Subject"))
    names = subject[0].findall(saml("NameID")) if len(subject) == 1 else []
    name = _value(names[0]) if len(names) == 1 else ""
    if not name:
        raise Rejected(problems.NO_SUBJECT)
    conditions = element.findall(saml("Conditions"))
    if len(conditions) > 1 or any(each.tag not in _CONDITIONS for found in conditions for each in found):
        raise Rejected(problems.UNKNOWN_CONDITION)
    statements = element.findall(saml("AuthnStatement"))
    if len(statements) != 1:
        raise Rejected(problems.NO_AUTHENTICATION)
    statement = statements[0]
    return Assertion(
        id=element.get("ID", ""),
        issuer=text(element.find(saml("Issuer"))) if element.find(saml("Issuer")) is not None else "",
        name_id=NameId(name, names[0].get("Format", "")),
        confirmations=tuple(map(_confirmation, subject[0].findall(saml("SubjectConfirmation")))),
        not_before=_time(conditions[0], "NotBefore") if conditions else None,
        not_on_or_after=_time(conditions[0], "NotOnOrAfter") if conditions else None,
        audiences=tuple(map(_audiences, conditions[0].findall(saml("AudienceRestriction")))) if conditions else (),
        context=(statement.findtext(f"{saml('AuthnContext')}/{saml('AuthnContextClassRef')}") or "").strip(),
        session_index=statement.get("SessionIndex", ""),
        session_ends=_time(statement, "SessionNotOnOrAfter"),
        attributes=_attributes(element),
    )


def moment(value: str) -> datetime:
    """The time in this text, UTC: any xs:dateTime (XML Schema part 2 section 3.2.7), cut to the microsecond.

    Without an offset it is UTC (core section 1.3.3). 24:00:00 is the first moment of the next day. A time outside the
    years 1 to 9999 becomes the first or the last moment that Python can hold. Raises Rejected.
    """
    found = _TIME.fullmatch(value.strip(" \t\r\n"))
    if not found:
        return _no_time()
    year, day, hour, clock, fraction, midnight, zeros, offset = found.groups()
    if not 1 <= int(year) <= _LAST.year:
        return _LAST if int(year) > 0 else _FIRST
    micro, zone = (fraction or "")[:6].ljust(6, "0"), (offset or "Z").replace("Z", "+00:00")
    try:
        written = datetime.fromisoformat(f"{int(year):04}-{day}T{hour or '00'}:{clock or zeros}.{micro}{zone}")
    except ValueError:
        return _no_time()
    try:
        return (written + timedelta(days=1 if midnight else 0)).astimezone(UTC)
    except OverflowError:
        return _FIRST if written.year == 1 else _LAST


def _no_time() -> datetime:
    raise Rejected(problems.UNREADABLE_TIME)


def _time(element: Element, name: str) -> datetime | None:
    value = element.get(name)
    return None if value is None else moment(value)


def _confirmation(element: Element) -> Confirmation:
    found = element.findall(saml("SubjectConfirmationData"))
    if len(found) != 1:
        return Confirmation(element.get("Method", ""), "", "", None, None)
    data = found[0]
    return Confirmation(
        method=element.get("Method", ""),
        recipient=data.get("Recipient", ""),
        in_response_to=data.get("InResponseTo", ""),
        not_before=_time(data, "NotBefore"),
        not_on_or_after=_time(data, "NotOnOrAfter"),
    )


def _audiences(restriction: Element) -> tuple[str, ...]:
    return tuple(text(each) for each in restriction.findall(saml("Audience")))


def _attributes(element: Element) -> dict[str, tuple[str, ...]]:
    """Name → values; a null is no value, an empty element is an empty one (core section 2.7.3.1.1).

    An assertion may give one attribute in several elements and statements (core sections 2.3.3 and 2.7.3), as Keycloak
    does for roles: their values count together.
    """
    found: dict[str, tuple[str, ...]] = {}
    for each in element.findall(f"{saml('AttributeStatement')}/{saml('Attribute')}"):
        values = tuple(_value(value) for value in each.findall(saml("AttributeValue")) if not _is_null(value))
        found[each.get("Name", "")] = found.get(each.get("Name", ""), ()) + values
    return found


def _is_null(value: Element) -> bool:
    return value.get(f"{{{SCHEMA_INSTANCE}}}nil", "").strip() in {"true", "1"}


def _value(element: Element) -> str:
    """The whole text within. Where an element holds another one (a NameID as an attribute's value), the text of that.
    A comment would part it, but none gets through the parser."""
    return "".join(element.itertext()).strip()
