"""Cycles of a domain controller: it goes away in the middle of one, or tells of fewer people than there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from functions.directory_sync.ldap import reading
from functions.directory_sync.memory import states
from functions.directory_sync.peers import open_directory
from koppel.domain.runs.item import ItemVerb
from koppel.domain.runs.run import RunState
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


def set_up(here: Site, controller: DomainController, watcher: Relay, *, base_dns: list[str], **settings: Any) -> None:
    """Have the site read these units of the domain controller, by way of the relay."""
    connection = {
        "hosts": [{"name": controller.name, "address": watcher.address}],
        "port": watcher.port,
        "ca_certificate": controller.authority.pem,
        "bind_name": f"{domain.READER}@{domain.REALM}",
        "base_dns": base_dns,
        "people_filter": settings.pop("people_filter", ""),
    }
    names = {"professional_id": "employeeID", "last_name": "sn", "first_name": "givenName", "email": "mail"}
    here.set_up(source(entra=None, ldap=connection, **{"roles": []} | names | settings))
    here.real = open_directory
    here.done("set-directory-secret", source="entra", secret=domain.PASSWORD)


@pytest.fixture
def followed(here: Site, controller: DomainController, watcher: Relay, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site that reads the ward in batches of five people."""
    monkeypatch.setattr(reading, "BATCH", 5)
    roles = [{"group": domain.group_dn("Leads"), "roles": ["ith.Therapist"]}]
    set_up(here, controller, watcher, base_dns=[WARD], scope_groups=[domain.group_dn("Team")], roles=roles)
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


# --- Accidents --------------------------------------------------------------------------------------------------------

ANNEX, CREW, EXTRA = f"OU=Annex,{domain.STAFF}", domain.group_dn("Crew"), domain.group_dn("Extra")
IN_ANNEX = [f"CN=Annex {number},{ANNEX}" for number in range(5)]
ELSEWHERE = f"OU=Elsewhere,{domain.BASE}"


@dataclass(frozen=True)
class Accident:
    """What happens, in the directory or in the settings, how it is mended, and the entries that say so; "brake-on"
    comes with a list of who would lose access."""

    slugs: tuple[str, ...]
    happens: Callable[[Changes], object] = lambda _: None
    mend: Callable[[Changes], object] = lambda _: None
    settings: dict[str, Any] | None = None


ACCIDENTS = {
    "a filter for few": Accident(("brake-on", "settings-changed"), settings={"people_filter": "(sn=Annex0)"}),
    "a filter for nobody": Accident(("ldap-nobody",), settings={"people_filter": "(sn=nobody at all)"}),
    "another unit": Accident(("ldap-nobody",), settings={"base_dns": [ELSEWHERE]}),
    "a lost unit": Accident(
        ("ldap-base-missing",),
        lambda hands: hands.rename(ANNEX, "OU=Attic"),
        lambda hands: hands.rename(f"OU=Attic,{domain.STAFF}", "OU=Annex"),
    ),
    "people who moved": Accident(
        ("brake-on",),
        lambda hands: [hands.move(each, ELSEWHERE) for each in IN_ANNEX],
        lambda hands: [hands.move(each.replace(ANNEX, ELSEWHERE), ANNEX) for each in IN_ANNEX],
    ),
    "an emptied group": Accident(
        ("brake-on",), lambda hands: hands.leave(CREW, *IN_ANNEX), lambda hands: hands.join(CREW, *IN_ANNEX)
    ),
    "a lost group": Accident(
        ("ldap-group-missing",),
        lambda hands: hands.rename(CREW, "CN=Crew no more"),
        lambda hands: hands.rename(domain.group_dn("Crew no more"), "CN=Crew"),
    ),
}


@pytest.fixture(scope="module")
def annex(hands: Changes) -> None:
    """A unit whose people are in a group, and somebody who is in another one."""
    hands.create_unit("Annex")
    for number in range(5):
        hands.create(f"Annex {number}", ANNEX, sn=f"Annex{number}", givenName="Ad", employeeID=f"A{number}")
    hands.create_group("Crew", *IN_ANNEX)
    hands.create_group("Extra", hands.create("Extra 1", WARD, sn="Extra", givenName="Ad", employeeID="X1"))


@pytest.mark.usefixtures("annex")
@pytest.mark.parametrize("name", ACCIDENTS)
def test_an_accident_takes_access_from_nobody(
    here: Site, controller: DomainController, watcher: Relay, hands: Changes, name: str
) -> None:
    accident, usual = ACCIDENTS[name], {"base_dns": [ANNEX, WARD], "scope_groups": [CREW, EXTRA]}
    set_up(here, controller, watcher, **usual)
    here.cycle()
    before = here.picture()
    assert len(here.known()) == 6
    accident.happens(hands)
    if accident.settings:
        set_up(here, controller, watcher, **usual | accident.settings)
    run = here.cycle(approves=False)
    assert tuple(here.slugs()) == accident.slugs
    if "brake-on" in accident.slugs:
        assert run
        assert run.state is RunState.WAITING
        assert run.counts.get(ItemVerb.DEACTIVATE) == 5
        here.reject()
    assert (here.people(), here.known()) == before[:2]
    accident.mend(hands)
    set_up(here, controller, watcher, **usual)
    here.world.clock.move(hours=24)
    here.cycle(approves=False)
    assert here.picture() == before
