"""What other settings would change, before they are saved."""

from typing import Any

from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from tests.harness.office import Office


def preview(office: Office, integration: str, **settings: Any) -> dict[str, Any]:
    return office.done("preview-settings", integration=integration, settings=settings)


def client(office: Office, external_id: str, **values: Any) -> None:
    given = {
        "id": external_id,
        "email": f"{external_id}@x.example",
        "date_of_birth": "1980-01-01",
        "first_name": "Anna",
        "last_name": "Vos",
        "gender": "f",
        **values,
    }
    office.world.make(Desired(kind=Kind.CLIENT, values=given))


def test_accounts_that_would_become_incomplete_are_counted_and_masked(office: Office) -> None:
    client(office, "C10001", phone_number="0612345678")
    client(office, "C10002")
    found = preview(office, "client_details", phone_number="required")
    assert "Of the first 2 active accounts 1 would become incomplete." in found["summary"]["en"]
    assert [each["name"] for each in found["affected"]] == ["•••02"]
    assert found["affected"][0]["fields"] == ["phone_number"]
    assert [(each["field"], each["before"], each["after"]) for each in found["changes"]] == [
        ("phone_number", "optional", "required")
    ]
    assert "C10002" not in repr(found)


def test_nothing_is_written(office: Office) -> None:
    before = office.done("show-settings", integration="client_details")
    preview(office, "client_details", phone_number="required")
    assert office.done("show-settings", integration="client_details") == before


def test_a_field_that_is_not_required_any_more_makes_nobody_incomplete(office: Office) -> None:
    found = preview(office, "client_details", date_of_birth="off")
    assert found["summary"]["en"].startswith("No field becomes required")


def test_professionals_without_an_id(office: Office) -> None:
    values = {"first_name": "Mina", "last_name": "Vos", "email": "m@x.example"}
    office.world.make(Desired(kind=Kind.PROFESSIONAL, values=values))
    found = preview(office, "professional_details", id_required=True)
    assert found["counts"][0] == {"title": {"nl": "onvolledig", "en": "incomplete"}, "before": 0, "after": 1}
    assert found["affected"][0]["after"]["en"] == "lacks: id"


def test_other_tiles_change_nothing_that_is_stored(office: Office) -> None:
    found = preview(office, "delegated_logon", clients=False)
    assert found["summary"]["en"].startswith("Nothing that is stored changes.")
    assert [each["field"] for each in found["changes"]] == ["clients"]
    assert preview(office, "delegated_logon")["summary"]["en"] == "These are the settings that are there already."


def test_what_the_model_refuses_is_refused_here_too(office: Office) -> None:
    problem = office.declined("preview-settings", integration="client_details", settings={"colour": "red"})
    assert (problem["slug"], set(problem["fields"])) == ("settings-invalid", {"colour"})
