"""What arguments are taken, and what is said of those that are not."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.hl7_intake.archive.arguments import FindMessages, ReplayFailed
from functions.operations.accounts import ImportAccounts
from functions.operations.entries.arguments import ListEntries, MarkEntry
from functions.operations.organisations import CreateOrganisation, ListActs
from functions.rest_api.commands import CreateApiUser, OfApiUser
from koppel.domain.tiles.settings import explained
from koppel.organisation.commands import NoArguments, OfOrganisation

DEMO = {"organisation": "demo"}
LOG = {**DEMO, "integration": "rest_api"}
ENTRY = f"{'0' * 32}/{'f' * 32}"


def wrong(model: type[NoArguments], given: dict[str, Any]) -> dict[str, str]:
    """Field → what is wrong with it."""
    with pytest.raises(ValidationError) as invalid:
        model.model_validate(given)
    return {name: text.en for name, text in explained(invalid.value).items()}


@pytest.mark.parametrize("slug", ["a", "demo", "praktijk-de-linde", "a1", "a" * 40])
def test_short_names(slug: str) -> None:
    assert OfOrganisation.model_validate({"organisation": slug}).organisation == slug


@pytest.mark.parametrize("slug", ["", "-", "Demo", "1a", "a-", "a_b", "a.b", "a/b", "a" * 41, "é", "demo\nx"])
def test_what_is_no_short_name(slug: str) -> None:
    assert wrong(OfOrganisation, {"organisation": slug}) == {
        "organisation": "must be 1 to 40 of a-z, 0-9 and dashes, start with a letter and not end with a dash"
    }


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("", ""),
        ("2027-01-31", "2027-01-31T00:00:00"),
        ("2027-01-31T18:00:00", "2027-01-31T18:00:00"),
        ("2027-01-31T18:00:00Z", "2027-01-31T18:00:00"),
        ("2027-01-31T18:00:00+01:00", "2027-01-31T17:00:00"),
        ("2027-01-31T18:00:00.123456Z", "2027-01-31T18:00:00"),
        ("2027-01-31t18:00:00.5-01:00", "2027-01-31T19:00:00"),
        ("2027-01-31 18:00", "2027-01-31T18:00:00"),
    ],
)
def test_times_are_utc(given: str, taken: str) -> None:
    made = CreateApiUser.model_validate({**DEMO, "name": "EPD", "scopes": ["hl7"], "expires": given})
    assert made.expires == taken


@pytest.mark.parametrize(
    ("model", "given", "field", "explanation"),
    [
        (OfOrganisation, {}, "organisation", "must be given"),
        (OfOrganisation, {**DEMO, "colour": 1}, "colour", "is not known here"),
        (
            CreateOrganisation,
            {**DEMO, "name": "Linde", "mode": "test"},
            "mode",
            "must be one of: production, training",
        ),
        (
            CreateOrganisation,
            {**DEMO, "name": "a\tb", "mode": "training"},
            "name",
            "holds a control character",
        ),
        (
            CreateApiUser,
            {**DEMO, "name": "EPD", "scopes": ["hl7"], "expires": "soon"},
            "expires",
            "must be a date, or a date and time: 2027-01-31, 2027-01-31T18:00:00",
        ),
        (
            CreateApiUser,
            {**DEMO, "name": "EPD", "scopes": ["all"]},
            "scopes.0",
            "must be one of: accounts:read, accounts:write, bsn:read, hl7, scim",
        ),
        (OfApiUser, {**DEMO, "user": "EPD"}, "user", "must look like 0123456789ab"),
        (
            ListEntries,
            {**LOG, "after": ENTRY},
            "after",
            "must look like `next` in the answer of list-entries",
        ),
        (
            MarkEntry,
            {**LOG, "entry": "a/b", "state": "open"},
            "entry",
            "must look like the id in the answer of list-entries",
        ),
        (ListEntries, {**LOG, "limit": 101}, "limit", "must be 100 at most"),
        (ListActs, {**DEMO, "limit": "many"}, "limit", None),
    ],
)
def test_what_is_wrong_is_said_field_by_field(
    model: type[NoArguments], given: dict[str, Any], field: str, explanation: str | None
) -> None:
    found = wrong(model, given)
    assert list(found) == [field]
    assert explanation is None or found[field] == explanation


def test_spaces_around_are_not_part_of_a_name() -> None:
    made = CreateOrganisation.model_validate({**DEMO, "name": " Linde ", "mode": "training"})
    assert made.name == "Linde"
    assert set(wrong(CreateOrganisation, {**DEMO, "name": "  ", "mode": "training"})) == {"name"}


def test_what_is_given_is_not_repeated_in_what_is_said() -> None:
    found = wrong(ImportAccounts, {**DEMO, "kind": "client", "accounts": [{"bsn": "canary"}, "canary"]})
    assert found
    assert "canary" not in str(found)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("2027", "2027"),
        ("2027-01-31T18", "2027-01-31T18"),
        ("2027-01-31T18:00:00", "2027-01-31T18:00:00"),
        ("2027-01-31T18:00:00Z", "2027-01-31T18:00:00.000000"),
        ("2027-01-31T18:00:00.123+01:00", "2027-01-31T17:00:00.123000"),
        ("2027-01-31 18:00", "2027-01-31T18:00:00.000000"),
    ],
)
def test_moments_of_messages_may_be_whole_or_begun(given: str, taken: str) -> None:
    assert FindMessages.model_validate({**DEMO, "since": given}).since == taken


@pytest.mark.parametrize("given", ["yesterday", "20", "2027-1", "2027-01-31T25:00:00Z", "２027"])
def test_what_is_no_moment(given: str) -> None:
    assert "since" in wrong(ReplayFailed, {**DEMO, "since": given})
