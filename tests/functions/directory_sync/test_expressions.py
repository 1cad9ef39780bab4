"""Expressions: what each of them makes of a person's attributes, and what is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.directory_sync.expressions import FUNCTIONS, LONGEST, lowered, parse
from koppel.domain.texts import WrongValue

ANNA = lowered(
    {
        "givenName": ("Anna",),
        "sn": ("van den Berg",),
        "initials": (" ", "A."),
        "mail": (),
        "userPrincipalName": ("Anna@linde.example",),
        "employeeID": ("00420",),
        "proxyAddresses": ("smtp:a@linde.example", "SMTP:anna@linde.example"),
        "zeros": ("000",),
    }
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("givenName", "Anna"),
        (" GIVENNAME ", "Anna"),
        ("nothing", ""),
        ("initials", "A."),
        ("first(mail, userPrincipalName)", "Anna@linde.example"),
        ("first(mail)", ""),
        ("first(mail, 'none')", "none"),
        ("lower(first(mail, userPrincipalName))", "anna@linde.example"),
        ("prefix_of(sn)", "van den"),
        ("without_prefix(sn)", "Berg"),
        ("prefix_of(mail)", ""),
        ("before(userPrincipalName, '@')", "Anna"),
        ('after(userPrincipalName, "@")', "linde.example"),
        ("before(givenName, '@')", "Anna"),
        ("after(givenName, '@')", ""),
        ("before(givenName, '')", "Anna"),
        ("starting(proxyAddresses, 'SMTP:')", "anna@linde.example"),
        ("starting(proxyAddresses, 'X500:')", ""),
        ("without_zeros(employeeID)", "420"),
        ("without_zeros(zeros)", "0"),
        ("{givenName}", "Anna"),
        ("{givenName} {initials} {sn}", "Anna A. van den Berg"),
        ("{mail} {nothing}", ""),
        ("Dr. {mail}", ""),
        ("{givenName} {mail} {sn}", "Anna van den Berg"),
        ("P{employeeID}", "P00420"),
        ("{first(mail, 'x')}-{givenName}", "x-Anna"),
    ],
)
def test_what_an_expression_makes_of_the_attributes(text: str, value: str) -> None:
    assert parse(text).value(ANNA) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "ends too early"),
        ("first(", "ends too early"),
        ("first()", "has a )"),
        ("first(mail", "ends too early"),
        ("first(mail;", "ends too early"),
        ("mail,", "has a ,"),
        ("mail sn", "has a sn"),
        ("exec(mail)", "knows these functions only"),
        ("before(mail)", "a wrong number"),
        ("lower(mail, sn)", "a wrong number"),
        ("__import__('os')", "knows these functions only"),
        ("mail + sn", "has a +"),
        ("{mail", "without its other half"),
        ("mail}", "without its other half"),
        ("{}", "ends too early"),
        ("'open", "has a '"),
        ("lower(" * 9 + "mail" + ")" * 9, "nested too deep"),
        ("a" * (LONGEST + 1), "has more than"),
    ],
)
def test_what_is_no_expression_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(WrongValue, match=why.replace("(", r"\(").replace(")", r"\)").replace("+", r"\+")):
        parse(text)


def test_the_names_are_those_of_the_attributes_that_are_read() -> None:
    names = parse("{first(mail, userPrincipalName)} {before(sn, 'x')}").names
    assert names == {"mail", "userPrincipalName", "sn"}
    assert parse("'text'").names == frozenset()


def test_a_long_value_is_cut() -> None:
    assert len(parse("sn").value({"sn": ("x" * 100_000,)})) < 5_000


@given(st.text(alphabet="abc(),'\"{} ._", max_size=40) | st.text(max_size=30))
@example("first(a,'b')")
def test_any_text_is_an_expression_or_is_refused(text: str) -> None:
    try:
        found = parse(text)
    except WrongValue:
        return
    assert isinstance(found.value({name.lower(): ("x",) for name in found.names}), str)


def test_each_function_is_explained() -> None:
    explanation = parse.__module__ and __import__(parse.__module__, fromlist=["x"]).__doc__
    assert all(f"{name}(" in str(explanation) for name in FUNCTIONS)
