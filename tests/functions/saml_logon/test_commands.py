"""The operator's commands about connections, and the life of our keys."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pydantic import JsonValue

from functions.operations import __main__ as command_line
from functions.saml_logon.connection import key_pairs
from functions.saml_logon.connection.key_pairs import Use
from functions.saml_logon.problems import PROBLEMS
from functions.saml_logon.tile import TILE, Connection, SamlSettings
from functions.saml_logon.xml import toolkit
from koppel.aws.secrets import SecretUnreadable
from koppel.domain.problems.problem import Problem
from koppel.organisation import audit_log, tiles
from koppel.runtime import Tenant
from tests.functions.saml_logon.conftest import Saml
from tests.harness.saml import Signer, key_pair, metadata


def shown(saml: Saml) -> list[str]:
    """Uses of the keys in our metadata."""
    root = etree.fromstring(saml.get(saml.at("metadata")).body.encode())
    return [each.get("use") for each in root.iter("{*}KeyDescriptor")]


def test_a_new_connection_says_what_to_tell_the_provider(saml: Saml) -> None:
    made = saml.operate("saml-create-connection", name="AD FS")
    ours = made["ours"]
    assert ours["entity_id"] == f"https://demo.koppel.example/saml/{made['connection']}/metadata"
    assert [each["use"] for each in ours["keys"]] == ["signing", "encryption"]
    assert made["provider"] is None
    answer = saml.get(f"/saml/{made['connection']}/metadata")
    assert answer.status == 200
    assert toolkit.follows_schema(etree.fromstring(answer.body.encode()), "metadata")


def test_connections_are_listed_without_secrets(saml: Saml) -> None:
    listed = saml.operate("saml-list-connections")["connections"]
    assert [each["name"] for each in listed] == ["Entra ID"]
    assert listed[0]["provider"]["certificates"][0]["expires"].startswith("2035-")
    assert "PRIVATE" not in repr(listed)


def test_an_organisation_has_twenty_connections_at_most(saml: Saml) -> None:
    many: dict[str, JsonValue] = {f"connection{number}": {} for number in range(19)}
    changes: dict[str, JsonValue] = {"connections": many}
    tiles.change_settings(saml.world.tenant, TILE, changes, "test")
    assert saml.declined("saml-create-connection", name="x") == "too-many-connections"


def test_metadata_are_loaded_again_for_a_roll_over(saml: Saml) -> None:
    both = metadata(key_pair("idp"), key_pair("idp-new")).decode()
    answer = saml.operate("saml-load-metadata", connection=saml.connection, metadata=both)
    assert len(answer["provider"]["certificates"]) == 2
    assert saml.log_on().location == "/"
    saml.provider = replace(saml.provider, signer=Signer(pair=key_pair("idp-new")))
    assert saml.log_on().location == "/"


BAD_METADATA = {
    "not-xml": "x",
    "doctype": "<!DOCTYPE x><x/>",
    "metadata-no-provider": "<x/>",
    "metadata-other-provider": metadata(key_pair("idp"), entity_id="https://other.example/").decode(),
}


@pytest.mark.parametrize(("slug", "text"), BAD_METADATA.items(), ids=BAD_METADATA)
def test_bad_metadata_change_nothing(saml: Saml, slug: str, text: str) -> None:
    assert saml.declined("saml-load-metadata", connection=saml.connection, metadata=text) == slug
    assert saml.log_on().location == "/"


def test_a_removed_connection_logs_nobody_on(saml: Saml) -> None:
    _, provider = saml.start()
    saml.operate("saml-remove-connection", connection=saml.connection)
    assert saml.reason(saml.post(provider.respond())) == "connection-unknown"
    assert saml.operate("saml-list-connections") == {"connections": []}
    assert saml.declined("saml-list-logons", connection=saml.connection) == "connection-unknown"


def test_what_is_not_there_is_named(saml: Saml) -> None:
    assert saml.declined("saml-list-connections", organisation="other") == "unknown-organisation"
    assert saml.declined("saml-rotate-keys", connection="nothing1") == "connection-unknown"
    assert saml.declined("saml-rotate-keys", connection="../x") == "invalid"


def test_keys_overlap_while_they_are_replaced(saml: Saml) -> None:
    def ring() -> key_pairs.KeyRing:
        return key_pairs.read(saml.world.tenant, saml.connection)

    old = ring()
    (first,) = old.shown(Use.ENCRYPTION)
    saml.operate("saml-rotate-keys", connection=saml.connection, overlap_days=14)
    assert shown(saml) == ["signing", "signing", "encryption"]
    (second,) = ring().shown(Use.ENCRYPTION)
    assert second.id != first.id
    assert [each.id for each in ring().decrypting()] == [second.id, first.id]
    assert same(ring().signing(), old.signing())
    saml.world.clock.move(days=7)
    assert not same(ring().signing(), old.signing())
    assert shown(saml) == ["signing", "signing", "encryption"]
    saml.world.clock.move(days=7)
    assert shown(saml) == ["signing", "encryption"]
    assert [each.id for each in ring().decrypting()] == [second.id]


def same(one: key_pairs.KeyPair | None, other: key_pairs.KeyPair | None) -> bool:
    """Whether both are the same pair, whenever it ends."""
    return one is not None and other is not None and one.id == other.id


def test_there_is_a_key_to_sign_with_at_any_time(saml: Saml) -> None:
    for _ in range(4):
        saml.operate("saml-rotate-keys", connection=saml.connection, overlap_days=10)
        for _ in range(6):
            ring = key_pairs.read(saml.world.tenant, saml.connection)
            signing = ring.signing()
            assert signing is not None
            assert signing in ring.shown(Use.SIGNING)
            saml.world.clock.move(days=1)


def test_keys_that_leaked_end_at_once(saml: Saml) -> None:
    before = key_pairs.read(saml.world.tenant, saml.connection)
    saml.operate("saml-rotate-keys", connection=saml.connection, overlap_days=0)
    after = key_pairs.read(saml.world.tenant, saml.connection)
    assert not {each.id for each in after.shown(Use.SIGNING)} & {each.id for each in before.pairs}
    assert shown(saml) == ["signing", "encryption"]


def test_a_private_key_is_bound_to_its_place(saml: Saml) -> None:
    runtime, organisation = saml.world.runtime, saml.world.organisation
    pair = key_pairs.read(Tenant(runtime, organisation), saml.connection).pairs[0]
    assert b"PRIVATE KEY" in key_pairs.private_key(Tenant(runtime, organisation), saml.connection, pair)
    with pytest.raises(SecretUnreadable):
        key_pairs.private_key(Tenant(runtime, organisation), "another1", pair)
    assert b"PRIVATE" not in pair.ciphertext


def test_what_the_operator_does_is_recorded(saml: Saml) -> None:
    saml.operate("saml-rotate-keys", connection=saml.connection)
    found = list(audit_log.every(saml.world.runtime, "demo"))
    assert [each.verb for each in found] == [
        "rotate-saml-keys",
        "change-settings",
        "rotate-saml-keys",
        "change-settings",
    ]
    assert {each.actor for each in found} == {"arn:operator"}
    assert "PRIVATE" not in repr(found)


def test_every_setting_explains_itself() -> None:
    for model in (SamlSettings, Connection):
        for name, field in model.model_fields.items():
            extra = field.json_schema_extra
            assert isinstance(extra, dict), name
            assert field.title, name
            assert field.description, name


def test_every_problem_says_what_to_do() -> None:
    for problem in PROBLEMS.values():
        assert isinstance(problem, Problem)
        for text in (problem.explanation, problem.remedy):
            assert text.nl.endswith((".", "}")), problem.slug
            assert text.en.endswith((".", "}")), problem.slug
            assert text.nl != text.en, problem.slug


def test_the_command_line_sends_them_to_their_own_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "metadata.xml"
    file.write_text("<x/>")
    asked: list[Any] = []

    def operator(order: Any) -> dict[str, Any]:
        asked.append(order)
        return {"result": {}}

    words = ["saml-load-metadata", "--organisation", "demo", "--connection", "connection1", "--metadata", f"@{file}"]
    assert command_line.main(words, operator) == 0
    assert asked == [
        {
            "command": "saml-load-metadata",
            "arguments": {"organisation": "demo", "connection": "connection1", "metadata": "<x/>"},
        }
    ]
    monkeypatch.setenv("KOPPEL_OPERATOR_FUNCTION", "operator")
    monkeypatch.setenv("KOPPEL_SAML_OPERATOR_FUNCTION", "saml-operator")
    assert command_line._function("saml-load-metadata") == "saml-operator"
    assert command_line._function("sweep") == "operator"
