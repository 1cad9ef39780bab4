"""Cycles of the stand-in: Microsoft goes away in the middle of one, or tells of fewer people than there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from functions.directory_sync.brake import LEAST
from functions.directory_sync.peers import open_directory
from koppel.domain.runs.item import ItemVerb
from koppel.domain.runs.run import RunState
from tests.functions.directory_sync.absence import endure
from tests.functions.directory_sync.entra.conftest import Place
from tests.functions.directory_sync.people import source
from tests.functions.directory_sync.site import Site
from tests.harness.graph.faults import Fault
from tests.harness.graph.tenant import Kind

STAFF = 12


def hire(place: Place, number: int) -> str:
    """Somebody new; their id."""
    return place.tenant.add_user(
        f"p{number}", employeeId=f"E{number}", givenName="Ad", surname=f"Smit{number}", mail=f"p{number}@linde.example"
    )


def follow(here: Site, place: Place, scope: list[str], roles: Sequence[Mapping[str, object]] = ()) -> None:
    """Have the site read these groups of the stand-in, and once."""
    settings = {"tenant": place.tenant.id, "client_id": place.application.id}
    here.set_up(source(entra=settings, scope_groups=scope, roles=roles))
    here.real = open_directory
    here.done("set-directory-secret", source="entra", secret="right")
    here.cycle()


@pytest.fixture
def followed(here: Site, place: Place) -> Site:
    """A site that has followed the stand-in once, before five of its people changed. Pages have few people."""
    place.delta.page_size = 4
    people = [hire(place, number) for number in range(STAFF)]
    group, doctors = place.tenant.add_group("Staff", *people), place.tenant.add_group("Doctors", people[0])
    follow(here, place, [group], [{"group": doctors, "roles": ["ith.Therapist"]}])
    assert len(here.known()) == STAFF
    place.tenant.change(people[1], surname="Bos")
    place.tenant.soft_delete(people[2])
    place.tenant.change(people[3], accountEnabled=False)
    place.tenant.remove_member(group, people[4])
    place.tenant.add_member(doctors, people[5])
    place.tenant.add_member(group, hire(place, 99))
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


# --- Accidents --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Accident:
    """What happens to a group in scope, how it is mended, and the entry that says so: where it is the only group in
    scope, and where there is another one; "group-emptied" comes with a list of who would lose access."""

    happens: Callable[[Place, str], None]
    mend: Callable[[Place, str], None]
    alone: str
    beside: str


def empty(place: Place, group: str) -> None:
    place.tenant.remove_member(group, *place.tenant.things[group].members)


def fill(place: Place, group: str) -> None:
    people = [each.id for each in place.tenant.all(Kind.USER) if each.properties["employeeId"] != "E90"]
    place.tenant.add_member(group, *people)


def show(place: Place, group: str) -> None:
    place.tenant.show(group)


ACCIDENTS = {
    "emptied": Accident(empty, fill, "entra-nobody", "group-emptied"),
    "members hidden": Accident(
        lambda place, group: place.tenant.hide(group, "members"), show, "entra-nobody", "group-emptied"
    ),
    "hidden": Accident(
        lambda place, group: place.tenant.hide(group), show, "entra-group-missing", "entra-group-missing"
    ),
    "deleted": Accident(
        lambda place, group: place.tenant.soft_delete(group),
        lambda place, group: place.tenant.restore(group),
        "entra-group-missing",
        "entra-group-missing",
    ),
    "half told": Accident(
        lambda place, _: place.graph.faults.halve(times=10**6),
        lambda place, _: place.graph.faults.waiting.clear(),
        "entra-answer-broken",
        "entra-answer-broken",
    ),
}


@pytest.mark.parametrize(("size", "is_alone"), [(STAFF, True), (STAFF, False), (2, False)])
@pytest.mark.parametrize("name", ACCIDENTS)
def test_an_accident_takes_access_from_nobody(
    here: Site, place: Place, name: str, size: int, *, is_alone: bool
) -> None:
    accident = ACCIDENTS[name]
    people = [hire(place, number) for number in range(size)]
    group, other = place.tenant.add_group("Staff", *people), place.tenant.add_group("Kept", hire(place, 90))
    follow(here, place, [group] if is_alone else [group, other])
    before = here.picture()
    accident.happens(place, group)
    place.tenant.change(people[0], surname="Bos")
    here.world.clock.move(hours=24)
    run = here.cycle(approves=False)
    slug = accident.alone if is_alone else accident.beside
    is_braked = slug == "group-emptied" and size > LEAST
    assert here.slugs() == ["brake-on"] * is_braked + [slug]
    if slug == "group-emptied":
        assert run
        assert run.state is RunState.WAITING
        assert run.counts == {ItemVerb.DEACTIVATE: size}
        here.reject()
    assert here.people() == before[0]
    assert here.known() == before[1]
    accident.mend(place, group)
    here.world.clock.move(hours=24)
    here.cycle(approves=False)
    assert here.people() != before[0]
    assert here.picture()[1:] == before[1:]
