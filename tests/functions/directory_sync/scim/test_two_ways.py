"""Two ways into one organisation: who is active by one of them is no leaver of the other; who is let go by both is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from functions.directory_sync import entry
from functions.directory_sync.tile import TILE
from koppel.domain.accounts.account import Account, Kind
from koppel.domain.plan.desired import Desired
from koppel.organisation import api_users, tiles
from tests.functions.directory_sync.conftest import Scim
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, guid, person, source
from tests.functions.directory_sync.site import Site
from tests.koppel.ledger import audit_settled

OFF = {"op": "replace", "path": "active", "value": False}
ON = {"op": "replace", "path": "active", "value": True}
RENAMED = {"op": "replace", "path": "name.familyName", "value": "Bos"}


@dataclass
class Both:
    """Person 1 of a source, whom an identity provider pushes as well."""

    site: Site
    scim: Scim
    key: str

    @property
    def account(self) -> Account:
        """The person's account."""
        return self.scim.account(self.key)

    @property
    def path(self) -> str:
        """Of the user."""
        return f"/Users/{self.key}"

    def shown(self) -> bool:
        """Whether the identity provider sees the user as active."""
        return bool(self.scim.get(self.path).body["active"])

    def leave_source(self) -> None:
        """The person leaves the source, and a cycle follows."""
        self.site.directory.put(1, None)
        self.site.cycle()

    def settings(self, **scim: Any) -> None:
        """Change the settings of SCIM."""
        tiles.change_settings(self.site.tenant, TILE, {"scim": scim}, "test")


@pytest.fixture
def both(here: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    monkeypatch.setattr(entry, "process_runtime", lambda: here.world.runtime)
    scim = Scim(here.world)
    scim.token = scim.user()
    here.employ(1, 2)
    here.cycle()
    key = scim.push(externalId=guid(1))["id"]
    found = here.account(1)
    assert found
    assert found.key == key
    yield Both(here, scim, key)
    audit_settled(here.tenant)


def test_who_is_set_inactive_stays_active_for_a_source_and_is_shown_as_was_set(both: Both) -> None:
    answer = both.scim.patch(both.path, OFF)
    assert (answer.status, answer.body["active"], both.account.active) == (200, False, True)
    assert both.shown() is False
    assert [each["active"] for each in both.scim.get("/Users?filter=active%20eq%20false").body["Resources"]] == [False]
    noted = both.scim.entries()["scim-kept-by-source"]
    assert "entra" in noted.explanation.nl
    assert both.scim.patch(both.path, RENAMED).body["active"] is False
    assert (both.account.active, both.account.text("last_name")) == (True, "Bos")
    both.leave_source()
    assert (both.account.active, both.shown()) == (False, False)


def test_who_is_set_active_again_is_no_leaver_of_the_source(both: Both) -> None:
    both.scim.patch(both.path, OFF)
    assert both.scim.patch(both.path, ON).body["active"] is True
    both.leave_source()
    assert (both.account.active, both.shown()) == (True, True)
    assert both.site.known() == {guid(2)}
    assert both.scim.patch(both.path, OFF).body["active"] is False
    assert both.account.active is False


def test_who_is_deleted_stays_active_for_a_source(both: Both) -> None:
    assert both.scim.send("DELETE", both.path).status == 204
    assert both.scim.get(both.path).status == 404
    assert both.account.active is True
    assert "scim-kept-by-source" in both.scim.entries()
    both.leave_source()
    assert both.account.active is False


def test_who_leaves_the_source_and_is_deleted_then_loses_access(both: Both) -> None:
    both.leave_source()
    assert both.account.active is True
    both.scim.send("DELETE", both.path)
    assert both.account.active is False


def test_a_source_that_is_off_keeps_nobody(both: Both) -> None:
    both.site.set_up(source(on=False))
    both.scim.patch(both.path, OFF)
    assert both.account.active is False
    assert "scim-kept-by-source" not in both.scim.entries()


def test_a_user_who_was_inactive_when_the_source_brought_the_person_back_is_kept_by_the_source_only(both: Both) -> None:
    both.site.set_up(source(on=False))
    both.scim.patch(both.path, OFF)
    both.site.set_up(source())
    both.site.done("start-cycle", source="entra", full=True)
    both.site.work()
    assert (both.account.active, both.shown()) == (True, False)
    both.leave_source()
    assert both.account.active is False


def test_an_identity_provider_that_was_cut_off_keeps_nobody(both: Both) -> None:
    for each in api_users.every(both.site.tenant):
        api_users.revoke(both.site.tenant, each.id)
    both.leave_source()
    assert both.account.active is False


def test_who_is_reactivated_by_hand_is_deactivated_when_the_identity_provider_says_so_again(both: Both) -> None:
    both.leave_source()
    both.scim.patch(both.path, OFF)
    both.site.world.make(Desired(kind=Kind.PROFESSIONAL, key=both.key, active=True))
    assert both.scim.patch(both.path, RENAMED).body["active"] is False
    assert both.account.active is True
    both.scim.patch(both.path, OFF)
    assert both.account.active is False


def test_who_was_pushed_as_inactive_counts_as_let_go(both: Both) -> None:
    both.scim.send("DELETE", both.path)
    assert both.scim.push(externalId=guid(1), active=False)["active"] is False
    assert both.account.active is True
    both.leave_source()
    assert both.account.active is False


def test_a_leaver_with_data_that_cannot_be_stored_is_kept_by_the_source_too(both: Both) -> None:
    invalid = {"op": "replace", "path": "name.familyName", "value": ""}
    answer = both.scim.patch(both.path, OFF, invalid)
    assert (answer.status, answer.body["active"], both.account.active) == (200, False, True)
    assert {"scim-kept-by-source", "scim-leaver-kept"} <= both.scim.entries().keys()
    both.leave_source()
    assert both.account.active is False


def test_a_released_account_is_nobodys_by_scim_either(both: Both) -> None:
    group = both.scim.group("Zorg", both.key)["id"]
    assert both.site.done("release-person", key=both.key) == {"key": both.key, "released": True}
    assert both.scim.get(both.path).status == 404
    assert "members" not in both.scim.get(f"/Groups/{group}").body
    assert both.account.active
    other = both.scim.push(externalId=guid(1), emails=[{"value": "other@linde.example"}])
    assert other["id"] != both.key
    assert both.site.declined("release-person", key=both.key) == "no-directory-id"


def test_a_deleted_user_of_a_released_account_does_not_lead_to_it_either(both: Both) -> None:
    both.scim.send("DELETE", both.path)
    both.site.done("release-person", key=both.key)
    assert both.scim.push(externalId=guid(1), emails=[{"value": "other@linde.example"}])["id"] != both.key


def test_an_account_that_scim_alone_knows_is_released_as_well(both: Both) -> None:
    key = both.scim.push(number=5, externalId="no guid")["id"]
    both.site.done("release-person", key=key)
    assert both.scim.push(number=5, externalId="no guid", emails=[{"value": "5@linde.example"}])["id"] != key


def test_losses_by_a_cycle_and_by_scim_count_together(both: Both) -> None:
    both.site.employ(*range(3, 9))
    both.site.cycle()
    pushed = [both.scim.push(number=number)["id"] for number in range(20, 24)]
    for key in pushed[:2]:
        assert both.scim.patch(f"/Users/{key}", OFF).status == 200
    for number in (3, 4):
        both.site.directory.put(number, None)
    run = both.site.cycle(approves=False)
    assert run
    assert [each.slug for each in run.reasons] == ["brake-on"]
    both.site.world.clock.move(hours=1)
    both.site.reject()
    both.site.world.clock.move(hours=23)
    assert both.site.cycle(approves=False)
    assert both.site.account(3)
    assert 3 not in both.site.active()
    assert both.scim.patch(f"/Users/{pushed[2]}", OFF).status == 200
    assert both.scim.patch(f"/Users/{pushed[3]}", OFF).status == 503
    both.site.world.clock.move(hours=49)
    assert both.scim.patch(f"/Users/{pushed[3]}", OFF).status == 200


def test_roles_that_only_scim_gives_go_and_come_with_it(both: Both) -> None:
    both.settings(roles={"Zorg": "ith.Therapist"}, default_role=None)
    both.site.set_up(source(roles=[{"group": MANAGERS, "roles": ["ith.ApplicationManager"]}]))
    both.site.directory.put(1, person(1, MANAGERS, EMPLOYEES))
    both.site.cycle()
    both.scim.group("Zorg", both.key)
    given = set(both.account.roles)
    assert "ith.Therapist" in given
    both.scim.patch(both.path, OFF)
    assert set(both.account.roles) == given - {"ith.Therapist"}
    both.scim.patch(both.path, ON)
    assert set(both.account.roles) == given
