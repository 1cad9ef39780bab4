"""Lists: pages, filters, searches."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.functions.directory_sync.conftest import Scim, running_scim
from tests.harness.output import Output


@pytest.fixture(scope="module")
def staff() -> Any:
    """Seven users and a group."""
    with running_scim() as made:
        for number in range(1, 8):
            made.push(number=number, active=number != 7)
        made.group("Zorg")
        yield made


def names(answer: Any) -> list[str]:
    return [each.get("userName", each.get("displayName")) for each in answer.body["Resources"]]


def test_a_list_is_read_in_pages(staff: Scim) -> None:
    whole = staff.get("/Users").body
    assert (whole["totalResults"], whole["startIndex"], whole["itemsPerPage"]) == (7, 1, 7)
    pages = [staff.get(f"/Users?startIndex={start}&count=3").body for start in (1, 4, 7, 10)]
    assert [each["itemsPerPage"] for each in pages] == [3, 3, 1, 0]
    assert [one for each in pages for one in each["Resources"]] == whole["Resources"]
    assert all(each["totalResults"] == 7 for each in pages)
    assert staff.get("/Users?count=0").body["Resources"] == []
    assert staff.get("/Users?count=-5&startIndex=-3").body["startIndex"] == 1
    assert staff.get("/Users?COUNT=2&STARTINDEX=2").body["itemsPerPage"] == 2


@pytest.mark.parametrize("query", ["count=x", "startIndex=1.5", "count=99999999999", "count=²"])
def test_a_page_that_is_no_number_is_refused(staff: Scim, query: str) -> None:
    answer = staff.get(f"/Users?{quote(query, safe='=')}")
    assert (answer.status, answer.keyword) == (400, "invalidValue")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('userName eq "ANNA3@praktijk.example"', 1),
        ('userName eq "nobody"', 0),
        ('userName eq "\\ud800"', 0),
        ('externalId eq "1f2e3d4c-5b6a-4978-8695-000000000003"', 1),
        ('externalId eq "1F2E3D4C-5b6a-4978-8695-000000000003"', 0),
        ('externalId eq "1f2e3d4c-5b6a-4978-8695-000000000003" and active eq true', 1),
        ('externalId eq "1f2e3d4c-5b6a-4978-8695-000000000007" and active eq true', 0),
        ('id eq "x"', 0),
        ("active eq false", 1),
        ('active eq "True"', 6),
        ('userName sw "anna" and not (userName co "3")', 6),
        ('emails[type eq "work" and value ew "5@praktijk.example"]', 1),
        ('name.familyName eq "smit"', 7),
        ("title pr", 0),
        ('meta.created gt "2020-01-01T00:00:00Z"', 7),
    ],
)
def test_users_are_found(staff: Scim, text: str, count: int) -> None:
    assert staff.get(f"/Users?filter={quote(text)}").body["totalResults"] == count
    searched = staff.send("POST", "/Users/.search", {"filter": text})
    assert searched.body["totalResults"] == count


def test_a_filter_that_cannot_be_read_is_refused_and_not_written_down(staff: Scim, output: Output) -> None:
    for target in ("/Users", "/Groups", "/"):
        answer = staff.get(f"{target}?filter={quote('canary eq canary')}")
        assert (answer.status, answer.keyword) == (400, "invalidFilter")
        assert "canary" not in answer.text
    assert "canary" not in output.text
    assert "canary" not in str(staff.entries())


def test_all_types_are_searched_together(staff: Scim) -> None:
    whole = staff.send("POST", "/.search", {"startIndex": 1, "count": 200}).body
    assert whole["totalResults"] == 8
    pages = [staff.send("POST", "/.search", {"startIndex": each, "count": 3}).body["Resources"] for each in (1, 4, 7)]
    assert [one for each in pages for one in each] == whole["Resources"]
    assert names(staff.get('/?filter=displayName%20eq%20"zorg"')) == ["Zorg"]
