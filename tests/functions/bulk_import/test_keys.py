"""Key pairs: made, replaced with an overlap, ended, and their private halves where nobody but the worker reads them."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from pysequoia import Cert, Tsk, decrypt, encrypt

from functions.bulk_import import keys as stored
from functions.bulk_import import receivers
from functions.bulk_import.import_key import MOST_VALID, KeyType
from functions.bulk_import.key_material import Pair
from functions.bulk_import.keys import Naming
from functions.bulk_import.problems.keys import KEY_TWICE
from koppel.aws import row_keys
from koppel.aws.secrets import LONGEST_SECRET, SecretUnreadable
from koppel.aws.writes import Put
from koppel.domain.problems.refusal import Declined
from koppel.organisation import audit_log
from koppel.runtime import Tenant
from tests.functions.bulk_import.key_desk import Keys
from tests.harness.rivals import overtaken

SAMPLE = b"an import file \xff"


def reads(keys: Keys, armored: str, **given: bool) -> bool:
    """Whether the import decrypts what somebody encrypts to this public key."""
    message = encrypt(SAMPLE, recipients=[Cert.from_bytes(armored.encode())])
    return any(opens(private, message) for private in stored.private_keys(keys.world.tenant, **given))


def opens(private: str, message: bytes) -> bool:
    """Whether the private key decrypts the message."""
    try:
        return decrypt(message, decryptor=Tsk.from_bytes(private.encode()).decryptor()).bytes == SAMPLE
    except RuntimeError:
        return False


def test_a_new_pair_decrypts_what_is_encrypted_to_its_exported_half(keys: Keys) -> None:
    made = keys.make(email="import@linde.example")
    assert (made["algorithm"], made["active"], made["offered"]) == ("Curve25519", True, True)
    exported = keys.done("export-import-key", key=made["id"])
    assert exported["public_key"].startswith("-----BEGIN PGP PUBLIC KEY BLOCK-----")
    assert "De Linde <import@linde.example>" in exported["public_key"]
    assert reads(keys, exported["public_key"])
    assert keys.done("list-import-keys")["import_keys"] == [made]


def test_a_new_pair_is_valid_for_three_years_unless_somebody_chooses(keys: Keys) -> None:
    years = int(keys.make()["expires"][:4]) - keys.world.clock().year
    assert years in {3, 4}  # its validity begins when it is made, whatever the clock of the test says
    assert keys.declined("create-import-key", name="x", expires="2026-03-01") == "import-key-time-unfit"
    assert keys.declined("create-import-key", name="x", expires="2099-03-01") == "import-key-time-unfit"


def test_a_private_half_of_any_length_is_kept(keys: Keys, pairs: dict[KeyType, Pair]) -> None:
    pair = pairs[KeyType.RSA4096]
    assert len(pair.private) > 2 * LONGEST_SECRET
    made = stored.add(keys.world.tenant, pair.key, pair.private, Naming("RSA"), verb="x", actor="a")
    assert made.key.algorithm == "RSA 4096"
    assert stored.private_keys(keys.world.tenant) == [pair.private]
    assert reads(keys, pair.key.armored)


def test_the_private_half_is_nowhere_in_the_clear(keys: Keys, pairs: dict[KeyType, Pair]) -> None:
    pair = pairs[KeyType.CURVE25519]
    made = stored.add(keys.world.tenant, pair.key, pair.private, Naming("x"), verb="x", actor="a")
    public = keys.world.runtime.table.get(row_keys.imports.keys("demo"))
    private = keys.world.runtime.table.get(row_keys.imports.private_key("demo", made.id))
    assert public
    assert private
    assert "PRIVATE" not in str(public)
    assert set(public["keys"][0]) == {"id", "name", "email", "key", "created", "ends", "replaced_by"}
    for line in pair.private.encode().splitlines():
        assert not line or not any(line in each for each in private["ciphertexts"])
    assert "PRIVATE" not in str(keys.make())


def test_the_private_half_of_one_key_cannot_be_put_in_the_place_of_another(keys: Keys) -> None:
    one, other = (row_keys.imports.private_key("demo", keys.make()["id"]) for _ in range(2))
    taken = keys.world.runtime.table.get(other)
    assert taken
    keys.world.runtime.table.write(Put(one, {"ciphertexts": taken["ciphertexts"]}))
    with pytest.raises(SecretUnreadable):
        stored.private_keys(keys.world.tenant)


def test_a_replaced_key_is_accepted_until_the_overlap_is_over_and_offered_no_longer(keys: Keys) -> None:
    old = keys.make()
    new = keys.make(replaces=old["id"], until="2026-03-16T09:00:00")
    before, after = keys.done("list-import-keys")["import_keys"]
    exported = keys.done("export-import-key", key=old["id"])["public_key"]
    assert reads(keys, exported)
    assert (before["active"], before["offered"], before["replaced_by"]) == (True, False, new["id"])
    assert (after["active"], after["offered"]) == (True, True)
    keys.world.clock.move(days=14)
    before, after = keys.done("list-import-keys")["import_keys"]
    assert (before["active"], after["active"]) == (False, True)
    assert not reads(keys, exported)
    assert reads(keys, exported, with_ended=True)


def test_a_key_that_is_replaced_without_an_overlap_ends_at_once(keys: Keys) -> None:
    old = keys.make()
    keys.make(replaces=old["id"])
    assert [each["active"] for each in keys.done("list-import-keys")["import_keys"]] == [False, True]


def test_a_link_leads_to_the_successor_of_a_successor(keys: Keys) -> None:
    made = [keys.make()["id"]]
    for _ in range(3):
        made.append(keys.make(replaces=made[-1])["id"])
    own, now = stored.every(keys.world.tenant), keys.world.runtime.now()
    offered = receivers.offered(own, (), now)
    for one, _ in pairwise(made):
        found = receivers.chosen(one, own, offered)
        assert found is not None
        assert found.id == made[-1]
    assert receivers.chosen("0" * 12, own, offered) is None


def test_an_ended_key_is_known_for_a_month_and_its_private_half_is_erased_then(keys: Keys) -> None:
    key = keys.make()["id"]
    ended = keys.done("end-import-key", key=key)
    assert (ended["active"], ended["offered"]) == (False, False)
    assert stored.private_keys(keys.world.tenant) == []
    assert keys.declined("end-import-key", key=key) == "import-key-unknown"
    row = keys.world.runtime.table.get(row_keys.imports.private_key("demo", key))
    assert row
    assert row["expires"] == keys.world.runtime.epoch(30)
    keys.world.clock.move(days=29, hours=23)
    assert len(stored.private_keys(keys.world.tenant, with_ended=True)) == 1
    keys.world.clock.move(hours=1)
    assert stored.private_keys(keys.world.tenant, with_ended=True) == []
    keys.make()
    assert key not in {each["id"] for each in keys.done("list-import-keys")["import_keys"]}


def test_a_key_ends_when_somebody_chose(keys: Keys) -> None:
    key = keys.make()["id"]
    assert keys.declined("end-import-key", key=key, until="2026-03-01") == "import-key-time-unfit"
    assert keys.done("end-import-key", key=key, until="2026-03-03")["active"]
    keys.world.clock.move(days=1)
    assert not keys.done("list-import-keys")["import_keys"][0]["active"]


def test_a_key_that_has_expired_can_be_replaced_and_ended(keys: Keys, pairs: dict[KeyType, Pair]) -> None:
    pair = pairs[KeyType.CURVE25519]
    expired = replace(pair.key, expires="2026-03-02T08:59:59")
    old = stored.add(keys.world.tenant, expired, pair.private, Naming("old"), verb="x", actor="a").id
    assert not keys.done("export-import-key", key=old)["active"]
    new = keys.make(replaces=old, until="2026-04-01")
    assert keys.done("export-import-key", key=old)["replaced_by"] == new["id"]
    keys.done("end-import-key", key=old)


def test_so_many_keys_are_valid_at_a_time_and_no_more(keys: Keys) -> None:
    made = [keys.make(f"key {number}") for number in range(MOST_VALID)]
    assert keys.declined("create-import-key", name="one more") == "import-keys-too-many"
    keys.make(replaces=made[0]["id"])
    assert keys.declined("create-import-key", name="x", replaces=made[0]["id"]) == "import-key-unknown"


def test_two_who_store_a_key_at_once_store_two(keys: Keys, pairs: dict[KeyType, Pair]) -> None:
    def store(tenant: Tenant, key_type: KeyType) -> None:
        stored.add(tenant, pairs[key_type].key, pairs[key_type].private, Naming(key_type), verb="x", actor="a")

    tenant = keys.world.tenant
    slower = replace(tenant, runtime=overtaken(tenant.runtime, lambda: store(tenant, KeyType.RSA4096)))
    store(slower, KeyType.CURVE25519)
    assert {each.name for each in stored.every(tenant)} == set(KeyType)
    with pytest.raises(Declined) as declined:
        store(tenant, KeyType.CURVE25519)
    assert declined.value.problem is KEY_TWICE


def test_each_act_is_recorded_without_a_secret(keys: Keys) -> None:
    old = keys.make()
    keys.make(replaces=old["id"], until="2026-04-01")
    keys.done("end-import-key", key=old["id"])
    records = list(audit_log.every(keys.world.runtime, "demo"))
    assert [each.verb for each in records] == ["end-import-key", "create-import-key", "create-import-key"]
    assert records[1].details["replaces"] == old["id"]
    assert records[2].details["fingerprint"] == old["fingerprint"]


@pytest.mark.parametrize("given", [{"email": "a@b@c"}, {"email": "x <a@b>"}, {"name": ""}, {"type": "dsa"}])
def test_arguments_that_are_wrong_are_refused(keys: Keys, given: dict[str, Any]) -> None:
    assert keys.declined("create-import-key", **{"name": "De Linde", **given}) == "invalid"
