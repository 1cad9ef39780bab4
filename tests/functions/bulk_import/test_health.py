"""The overview tells when there is no key pair, and when one expires."""

from dataclasses import replace

from functions.bulk_import import keys as stored
from functions.bulk_import.health import HEALTH, NO_KEY
from functions.bulk_import.import_key import KeyType
from functions.bulk_import.key_material import Pair
from functions.bulk_import.keys import Naming
from koppel.domain.tiles.condition import Expiry
from tests.functions.bulk_import.key_desk import Keys


def expiries(keys: Keys) -> list[Expiry]:
    """What expires."""
    return list(HEALTH.look(keys.world.tenant, "{}").expiries)


def lacks(keys: Keys) -> bool:
    """Whether there is no key pair for senders."""
    return HEALTH.look(keys.world.tenant, "{}").lacks == (NO_KEY,)


def test_senders_need_a_key_that_is_offered(keys: Keys) -> None:
    assert lacks(keys)
    key = keys.make()["id"]
    assert not lacks(keys)
    keys.done("end-import-key", key=key)
    assert lacks(keys)


def test_a_key_expires_unless_it_was_replaced(keys: Keys, pairs: dict[KeyType, Pair]) -> None:
    pair = pairs[KeyType.CURVE25519]
    soon = replace(pair.key, expires="2026-03-09T09:00:00")
    old = stored.add(keys.world.tenant, soon, pair.private, Naming("old"), verb="x", actor="a")
    (found,) = expiries(keys)
    assert (found.name, found.id, found.expires, found.planned) == ("old", old.id, "2026-03-09T09:00:00", False)
    keys.world.clock.move(days=8)
    assert [each.planned for each in expiries(keys)] == [False]
    new = keys.make("new", replaces=old.id, until="2026-03-20")
    assert [(each.id, each.planned) for each in expiries(keys)] == [(old.id, True), (new["id"], False)]
    keys.world.clock.move(days=11)
    assert [each.id for each in expiries(keys)] == [new["id"]]
