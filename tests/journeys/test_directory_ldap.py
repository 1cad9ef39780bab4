"""Employees follow an Active Directory of one's own: cycles of the deployed functions, with Samba as the domain
controller, over LDAPS."""

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.harness import samba, samba_domain, slapd
from tests.harness.authority import Authority
from tests.harness.employees import Following, Staff, host, settled
from tests.harness.ldap_relay import Act, Answer, Pass, Raw, Request, passing, relay
from tests.harness.mortal import kill_when, mortal
from tests.harness.samba import DomainController
from tests.harness.samba_changes import Changes, changes
from tests.harness.samba_domain import NURSES, REALM, STAFF, person_dn, unit_of
from tests.harness.stack import Stack

FEW = 60
NO_SUCH_OBJECT = 32  # RFC 4511 appendix A
EXPIRED = f"{samba_domain.OLD}@{REALM}"
CAME_LATER = "(!(employeeID=P*))"
"""A filter that lets through those whom a test creates."""


@pytest.fixture(scope="module")
def people(scale: float) -> int:
    """How many there are: those with the lowest numbers."""
    return samba_domain.PEOPLE if scale == 1 else FEW


@pytest.fixture(scope="module")
def staff(stack: Stack, controller: DomainController, people: int) -> Staff:
    """An organisation whose directory was never read."""
    some = f"(|(employeeID<=P{people - 1:05d}){CAME_LATER})"
    return Staff.found(stack, "domain", controller, "" if people == samba_domain.PEOPLE else some)


@pytest.fixture
def hands(controller: DomainController) -> Iterator[Changes]:
    """What an administrator does in the domain; over a connection of its own, as the controller goes down meanwhile."""
    with changes(controller) as administrator:
        yield administrator


def slugs(run: Mapping[str, Any]) -> list[str]:
    """Why the run waits, or has failed."""
    return [each["slug"] for each in run["reasons"]]


def number(person: int) -> str:
    """The professional id of a person of the domain."""
    return samba_domain.attributes(person)["employeeID"]


def but_times(account: Mapping[str, Any]) -> dict[str, Any]:
    """An account as an API user sees it, less what tells when it was written."""
    return {name: value for name, value in account.items() if name != "@changes"}


def steps(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The steps of a test of the connection, each with the slug of its problem."""
    return [(each["step"], each["problem"]) for each in told["steps"]]


class Stall:
    """Lets a relay pass everything, but for the batch of people at which it answers no more."""

    def __init__(self, batch: int) -> None:
        self.is_there = threading.Event()
        self._left = batch

    def __call__(self, request: Request) -> Act:
        self._left -= b"givenName" in request.raw
        if self._left:
            return Pass()
        self.is_there.set()
        return Raw()


def test_the_first_cycle_waits_and_ends_right_though_its_worker_is_killed(
    staff: Staff, controller: DomainController, people: int, scale: float
) -> None:
    stack, batches = staff.tenant.stack, -(-people // 100)
    certificate = controller.authority.issue(controller.name)
    with mortal(stack, scale), relay(certificate, (controller.address, samba.LDAPS)) as between:
        staff.connect(hosts=[host(controller, address=between.address)], port=between.port)
        between.bend = stall = Stall(max(1, batches // 2))
        run = staff.start()
        kill_when(stack, stall.is_there.is_set)
        between.bend = passing
        first = settled(staff.tenant, run)
        assert (first["state"], slugs(first)) == ("waiting", ["first-cycle"])
        assert (first["counts"], first["loses_access"], staff.count()) == ({"create": people}, 0, 0)

        staff.tenant.operate("approve-run", run=run, digest=first["digest"])
        kill_when(stack, lambda: staff.count() > people // 10)
        assert staff.count() < people, "the worker was killed too late to be in the middle"
        done = settled(staff.tenant, run)
        staff.connect()
    assert (done["state"], done["outcomes"]) == ("done", {"applied": people})
    rows = staff.tenant.accounts().values()
    assert {row["version"] for row in rows} == {1}, "each was written once"
    assert {row["values"]["id"] for row in rows} == {number(each) for each in range(people)}


def test_nobody_changes_where_the_domain_has_not_changed(staff: Staff) -> None:
    before = staff.tenant.accounts()
    unchanged = staff.cycle()
    assert (unchanged["state"], unchanged["rows"]) == ("done", 0)
    whole = staff.cycle(full=True)
    assert (whole["state"], whole["outcomes"]) == ("done", {"unchanged": len(before)})
    assert staff.tenant.accounts() == before
    assert staff.open_entries() == set()


def test_employees_follow_the_domain(staff: Staff, hands: Changes, people: int) -> None:
    accounts = staff.accounts()
    assert all(each["active"] for each in accounts.values())
    someone = accounts["P00013"]
    assert (someone["first_name"], someone["infix"], someone["last_name"]) == ("Zoë 13", "van der", "Linden 13")
    assert someone["email"] == "person00013@hub.test"
    assert (staff.roles("P00013"), staff.roles("P00001")) == ({"ith.Therapist"}, {"ith.Therapist", "ith.Supervisor"})
    assert (unit_of(24), staff.roles("P00024")) == ("Office", set())

    care, office, elsewhere = (f"OU=Care,{STAFF}", f"OU=Office,{STAFF}", f"OU=Elsewhere,{samba_domain.BASE}")
    hands.join(NURSES, hands.create("Sanne", care, employeeID="N0001", givenName="Sanne", sn="de Vries"))
    hands.change(hands.rename(person_dn(21), "CN=Married"), sn="Jansen-van der Linden")
    hands.move(person_dn(22), office)
    hands.join(NURSES, hands.create_group("Night shift", person_dn(24)))
    hands.disable(person_dn(25))
    deleted = hands.identity(person_dn(26))
    hands.delete(person_dn(26))
    moved = hands.move(person_dn(27), elsewhere)
    second = staff.cycle()
    assert (second["state"], slugs(second), second["loses_access"]) == ("done", [], 3)
    assert second["counts"] == {"create": 1, "update": 2, "deactivate": 3}
    after = staff.accounts()
    assert {each for each, account in after.items() if not account["active"]} == {"P00025", "P00026", "P00027"}
    assert (after["N0001"]["infix"], after["N0001"]["last_name"]) == ("de", "Vries")
    assert staff.roles("N0001") == staff.roles("P00024") == {"ith.Therapist"}
    assert (after["P00021"]["infix"], after["P00021"]["last_name"]) == ("", "Jansen-van der Linden")
    assert after["P00021"]["@url"] == accounts["P00021"]["@url"]
    assert after["P00022"] == accounts["P00022"]

    hands.enable(person_dn(25))
    back = {key: value for key, value in samba_domain.attributes(26).items() if key != "objectClass"}
    hands.undelete(deleted, person_dn(26), **back)
    hands.join(NURSES, person_dn(26))
    hands.move(moved, care)
    third = staff.cycle()
    assert (third["state"], third["counts"]) == ("done", {"reactivate": 3})
    returned = staff.accounts()
    for each in ("P00025", "P00026", "P00027"):
        assert but_times(returned[each]) == but_times(accounts[each])
        assert staff.roles(each) == {"ith.Therapist"}
    assert len(returned) == people + 1


def test_a_unit_that_is_lost_waits_and_nobody_changes(staff: Staff, hands: Changes) -> None:
    before = staff.tenant.accounts()
    lost = hands.move(f"OU=Ward,{STAFF}", f"OU=Elsewhere,{samba_domain.BASE}")
    held = staff.cycle()
    assert (held["state"], slugs(held), held["loses_access"]) == ("waiting", ["brake-on"], 12)
    assert staff.open_entries() == {"brake-on"}
    assert staff.decide("reject-run", held)["state"] == "rejected"
    hands.move(lost, STAFF)
    assert staff.cycle()["state"] == "done"
    assert (staff.tenant.accounts(), staff.open_entries()) == (before, set())


def test_a_domain_that_cannot_be_read_changes_nobody_and_says_why(
    staff: Staff, controller: DomainController, authority: Authority
) -> None:
    before = staff.tenant.accounts()

    def failed_with() -> tuple[list[str], set[str]]:
        failed = staff.cycle()
        assert (failed["state"], failed["rows"]) == ("failed", 0)
        assert staff.tenant.accounts() == before
        return slugs(failed), staff.open_entries()

    staff.connect(bind_name=EXPIRED)
    expired = "ldap-account-password-expired"
    assert failed_with() == ([expired], {expired})
    staff.connect()
    assert (staff.cycle()["state"], staff.open_entries()) == ("done", set())

    controller.stop()
    down, name = "ldap-connection-refused", "ldap-certificate-wrong-name"
    assert failed_with() == ([down], {down})
    controller.start(authority.issue("dc9.ad.hub.test"))
    found, entries = failed_with()
    assert (found, name in entries) == ([name], True)
    controller.stop()
    controller.start(authority.issue(controller.name, ends=-timedelta(hours=1)))
    assert failed_with()[0] == ["ldap-certificate-expired"]
    controller.stop()
    controller.start()
    dead = host(controller, name=samba.OTHER_NAME, address="127.0.0.1")
    staff.connect(hosts=[dead, host(controller)])
    assert staff.cycle()["state"] == "done"
    staff.connect()
    assert (staff.tenant.accounts(), staff.open_entries()) == (before, set())


def test_the_connection_is_tested_and_a_person_explained(staff: Staff, hands: Changes) -> None:
    good = staff.tenant.operate("test-directory", source=staff.source)
    assert good["passed"]
    assert steps(good) == [(each, "") for each in ("address", "tls", "sign-in", "permission", "people")]
    assert len(good["people"]) == 5
    other = {"ldap": {"bind_name": EXPIRED}}
    bad = staff.tenant.operate("test-directory", source=staff.source, settings=other)
    assert (bad["passed"], steps(bad)[-1]) == (False, ("sign-in", "ldap-account-password-expired"))

    hands.change(person_dn(29), sn="Smit")
    (person,) = staff.tenant.operate("explain-person", source=staff.source, person="person00029")["people"]
    assert (person["directory_id"], person["standing"]) == (hands.identity(person_dn(29)), "in-scope")
    assert (person["values"]["id"], person["plan"]["verb"]) == ("P00029", "update")
    assert person["plan"]["after"]["last_name"] == "Smit"
    assert staff.accounts()["P00029"]["last_name"] == "Linden 29", "to explain changes nothing"


def test_a_limit_on_the_number_of_results_is_no_list_of_everybody(staff: Staff, tmp_path: Path) -> None:
    """By a source of its own: of OpenLDAP, which refuses as Windows does. Samba gives whatever it has."""
    if not slapd.is_installed():
        pytest.skip("slapd is not installed")
    before, authority = staff.tenant.accounts(), staff.controller.authority
    certificate = authority.issue(slapd.NAME)
    with (
        slapd.running(tmp_path / "slapd", authority, most_in_pages=1500, is_domain=True) as server,
        relay(certificate, (server.address, server.port)) as between,
    ):
        between.bend = lambda request: Answer(NO_SUCH_OBJECT) if b"WKGUID" in request.raw else Pass()
        connection = {
            "hosts": [{"name": slapd.NAME, "address": between.address}],
            "port": between.port,
            "ca_certificate": authority.pem,
            "bind_name": slapd.READER,
            "base_dns": [slapd.BASE],
        }
        other = Following(staff.tenant, "openldap")
        other.settle({"name": other.source, "ldap": connection})
        staff.tenant.operate("set-directory-secret", source=other.source, secret=slapd.PASSWORD)
        refused = other.cycle()
    assert (refused["state"], slugs(refused), refused["rows"]) == ("failed", ["ldap-size-limit"], 0)
    assert (staff.tenant.accounts(), other.open_entries()) == (before, {"ldap-size-limit"})
