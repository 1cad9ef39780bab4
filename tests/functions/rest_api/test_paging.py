"""Collections in pages, and what happens when one becomes too large to be answered whole."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.rest_api.wire import responses
from koppel.aws.rows import Row
from koppel.aws.table import Table
from koppel.domain.problems.problem import Level
from tests.functions.rest_api.conftest import ROOT, Api


def pages(api: Api, limit: int) -> list[list[str]]:
    """The keys of every page, and of the empty one at the end where there is one."""
    found: list[list[str]] = []
    cursor = ""
    while True:
        body = api.get(f"/c/items?limit={limit}{cursor}").body
        found.append([each["@url"].removeprefix(f"{ROOT}/c/") for each in body["@items"]])
        if "@cursor" not in body:
            return found
        cursor = f"&cursor={body['@cursor']}"


@pytest.mark.parametrize(("limit", "sizes"), [(2, [2, 2, 1]), (5, [5, 0]), (6, [5])])
def test_pages_add_up_to_the_whole(api: Api, limit: int, sizes: list[int]) -> None:
    for number in range(5):
        api.world.client(f"C{number}")
    found = pages(api, limit)
    assert [len(each) for each in found] == sizes
    whole = [each["@url"].removeprefix(f"{ROOT}/c/") for each in api.get("/c/items").items]
    assert [key for page in found for key in page] == whole == sorted(whole)


def test_a_write_between_two_pages_changes_neither(api: Api) -> None:
    made = [api.world.client(f"C{number}") for number in range(4)]
    first = api.get("/c/items?limit=2").body
    api.store(replace(made[0], active=False))
    api.store(replace(made[3], active=False))
    api.world.client("C9")
    rest = api.get(f"/c/items?cursor={first['@cursor']}").body
    seen = [each["id"] for each in first["@items"] + rest["@items"]]
    assert sorted(seen) == ["C0", "C1", "C2", "C3", "C9"]


def test_an_invalid_page_is_refused(api: Api) -> None:
    answer = api.get("/c/items?limit=0&cursor=x")
    assert answer.status == 422
    assert answer.body == {
        "code": 422,
        "message": "The parameters are not valid.",
        "extra": [
            {"message": "must be a whole number from 1 to 1000", "field": "limit"},
            {"message": "must be the @cursor of an earlier page", "field": "cursor"},
        ],
    }


def test_other_parameters_are_ignored(api: Api) -> None:
    api.world.client("C1")
    assert api.get("/c/items?relevant&start=3&name=C7") == api.get("/c/items")


def fill(api: Api, count: int) -> None:
    """So many professionals, each weighing some 16 KB."""
    one = api.world.professional("P1", description='"' * 4000)
    for number in range(1, count):
        api.store(replace(one, key=f"f{number:031d}", values={**one.values, "id": f"Q{number}"}))


def test_a_collection_that_is_becoming_large_is_answered_and_noted(api: Api) -> None:
    fill(api, 220)
    assert len(api.get("/p/items").items) == 220
    entry = api.entries()["collection-large"]
    assert (entry.level, entry.reference) == (Level.WARNING, "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0")
    assert "/api/2/p/items" in entry.explanation.nl
    api.get("/p/items?limit=220")
    api.get("/p/items")
    assert api.entries()["collection-large"].count == 2, "who reads in pages needs no advice"


def test_a_collection_that_is_too_large_is_refused_and_can_be_read_in_pages(api: Api) -> None:
    fill(api, 360)
    answer = api.get("/p/items")
    assert answer.status == 400
    assert answer.body == {
        "code": 400,
        "message": "collection_too_large: this does not fit into one answer. Read it in (smaller) pages.",
        "extra": [
            {"message": "how many accounts a page holds at most", "field": "limit"},
            {"message": "where the page begins", "field": "cursor"},
        ],
    }
    entry = api.entries()["collection-too-large"]
    assert (entry.level, entry.count) == (Level.ERROR, 1)
    assert "/api/2/p/items" in entry.explanation.en
    first = api.get("/p/items?limit=300").body
    second = api.get(f"/p/items?limit=300&cursor={first['@cursor']}").body
    assert len(first["@items"]) + len(second["@items"]) == 360
    assert "@cursor" not in second


def test_reading_stops_as_soon_as_the_collection_is_too_large(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        api.world.professional(f"P{number}")
    monkeypatch.setattr(responses, "MOST_BYTES", 1000)
    read: list[str] = []
    query = Table.query

    def counted(table: Table, pk: str, **given: Any) -> Iterator[Row]:
        for row in query(table, pk, **given):
            read.append(row["sk"])
            yield row

    monkeypatch.setattr(Table, "query", counted)
    assert api.get("/p/items").status == 400
    assert len(read) == 3
