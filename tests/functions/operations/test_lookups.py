"""The commands that find and show accounts."""

import json
from typing import Any

from koppel.accounts import merge
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, DesiredMerge, DesiredRelations, Manner
from tests.harness.office import ACTOR, Office


def found(office: Office, by: str, value: str, kind: str = "client") -> list[Any]:
    """Ids, or keys where there is no id, of what is found."""
    accounts = office.done("find-accounts", kind=kind, by=by, value=value)["accounts"]
    return [each["id"] or each["key"] for each in accounts]


def show(office: Office, key: str, kind: str = "client", **more: Any) -> dict[str, Any]:
    """The account, as the command line gets it."""
    shown: dict[str, Any] = json.loads(json.dumps(office.done("show-account", kind=kind, key=key, reason="r", **more)))
    return shown


def test_accounts_are_found_by_exactly_their_values(office: Office) -> None:
    client = office.world.client("C-12345", last_name="Ångström", email="c@client.example")
    office.world.professional("P1")
    friend = office.world.make(Desired(kind=Kind.FRIEND, client=client.key, values={"name": "Bo", "email": "bo@x.nl"}))
    assert found(office, "id", " C-12345 ") == ["C-12345"]
    assert found(office, "email", "C@Client.example") == ["C-12345"]
    assert found(office, "key", client.key) == ["C-12345"]
    assert found(office, "last_name", "ångström") == ["C-12345"]
    assert found(office, "last_name", "bo", "friend") == [friend.key]
    for by, value in (("id", "C-1234"), ("email", "p1@praktijk.example"), ("email", "c@"), ("key", "C-12345"),
                      ("last_name", "Ang"), ("last_name", "\u200b")):  # fmt: skip
        assert found(office, by, value) == []
    assert office.declined("find-accounts", kind="friend", by="id", value="x")["fields"]["by"] == "friends have no id"


def test_what_is_found_is_masked_and_the_search_recorded(office: Office) -> None:
    key = office.world.client("C-12345").key
    (shown,) = office.done("find-accounts", kind="client", by="id", value="C-12345")["accounts"]
    assert shown == {"key": key, "kind": "client", "id": "C-12345", "name": "J••• B•••", "active": True,
                     "merged_into": ""}  # fmt: skip
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["details"]["by"], act["details"]["subject"]) == ("find-accounts", "id", "•••45")
    assert "C-12345" not in str(act)


def test_a_retired_id_finds_the_retired_account_and_the_one_it_leads_to(office: Office) -> None:
    for each in "SR":
        office.world.client(each)
    merge.merge(office.world.tenant, DesiredMerge(survivor="S", retired="R"), office.world.origin("hl7_intake"))
    assert found(office, "id", "R") == ["R", "S"]


def test_each_field_has_its_origin(office: Office) -> None:
    w = office.world
    professional = w.professional("P1")
    client = w.client("C")
    w.client("D", email="taken@client.example")
    w.clock.move(hours=1)
    relations = DesiredRelations(professional_ids=("P1", "P9"))
    values = {"last_name": "Bos", "email": "taken@client.example"}
    wish = Desired(kind=Kind.CLIENT, id="C", values=values, relations=relations, manner=Manner.LENIENT)
    synchronise(w.tenant, wish, w.origin("hl7_intake"))
    shown = show(office, client.key)
    fields = {each["name"]: each for each in shown["fields"]}
    assert (fields["last_name"]["value"], fields["last_name"]["origin"]["integration"]) == ("Bos", "hl7_intake")
    assert fields["last_name"]["origin"] == {
        "change": 2,
        "at": "2026-03-02T10:00:00",
        "integration": "hl7_intake",
        "source": "EPD",
        "actor": "EPD",
        "reference": "ref-1",
    }
    assert fields["first_name"]["origin"]["change"] == 1
    assert (fields["email"]["value"], fields["email"]["waiting"]) == ("", "taken@client.example")
    assert (fields["email"]["missing"], fields["email"]["origin"]["change"]) == (True, 2)
    assert (shown["missing"], shown["waiting"]) == (["email"], {"email": "taken@client.example"})
    (related,), (waiting,) = shown["relations"], shown["waiting_relations"]
    assert (related["professional"], related["id"], related["source"]) == (professional.key, "P1", "EPD")
    assert (waiting["professional"], waiting["id"], waiting["integration"]) == ("", "P9", "hl7_intake")
    latest, first = shown["trail"]
    assert (latest["verb"], latest["change"], first["verb"], first["change"]) == ("update", 2, "create", 1)
    assert (latest["before"]["last_name"], latest["after"]["last_name"]) == ("Berg", "Bos")
    assert [each["id"] for each in latest["relations_made"]] == ["P1"]
    assert [each["id"] for each in latest["waiting_made"]] == ["P9"]
    assert shown["next"] == 0


def test_the_trail_comes_in_pages(office: Office) -> None:
    w = office.world
    key = w.client("C").key
    for number in range(5):
        synchronise(w.tenant, Desired(kind=Kind.CLIENT, id="C", values={"infix": f"v{number}"}), w.origin())
    first = show(office, key, limit=4)
    assert ([each["change"] for each in first["trail"]], first["next"]) == ([6, 5, 4, 3], 3)
    assert next(each for each in first["fields"] if each["name"] == "last_name")["origin"]["change"] == 1
    second = show(office, key, limit=4, older_than=3)
    assert ([each["change"] for each in second["trail"]], second["next"]) == ([2, 1], 0)
    assert all(each["origin"] is None for each in second["fields"])


def test_who_looked_and_why_is_recorded(office: Office) -> None:
    key = office.world.professional("P1").key
    assert show(office, key, "professional")["roles"] == ["ith.Therapist"]
    (act,) = office.done("list-acts")["acts"]
    assert (act["verb"], act["actor"]) == ("show-account", ACTOR)
    assert act["details"] == {"kind": "professional", "account": key, "reason": "r"}


def test_a_key_of_nobody_is_declined(office: Office) -> None:
    key = office.world.professional("P1").key
    assert office.declined("show-account", kind="client", key=key, reason="r")["slug"] == "unknown-key"
    assert office.declined("show-account", kind="client", key="x", reason="r")["slug"] == "invalid"
    assert office.done("list-acts")["acts"] == []
