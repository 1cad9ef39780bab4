"""The commands that undo a change: what they show is what they do."""

import json
from typing import Any

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, Role, Value
from koppel.domain.plan.desired import DELETED, Desired, DesiredRelations, Manner
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from tests.harness.office import ACTOR, Office
from tests.koppel.ledger import audit_settled


def wish(office: Office, client: str = "C", *ids: str, active: bool | None = None, **values: Value) -> None:
    """A message about this client."""
    w = office.world
    relations = DesiredRelations(professional_ids=ids) if ids else None
    desired = Desired(
        kind=Kind.CLIENT, id=client, values=values, active=active, relations=relations, manner=Manner.LENIENT
    )
    synchronise(w.tenant, desired, w.origin("hl7_intake"))


def client(office: Office, external_id: str = "C") -> Account:
    found = store.by_id(office.world.tenant, Kind.CLIENT, external_id)
    assert found is not None
    return found


def preview(office: Office, account: Account, change: int = 0) -> dict[str, Any]:
    """What undoing would do; without a number that of the last change."""
    of = {"kind": account.kind, "key": account.key}
    if not change:
        change = office.done("show-account", **of, reason="r", limit=1)["trail"][0]["change"]
    shown = office.done("preview-undo", **of, change=change)
    found: dict[str, Any] = json.loads(json.dumps(shown))
    return found | {"of": of | {"change": change}}


def undo(office: Office, account: Account, change: int = 0) -> dict[str, Any]:
    """Preview and do it; they say the same."""
    seen = preview(office, account, change)
    of = seen.pop("of")
    done: dict[str, Any] = json.loads(json.dumps(office.done("undo-change", **of, digest=seen["digest"])))
    assert done == seen
    audit_settled(office.world.tenant)
    return done


def refused(office: Office, account: Account, change: int = 0) -> str:
    """The problem for which it is not undone, by preview and deed."""
    seen = preview(office, account, change)
    declined = office.declined("undo-change", **seen["of"], digest="0" * 32)
    assert (seen["refused"]["slug"], seen["digest"]) == (declined["slug"], "")
    return str(declined["slug"])


def reasons(done: dict[str, Any]) -> dict[str, str]:
    return {each["field"]: each["reason"] for each in done["stays"]}


def test_an_update_is_undone_and_that_is_a_change_with_a_trail(office: Office) -> None:
    before = office.world.client("C", email="c@client.example", labels=("a", "b"))
    office.world.clock.move(hours=1)
    wish(office, last_name="Bos", email="other@client.example", labels=(), infix="van")
    done = undo(office, before)
    (account,) = done["accounts"]
    assert account["before"]["last_name"] == "Bos"
    assert account["after"]["labels"] == ["a", "b"]
    after = client(office)
    assert (after.values, after.missing) == (before.values, ())
    row = office.done("show-account", kind="client", key=before.key, reason="r")["trail"][0]
    assert {name: row[name] for name in ("verb", "integration", "actor", "reference", "undoes")} == {
        "verb": "update",
        "integration": "operations",
        "actor": ACTOR,
        "reference": f"{before.key}/2",
        "undoes": f"{before.key}/2",
    }
    acts = [each["verb"] for each in office.done("list-acts")["acts"]]
    assert sorted(acts) == ["preview-undo", "show-account", "show-account", "undo-change"]
    undo(office, before)
    assert client(office).text("last_name") == "Bos"


def test_a_field_that_has_changed_since_stays_and_is_named(office: Office) -> None:
    account = office.world.client("C", last_name="Berg")
    wish(office, last_name="Bos", infix="van")
    wish(office, last_name="Boom")
    done = undo(office, account, 2)
    assert (client(office).text("last_name"), client(office).text("infix")) == ("Boom", "")
    assert reasons(done) == {"last_name": "changed-since"}
    assert all(each["nl"] and each["en"] for each in done["stays"])
    assert refused(office, account, 2) == "nothing-to-undo"


def test_a_value_that_another_account_has_by_now_stays(office: Office) -> None:
    account = office.world.client("C", email="c@client.example")
    wish(office, email="new@client.example", infix="van")
    other = office.world.client("D", email="c@client.example")
    done = undo(office, account, 2)
    assert [(each["field"], each["reason"], each["holder"]) for each in done["stays"]] == [
        ("email", "taken", other.key)
    ]
    assert (client(office).text("email"), client(office).text("infix")) == ("new@client.example", "")


def test_a_field_that_is_switched_off_by_now_stays(office: Office) -> None:
    account = office.world.client("C", date_of_birth="1980-01-02")
    wish(office, date_of_birth="1981-01-02", infix="van")
    office.done("change-settings", integration="client_details", settings={"date_of_birth": "off"})
    assert reasons(undo(office, account, 2)) == {"date_of_birth": "switched-off"}


def test_activity_is_undone_as_one(office: Office) -> None:
    account = office.world.client("C")
    wish(office, active=False)
    assert client(office).deactivated_by == "hl7_intake"
    undo(office, account)
    assert (client(office).active, client(office).deactivated_by) == (True, "")
    undo(office, account, 2 + 1)
    assert (client(office).active, client(office).deactivated_by) == (False, "hl7_intake")


def test_a_creation_is_undone_by_deactivating(office: Office) -> None:
    office.world.professional("P1")
    wish(office, "C", "P1", "P9", last_name="Berg")
    account = client(office)
    assert reasons(undo(office, account, 1)) == {"account": "not-deleted"}
    found = client(office)
    assert (found.active, found.deactivated_by, found.values) == (False, "operations", account.values)
    assert store.relations(office.world.tenant, account.key) == ((), ())
    assert refused(office, account, 1) == "nothing-to-undo"


def test_relationships_come_back_as_they_were(office: Office) -> None:
    w = office.world
    for each in ("P1", "P2"):
        w.professional(each)
    wish(office, "C", "P1", "P9", last_name="Berg")
    before = store.relations(w.tenant, client(office).key)
    w.clock.move(hours=1)
    replaced = DesiredRelations(professional_ids=("P2", "P8"), replace=True)
    synchronise(w.tenant, Desired(kind=Kind.CLIENT, id="C", relations=replaced), w.origin("hl7_intake"))
    done = undo(office, client(office))
    assert [each["id"] for each in done["accounts"][0]["relations_made"]] == ["P1"]
    assert store.relations(w.tenant, client(office).key) == before
    w.professional("P9")
    assert len(store.relations(w.tenant, client(office).key)[0]) == 2


def test_a_relationship_that_was_waited_for_stays_without_waiting(office: Office) -> None:
    w = office.world
    wish(office, "C", "P9", last_name="Berg")
    w.professional("P9")
    assert reasons(undo(office, client(office))) == {"therapist": "professional-exists"}
    assert store.relations(w.tenant, client(office).key) == ((), ())
    assert refused(office, client(office), 2) == "nothing-to-undo"


def test_roles_and_the_id_of_the_directory_come_back(office: Office) -> None:
    w = office.world
    account = w.professional("P1")
    ids = ["00112233-4455-6677-8899-aabbccddeeff", "10112233-4455-6677-8899-aabbccddeeff"]
    for roles, directory_id in zip(((Role.THERAPIST,), (Role.SUPERVISOR,)), ids, strict=True):
        desired = Desired(kind=Kind.PROFESSIONAL, id="P1", roles=roles, directory_id=directory_id)
        synchronise(w.tenant, desired, w.origin())
    undo(office, account)
    found = store.by_id(w.tenant, Kind.PROFESSIONAL, "P1")
    assert found
    assert (found.roles, found.directory_id) == ((Role.THERAPIST,), ids[0])


def test_who_waited_for_a_value_waits_no_more_and_its_entry_is_closed(office: Office) -> None:
    w = office.world
    w.client("D", email="d@client.example")
    account = w.client("C", email="c@client.example")
    wish(office, email="d@client.example")
    assert client(office).waiting == {"email": "d@client.example"}
    undo(office, account)
    assert (client(office).text("email"), client(office).waiting) == ("c@client.example", {})
    assert [each.slug for each in error_log.entries(w.tenant, "hl7_intake", State.SOLVED)[0]] == ["value-taken"]
    undo(office, account)
    assert client(office).waiting == {"email": "d@client.example"}


def test_who_got_what_it_waited_for_gives_it_back(office: Office) -> None:
    w = office.world
    w.client("D", email="d@client.example")
    wish(office, last_name="Berg", email="d@client.example")
    wish(office, "D", email=DELETED)
    assert client(office).text("email") == "d@client.example"
    assert reasons(undo(office, client(office))) == {"email": "free"}
    assert (client(office).text("email"), client(office).waiting) == ("", {})


def test_another_plan_than_the_one_seen_is_not_carried_out(office: Office) -> None:
    account = office.world.client("C")
    wish(office, last_name="Bos", infix="van")
    seen = preview(office, account)
    wish(office, infix="der")
    declined = office.declined("undo-change", **seen["of"], digest=seen["digest"])
    assert declined["slug"] == "plan-changed"
    assert client(office).text("last_name") == "Bos"
    wish(office, infix="van")
    office.done("undo-change", **seen["of"], digest=seen["digest"])
    assert client(office).text("last_name") == "Berg"


def test_there_must_be_such_a_change(office: Office) -> None:
    account = office.world.client("C")
    of = {"kind": "client", "key": account.key}
    assert office.declined("preview-undo", **of, change=7)["slug"] == "unknown-change"
    assert office.declined("preview-undo", **{**of, "key": "f" * 32}, change=1)["slug"] == "unknown-key"
    assert office.declined("undo-change", **of, change=0, digest="x")["slug"] == "invalid"


def test_a_restored_time_of_deactivation_is_carried_out_in_the_name_of_who_set_it(office: Office) -> None:
    w = office.world
    account = w.client("C")
    later = Desired(kind=Kind.CLIENT, id="C", active=False, active_from="2026-03-05T09:00:00", manner=Manner.LENIENT)
    synchronise(w.tenant, later, w.origin("hl7_intake"))
    wish(office, active=True)
    undo(office, account)
    assert client(office).deactivate_at == "2026-03-05T09:00:00"
    w.clock.move(days=4)
    assert "result" in office.ask("sweep")
    assert (client(office).active, client(office).deactivated_by) == (False, "hl7_intake")
