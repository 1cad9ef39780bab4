"""The preview: what other settings would mean, before they are saved."""

import json

import pytest

from functions.directory_sync.preview import ANEW, NOT_READ, NOTHING, PREVIEW, READ, SOMETHING
from functions.directory_sync.sources import Source
from tests.functions.directory_sync.people import THERAPISTS, source
from tests.functions.directory_sync.site import Site


def told(*sources: Source) -> str:
    """Settings with these sources."""
    return json.dumps({"sources": [each.model_dump(mode="json") for each in sources]})


@pytest.mark.parametrize("after", [source(), source(minutes=60), source(brake_count=20), source(full_hours=48)])
def test_what_decides_about_nobody_changes_nothing(here: Site, after: Source) -> None:
    found = PREVIEW(here.tenant, told(source()), told(after))
    assert (found.summary, list(found.affected), list(found.counts)) == (NOTHING, [], [])


@pytest.mark.parametrize(
    ("after", "fields"),
    [
        (source(scope_groups=[THERAPISTS]), ["scope_groups"]),
        (source(email="userPrincipalName", minutes=60), ["email", "minutes"]),
        (source(leavers="end_relationships"), ["leavers"]),
    ],
)
def test_what_decides_about_people_is_read_anew_and_waits(here: Site, after: Source, fields: list[str]) -> None:
    here.employ(1, 2, 3)
    here.cycle()
    found = PREVIEW(here.tenant, told(source()), told(after))
    assert found.summary == SOMETHING
    (affected,) = found.affected
    assert (affected.name, affected.before, affected.after, list(affected.fields)) == ("entra", READ, ANEW, fields)
    (count,) = found.counts
    assert (count.before, count.title.en) == (3, "Professionals from the source entra")


def test_sources_that_come_and_go(here: Site) -> None:
    found = PREVIEW(here.tenant, told(source()), told(source(on=False), source(name="second")))
    assert [(each.name, each.before, each.after) for each in found.affected] == [
        ("entra", READ, NOT_READ),
        ("second", NOT_READ, ANEW),
    ]
