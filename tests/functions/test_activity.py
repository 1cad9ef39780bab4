"""What comes in at each integration is counted once, as what became of it, and nothing else is."""

import pytest

from functions.hl7_intake.archive.messages import Outcome as Processed
from functions.hl7_intake.entry import WORK
from koppel.domain.tiles.activity import OUTCOMES, PROCESSED, Counted, Outcome
from koppel.organisation import activity
from tests.functions.delegated_logon.conftest import Logon, logon
from tests.functions.directory_sync.conftest import Scim, scim
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake, intake
from tests.functions.rest_api.conftest import Api, api
from tests.functions.saml_logon.conftest import Saml, saml
from tests.functions.session.conftest import Hub, hub
from tests.harness.faults import Fault, faulty
from tests.harness.world import World

__all__ = ["api", "hub", "intake", "logon", "saml", "scim"]


def counts(world: World, integration: str) -> dict[Outcome, int]:
    """Everything that is counted for an integration now."""
    (found,) = [*activity.latest(world.tenant, integration).hours.values()] or [{}]
    return dict(found)


def test_calls(api: Api) -> None:
    api.get("/c/items")
    api.get("/aux/client/id/C9")
    assert counts(api.world, "rest_api") == {Outcome.DONE: 1, Outcome.REFUSED: 1}
    api.get("/c/items", token="invented")
    assert counts(api.world, "rest_api") == {Outcome.DONE: 1, Outcome.REFUSED: 1}


def test_calls_of_an_identity_provider(scim: Scim) -> None:
    scim.push()
    scim.get("/Users/x")
    scim.get("/docs/scim")
    assert counts(scim.world, "directory_sync") == {Outcome.DONE: 1, Outcome.REFUSED: 1}


def test_a_call_that_breaks(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("koppel.accounts.store.by_id", broken)
    assert api.get("/aux/client/id/C9").status == 500
    assert counts(api.world, "rest_api") == {Outcome.BROKEN: 1}


def test_messages(intake: Intake) -> None:
    intake.world.professional("P1")
    admitted = adt("A01", pv1={7: "P1"})
    for raw in (admitted, admitted, adt("A01", client="C2", pid={5: ""}), b"nothing of HL7"):
        intake.post(raw)
    assert counts(intake.world, "hl7_intake") == {Outcome.DONE: 2, Outcome.REFUSED: 2}
    intake.work()
    intake.send(adt("A08", "20260301110000", pv1={7: "P1"}))
    found = counts(intake.world, "hl7_intake")
    assert {each: found.get(each, 0) for each in PROCESSED} == {
        Outcome.APPLIED: 1,
        Outcome.UNCHANGED: 1,
        Outcome.FAILED: 0,
    }


def test_a_message_that_is_given_up(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("functions.hl7_intake.actions.judge", broken)
    intake.send(adt("A01"))
    assert counts(intake.world, "hl7_intake") == {Outcome.DONE: 1, Outcome.FAILED: 1}


def test_every_outcome_of_a_message_is_counted_or_left_out_on_purpose() -> None:
    assert set(Processed) - set(WORK.counts) == {Processed.PENDING, Processed.WAITING, Processed.REFUSED}
    assert set(WORK.counts.values()) <= set(OUTCOMES[Counted.MESSAGES])


def test_logons_by_a_link(logon: Logon) -> None:
    link = logon.link()
    logon.get(link)
    logon.get("/")
    logon.get(link)
    assert counts(logon.world, "delegated_logon") == {Outcome.DONE: 1, Outcome.REFUSED: 1}


def test_a_logon_by_a_link_that_breaks(logon: Logon, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("koppel.accounts.store.by_id", broken)
    assert logon.get(logon.link()).status == 500
    assert counts(logon.world, "delegated_logon") == {Outcome.BROKEN: 1}


def test_logons_by_saml(saml: Saml) -> None:
    _, provider = saml.start()
    response = provider.respond()
    assert saml.post(response).status == 303
    assert counts(saml.world, "saml_logon") == {Outcome.DONE: 1}
    assert saml.reason(saml.post(response)) == "replayed"
    saml.get(saml.at("slo"))
    assert counts(saml.world, "saml_logon") == {Outcome.DONE: 1, Outcome.REFUSED: 1}


def test_the_session_counts_nothing(hub: Hub) -> None:
    hub.ask("GET", "/logon")
    hub.ask("GET", "/logon?reference=00000000")
    assert counts(hub.world, "session") == {}


def test_an_answer_does_not_depend_on_the_count(api: Api) -> None:
    api.get("/c/items")
    with faulty(Fault.THROTTLE) as line:
        api.get("/c/items")
    with faulty(Fault.THROTTLE, at=line.requests) as failed:
        assert api.get("/c/items").status == 200
    assert failed.requests == line.requests
