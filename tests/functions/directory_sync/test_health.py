"""What the directory tells of itself: whether somebody can push people, and how many wait behind the brake."""

from functions.directory_sync.health import HEALTH
from koppel.domain.api_tokens import Scope
from koppel.organisation import api_users
from tests.functions.directory_sync.conftest import Scim


def test_it_lacks_an_api_user_of_the_scope(scim: Scim) -> None:
    tenant = scim.world.tenant
    assert HEALTH.look(tenant, "{}").lacks == ()
    (user,) = api_users.every(tenant)
    api_users.change_scopes(tenant, user.id, [Scope.HL7])
    (lacking,) = HEALTH.look(tenant, "{}").lacks
    assert "scope" in lacking.en


def test_who_waits_behind_the_brake_is_counted(scim: Scim) -> None:
    assert HEALTH.waiting is not None
    assert HEALTH.waiting(scim.world.tenant, 100) == 0
    for number in range(1, 7):
        scim.send("DELETE", f"/Users/{scim.push(number=number)['id']}")
    assert [HEALTH.waiting(scim.world.tenant, most) for most in (100, 2)] == [3, 2]
