"""Random directories, changes and pages: following the changes gives the same people as reading everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.functions.directory_sync.entra.conftest import Follower, Place
from tests.harness.graph.delta import Pages, Reference
from tests.harness.graph.tenant import Kind, Life, Tenant

GROUPS = 4
"""The first is in scope, the second watched for a role; the others may be within them."""


@dataclass
class Arranged:
    """Spreads what changed over pages: in any order, some of it twice, some pages empty. By chance of its own, because
    the threads of the stand-in cannot draw from hypothesis."""

    chance: Random

    def __call__(self, found: Sequence[Reference]) -> Pages:
        """The pages. Each writes its objects as they are when it is asked for."""
        left = self.chance.sample(found, len(found))
        left += self.chance.choices(found, k=self.chance.randrange(4)) if found else []
        pages: Pages = []
        while left:
            size = self.chance.randrange(6)
            pages.append(left[:size])
            left = left[size:]
        return pages


def anybody(tenant: Tenant, number: int) -> str:
    """One of the people, deleted or not; the first two stay where they are."""
    people = [each.id for each in tenant.all(Kind.USER)][2:]
    return people[number % len(people)]


def group(tenant: Tenant, number: int) -> str:
    """One of the groups."""
    return [each.id for each in tenant.all(Kind.GROUP)][number % GROUPS]


def delete(tenant: Tenant, one: int, _: int) -> None:
    """Somebody goes into the bin."""
    if tenant.things[anybody(tenant, one)].life is Life.THERE:
        tenant.soft_delete(anybody(tenant, one))


def restore(tenant: Tenant, one: int, _: int) -> None:
    """Somebody comes out of it."""
    if tenant.things[anybody(tenant, one)].life is Life.BIN:
        tenant.restore(anybody(tenant, one))


def purge(tenant: Tenant, one: int, _: int) -> None:
    """Somebody is gone for good."""
    if tenant.things[anybody(tenant, one)].life is Life.BIN:
        tenant.purge(anybody(tenant, one))


def nest(tenant: Tenant, one: int, other: int) -> None:
    """A group comes into another one."""
    if one % GROUPS != other % GROUPS:
        tenant.add_member(group(tenant, one), group(tenant, other))


def unnest(tenant: Tenant, one: int, other: int) -> None:
    """A group leaves another one."""
    tenant.remove_member(group(tenant, one), group(tenant, other))


def join(tenant: Tenant, one: int, other: int) -> None:
    """Somebody comes into a group."""
    tenant.add_member(group(tenant, one), anybody(tenant, other))


def leave(tenant: Tenant, one: int, other: int) -> None:
    """Somebody leaves a group."""
    tenant.remove_member(group(tenant, one), anybody(tenant, other))


def rename(tenant: Tenant, one: int, other: int) -> None:
    """A name changes, or goes."""
    tenant.change(anybody(tenant, one), surname=f"Name {other}" if other % 3 else None)


def move(tenant: Tenant, one: int, other: int) -> None:
    """Something changes that is not read."""
    tenant.change(anybody(tenant, one), department=f"Department {other}")


def block(tenant: Tenant, one: int, other: int) -> None:
    """Somebody may no longer log on, or may again."""
    tenant.change(anybody(tenant, one), accountEnabled=bool(other % 2))


def hire(tenant: Tenant, one: int, other: int) -> None:
    """Somebody new comes into a group."""
    tenant.add_member(group(tenant, one), tenant.add_user(employeeId=f"M{other}"))


ACTS: tuple[Callable[[Tenant, int, int], None], ...] = (
    delete, restore, purge, nest, unnest, join, leave, rename, move, block, hire,
)  # fmt: skip
act = st.tuples(st.sampled_from(ACTS), st.integers(0, 20), st.integers(0, 20))
rounds = st.lists(st.lists(act, max_size=8), min_size=1, max_size=4)


def begin(place: Place, size: int, data: st.DataObject) -> Follower:
    """Somebody who follows a new tenant."""
    place.tenant = tenant = place.graph.add_tenant(f"t{len(place.graph.tenants)}.example")
    stay = [tenant.add_user("one"), tenant.add_user("two")]
    people = [tenant.add_user(employeeId=f"M{n}") for n in range(size)]
    groups = [tenant.add_group(f"Group {n}", *people[n::3]) for n in range(GROUPS)]
    for each, somebody in zip(groups[:2], stay, strict=True):
        tenant.add_member(each, somebody)  # an empty group in scope is a fault
    place.watch(groups[0], groups=(groups[1],))
    place.source = replace(place.source, tenant=tenant.id)
    place.delta.arrange = Arranged(Random(data.draw(st.integers(0, 2**32))))
    return Follower(place)


@settings(max_examples=40)
@given(data=st.data(), size=st.integers(1, 12))
def test_pages_in_any_arrangement_give_the_same_people(place: Place, data: st.DataObject, size: int) -> None:
    follower = begin(place, size, data)
    follower.read(interrupted=lambda _: data.draw(st.booleans()))
    assert follower.in_scope() == place.truth()


@settings(max_examples=100)
@given(data=st.data(), size=st.integers(1, 10), found=rounds)
def test_following_changes_gives_the_same_people_as_reading_everybody(
    place: Place, data: st.DataObject, size: int, found: list[list[tuple[Callable[[Tenant, int, int], None], int, int]]]
) -> None:
    follower = begin(place, size, data)
    follower.read()
    for acts in found:
        for change, one, other in acts:
            change(place.tenant, one, other)
        if data.draw(st.integers(0, 9)) == 0:
            place.delta.reset()  # Microsoft has forgotten what it told
        follower.read(interrupted=lambda _: data.draw(st.booleans()))
        assert follower.in_scope() == place.truth()


@settings(max_examples=40)
@given(data=st.data(), acts=st.lists(act, min_size=1, max_size=12))
def test_changes_while_it_is_read_are_not_missed(
    place: Place, data: st.DataObject, acts: list[tuple[Callable[[Tenant, int, int], None], int, int]]
) -> None:
    follower = begin(place, 8, data)
    left = list(acts)

    def change(_: int) -> bool:
        if left:
            how, one, other = left.pop()
            how(place.tenant, one, other)
        return data.draw(st.booleans())

    for _ in range(2):
        follower.read(interrupted=change)
    follower.read()
    for how, one, other in left:
        how(place.tenant, one, other)
    follower.read()
    assert follower.in_scope() == place.truth()
