"""What the directory tells of itself: whether a source is read or somebody can push people, which secrets expire, and
how many wait behind the brake."""

import json

from functions.directory_sync.health import HEALTH
from functions.directory_sync.sources import Source
from koppel.domain.api_tokens import Scope
from koppel.organisation import api_users
from tests.functions.directory_sync.conftest import Scim
from tests.functions.directory_sync.people import source
from tests.functions.directory_sync.site import Site


def test_it_lacks_an_api_user_of_the_scope(scim: Scim) -> None:
    tenant = scim.world.tenant
    assert list(HEALTH.look(tenant, "{}").lacks) == []
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


def settings(*sources: Source) -> str:
    """Settings of the tile with these sources."""
    return json.dumps({"sources": [each.model_dump(mode="json") for each in sources]})


def test_it_lacks_a_secret_for_each_source_that_is_read(here: Site) -> None:
    both = settings(source(), source(name="second"), source(name="off", on=False))
    here.set_up(source(), source(name="second"), source(name="off", on=False))
    here.done("set-directory-secret", source="second", secret="x")
    (lacking,) = HEALTH.look(here.tenant, both).lacks
    assert lacking.en == "The source entra has no secret or password yet."


def test_sources_that_are_off_or_incomplete_read_nothing(here: Site) -> None:
    (lacking,) = HEALTH.look(here.tenant, settings(source(on=False), source(name="bare", entra=None))).lacks
    assert lacking.en.startswith("There is no source yet")


def test_secrets_expire_and_one_of_a_source_that_is_off_needs_nobody(here: Site) -> None:
    here.set_up(source(), source(name="off", on=False), source(name="lasting"))
    for name, expires in (("entra", "2027-01-31"), ("off", "2026-05-01"), ("lasting", "")):
        here.done("set-directory-secret", source=name, secret="x", expires=expires)
    found = HEALTH.look(here.tenant, settings(source(), source(name="off", on=False), source(name="lasting")))
    assert list(found.lacks) == []
    assert [(each.id, each.expires, each.planned) for each in found.expiries] == [
        ("entra", "2027-01-31T00:00:00", False),
        ("off", "2026-05-01T00:00:00", True),
    ]
