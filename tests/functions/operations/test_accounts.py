"""The command that makes accounts from a list."""

from typing import Any

from koppel.accounts import store
from koppel.aws import row_keys
from koppel.domain.accounts.account import Account, Kind
from tests.harness.office import ACTOR, Office

ANNA: dict[str, Any] = {
    "id": "T-1",
    "values": {"first_name": "Anna", "last_name": "Smit", "email": "A.Smit@praktijk.example"},
    "roles": ["ith.Therapist"],
}


def give(office: Office, *given: dict[str, Any], kind: str = "professional", **more: Any) -> dict[str, Any]:
    """The result of importing these."""
    return office.done("import-accounts", kind=kind, accounts=list(given), **more)


def professional(office: Office, external_id: str = "T-1") -> Account:
    found = store.by_id(office.world.tenant, Kind.PROFESSIONAL, external_id)
    assert found is not None
    return found


def test_an_account_is_made_and_not_made_again(office: Office) -> None:
    first = give(office, ANNA)
    made = professional(office)
    assert (first["created"], first["accounts"]) == (1, [{"id": "T-1", "outcome": "created", "key": made.key}])
    assert made.text("email") == "a.smit@praktijk.example"
    assert (made.roles, made.external_source, made.active) == (("ith.Therapist",), "", True)
    again = give(office, ANNA)
    assert again["accounts"] == [{"id": "T-1", "outcome": "unchanged", "key": made.key}]
    assert professional(office).version == made.version


def test_an_account_is_brought_up_to_date(office: Office) -> None:
    give(office, ANNA)
    changed = give(office, {"id": " T-1 ", "values": {"infix": "de"}, "active": False}, source="HR")
    assert changed["changed"] == 1
    found = professional(office)
    assert (found.name, found.active, found.roles) == ("Anna de Smit", False, ("ith.Therapist",))
    assert found.external_source == "HR"


def test_the_trail_names_the_operator(office: Office) -> None:
    give(office, ANNA)
    (row,) = office.world.runtime.table.query(row_keys.accounts.trails("demo", professional(office).key))
    assert (row["actor"], row["integration"]) == (ACTOR, "operations")


def test_what_cannot_be_is_refused_field_by_field_and_keeps_nobody_else_out(office: Office) -> None:
    given = [
        ANNA,
        {"id": "T-2", "values": {"first_name": "Bo", "last_name": "Vis", "email": "a.smit@praktijk.example"}},
        {"id": "T-3", "values": {"first_name": "Cas", "email": "no address"}},
        {"id": "T-4", "values": {"bsn": "123456782", "id": "T-5"}},
        {"id": "T\u0000", "values": {}},
        {"id": "  ", "values": {"first_name": "Di", "last_name": "Kok", "email": "d.kok@praktijk.example"}},
        {"id": "T-6", "values": {"first_name": "Eva", "last_name": "Bos", "email": "e.bos@praktijk.example"}},
    ]
    found = give(office, *given)
    assert [each["outcome"] for each in found["accounts"]] == ["created", *["refused"] * 5, "created"]
    assert (found["created"], found["refused"]) == (2, 5)
    assert [each.get("fields") for each in found["accounts"][1:6]] == [
        {"email": "belongs to another account"},
        {"email": "is not a valid e-mail address", "last_name": "must be filled"},
        {"bsn": "is not a value of a professional", "id": "is not a value of a professional"},
        {"id": "holds a control character"},
        {"id": "must be filled"},
    ]


def test_clients_need_the_client_id(office: Office) -> None:
    client = {
        "id": "C-1",
        "values": {"first_name": "Jo", "last_name": "Berg", "email": "jo@client.example", "gender": "f"},
    }
    assert give(office, client, kind="client")["created"] == 1
    office.done("change-settings", integration="client_details", settings={"id": "off"})
    problem = office.declined("import-accounts", kind="client", accounts=[client])
    assert problem["fields"] == {"kind": "has no id to be found by here"}
    assert office.declined("import-accounts", kind="friend", accounts=[client])["slug"] == "invalid"


def test_by_hand_only_what_the_setting_allows_can_be_changed_and_a_refusal_is_an_entry(office: Office) -> None:
    give(office, ANNA, source="HR")
    by_hand = {"id": "T-1", "values": {"infix": "de"}}
    for choice, outcome in (("protect_external", "refused"), ("never", "refused"), ("always", "changed")):
        office.done("change-settings", integration="professional_details", settings={"manual_updates": choice})
        assert give(office, by_hand)["accounts"][0]["outcome"] == outcome, choice
    (entry,) = office.done("list-entries", integration="professional_details")["entries"]
    assert (entry["slug"], entry["count"]) == ("protected", 2)


def test_by_hand_an_account_can_be_made_unless_the_setting_says_never(office: Office) -> None:
    office.done("change-settings", integration="professional_details", settings={"manual_updates": "never"})
    assert give(office, ANNA)["refused"] == 1
    assert give(office, ANNA, source="HR")["created"] == 1
    office.done("change-settings", integration="professional_details", settings={"manual_updates": None})
    assert give(office, {**ANNA, "id": "T-2", "values": {**ANNA["values"], "email": "x@y.nl"}})["created"] == 1


def test_an_account_gets_the_id_that_the_directory_knows_it_by(office: Office) -> None:
    directory_id = "00112233-4455-6677-8899-aabbccddeeff"
    give(office, ANNA | {"directory_id": directory_id.upper()})
    assert professional(office).directory_id == directory_id
    bo = {"id": "T-2", "values": ANNA["values"] | {"email": "bo@praktijk.example"}}
    (taken,) = give(office, bo | {"directory_id": directory_id})["accounts"]
    assert taken["fields"] == {"directory_id": "belongs to another account"}
    (unreadable,) = give(office, bo | {"directory_id": "x"})["accounts"]
    assert unreadable["fields"] == {"directory_id": "is neither a GUID as text nor one in base64"}
    give(office, ANNA | {"directory_id": ""})
    assert professional(office).directory_id == ""
