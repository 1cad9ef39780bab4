"""The commands about sources: what is shown of them, cycles and dry runs, credentials, and who is let go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.directory_sync import jobs
from functions.directory_sync.memory import credentials
from functions.directory_sync.tile import TILE
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.runs.item import ItemVerb
from koppel.domain.runs.run import RunKind, RunState
from koppel.domain.times import to_seconds
from koppel.organisation import audit_log, tiles
from koppel.organisation.audit_log import AuditRecord
from koppel.runs import approval, storage
from tests.functions.directory_sync.people import THERAPISTS, person, source
from tests.functions.directory_sync.site import Site
from tests.harness.saml import key_pair

SECRET = "s3cret-of-the-application"


def shown(here: Site, name: str = "entra") -> dict[str, Any]:
    """What is shown of a source."""
    (found,) = (each for each in here.done("show-sources")["sources"] if each["source"] == name)
    return dict(found)


# --- What is shown ----------------------------------------------------------------------------------------------------


def test_a_source_is_shown_from_its_first_moment_to_its_last_cycle(here: Site) -> None:
    here.set_up(source(), source(name="second", on=False))
    assert shown(here)["completed"] == shown(here)["run"] == shown(here)["secret"]["set_at"] == ""
    assert (shown(here, "second")["on"], shown(here)["kind"]) == (False, "entra")
    here.employ(1, 2)
    here.due()
    here.work()
    assert shown(here)["run"] == here.last().id
    here.approve()
    found = shown(here)
    assert (found["members"], found["run"], found["completed"]) == (2, "", here.world.runtime.now())
    assert found["next_at"] == to_seconds(here.world.clock() + timedelta(minutes=15))


def test_failures_are_shown(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.directory.breaks_at = 0
    for _ in range(4):
        here.world.clock.move(hours=4)
        here.due()
    found = shown(here)
    assert (found["failures"] >= 3, found["failed_with"]) == (True, "ldap-no-answer")
    assert found["quarantined"]


# --- Cycles -----------------------------------------------------------------------------------------------------------


def test_a_cycle_is_started_by_hand_and_only_one_of_a_source_goes_on(here: Site) -> None:
    here.employ(1)
    begun = here.done("start-cycle", source="entra")
    assert begun["kind"] == RunKind.CYCLE
    assert here.declined("start-cycle", source="entra") == "cycle-goes-on"
    here.work()
    here.approve()
    assert here.active() == {1}
    assert here.last().actor == "operator"
    (act,) = acts(here, "start-cycle")
    assert (act.actor, act.details["source"]) == ("operator", "entra")


def test_a_started_cycle_reads_changes_and_a_full_one_compares_every_account(here: Site) -> None:
    here.employ(1, 2)
    here.cycle()
    someone = here.account(1)
    assert someone
    here.world.make(Desired(kind=Kind.PROFESSIONAL, key=someone.key, values={"last_name": "Handmade"}))
    here.done("start-cycle", source="entra")
    here.work()
    unchanged = here.account(1)
    assert unchanged
    assert unchanged.text("last_name") == "Handmade"
    assert here.directory.readings[-1]
    here.done("start-cycle", source="entra", full=True)
    here.work()
    again = here.account(1)
    assert again
    assert (here.directory.readings[-1], again.text("last_name")) == ("", "Smit1")


def test_a_dry_run_with_other_settings_shows_everything_and_changes_nothing(here: Site) -> None:
    here.employ(1, 2)
    here.directory.put(3, person(3, THERAPISTS))
    here.cycle()
    before = (here.active(), here.known(), here.state(), here.slugs())
    other = {"scope_groups": [THERAPISTS], "first_name": "surname"}
    here.done("start-cycle", source="entra", dry_run=True, settings=other)
    here.work()
    run = here.last()
    assert (run.kind, run.state) == (RunKind.DRY_RUN, RunState.DONE)
    assert run.counts == {ItemVerb.DEACTIVATE: 2, ItemVerb.CREATE: 1}
    made = next(item for item, _ in here.rows(run) if item.verb is ItemVerb.CREATE)
    assert made.after["first_name"] == "Smit3"
    assert (here.active(), here.known(), here.state(), here.slugs()) == before
    assert here.due() == "unchanged"


def test_a_dry_run_does_not_stand_in_the_way_of_a_cycle(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.employ(2)
    here.done("start-cycle", source="entra", dry_run=True)
    assert here.due() == "started"
    here.work()
    assert here.active() == {1, 2}


def test_a_dry_run_needs_no_tile_that_is_on(here: Site) -> None:
    here.employ(1)
    tiles.switch_off(here.tenant, TILE, "test")
    assert here.declined("start-cycle", source="entra") == "directory-switched-off"
    here.done("start-cycle", source="entra", dry_run=True)
    here.work()
    assert here.last().counts == {ItemVerb.CREATE: 1}


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        ({"source": "other"}, "unknown-source"),
        ({"source": "bare"}, "source-incomplete"),
        ({"source": "entra", "settings": {"email": "mail"}}, "settings-need-dry-run"),
        ({"source": "entra", "dry_run": True, "settings": {"email": "first("}}, "settings-invalid"),
        ({"source": "entra", "dry_run": True, "settings": {"colour": "red"}}, "settings-invalid"),
    ],
)
def test_a_cycle_that_cannot_be_started_says_why(here: Site, arguments: dict[str, Any], slug: str) -> None:
    here.set_up(source(), source(name="bare", entra=None))
    assert here.declined("start-cycle", **arguments) == slug
    assert list(here.work()) == []


# --- Credentials ------------------------------------------------------------------------------------------------------


def test_a_secret_is_set_used_and_never_shown(here: Site) -> None:
    told = here.done("set-directory-secret", source="entra", secret=SECRET, expires="2027-01-31")
    assert told == {"source": "entra", "set_at": here.world.runtime.now(), "expires": "2027-01-31T00:00:00"}
    kept = credentials.read(here.tenant, "entra")
    assert kept
    assert credentials.text(here.tenant, "entra", kept) == SECRET
    everything = repr([shown(here), kept, acts(here, "set-directory-secret")])
    assert SECRET not in everything


def test_a_certificate_comes_with_its_key_and_tells_its_end(here: Site) -> None:
    pair = key_pair("idp")
    told = here.done("set-directory-certificate", source="entra", certificate=pair.pem.decode() + pair.certificate)
    assert told["expires"].startswith("2035-")
    kept = credentials.read(here.tenant, "entra")
    assert kept
    assert "PRIVATE KEY" in credentials.text(here.tenant, "entra", kept)


@pytest.mark.parametrize("text", ["x", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_is_not_kept(here: Site, text: str) -> None:
    assert here.declined("set-directory-certificate", source="entra", certificate=text) == "entra-credential-unusable"
    assert credentials.read(here.tenant, "entra") is None


def test_a_secret_that_expires_is_announced_thrice_and_another_one_closes_the_entry(here: Site) -> None:
    watch = jobs.DAILY["directory-secrets"]
    here.done("set-directory-secret", source="entra", secret=SECRET)
    assert watch(here.tenant) == 0
    end = here.world.clock() + timedelta(days=60)
    here.done("set-directory-secret", source="entra", secret=SECRET, expires=to_seconds(end)[:10])
    counted = 0
    for _ in range(70):
        here.world.clock.move(days=1)
        counted += watch(here.tenant)
    assert counted == 3
    (entry,) = here.entries()
    assert (entry.slug, entry.count) == ("secret-expires", 3)
    here.done("set-directory-secret", source="entra", secret="another")
    assert here.slugs() == []
    assert watch(here.tenant) == 0


# --- Who is let go ----------------------------------------------------------------------------------------------------


def test_an_account_is_released_from_its_person(here: Site) -> None:
    here.employ(1)
    here.cycle()
    account = here.account(1)
    assert account
    assert here.done("release-person", key=account.key) == {"key": account.key, "released": True}
    assert here.account(1) is None
    assert here.declined("release-person", key=account.key) == "no-directory-id"
    here.directory.put(2, person(2, employeeId="E1"))
    here.directory.put(1, None)
    here.cycle()
    adopted = here.account(2)
    assert adopted
    assert adopted.key == account.key


# --- The schedule -----------------------------------------------------------------------------------------------------


def test_only_sources_that_are_read_are_queued_and_only_at_their_time(here: Site, queue_due: Callable[[], int]) -> None:
    here.set_up(source(), source(name="second"), source(name="off", on=False), source(name="bare", entra=None))
    here.employ(1)
    assert queue_due() == 2
    assert here.work() == ["started", "started", "waiting", "waiting"]
    for run in list(storage.newest_first(here.tenant, limit=2)):
        approval.approve(here.tenant, run.id, actor="manager")
    here.work()
    assert here.active() == {1}
    assert queue_due() == 0
    here.world.clock.move(minutes=15)
    assert queue_due() == 2
    assert here.work() == ["unchanged", "unchanged"]
    here.world.clock.move(minutes=15)
    tiles.switch_off(here.tenant, TILE, "test")
    assert queue_due() == 0


@pytest.fixture
def queue_due(here: Site) -> Callable[[], int]:
    """The job of the sweep."""
    return lambda: jobs.EVERY_FIVE_MINUTES["directories"](here.tenant)


def acts(here: Site, verb: str) -> list[AuditRecord]:
    """What the audit log has of a command."""
    return [each for each in audit_log.every(here.world.runtime, "demo") if each.verb == verb]
