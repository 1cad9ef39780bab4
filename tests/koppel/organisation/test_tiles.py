"""Tiles change in versions, each with the audit record of the act that made it."""

from collections.abc import Iterator
from typing import Any

import pytest

from koppel.aws import row_keys
from koppel.aws.clients import dynamodb
from koppel.domain.accounts.presence import CLIENT_DETAILS, Presence
from koppel.domain.problems.administration import (
    ALWAYS_THERE,
    CHANGED_MEANWHILE,
    CLIENT_ID_NEEDED,
    CLIENT_ID_OFF,
    NOT_AVAILABLE,
    SETTINGS_INVALID,
)
from koppel.domain.problems.problem import Problem
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import Purpose, Settings, Tile, TileState, explained
from koppel.organisation import audit_log, organisations, tiles
from koppel.runtime import Tenant
from tests.harness.rivals import overtaken
from tests.harness.world import World, world

ACTOR = "arn:aws:iam::123456789012:role/operator"
FREE = "free_sync"


class Sync(Settings):
    """Settings of an integration made up for these tests."""

    sources: tuple[str, ...] = explained(nl=("Bronnen", "Waar."), en=("Sources", "Where."), default=("a",))
    days: int = explained(nl=("Dagen", "Hoe lang."), en=("Days", "How long."), default=3, ge=1)


def tile(integration: str) -> Tile:
    """A tile made up for these tests, under this slug."""
    title = Text(nl=integration, en=integration)
    return Tile(integration, Purpose.SYNCHRONISATION, title, title, Sync)


@pytest.fixture
def w() -> Iterator[World]:
    with world() as made:
        yield made


def declined(problem: Problem, act: Any, *given: Any, **named: Any) -> Declined:
    """The refusal of an act, which must be for this problem."""
    with pytest.raises(Declined) as refused:
        act(*given, **named)
    assert refused.value.problem is problem
    for text in (problem.explanation, problem.remedy):
        text.fill(refused.value.details)
    return refused.value


def everything(w: World) -> list[dict[str, Any]]:
    """All rows of the table."""
    found: list[dict[str, Any]] = dynamodb().scan(TableName=w.runtime.table.name)["Items"]
    return found


def use(w: World, made: Tile) -> TileState:
    """Make available and switch on."""
    tiles.make_available(w.tenant, made, ACTOR)
    return tiles.switch_on(w.tenant, made, ACTOR)


def set_client_id(w: World, presence: str) -> TileState:
    return tiles.change_settings(w.tenant, CLIENT_DETAILS, {"id": presence}, ACTOR)


class TestAvailability:
    def test_an_integration_is_in_use_when_it_is_available_and_on(self, w: World) -> None:
        free = tile(FREE)
        assert not tiles.make_available(w.tenant, free, ACTOR).in_use
        assert tiles.switch_on(w.tenant, free, ACTOR).in_use
        known = organisations.look_up(w.runtime, "demo", [FREE])
        assert known is not None
        assert known.tiles[FREE] == TileState(available=True, on=True, version=2)

    def test_what_is_not_available_cannot_be_switched_on(self, w: World) -> None:
        found = declined(NOT_AVAILABLE, tiles.switch_on, w.tenant, tile(FREE), ACTOR)
        assert found.details == {"integration": FREE}
        assert w.runtime.table.get(row_keys.organisation.tile("demo", FREE)) is None

    def test_taking_it_away_keeps_switch_and_settings_for_later(self, w: World) -> None:
        free = tile(FREE)
        use(w, free)
        tiles.change_settings(w.tenant, free, {"days": 9}, ACTOR)
        assert not tiles.make_unavailable(w.tenant, free, ACTOR).in_use
        found = tiles.make_available(w.tenant, free, ACTOR)
        assert found.in_use
        assert Sync.model_validate_json(found.settings).days == 9

    def test_switching_again_writes_nothing(self, w: World) -> None:
        first = use(w, tile(FREE))
        before = everything(w)
        assert use(w, tile(FREE)) == first
        assert everything(w) == before

    def test_an_integration_made_unavailable_at_the_same_moment_is_not_switched_on(self, w: World) -> None:
        free = tile(FREE)
        tiles.make_available(w.tenant, free, ACTOR)
        slower = overtaken(w.runtime, lambda: tiles.make_unavailable(w.tenant, free, ACTOR))
        declined(NOT_AVAILABLE, tiles.switch_on, Tenant(slower, w.organisation), free, ACTOR)

    @pytest.mark.parametrize("verb", ["make_available", "make_unavailable", "switch_on", "switch_off"])
    def test_the_tiles_of_accounts_are_always_there(self, w: World, verb: str) -> None:
        declined(ALWAYS_THERE, getattr(tiles, verb), w.tenant, CLIENT_DETAILS, ACTOR)


class TestSettings:
    def test_they_apply_at_once(self, w: World) -> None:
        assert w.organisation.clients.bsn is Presence.OPTIONAL
        tiles.change_settings(w.tenant, CLIENT_DETAILS, {"bsn": "off"}, ACTOR)
        assert w.look_up().clients.bsn is Presence.OFF

    def test_each_version_stays(self, w: World) -> None:
        free = tile(FREE)
        for days in (4, 5):
            tiles.change_settings(w.tenant, free, {"days": days}, ACTOR)
        found = [tiles.state(w.tenant, free, version) for version in (1, 2, None, 3)]
        days_then = [each and Sync.model_validate_json(each.settings).days for each in found]
        assert days_then == [4, 5, 5, None]
        assert [each.version for each in found if each] == [1, 2, 2]

    def test_the_act_says_what_it_was_before_and_no_more_than_was_touched(self, w: World) -> None:
        free = tile(FREE)
        tiles.change_settings(w.tenant, free, {"days": 4, "sources": ["é"]}, ACTOR)
        tiles.change_settings(w.tenant, free, {"days": 5, "sources": ["é"]}, ACTOR)
        details = [act.details for act in audit_log.every(w.runtime, "demo")]
        assert {"integration": FREE, "version": 2, "before": '{"days": 4}', "after": '{"days": 5}'} in details
        first = {"integration": FREE, "version": 1, "before": "{}", "after": '{"days": 4, "sources": ["é"]}'}
        assert first in details

    def test_wrong_settings_are_declined_as_a_whole(self, w: World) -> None:
        free, before = tile(FREE), everything(w)
        change = tiles.change_settings
        found = declined(SETTINGS_INVALID, change, w.tenant, free, {"days": 0, "sources": ["b"]}, ACTOR)
        assert found.fields == {"days": Text(nl="moet minstens 1 zijn", en="must be 1 at least")}
        assert everything(w) == before

    def test_two_changes_of_different_fields_at_once_both_succeed(self, w: World) -> None:
        free = tile(FREE)
        slower = overtaken(
            w.runtime,
            lambda: tiles.change_settings(w.tenant, free, {"days": 7}, ACTOR),
        )
        found = tiles.change_settings(Tenant(slower, w.organisation), free, {"sources": ["z"]}, ACTOR)
        assert Sync.model_validate_json(found.settings) == Sync(days=7, sources=("z",))
        assert found.version == 2

    def test_a_change_of_an_outdated_version_is_declined(self, w: World) -> None:
        free = tile(FREE)
        seen = tiles.change_settings(w.tenant, free, {"days": 4}, ACTOR).version
        tiles.change_settings(w.tenant, free, {"days": 5}, "somebody else")
        change = tiles.change_settings
        declined(CHANGED_MEANWHILE, change, w.tenant, free, {"days": 6}, ACTOR, version=seen)
        slower = overtaken(
            w.runtime,
            lambda: tiles.change_settings(w.tenant, free, {"days": 8}, ACTOR),
        )
        declined(CHANGED_MEANWHILE, change, Tenant(slower, w.organisation), free, {"days": 7}, ACTOR, version=seen + 1)

    def test_a_change_that_is_overtaken_each_time_is_declined(self, w: World) -> None:
        free = tile(FREE)

        def rival(days: int) -> Any:
            return lambda: tiles.change_settings(w.tenant, free, {"days": days}, ACTOR)

        slower = overtaken(w.runtime, *map(rival, range(10, 40)))
        change = tiles.change_settings
        declined(CHANGED_MEANWHILE, change, Tenant(slower, w.organisation), free, {"sources": ["z"]}, ACTOR)


class TestClientId:
    """HL7, import and delegated logon find clients by the client id."""

    NEEDY = ("hl7_intake", "bulk_import", "delegated_logon")

    @pytest.mark.parametrize("integration", NEEDY)
    def test_an_integration_that_needs_the_client_id_is_on_only_with_it(self, w: World, integration: str) -> None:
        needy = tile(integration)
        set_client_id(w, "off")
        tiles.make_available(w.tenant, needy, ACTOR)
        declined(CLIENT_ID_OFF, tiles.switch_on, w.tenant, needy, ACTOR)
        set_client_id(w, "required")
        assert tiles.switch_on(w.tenant, needy, ACTOR).in_use

    @pytest.mark.parametrize("integration", NEEDY)
    def test_the_client_id_stays_on_while_an_integration_needs_it(self, w: World, integration: str) -> None:
        needy = tile(integration)
        use(w, needy)
        found = declined(CLIENT_ID_NEEDED, set_client_id, w, "off")
        assert found.details == {"integrations": integration}
        tiles.make_unavailable(w.tenant, needy, ACTOR)
        declined(CLIENT_ID_NEEDED, set_client_id, w, "off")
        tiles.switch_off(w.tenant, needy, ACTOR)
        set_client_id(w, "off")
        assert w.look_up().clients.id is Presence.OFF

    def test_other_fields_change_freely_while_it_is_needed(self, w: World) -> None:
        use(w, tile("hl7_intake"))
        tiles.change_settings(w.tenant, CLIENT_DETAILS, {"bsn": "off"}, ACTOR)
        assert w.look_up().clients.bsn is Presence.OFF

    def test_other_integrations_do_not_need_the_client_id(self, w: World) -> None:
        set_client_id(w, "off")
        assert use(w, tile(FREE)).in_use

    def test_switched_off_at_the_same_moment_the_integration_stays_off(self, w: World) -> None:
        needy = tile("hl7_intake")
        tiles.make_available(w.tenant, needy, ACTOR)
        slower = overtaken(w.runtime, lambda: set_client_id(w, "off"))
        declined(CLIENT_ID_OFF, tiles.switch_on, Tenant(slower, w.organisation), needy, ACTOR)

    def test_the_client_id_stays_on_when_an_integration_is_switched_on_at_the_same_moment(self, w: World) -> None:
        needy = tile("hl7_intake")
        slower = overtaken(w.runtime, lambda: use(w, needy))
        change = tiles.change_settings
        declined(CLIENT_ID_NEEDED, change, Tenant(slower, w.organisation), CLIENT_DETAILS, {"id": "off"}, ACTOR)
        assert w.look_up().clients.id is Presence.OPTIONAL
