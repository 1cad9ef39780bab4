"""Employees follow Entra ID: cycles of the deployed functions, with the stand-in for Microsoft Graph over HTTPS."""

import pytest

from tests.harness import demo
from tests.harness.employees import Employees, settled
from tests.harness.patients import Professional
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

KNOWN = Professional("M0001", "Anneliese", "", "Bakker", "old@linde.example")
ARRIVING = {f"M010{number}" for number in range(1, 9)}
"""Those in scope and enabled who have no account yet."""


@pytest.fixture(scope="module")
def employees(stack: Stack) -> Employees:
    """An organisation whose directory was never read."""
    return Employees.found(stack, "entra", KNOWN)


def slugs(run: dict[str, list[dict[str, str]]]) -> list[str]:
    """Why the run waits."""
    return [each["slug"] for each in run["reasons"]]


def test_a_newcomer_finds_the_first_cycle_of_the_demo_waiting(stack: Stack) -> None:
    office = Tenant(stack, demo.ORGANISATION)
    runs = office.operate("list-runs", integration="directory_sync", limit=100)["runs"]
    first = settled(office, runs[-1]["run"])
    assert (first["state"], slugs(first), first["counts"]["create"]) == ("waiting", ["first-cycle"], len(ARRIVING))


def test_employees_follow_the_directory(employees: Employees) -> None:
    directory = employees.directory

    first = employees.cycle()
    assert (first["state"], slugs(first)) == ("waiting", ["first-cycle"])
    assert set(employees.accounts()) == {"M0001"}
    rows = {each["after"].get("id", "M0001"): each for each in employees.rows(first)}
    assert {number for number, each in rows.items() if each["verb"] == "create"} == ARRIVING
    assert (rows["M0001"]["verb"], rows["M0001"]["before"]["last_name"]) == ("update", "Bakker")

    done = employees.decide("approve-run", first, digest=first["digest"])
    assert (done["state"], done["outcomes"]) == ("done", {"applied": len(ARRIVING) + 1})
    accounts = employees.accounts()
    assert set(accounts) == ARRIVING | {"M0001"}
    assert all(each["active"] for each in accounts.values())
    berg = accounts["M0103"]
    assert (berg["first_name"], berg["infix"], berg["last_name"]) == ("Noor", "van den", "Berg")
    assert berg["email"] == f"m0103@{employees.tenant.slug}.example"
    assert accounts["M0001"]["last_name"] == "Brouwer"
    assert employees.roles("M0106") == {"ith.Supervisor"}

    unchanged = employees.cycle()
    assert (unchanged["state"], unchanged["rows"]) == ("done", 0)

    directory.disable(employees.person("M0101"))
    directory.do("remove_member", employees.groups["therapists"], employees.person("M0105"))
    directory.do("change", employees.person("M0102"), surname="de Groot")
    directory.do(
        "add_member", employees.groups["secretaries"], directory.add_user("new", surname="Vos", employeeId="9")
    )
    second = employees.cycle()
    assert (second["state"], second["loses_access"]) == ("done", 2)
    accounts = employees.accounts()
    assert {number for number, each in accounts.items() if not each["active"]} == {"M0101", "M0105"}
    assert (accounts["M0102"]["infix"], accounts["M0102"]["last_name"]) == ("de", "Groot")
    assert (accounts["9"]["last_name"], employees.roles("9")) == ("Vos", {"ith.Secretary"})

    directory.do("enable", employees.person("M0101"))
    third = employees.cycle()
    assert (third["state"], third["counts"].get("reactivate")) == ("done", 1)
    assert employees.accounts()["M0101"]["active"]


def test_a_group_that_is_emptied_waits_and_can_be_rejected(employees: Employees) -> None:
    before = employees.accounts()
    assert len(before) > 5, "after the test above"
    therapists = employees.groups["therapists"]
    gone = [employees.person(f"M010{number}") for number in (1, 2, 3, 4)]
    employees.directory.do("remove_member", therapists, *gone)
    held = employees.cycle()
    assert (held["state"], slugs(held), held["loses_access"]) == ("waiting", ["brake-on"], len(gone))
    assert employees.decide("reject-run", held)["state"] == "rejected"
    employees.directory.do("add_member", therapists, *gone)
    assert employees.cycle()["state"] == "done"
    assert employees.accounts() == before


def test_a_directory_that_has_forgotten_is_read_whole_and_nothing_changes(employees: Employees) -> None:
    before = employees.accounts()
    employees.directory.lose_state()
    again = employees.cycle()
    assert (again["state"], again["outcomes"]) == ("done", {})
    assert employees.accounts() == before
