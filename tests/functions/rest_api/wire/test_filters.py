"""Which accounts of a collection are asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.rest_api.wire import filters
from koppel.domain.accounts.account import Kind
from koppel.domain.problems.refusal import Refused
from tests.functions.rest_api.conftest import Api
from tests.koppel.scene import ORGANISATION

TODAY = date(2026, 3, 2)


@pytest.fixture
def three(api: Api) -> Api:
    """C1, then C2 which is inactive, then C3 changed an hour later."""
    api.world.client("C1")
    second, third = api.world.client("C2"), api.world.client("C3")
    api.write("POST", f"/c/{second.key}/activation", {"active": False})
    api.world.clock.move(hours=1)
    api.write("PATCH", f"/c/{third.key}", {"infix": "de"})
    api.world.professional("C1", email="p@praktijk.example")
    return api


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["C1", "C2", "C3"]),
        ("id=C2", ["C2"]),
        ("id=%20C2%20", ["C2"]),
        ("id=C9", []),
        ("id=", []),
        ("id=%00", []),
        ("id=C2&active=true", []),
        ("id=C2&id=C3", ["C3"]),
        ("email=C1@CLIENT.example", ["C1"]),
        ("email=nobody", []),
        ("email=p@praktijk.example", []),
        ("id=C1&email=c2@client.example", []),
        ("active=true", ["C1", "C3"]),
        ("active=false", ["C2"]),
        ("modified_since=2026-03-02T10:00:00", ["C3"]),
        ("modified_since=2026-03-02T10:00:00Z", ["C3"]),
        ("modified_since=2026-03-02T10:00:00.999Z", ["C3"]),
        ("modified_since=2026-03-02T10:00:00.000%2B00:00", ["C3"]),
        ("modified_since=2026-03-02T11:00:00%2B01:00", ["C3"]),
        ("modified_since=2026-03-02T11:00:00+01:00", ["C3"]),
        ("modified_since=2026-03-02T11:00:00.5+01:00", ["C3"]),
        ("modified_since=2026-03-02T12:00:00%2B01:00", []),
        ("modified_since=2026-03-02T04:30:00-05:30", ["C3"]),
        ("modified_since=2026-03-02+10:00:00Z", ["C3"]),
        ("modified_since=2026-03-02t10:00z", ["C3"]),
        ("modified_since=0999-01-01", ["C1", "C2", "C3"]),
        ("modified_since=2026-03-02", ["C1", "C2", "C3"]),
        ("modified_since=2026-03-03", []),
        ("incomplete=false", ["C1", "C2", "C3"]),
        ("incomplete=true", []),
        ("active=true&limit=1", ["C1"]),
    ],
)
def test_the_collection_holds_the_selected_accounts(three: Api, query: str, found: list[str]) -> None:
    assert [each["id"] for each in three.get(f"/c/items?{query}").items] == found


def test_an_address_is_found_in_both_spellings_of_its_domain(api: Api) -> None:
    api.world.client("C1", email="anna@bücher.example")
    for spelling in ("anna@b%C3%BCcher.example", "Anna@xn--bcher-kva.EXAMPLE", "anna@bu%CC%88cher.example"):
        (found,) = api.get(f"/c/items?email={spelling}").items
        assert found["email"] == "anna@xn--bcher-kva.example"
    answer = api.write("POST", "/p", {"id": "P1", "email": "ANNA@BÜCHER.example", "first_name": "A", "last_name": "B"})
    assert (answer.status, answer.body["extra"][0]["field"]) == (409, "email")


def test_a_filtered_collection_can_be_read_in_pages(three: Api) -> None:
    first = three.get("/c/items?active=true&limit=1").body
    second = three.get(f"/c/items?active=true&limit=1&cursor={first['@cursor']}").body
    assert [each["id"] for each in second["@items"]] == ["C3"]
    third = three.get(f"/c/items?active=true&limit=1&cursor={second['@cursor']}").body
    assert third == {"@items": []}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("active=yes", ["active"]),
        ("incomplete=", ["incomplete"]),
        ("modified_since=yesterday&active=1", ["active", "modified_since"]),
        ("modified_since=2026-02-30", ["modified_since"]),
        ("modified_since=2026-03-02T25:00:00", ["modified_since"]),
    ],
)
def test_an_invalid_filter_is_refused(api: Api, query: str, wrong: list[str]) -> None:
    answer = api.get(f"/c/items?{query}")
    assert (answer.status, [each["field"] for each in answer.body["extra"]]) == (422, wrong)


@given(st.dictionaries(st.sampled_from(sorted(filters.PARAMETERS)), st.lists(st.text(), min_size=1).map(tuple)))
def test_any_parameters_make_a_filter_or_a_refusal(query: dict[str, tuple[str, ...]]) -> None:
    for kind in (Kind.CLIENT, Kind.PROFESSIONAL):
        status = 200
        try:
            filters.read(query, ORGANISATION, kind, TODAY)
        except Refused as refused:
            status = refused.status
        assert status == 200 or set(query) & {"active", "incomplete", "modified_since"}
        assert status in {200, 422}
