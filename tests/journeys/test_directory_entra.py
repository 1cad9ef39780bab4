"""Employees follow Entra ID: cycles of the deployed functions, with the stand-in for Microsoft Graph over HTTPS."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.harness import demo, demo_directory
from tests.harness.employees import Employees, settled
from tests.harness.mortal import kill_when, mortal
from tests.harness.patients import Professional
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

KNOWN = Professional("M0001", "Anneliese", "", "Bakker", "old@linde.example")
ARRIVING = {f"M010{number}" for number in range(1, 9)}
"""Those in scope and enabled who have no account yet."""


PEOPLE = 2000
"""How many of `Tenant.add_users` there are at full size, in some twenty pages of users; otherwise there are two."""


@pytest.fixture(scope="module")
def employees(stack: Stack) -> Employees:
    """An organisation whose directory was never read."""
    return Employees.found(stack, "entra", KNOWN)


@pytest.fixture(scope="module")
def many(stack: Stack, scale: float) -> tuple[Employees, int]:
    """An organisation of many people whose directory was never read, and how many."""
    made, count = Employees.found(stack, "many"), PEOPLE if scale == 1 else 100
    made.directory.do("add_users", made.groups["therapists"], count=count)
    return made, count + len(ARRIVING) + 1


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


def test_many_people_arrive_though_microsoft_is_busy_and_workers_are_killed(
    many: tuple[Employees, int], scale: float
) -> None:
    employees, count = many
    directory, stack = employees.directory, employees.tenant.stack
    directory.refuse(429, path="/token", Retry_After="1")
    directory.refuse(429, path="/transitiveMembers", Retry_After="1")
    directory.refuse(503, path="/users/delta", Retry_After="1")
    directory.refuse(503, path="/users/delta", after=1, Retry_After="120")
    with mortal(stack, scale):
        run = employees.start()
        kill_when(stack, lambda: not directory.refusals)
        first = settled(employees.tenant, run)
        assert (first["state"], slugs(first)) == ("waiting", ["first-cycle"])
        assert (first["counts"], employees.count()) == ({"create": count}, 0)
        employees.tenant.operate("approve-run", run=run, digest=first["digest"])
        kill_when(stack, lambda: employees.count() > count // 10)
        assert employees.count() < count, "the worker was killed too late to be in the middle"
        done = settled(employees.tenant, run)
    assert (done["state"], done["outcomes"]) == ("done", {"applied": count})
    rows = employees.tenant.accounts().values()
    assert (len(rows), {row["version"] for row in rows}) == (count, {1}), "each was written once"
    unchanged = employees.cycle()
    assert (unchanged["state"], unchanged["rows"], employees.open_entries()) == ("done", 0, set())


def test_a_state_that_microsoft_no_longer_finds_is_read_whole(many: tuple[Employees, int]) -> None:
    employees, count = many
    before = employees.tenant.accounts()
    employees.directory.refuse(400, path="/users/delta", code="syncStateNotFound")
    again = employees.cycle()
    assert (again["state"], again["outcomes"]) == ("done", {})
    assert again["progress"]["read"].startswith(f"{count} / "), "everybody in scope was read"
    assert employees.tenant.accounts() == before


def test_who_is_deleted_or_purged_loses_access_and_comes_back(many: tuple[Employees, int]) -> None:
    employees, _ = many
    before, directory = employees.tenant.accounts(), employees.directory
    binned, purged = employees.person("E0001"), employees.person("E0002")
    directory.do("soft_delete", binned)
    directory.do("soft_delete", purged)
    directory.do("purge", purged)
    gone = employees.cycle()
    assert (gone["state"], gone["counts"]) == ("done", {"deactivate": 2})
    assert {key for key, each in employees.accounts().items() if not each["active"]} == {"E0001", "E0002"}
    directory.do("restore", binned)
    back = employees.cycle()
    assert (back["state"], back["counts"]) == ("done", {"reactivate": 1})
    inactive = [row["values"]["id"] for row in employees.tenant.accounts().values() if not row["active"]]
    assert (inactive, employees.tenant.accounts().keys()) == (["E0002"], before.keys())


def test_a_secret_that_is_about_to_expire_is_a_warning_until_there_is_another(employees: Employees) -> None:
    soon = (datetime.now(UTC) + timedelta(days=10)).strftime("%Y-%m-%dT%H:%M:%S")
    employees.tenant.operate("set-directory-secret", **demo_directory.secret(), expires=soon)
    employees.tenant.stack.invoke("Sweep", {"jobs": "daily"})
    found = employees.tenant.operate("list-entries", integration="directory_sync", state="open")["entries"]
    assert ("secret-expires", "warning") in [(each["slug"], each["level"]) for each in found]
    assert employees.cycle()["state"] == "done"
    employees.tenant.operate("set-directory-secret", **demo_directory.secret())
    assert "secret-expires" not in employees.open_entries()
