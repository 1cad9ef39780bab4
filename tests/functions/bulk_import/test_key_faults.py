"""Key pairs and the page that offers them with each request to AWS failing in turn: nothing is made twice or half."""

from functions.bulk_import import keys as stored
from functions.bulk_import.import_key import KeyType
from functions.bulk_import.key_material import Pair
from functions.bulk_import.keys import Naming
from koppel.organisation import audit_log
from tests.functions.bulk_import.test_entry import Visitor, visitor
from tests.harness.faults import endure

__all__ = ["visitor"]


def test_pairs_are_stored_replaced_and_ended_and_a_stranger_sees_what_is_valid(
    visitor: Visitor, pairs: dict[KeyType, Pair]
) -> None:
    world = visitor.keys.world

    def journey() -> object:
        one, other = (
            stored.add(world.tenant, each.key, each.private, Naming(name), verb="x", actor="a")
            for name, each in zip(("one", "other"), pairs.values(), strict=True)
        )
        seen = visitor.names
        stored.end(world.tenant, one.id, actor="a")
        status = visitor.get(f"/securetransfer/keys/{other.id}.asc").status
        return seen, status, visitor.names, stored.private_keys(world.tenant)

    def books() -> object:
        acts = [each.verb for each in audit_log.every(world.runtime, "demo")]
        return acts, [(each.name, each.ends) for each in stored.every(world.tenant)]

    assert endure(world, journey, books) > 10
