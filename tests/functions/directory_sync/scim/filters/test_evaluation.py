"""What a filter selects: the comparisons, the rules on capitals, several values, and the laws of logic."""

from typing import Any

import pytest
from hypothesis import given

from functions.directory_sync.scim.errors import ScimRefused, ScimType
from functions.directory_sync.scim.filters import grammar
from functions.directory_sync.scim.filters.evaluation import matches
from functions.directory_sync.scim.filters.expression import Both, Either, Filter, Not
from functions.directory_sync.scim.schema.attributes import Resource
from functions.directory_sync.scim.schema.tables import GROUP, KOPPEL_URN, USER
from tests.functions.directory_sync.scim.filters.writing import FILTERS

ANNA: Resource = {
    "schemas": [KOPPEL_URN],
    "id": "0a1b",
    "externalId": "AbC",
    "userName": "Anna@Praktijk.example",
    "name": {"givenName": "Anna", "familyName": "Smit"},
    "emails": [
        {"value": "anna@praktijk.example", "type": "work", "primary": True},
        {"value": "anna@thuis.example", "type": "home"},
    ],
    "active": True,
    KOPPEL_URN: {"infix": "van"},
    "meta": {"lastModified": "2026-03-02T09:00:00Z"},
}


def selects(text: str, resource: Resource = ANNA, of: Any = USER) -> bool:
    return matches(grammar.read(text, of), resource, of)


@pytest.mark.parametrize(
    "text",
    [
        'userName eq "ANNA@praktijk.EXAMPLE"',
        'USERNAME eq "anna@praktijk.example"',
        'externalId eq "AbC"',
        'userName ne "piet"',
        'userName co "praktijk"',
        'userName sw "anna@"',
        'userName ew ".example"',
        'userName gt "an"',
        'userName ge "anna@praktijk.example"',
        'userName lt "b"',
        'userName le "anna@praktijk.example"',
        'name.familyName eq "smit"',
        "name.familyName pr",
        "name pr",
        "active eq true",
        'active eq "True"',
        "active ne false",
        "title eq null",
        "userName ne null",
        "not (title pr)",
        'title ne "x"',
        f'{KOPPEL_URN}:infix eq "VAN"',
        'emails eq "anna@thuis.example"',
        'emails.value eq "anna@thuis.example"',
        'emails.type ne "work"',
        'emails[type eq "work" and value co "praktijk"]',
        'emails[type eq "home"].value sw "anna"',
        "emails[primary eq true]",
        'meta.lastModified eq "2026-03-02T10:00:00+01:00"',
        'meta.lastModified gt "2026-03-01T00:00:00Z"',
        'meta.lastModified lt "2026-03-02T10:00:00"',
        f'schemas eq "{KOPPEL_URN}"',
        'userName eq "anna@praktijk.example" and active eq true or title pr',
    ],
)
def test_it_selects(text: str) -> None:
    assert selects(text)


@pytest.mark.parametrize(
    "text",
    [
        'externalId eq "abc"',
        'userName eq "anna"',
        'userName gt "b"',
        "active eq false",
        'active eq "maybe"',
        "title pr",
        'title eq "x"',
        'title co "x"',
        "userName eq 1",
        "userName gt null",
        'emails[type eq "home" and value co "praktijk"]',
        'emails[primary eq true and type eq "home"]',
        'name.familyName eq "smit" and name.givenName eq "piet"',
        'emails.display eq "x"',
        f'{KOPPEL_URN}:professionalId eq "P1"',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "x"',
        'userName[value eq "x"]',
    ],
)
def test_it_does_not_select(text: str) -> None:
    assert not selects(text)


def test_a_member_is_found_as_entra_asks_for_it() -> None:
    group: Resource = {"id": "g1", "displayName": "Zorg", "members": [{"value": "u1"}, {"value": "u2"}]}
    assert selects('id eq "g1" and members eq "u2"', group, GROUP)
    assert selects('members[value eq "u2"]', group, GROUP)
    assert not selects('id eq "g1" and members eq "u3"', group, GROUP)
    assert not selects('id eq "g1" and manager eq "u1"', group, GROUP)


@pytest.mark.parametrize("text", ["active gt true", 'active co "t"', 'meta.created gt "gisteren"'])
def test_what_a_type_cannot_be_compared_by_is_refused(text: str) -> None:
    with pytest.raises(ScimRefused) as refused:
        selects(text)
    assert refused.value.keyword is ScimType.INVALID_FILTER


def outcome(filter_: Filter) -> bool | None:
    """None where the filter is refused."""
    try:
        return matches(filter_, ANNA, USER)
    except ScimRefused:
        return None


@given(FILTERS, FILTERS)
def test_not_and_and_or_are_those_of_logic(one: Filter, other: Filter) -> None:
    first, second = outcome(one), outcome(other)
    if first is None or second is None:
        return
    assert outcome(Not(one)) is (not first)
    assert outcome(Both(one, other)) is (first and second)
    assert outcome(Either(one, other)) is (first or second)
    assert outcome(Not(Both(one, other))) is outcome(Either(Not(one), Not(other)))
