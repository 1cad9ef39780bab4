"""Decisions on a verified response: whether it is for us, valid now and in answer to our request; and about whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.saml_logon.problems import statements as problems
from functions.saml_logon.problems.refusal import Rejected, steps
from functions.saml_logon.reading.assertions import Assertion, Confirmation
from functions.saml_logon.reading.responses import Heard
from functions.saml_logon.tile import Connection, MatchOn
from functions.saml_logon.xml.names import TRANSIENT
from koppel.domain.accounts import directory_ids
from koppel.domain.accounts.fields import InvalidValue
from koppel.domain.problems.problem import mask

MASKED_VALUES = 5
"""How many values of an attribute a report shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The values that a response must have. `skew` is how far clocks may differ."""

    acs: str
    entity_id: str
    now: datetime
    skew: timedelta
    idp_initiated: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """A response that is for us and holds now.

    request  id of the request that it answers, "" for none
    until    when it stops being valid for certain, clock skew included, in seconds since 1970
    passed   names of the steps that it passed, in order
    """

    request: str
    until: int
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a professional: our field, the attribute that it is compared with, and the value."""

    field: MatchOn
    attribute: str
    value: str


def judge(heard: Heard, expected: Expected) -> Accepted:
    """Whether the response is for us, holds now, and may have come unsolicited. Raises Rejected, with the steps that
    were passed."""
    with steps() as passed:
        for name, check in CHECKS.items():
            check(heard, expected)
            passed.append(name)
        assertion, confirmation = heard.assertion, confirmed(heard, expected)
        request = answered(heard, confirmation, expected)
        ends = max(filter(None, (assertion.not_on_or_after, confirmation.not_on_or_after)))
        until = int(ends.timestamp() + 2 * expected.skew.total_seconds()) + 1
        return Accepted(request, until, tuple(passed))


def answered(heard: Heard, confirmation: Confirmation, expected: Expected) -> str:
    """The id of the request that the response answers, "" for a logon that the identity provider may begin. Raises
    Rejected."""
    request = confirmation.in_response_to
    if heard.in_response_to and heard.in_response_to != request:
        raise Rejected(problems.REQUEST_DIFFERS)
    if not request and not expected.idp_initiated:
        raise Rejected(problems.UNSOLICITED)
    return request


def identity(assertion: Assertion, connection: Connection) -> Identity:
    """What identifies the professional. Raises Rejected."""
    needs_name_id = not connection.attribute or connection.match_on is MatchOn.EMAIL
    if needs_name_id and assertion.name_id.format == TRANSIENT:
        raise Rejected(problems.NAME_ID_CHANGES)
    source = connection.attribute or "NameID"
    value = _value(assertion, connection.attribute) if connection.attribute else assertion.name_id.value
    if connection.match_on is MatchOn.DIRECTORY_ID:
        value = _directory_id(value, source)
    return Identity(connection.match_on, source, value)


def _value(assertion: Assertion, attribute: str) -> str:
    """The only value of this attribute; empty and repeated values are ignored. Raises Rejected."""
    values = [each for each in dict.fromkeys(assertion.attributes.get(attribute, ())) if each]
    if not values:
        received = ", ".join(sorted(name for name in map(_named, assertion.attributes) if name)[:30]) or "-"
        raise Rejected(problems.ATTRIBUTE_MISSING, {"attribute": attribute, "received": received})
    if len(values) > 1:
        raise Rejected(problems.ATTRIBUTE_SEVERAL, {"attribute": attribute})
    return values[0]


def _directory_id(value: str, source: str) -> str:
    try:
        return directory_ids.normalise(value)
    except InvalidValue:
        raise Rejected(problems.NO_DIRECTORY_ID, {"attribute": source}) from None


def has_second_factor(assertion: Assertion, connection: Connection) -> bool:
    """Whether the identity provider says that a second factor was used, in a way that the connection counts."""
    if assertion.context and assertion.context in connection.second_factor_contexts:
        return True
    values = assertion.attributes.get(connection.second_factor_attribute, ())
    return not set(values).isdisjoint(connection.second_factor_values)


def masked(attributes: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Attributes as a report shows them: names in full, values masked."""
    return {
        _named(name) or mask(name): [mask(value) for value in values[:MASKED_VALUES]]
        for name, values in attributes.items()
    }


def _check_destination(heard: Heard, expected: Expected) -> None:
    if heard.destination != expected.acs:
        raise Rejected(problems.WRONG_DESTINATION)


def _check_audience(heard: Heard, expected: Expected) -> None:
    if not heard.assertion.audiences:
        raise Rejected(problems.NO_AUDIENCE)
    if not all(expected.entity_id in restriction for restriction in heard.assertion.audiences):
        raise Rejected(problems.WRONG_AUDIENCE)


def _check_time(heard: Heard, expected: Expected) -> None:
    assertion = heard.assertion
    if assertion.not_on_or_after is None:
        raise Rejected(problems.NO_UPPER_BOUND)
    _check_window(assertion.not_before, assertion.not_on_or_after, expected)
    if assertion.session_ends is not None and assertion.session_ends <= expected.now - expected.skew:
        raise Rejected(problems.SESSION_OVER)


def _check_window(start: datetime | None, end: datetime, expected: Expected) -> None:
    if start is not None and start > expected.now + expected.skew:
        raise Rejected(problems.NOT_YET_VALID, {"seconds": _seconds(start - expected.now)})
    if end <= expected.now - expected.skew:
        raise Rejected(problems.EXPIRED, {"seconds": _seconds(expected.now - end)})


def confirmed(heard: Heard, expected: Expected) -> Confirmation:
    """The first confirmation that holds; where none does, what is wrong with the last (SAML profiles 4.1.4.3)."""
    wrong = Rejected(problems.NOT_BEARER)
    for each in heard.assertion.bearers:
        try:
            if each.recipient != expected.acs:
                raise Rejected(problems.WRONG_RECIPIENT)
            if each.not_on_or_after is None:
                raise Rejected(problems.NO_UPPER_BOUND)
            _check_window(each.not_before, each.not_on_or_after, expected)
        except Rejected as rejected:
            wrong = rejected
        else:
            return each
    raise wrong


def _seconds(gap: timedelta) -> str:
    return str(int(gap.total_seconds()))


def _named(attribute: str) -> str:
    """The attribute's name as it may be shown, "" for one that could be a value of a person."""
    fine = attribute.isascii() and attribute.isprintable() and "@" not in attribute and len(attribute) <= 200
    return attribute if fine else ""


CHECKS: Mapping[str, Callable[[Heard, Expected], object]] = {
    "destination": _check_destination,
    "audience": _check_audience,
    "time": _check_time,
    "confirmation": confirmed,
}
"""By the names of the steps, in their order. Each raises Rejected, and looks at nothing that another has found."""
