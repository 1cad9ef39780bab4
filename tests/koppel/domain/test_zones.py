"""Time zones: a calendar day begins where the organisation is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, Manner
from koppel.domain.plan.planning import plan
from koppel.domain.times import to_seconds
from koppel.domain.zones import day, zone
from tests.koppel.scene import HL7, NEW, ORGANISATION, stored

ZONES = st.sampled_from(["Europe/Amsterdam", "America/Paramaribo", "America/Curacao", "Pacific/Kiritimati", "UTC"])


@pytest.mark.parametrize(
    ("moment", "name", "expected"),
    [
        ("2026-03-02T22:59:59Z", "Europe/Amsterdam", "2026-03-02"),
        ("2026-03-02T23:00:00Z", "Europe/Amsterdam", "2026-03-03"),
        ("2026-07-01T22:00:00Z", "Europe/Amsterdam", "2026-07-02"),
        ("2026-07-01T21:59:59Z", "Europe/Amsterdam", "2026-07-01"),
        ("2026-03-02T02:59:59Z", "America/Paramaribo", "2026-03-01"),
    ],
)
def test_a_day_begins_at_midnight_there(moment: str, name: str, expected: str) -> None:
    assert day(datetime.fromisoformat(moment), name) == date.fromisoformat(expected)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), ZONES, st.sampled_from(Manner))  # noqa: DTZ001
def test_who_is_born_today_is_taken_and_who_is_born_tomorrow_is_not(
    moment: datetime, name: str, manner: Manner
) -> None:
    now = moment.replace(tzinfo=UTC)
    organisation, origin = replace(ORGANISATION, zone=name), replace(HL7, at=to_seconds(now))
    today = now.astimezone(ZoneInfo(name)).date()
    for born, is_taken in ((today, True), (today + timedelta(days=1), False)):
        values = {"last_name": "Berg", "first_name": "J", "email": "j@client.example", "gender": "f"}
        desired = Desired(
            kind=Kind.CLIENT, id="C1", values={**values, "date_of_birth": born.isoformat()}, manner=manner
        )
        made = plan(desired, stored(), organisation, origin, NEW)
        found = made.change.accounts[0].after.text("date_of_birth") if made.change else ""
        assert found == (born.isoformat() if is_taken else "")
        assert [each.field for each in made.refusals] == (
            [] if is_taken or manner is Manner.LENIENT else ["date_of_birth"]
        )


@pytest.mark.parametrize("name", ["", "Amsterdam", "Europe", "/etc/passwd", "../x", "CEST!"])
def test_what_is_no_zone_is_refused_in_words(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        zone(name)
