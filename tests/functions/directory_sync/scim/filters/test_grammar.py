"""The grammar of filters: every filter of RFC 7644 is read, and what is none is refused with its keyword."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.scim.errors import ScimRefused, ScimType
from functions.directory_sync.scim.filters import grammar
from functions.directory_sync.scim.filters.expression import (
    Both,
    Comparison,
    Either,
    Filter,
    Not,
    Operator,
    Present,
    Within,
    demanded,
    names,
)
from functions.directory_sync.scim.schema.paths import Path
from functions.directory_sync.scim.schema.tables import ENTERPRISE_URN, USER
from tests.functions.directory_sync.scim.filters.writing import FILTERS, VALUE_FILTERS, written

EQ = Operator.EQUAL
EXAMPLES = [
    'userName eq "bjensen"',
    'name.familyName co "O\'Malley"',
    'userName sw "J"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    "title pr",
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified ge "2011-05-13T04:42:34Z"',
    'meta.lastModified lt "2011-05-13T04:42:34Z"',
    'meta.lastModified le "2011-05-13T04:42:34Z"',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    'schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"',
    'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
    'userType eq "Employee" and (emails.type eq "work")',
    'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_of_the_rfc_are_read(text: str) -> None:
    assert grammar.read(text, USER) is not None


@given(FILTERS)
def test_a_filter_that_is_written_is_read_as_it_was(filter_: Filter) -> None:
    assert grammar.read(written(filter_), USER) == filter_


@given(VALUE_FILTERS)
def test_so_is_a_filter_of_values(filter_: Filter) -> None:
    assert grammar.read_values(written(filter_), USER) == filter_


@given(st.text(max_size=60) | st.text('()[]" aeq.or', max_size=40))
def test_any_text_is_a_filter_or_is_refused_with_its_keyword(text: str) -> None:
    keyword = None
    try:
        grammar.read(text, USER)
    except ScimRefused as refused:
        keyword = refused.keyword
    assert keyword in {None, ScimType.INVALID_FILTER}


def test_not_binds_more_than_and_which_binds_more_than_or() -> None:
    one, two, three = (Present(Path(name=each)) for each in "abc")
    assert grammar.read("a pr or b pr and c pr", USER) == Either(one, Both(two, three))
    assert grammar.read("(a pr or b pr) and c pr", USER) == Both(Either(one, two), three)
    assert grammar.read("not (a pr) and b pr", USER) == Both(Not(one), two)
    assert grammar.read("a pr and b pr and c pr", USER) == Both(Both(one, two), three)


def test_operators_and_words_are_read_in_any_capitals() -> None:
    assert grammar.read('userName EQ "x" AND NOT (title PR)', USER) == Both(
        Comparison(Path(name="userName"), EQ, "x"), Not(Present(Path(name="title")))
    )
    assert grammar.read("active eq True", USER) == Comparison(Path(name="active"), EQ, True)


def test_a_text_may_hold_quotes_brackets_and_every_character() -> None:
    text = grammar.read(r'userName eq "a\"b)\\ \u00e9 é]"', USER)
    assert text == Comparison(Path(name="userName"), EQ, 'a"b)\\ é é]')


def test_a_part_behind_the_brackets_is_a_condition_on_the_same_value() -> None:
    work = Comparison(Path(name="type"), EQ, "work")
    assert grammar.read('emails[type eq "work"].value eq "a@x.nl"', USER) == Within(
        Path(name="emails"), Both(work, Comparison(Path(name="value"), EQ, "a@x.nl"))
    )


def test_a_number_is_a_value_and_not_the_start_of_a_name() -> None:
    assert grammar.read("a eq 12", USER) == Comparison(Path(name="a"), EQ, 12)
    assert grammar.read("a eq -1.5e3", USER) == Comparison(Path(name="a"), EQ, -1500.0)
    with pytest.raises(ScimRefused):
        grammar.read("a eq 12b", USER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "userName",
        "userName eq",
        'userName xx "a"',
        "userName eq a",
        'userName eq "a',
        'eq "a"',
        "userName pr and",
        "userName pr userName pr",
        "(userName pr",
        "userName pr)",
        "not userName pr",
        "emails[type pr",
        "emails[type pr].",
        "emails[type pr].value",
        "emails[a[b pr]]",
        'a.b.c eq "x"',
        f'{ENTERPRISE_URN} eq "x"',
        "a eq 01",
        "(" * 50 + "a pr" + ")" * 50,
        " or ".join(["a pr"] * 300),
        "a" * 5000,
    ],
    ids=range(23),
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(ScimRefused) as refused:
        grammar.read(text, USER)
    assert refused.value.keyword is ScimType.INVALID_FILTER


def test_a_refusal_holds_nothing_of_what_was_sent() -> None:
    for text in ('canary eq "canary', "userName eq canary", "canary[", 'canary "canary"'):
        with pytest.raises(ScimRefused) as refused:
            grammar.read(text, USER)
        assert "canary" not in f"{refused.value} {refused.value.fields}"


def test_conditions_that_every_match_meets_are_named() -> None:
    found = grammar.read('userName eq "a" and (active eq true and not (id eq "b")) and (id eq "c" or id eq "d")', USER)
    assert [str(each.path) for each in demanded(found)] == ["userName", "active"]
    assert [str(each) for each in names(found)] == ["userName", "active", "id", "id", "id"]
