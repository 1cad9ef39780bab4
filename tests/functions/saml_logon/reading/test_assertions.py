"""What assertions say, in every spelling that the standards allow: times, advice, empty values and null."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import assertions
from tests.functions.saml_logon.conftest import Reading
from tests.harness.saml import SAML, Provider

XSI = 'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
OFFSETS = st.integers(-14 * 60, 14 * 60)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def written(minutes: int | None) -> str:
    """An offset as xs:dateTime has it, "" for none."""
    if minutes is None:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


@given(st.datetimes(), st.one_of(st.none(), OFFSETS), st.text("0123456789", max_size=40))
@example(datetime.max, -60, "9999999")  # noqa: DTZ901 -- the offset is put on below
@example(datetime.min, 60, "0")  # noqa: DTZ901
def test_any_time_is_read_in_any_zone(time: datetime, minutes: int | None, fraction: str) -> None:
    text = time.isoformat()[:19] + (f".{fraction}" if fraction else "") + written(minutes)
    exact = time.replace(microsecond=int(fraction[:6].ljust(6, "0")), tzinfo=timezone(timedelta(minutes=minutes or 0)))
    try:
        expected = exact.astimezone(UTC)
    except OverflowError:
        expected = FIRST if time.year == 1 else LAST
    assert assertions.moment(text) == expected


@given(st.dates(), st.one_of(st.none(), OFFSETS))
def test_midnight_at_the_end_of_a_day_is_the_start_of_the_next(day: date, minutes: int | None) -> None:
    zone = written(minutes)
    found = assertions.moment(f"{day.isoformat()}T24:00:00.000{zone}")
    start = assertions.moment(f"{day.isoformat()}T00:00:00{zone}")
    assert found in (start + timedelta(days=1), LAST) if start < LAST - timedelta(days=1) else found == LAST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T09:00:00Z", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-02T09:00:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-02T10:00:00+01:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-02T09:00:00-00:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-01T24:00:00Z", datetime(2026, 3, 2, tzinfo=UTC)),
        (" 2026-03-02T09:00:00Z\n", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", FIRST),
        ("-0044-03-15T12:00:00Z", FIRST),
        ("0000-01-01T00:00:00Z", FIRST),
        ("9999-12-31T23:59:59.9999999Z", LAST),
        ("9999-12-31T24:00:00Z", LAST),
        ("10000-01-01T00:00:00Z", LAST),
    ],
)
def test_a_time_is_read(text: str, expected: datetime) -> None:
    assert assertions.moment(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-03-02 09:00:00Z",
        "2026-03-02T09:00Z",
        "2026-03-02T09:00:00.Z",
        "2026-03-02T09:00:60Z",
        "2026-03-02T24:00:01Z",
        "2026-03-02T24:00:00.1Z",
        "2026-03-02T25:00:00Z",
        "2026-02-30T09:00:00Z",
        "2026-13-01T09:00:00Z",
        "2026-03-02T09:00:00+0100",
        "2026-03-02T09:00:00+01",
        "2026-03-02T09:00:00+14:01",
        "2026-03-02T09:00:00+01:60",
        "2026-03-02T09:00:00z",
        "٢٠٢٦-03-02T09:00:00Z",
        "2026-03-02T09:00:00.١Z",
        "20260302T090000Z",
        "+2026-03-02T09:00:00Z",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as refused:
        assertions.moment(text)
    assert refused.value.problem.slug == "time-unreadable"


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        assert FIRST <= assertions.moment(text) <= LAST
    except Rejected:
        return


def changed(provider: Provider, old: str, new: str) -> bytes:
    """A response that is signed after this text in it was replaced."""
    xml = provider.story.response()
    assert old in xml
    return provider.signer.sign(xml.replace(old, new, 1), "_assertion")


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        ("2026-03-02T10:05:00+01:00", "accepted"),
        ("2026-03-02T09:05:00", "accepted"),
        ("2026-03-02T24:00:00Z", "accepted"),
        ("2026-03-02T09:05:00.1234567890123456789Z", "accepted"),
        ("9999-12-31T23:59:59-14:00", "accepted"),
        ("2026-03-02T09:05:00+01:00", "expired"),
        ("2026-03-01T24:00:00", "expired"),
    ],
)
def test_a_response_holds_until_the_time_that_it_means(
    provider: Provider, reading: Reading, until: str, verdict: str
) -> None:
    told = 'NotOnOrAfter="2026-03-02T09:05:00Z"'
    assert reading.verdict(changed(provider, told, f'NotOnOrAfter="{until}"')) == verdict


@pytest.mark.parametrize(
    ("inside", "verdict"),
    [
        ("", "accepted"),
        ("<saml:AssertionIDRef>_other</saml:AssertionIDRef>", "accepted"),
        ("<saml:AssertionURIRef>https://idp.example/other</saml:AssertionURIRef>", "accepted"),
        ('<x:y xmlns:x="urn:x" x:Recipient="z"><x:Issuer>other</x:Issuer></x:y>', "accepted"),
        ("<y>text</y>", "accepted"),
        ('<Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion"/>', "accepted"),
        ('<x:y xmlns:x="urn:x" Id="_assertion"/>', "duplicate-id"),
        ("<saml:EncryptedAssertion/>", "several-assertions"),
        (f'<Assertion xmlns="{SAML}"/>', "several-assertions"),
        ('<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>', "signature-elsewhere"),
    ],
)
def test_advice_is_not_read_but_hides_no_assertion(
    provider: Provider, reading: Reading, inside: str, verdict: str
) -> None:
    response = changed(provider, "</saml:Conditions>", f"</saml:Conditions><saml:Advice>{inside}</saml:Advice>")
    assert reading.verdict(response) == verdict


def test_what_stands_beside_advice_is_looked_at(provider: Provider, reading: Reading) -> None:
    beside = '</saml:Conditions><saml:Advice/><x:Issuer xmlns:x="urn:x"/>'
    assert reading.verdict(changed(provider, "</saml:Conditions>", beside)) == "look-alike"


@pytest.mark.parametrize(
    ("inside", "values"),
    [
        ("", ()),
        ("<saml:AttributeValue/>", ("",)),
        (f'<saml:AttributeValue {XSI} xsi:type="xs:integer"></saml:AttributeValue>', ("",)),
        (f'<saml:AttributeValue {XSI} xsi:nil="true"/>', ()),
        (f'<saml:AttributeValue {XSI} xsi:nil="1" xsi:type="xs:string"> </saml:AttributeValue>', ()),
        (f'<saml:AttributeValue {XSI} xsi:nil="false">a</saml:AttributeValue>', ("a",)),
        (f'<saml:AttributeValue {XSI} xsi:type="xs:anyType">a</saml:AttributeValue>', ("a",)),
        (f'<saml:AttributeValue {XSI} xmlns:q="urn:q" xsi:type="q:own">a</saml:AttributeValue>', ("a",)),
        ('<saml:AttributeValue Own="x" xmlns:q="urn:q"><q:b>a</q:b></saml:AttributeValue>', ("a",)),
        ("<saml:AttributeValue/><saml:AttributeValue>a</saml:AttributeValue>", ("", "a")),
    ],
)
def test_values_may_be_empty_null_or_of_any_type(
    provider: Provider, reading: Reading, inside: str, values: tuple[str, ...]
) -> None:
    statement = f'<saml:AttributeStatement><saml:Attribute Name="x">{inside}</saml:Attribute></saml:AttributeStatement>'
    heard, _ = reading(provider.respond(attributes={"mail": ["a"]}, extra_statement=statement))
    assert heard.assertion.attributes == {"mail": ("a",), "x": values}


def test_a_statement_may_hold_no_attribute(provider: Provider, reading: Reading) -> None:
    heard, _ = reading(provider.respond(attributes={}))
    assert heard.assertion.attributes == {}
