"""Certificates that end: told of a month and a week before and at the end, in one entry that closes by itself."""

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.operations import entry
from koppel.aws import row_keys
from koppel.aws.writes import Put
from koppel.domain.problems.problem import Finding, Level, Problem, State
from koppel.domain.texts import Text
from koppel.domain.times import SECONDS
from koppel.organisation import error_log
from koppel.organisation.entry import Entry
from tests.harness.office import CONTEXT, Office
from tests.harness.world import START

CONNECTION = "0123456789ab"
TILE = "saml_logon"


@pytest.fixture
def forty(office: Office) -> Office:
    """An office whose one connection trusts a certificate that ends in 40 days."""
    connect(office, {"old": 40})
    return office


def connect(office: Office, certificates: dict[str, float], **told: Any) -> None:
    """The organisation's one connection, with certificates that end so many days from the start."""
    pinned = [{"fingerprint": name, "expires": _after(days), "pem": "-"} for name, days in certificates.items()]
    provider = {"entity_id": "https://idp.example/", "logon_url": "https://idp.example/sso", "certificates": pinned}
    settings = {"connections": {CONNECTION: {"name": "De Eik", "provider": provider, **told}}}
    office.world.set_tile("demo", TILE, json.dumps(settings))


def own_keys(office: Office, *pairs: tuple[str, float, str]) -> None:
    """Our own pairs: id, days until the certificate ends, and when the pair itself is given up."""
    rows = [{"id": name, "use": "signing", "expires": _after(days), "ends": ends} for name, days, ends in pairs]
    office.world.runtime.table.write(Put(row_keys.saml.key_pairs("demo", CONNECTION), {"pairs": rows}))


def _after(days: float) -> str:
    return (START + timedelta(days=days)).strftime(SECONDS)


def sweep(office: Office, day: float) -> int:
    """How many entries change on this day."""
    office.world.clock.time = START + timedelta(days=day)
    return entry.sweep({"jobs": "daily"}, CONTEXT)["certificates"]


def entries(office: Office, state: State = State.OPEN) -> dict[str, Entry]:
    found, _ = error_log.entries(office.world.tenant, TILE, state)
    return {each.slug: each for each in found}


def test_a_certificate_is_told_of_three_times_in_one_entry_at_a_time(forty: Office) -> None:
    changes = [sweep(forty, day) for day in (0, 9.9, 10, 11, 32.9, 33, 34)]
    assert changes == [0, 0, 1, 0, 0, 1, 0]
    (found,) = entries(forty).values()
    assert (found.slug, found.count) == ("certificate-expires", 2)
    assert found.explanation.en.endswith("of De Eik signs with expires on 2026-04-11.")
    assert [sweep(forty, day) for day in (40, 41)] == [2, 0]
    assert entries(forty).keys() == {"certificate-expired"}
    assert entries(forty, State.SOLVED).keys() == {"certificate-expires"}


def test_a_day_that_was_missed_is_made_up_for(forty: Office) -> None:
    assert sweep(forty, 400) == 1
    assert entries(forty).keys() == {"certificate-expired"}


def test_it_closes_when_the_certificate_is_replaced(forty: Office) -> None:
    sweep(forty, 33)
    connect(forty, {"new": 400})
    assert (sweep(forty, 34), entries(forty)) == (1, {})
    assert sweep(forty, 35) == 0


def test_nothing_is_told_where_another_certificate_lasts_longer(forty: Office) -> None:
    connect(forty, {"old": 40, "new": 400})
    assert (sweep(forty, 33), sweep(forty, 41)) == (0, 0)
    assert sweep(forty, 380) == 1


def test_what_the_administrator_marked_stays_so_until_there_is_something_new(forty: Office) -> None:
    sweep(forty, 10)
    (found,) = entries(forty).values()
    error_log.mark(forty.world.tenant, TILE, found.id, State.SOLVED)
    assert (sweep(forty, 11), entries(forty)) == (0, {})
    assert (sweep(forty, 33), len(entries(forty))) == (1, 1)
    error_log.mark(forty.world.tenant, TILE, found.id, State.IGNORED)
    sweep(forty, 34)
    assert entries(forty) == {}


def test_our_own_certificate_is_told_of_and_closes_when_keys_are_rotated(forty: Office) -> None:
    connect(forty, {"old": 4000})
    own_keys(forty, ("ours", 20, ""))
    assert sweep(forty, 0) == 1
    (found,) = entries(forty).values()
    assert (found.slug, "(signing) is good until 2026-03-22" in found.explanation.en) == (
        "own-certificate-expires",
        True,
    )
    own_keys(forty, ("ours", 20, "2026-03-16T09:00:00"), ("next", 3650, ""))
    assert (sweep(forty, 1), entries(forty)) == (1, {})


@pytest.mark.parametrize("off", ["connection", "tile", "provider"])
def test_what_is_not_in_use_is_not_watched(forty: Office, off: str) -> None:
    if off == "connection":
        connect(forty, {"old": 5}, on=False)
    elif off == "provider":
        connect(forty, {}, provider=None)
    else:
        forty.world.set_tile("demo", TILE, "{}", on=False)
    assert sweep(forty, 33) == 0


def test_every_five_minutes_certificates_are_not_looked_at(forty: Office) -> None:
    forty.world.clock.move(days=33)
    assert "certificates" not in entry.sweep({}, CONTEXT)
    assert forty.ask("sweep")["result"]["certificates"] == 1


def test_an_entry_about_somebody_of_the_connections_name_stays(forty: Office) -> None:
    world = forty.world
    problem = Problem("person-inactive", Level.ERROR, Text(nl="-", en="-"), Text(nl="-", en="-"))
    error_log.record(world.tenant, TILE, Finding(problem=problem, subject=CONNECTION))
    sweep(forty, 1)
    assert set(entries(forty)) == {"person-inactive"}
