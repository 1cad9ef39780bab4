"""Organisations: the host says which, one request fetches all that a handler needs of it, nothing crosses over."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.aws.secrets import Secrets, SecretUnreadable
from koppel.aws.table import Table
from koppel.aws.writes import Put
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.presence import ClientDetails, Presence
from koppel.domain.organisation import SLUG, Mode
from koppel.domain.problems.administration import ORGANISATION_EXISTS
from koppel.domain.problems.refusal import Declined
from koppel.domain.tiles.tile import TileState
from koppel.organisation import audit_log, organisations
from koppel.runtime import Runtime, Tenant
from tests.harness.gateway import GATEWAY_DOMAIN, OWN_ADDRESS
from tests.harness.rivals import overtaken
from tests.harness.world import World, world

ACTOR = "arn:aws:iam::123456789012:role/operator"


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        yield made


def runtime(domain_name: str = "koppel.example", default_organisation: str = "demo") -> Runtime:
    return Runtime(
        table=Table("none"), secrets=Secrets("none"), domain_name=domain_name, default_organisation=default_organisation
    )


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("zorg.koppel.example", "zorg"),
        ("Zorg.KOPPEL.example", "zorg"),
        ("zorg.koppel.example:8443", "zorg"),
        ("koppel.example", "demo"),
        ("koppel.example:443", "demo"),
        ("localhost", "demo"),
        ("localhost:8000", "demo"),
        ("127.0.0.1:8000", "demo"),
        ("[::1]:8000", "demo"),
        ("[::1]", "demo"),
        # of nobody
        ("", ""),
        ("zorg", ""),
        ("example", ""),
        ("zorg.elsewhere.example", ""),
        ("zorg.koppel.example.elsewhere.example", ""),
        ("zorgkoppel.example", ""),
        ("a.zorg.koppel.example", ""),
        (".koppel.example", ""),
        ("-.koppel.example", ""),
        ("zorg-.koppel.example", ""),
        ("9zorg.koppel.example", ""),
        ("zorg_1.koppel.example", ""),
        ("zorg.koppel.example:", "zorg"),
        ("zorg.koppel.example:x", ""),
        ("zorg.koppel.example, koppel.example", ""),
        ("zorg.koppel.example@koppel.example", ""),
        ("127.0.0.2", ""),
        ("[::2]:8000", ""),
        ("::1", ""),
    ],
)
def test_a_host_names_its_organisation(host: str, slug: str) -> None:
    assert organisations.slug_of(runtime(), host) == slug


def test_locally_organisations_are_names_under_localhost() -> None:
    assert organisations.slug_of(runtime("localhost"), "zorg.localhost:8000") == "zorg"
    assert organisations.slug_of(runtime("localhost"), "localhost:8000") == "demo"


@pytest.mark.parametrize("host", ["koppel.example", "localhost", "[::1]:8000"])
def test_without_a_default_organisation_the_bare_names_belong_to_none(host: str) -> None:
    assert organisations.slug_of(runtime(default_organisation=""), host) == ""


def test_the_own_address_of_the_api_serves_the_default_organisation_where_it_answers() -> None:
    at_own_address = replace(runtime(), gateway_domain=GATEWAY_DOMAIN)
    assert organisations.slug_of(at_own_address, OWN_ADDRESS) == "demo"
    assert organisations.slug_of(at_own_address, f"{OWN_ADDRESS}:443") == "demo"
    assert organisations.slug_of(at_own_address, f"zorg.{OWN_ADDRESS}") == ""
    assert organisations.slug_of(at_own_address, GATEWAY_DOMAIN) == ""
    assert organisations.slug_of(runtime(), OWN_ADDRESS) == ""


@given(st.from_regex(SLUG, fullmatch=True))
def test_every_organisation_has_a_host(slug: str) -> None:
    assert organisations.slug_of(runtime(), f"{slug}.koppel.example") == slug


@given(st.text())
def test_any_host_gives_a_short_name_or_none(host: str) -> None:
    found = organisations.slug_of(runtime(), host)
    assert found == "" or SLUG.fullmatch(found)


@pytest.mark.parametrize(
    ("of_default", "demo", "other"),
    [
        ("https://koppel.example", "https://koppel.example", "https://other.koppel.example"),
        ("http://localhost:8000/", "http://localhost:8000", "http://other.localhost:8000"),
        (f"https://{OWN_ADDRESS}/live", f"https://{OWN_ADDRESS}/live", ""),
        ("", "", ""),
    ],
)
def test_an_organisation_answers_at_an_address_of_its_own(
    here: World, monkeypatch: pytest.MonkeyPatch, of_default: str, demo: str, other: str
) -> None:
    monkeypatch.setenv("PUBLIC_ADDRESS", of_default)
    assert organisations.address(here.tenant) == demo
    assert organisations.address(Tenant(here.runtime, here.add_organisation("other"))) == other
    assert organisations.address(here.tenant, "https://given.example") == "https://other.given.example"


def test_all_that_a_handler_needs_is_looked_up_at_once(here: World) -> None:
    here.add_organisation("zorg", mode="training", clients='{"id": "required"}')
    here.set_tile("zorg", "parcels", '{"wrapped": true}', on=False)
    extra, absent = (
        row_keys.organisation.api_user("zorg", "0123456789ab"),
        row_keys.organisation.api_user("zorg", "ba9876543210"),
    )
    here.runtime.table.write(Put(extra, {"name": "EPD"}))
    known = organisations.look_up(here.runtime, "zorg", ["parcels", "letters"], [extra, absent])
    assert known is not None
    assert (known.organisation.slug, known.organisation.name) == ("zorg", "Praktijk zorg")
    assert known.organisation.mode is Mode.TRAINING
    assert known.organisation.clients == ClientDetails(id=Presence.REQUIRED)
    assert not known.organisation.has(Kind.CLIENT, "bsn")
    assert known.tiles["parcels"] == TileState(available=True, on=False, version=1, settings='{"wrapped": true}')
    assert known.tiles["letters"] == TileState()
    assert known.rows[extra]["name"] == "EPD"
    assert absent not in known.rows


def test_an_organisation_that_does_not_exist_is_none_whatever_else_is_stored_for_it(here: World) -> None:
    here.set_tile("nobody", "parcels")
    assert organisations.look_up(here.runtime, "nobody", ["parcels"]) is None


def test_changed_settings_count_at_once(here: World) -> None:
    assert here.look_up().clients.id is Presence.OPTIONAL
    here.set_tile("demo", "client_details", '{"id": "off"}')
    assert here.look_up().clients.id is Presence.OFF


def test_every_organisation_is_in_the_register(here: World) -> None:
    here.add_organisation("zorg")
    here.add_organisation("advies")
    assert list(organisations.every(here.runtime)) == ["advies", "demo", "zorg"]


def test_a_tile_without_a_row_is_not_available() -> None:
    assert not organisations.tile_state(None).available


def test_the_same_value_has_another_pseudonym_in_another_organisation(here: World) -> None:
    demo, zorg = here.look_up("demo"), here.add_organisation("zorg")
    assert demo.pseudonyms.of("claim", "C1") != zorg.pseudonyms.of("claim", "C1")


def test_the_pseudonym_key_of_one_organisation_cannot_be_given_to_another(here: World) -> None:
    row = here.runtime.table.get(row_keys.organisation.organisation("demo"))
    assert row is not None
    here.runtime.table.write(Put(row_keys.organisation.organisation("zorg"), row))
    with pytest.raises(SecretUnreadable):
        organisations.look_up(here.runtime, "zorg")


def test_an_organisation_does_not_show_its_key(here: World) -> None:
    assert "pseudonyms" not in repr(here.look_up())
    assert "....." not in repr(here.look_up().pseudonyms)


def test_a_key_is_decrypted_once_for_an_environment(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    decrypt = Secrets.decrypt

    def counted(self: Secrets, org: str, purpose: str, ciphertext: bytes) -> bytes:
        asked.append(f"{org} {purpose}")
        return decrypt(self, org, purpose, ciphertext)

    monkeypatch.setattr(Secrets, "decrypt", counted)
    here.add_organisation("zorg")
    here.look_up("zorg")
    here.look_up("zorg")
    assert asked == ["zorg pseudonyms"]


def create(runtime: Runtime, slug: str, name: str = "Praktijk", mode: Mode = Mode.PRODUCTION) -> None:
    organisations.create(runtime, slug, name, mode, ACTOR)


def everything(here: World) -> list[dict[str, Any]]:
    """All rows of the table."""
    found: list[dict[str, Any]] = dynamodb().scan(TableName=here.runtime.table.name)["Items"]
    return found


class TestCreate:
    def test_a_new_organisation_exists_at_once_and_has_a_pseudonym_key_of_its_own(self, here: World) -> None:
        for slug in ("noord", "zuid"):
            create(here.runtime, slug, f"Praktijk {slug}", Mode.TRAINING)
        noord, zuid = here.look_up("noord"), here.look_up("zuid")
        assert (noord.name, noord.mode) == ("Praktijk noord", Mode.TRAINING)
        assert list(organisations.every(here.runtime)) == ["demo", "noord", "zuid"]
        assert noord.pseudonyms.of("x") != zuid.pseudonyms.of("x")
        assert len(noord.pseudonyms.key) == 32

    def test_the_audit_log_records_the_creation(self, here: World) -> None:
        create(here.runtime, "noord", "Praktijk Noord")
        (act,) = audit_log.every(here.runtime, "noord")
        assert (act.verb, act.actor, act.at) == ("create-organisation", ACTOR, here.runtime.moment())
        assert act.details == {"name": "Praktijk Noord", "mode": "production"}

    def test_a_second_organisation_with_the_same_short_name_changes_nothing(self, here: World) -> None:
        before = everything(here)
        with pytest.raises(Declined) as declined:
            create(here.runtime, "demo", "Other")
        assert declined.value.problem is ORGANISATION_EXISTS
        assert declined.value.details == {"organisation": "demo"}
        assert everything(here) == before

    def test_of_two_creations_at_once_one_succeeds(self, here: World) -> None:
        slower = overtaken(here.runtime, lambda: create(here.runtime, "noord", "Faster"))
        with pytest.raises(Declined) as declined:
            create(slower, "noord", "Slower")
        assert declined.value.problem is ORGANISATION_EXISTS
        assert here.look_up("noord").name == "Faster"
        assert len(list(audit_log.every(here.runtime, "noord"))) == 1


def test_a_new_zone_counts_at_once_and_the_audit_log_has_both(here: World) -> None:
    organisations.set_zone(here.tenant, "America/Curacao", ACTOR)
    assert here.look_up().zone == "America/Curacao"
    (act,) = audit_log.every(here.runtime, "demo")
    assert (act.verb, act.actor) == ("set-zone", ACTOR)
    assert act.details == {"before": "Europe/Amsterdam", "after": "America/Curacao"}
