"""What SAML logon tells of itself: whether a connection is complete, and which certificates expire."""

from functions.saml_logon.health import HEALTH
from functions.saml_logon.tile import TILE
from koppel.domain.tiles.condition import Expiry
from koppel.organisation import tiles
from koppel.organisation.health import Findings
from tests.functions.saml_logon.conftest import Saml


def look(saml: Saml) -> Findings:
    """What it finds now."""
    state = tiles.state(saml.world.tenant, TILE)
    assert state
    return HEALTH.look(saml.world.tenant, state.settings)


def of(saml: Saml, what: str) -> list[Expiry]:
    """What expires of this kind, the first first."""
    found = [each for each in look(saml).expiries if each.what.en.startswith(what)]
    return sorted(found, key=lambda each: each.expires)


def test_connection_with_its_provider(saml: Saml) -> None:
    assert look(saml).lacks == ()
    (theirs,) = of(saml, "Certificate")
    assert (theirs.integration, theirs.name, theirs.planned) == ("saml_logon", "Entra ID", False)
    assert theirs.id.startswith(f"{saml.connection}/")
    kinds = {each.what.en for each in of(saml, "Our own")}
    assert kinds == {"Our own signing key of", "Our own encryption key of"}


def test_no_connection_that_is_on(saml: Saml) -> None:
    tiles.change_settings(saml.world.tenant, TILE, {"connections": {saml.connection: {"on": False}}}, "x")
    (lack,) = look(saml).lacks
    assert "no connection" in lack.en
    assert all(each.planned for each in look(saml).expiries)


def test_keys_that_were_replaced_end_as_planned(saml: Saml) -> None:
    saml.operate("saml-rotate-keys", connection=saml.connection, overlap_days=14)
    ours = of(saml, "Our own")
    assert [each.planned for each in ours] == [True, True, False, False]
    saml.world.clock.move(days=15)
    assert [each.planned for each in of(saml, "Our own")] == [False, False]
