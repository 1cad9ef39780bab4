"""A domain controller goes away in the middle of a cycle."""

from collections.abc import Callable

import pytest

from functions.directory_sync.ldap import reading
from functions.directory_sync.memory import states
from functions.directory_sync.peers import open_directory
from tests.functions.directory_sync.absence import endure
from tests.functions.directory_sync.ldap.conftest import WARD
from tests.functions.directory_sync.people import source
from tests.functions.directory_sync.site import Site
from tests.harness import samba_domain as domain
from tests.harness.ldap_relay import Act, Pass, Relay, Request, passing
from tests.harness.moments import Moment
from tests.harness.samba import DomainController
from tests.harness.samba_changes import Changes

pytestmark = [pytest.mark.xdist_group("samba"), pytest.mark.allow_hosts(["127.0.0.0/8"])]

STAFF = 12


@pytest.fixture(scope="module")
def change(hands: Changes) -> Callable[[], None]:
    """Changes six people of the ward, who are in a group of their own. Once."""
    people = [domain.person_dn(number) for number in range(STAFF)]
    team = hands.create_group("Team", *people)
    leads = hands.create_group("Leads", people[0])

    def change() -> None:
        hands.change(people[1], sn="Bos")
        hands.delete(people[2])
        hands.disable(people[3])
        hands.leave(team, people[4])
        hands.join(leads, people[5])
        hands.join(team, hands.create("New One", sn="Vis", employeeID="P99"))

    return change


@pytest.fixture
def followed(here: Site, controller: DomainController, watcher: Relay, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site that reads the ward in batches of five people."""
    monkeypatch.setattr(reading, "BATCH", 5)
    settings = {
        "hosts": [{"name": controller.name, "address": watcher.address}],
        "port": watcher.port,
        "ca_certificate": controller.authority.pem,
        "bind_name": f"{domain.READER}@{domain.REALM}",
        "base_dns": [WARD],
    }
    roles = [{"group": domain.group_dn("Leads"), "roles": ["ith.Therapist"]}]
    names = {"professional_id": "employeeID", "last_name": "sn", "first_name": "givenName", "email": "mail"}
    ours = source(entra=None, ldap=settings, scope_groups=[domain.group_dn("Team")], roles=roles, **names)
    here.set_up(ours)
    here.real = open_directory
    here.done("set-directory-secret", source="entra", secret=domain.PASSWORD)
    return here


def absent(here: Site, watcher: Relay) -> int:
    """A cycle with the domain controller gone behind searches in turn. Returns how many searches it makes."""

    def leave(answered: int) -> None:
        last = len(watcher.searches) + answered

        def bend(request: Request) -> Act:
            return Pass(cut=0) if request.number > last else Pass()

        watcher.bend = bend

    def come_back() -> None:
        watcher.bend = passing

    return endure(here, lambda: len(watcher.searches), leave, come_back, some=5)


def test_a_cycle_of_changes_and_one_of_everybody(followed: Site, watcher: Relay, change: Callable[[], None]) -> None:
    followed.cycle()
    assert len(followed.known()) == STAFF
    change()
    start = Moment.of(followed.world)
    assert absent(followed, watcher) > 15
    expected = followed.picture()
    start.again(followed.world)
    followed.tenant.table.write(states.change(followed.tenant, "entra", {"wants_full": True}))
    assert absent(followed, watcher) > 10
    assert followed.picture() == expected
