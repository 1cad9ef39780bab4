"""Microsoft goes away in the middle of a cycle."""

import pytest

from functions.directory_sync.peers import open_directory
from tests.functions.directory_sync.absence import endure
from tests.functions.directory_sync.entra.conftest import Place
from tests.functions.directory_sync.people import source
from tests.functions.directory_sync.site import Site
from tests.harness.graph.faults import Fault

STAFF = 12


@pytest.fixture
def followed(here: Site, place: Place) -> Site:
    """A site that has followed the stand-in once, before five of its people changed. Pages have few people."""
    place.delta.page_size = 4
    people = [
        place.tenant.add_user(f"p{number}", employeeId=f"E{number}", givenName="Ad", surname=f"Smit{number}")
        for number in range(STAFF)
    ]
    group, doctors = place.tenant.add_group("Staff", *people), place.tenant.add_group("Doctors", people[0])
    settings = {"tenant": place.tenant.id, "client_id": place.application.id}
    roles = [{"group": doctors, "roles": ["ith.Therapist"]}]
    here.set_up(source(entra=settings, scope_groups=[group], roles=roles))
    here.real = open_directory
    here.done("set-directory-secret", source="entra", secret="right")
    here.cycle()
    assert len(here.known()) == STAFF
    place.tenant.change(people[1], surname="Bos")
    place.tenant.soft_delete(people[2])
    place.tenant.change(people[3], accountEnabled=False)
    place.tenant.remove_member(group, people[4])
    place.tenant.add_member(doctors, people[5])
    place.tenant.add_member(group, place.tenant.add_user("new", employeeId="E99", surname="Vis"))
    return here


def absent(here: Site, place: Place) -> int:
    """A cycle with Microsoft gone behind requests in turn. Returns how many requests it makes."""

    def leave(answered: int) -> None:
        place.graph.faults.waiting = [Fault("", left=10**6, after=answered, keep=0.5, cut=True)]

    def come_back() -> None:
        place.graph.faults.waiting = []
        place.forget()

    return endure(here, lambda: len(place.graph.received), leave, come_back, some=8)


def test_a_cycle_of_changes(followed: Site, place: Place) -> None:
    assert absent(followed, place) > 10


def test_a_cycle_of_everybody(followed: Site, place: Place) -> None:
    place.delta.reset()
    assert absent(followed, place) > 8
