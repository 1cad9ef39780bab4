"""Rules: who is in scope, what the account of each person should be, and what is the matter with some of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.directory_sync.people import DirectoryPerson
from functions.directory_sync.rules import STANDING_LABELS, Standing, masked_name, rules_of
from koppel.domain.accounts.account import Kind, Role
from koppel.domain.plan.desired import DELETED, Manner
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, THERAPISTS, guid, person, source

RULES = rules_of(source())
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("somebody", "standing"),
    [
        (person(1), Standing.IN_SCOPE),
        (person(1, EMPLOYEES.upper()), Standing.IN_SCOPE),
        (person(1, THERAPISTS), Standing.OUT_OF_SCOPE),
        (person(1, enabled=False), Standing.DISABLED),
        (person(1, removed=True), Standing.REMOVED),
        (person(1, enabled=False, removed=True), Standing.REMOVED),
    ],
)
def test_how_a_person_stands_to_the_source(somebody: DirectoryPerson, standing: Standing) -> None:
    assert RULES.standing(somebody) is standing


def test_without_groups_in_scope_everybody_is_meant() -> None:
    everybody = rules_of(source(scope_groups=[]))
    assert everybody.standing(person(1)._replace(groups=frozenset())) is Standing.IN_SCOPE


def test_each_standing_has_a_label() -> None:
    assert set(STANDING_LABELS) == set(Standing)


def test_what_the_account_should_be() -> None:
    candidate = RULES.arrival(person(7, EMPLOYEES, THERAPISTS))
    assert candidate.label == guid(7)
    assert candidate.reasons == ()
    desired = candidate.desired
    assert desired
    assert (desired.kind, desired.id, desired.directory_id, desired.by_directory_id) == (
        Kind.PROFESSIONAL,
        "E7",
        guid(7),
        True,
    )
    assert dict(desired.values) == {"first_name": "Anna", "last_name": "Smit7", "email": "e7@linde.example"}
    assert (desired.active, desired.creates, desired.spares_last_manager) == (True, True, True)
    assert desired.manner is Manner.LENIENT


def values(rules: Any, somebody: DirectoryPerson) -> dict[str, Any]:
    desired = rules.arrival(somebody).desired
    assert desired
    return dict(desired.values)


def test_the_prefix_of_a_surname_becomes_the_infix() -> None:
    rules = rules_of(source(infix="prefix_of(surname)", last_name="without_prefix(surname)"))
    assert values(rules, person(1, surname="van den Berg")) | {"email": ""} == {
        "first_name": "Anna",
        "infix": "van den",
        "last_name": "Berg",
        "email": "",
    }
    assert values(rules, person(1, surname="Berg"))["infix"] == DELETED
    assert "infix" not in values(RULES, person(1))


def test_an_active_directory_keeps_the_surname_elsewhere() -> None:
    rules = rules_of(source(entra=None, ldap={"hosts": [{"name": "dc1"}], "bind_name": "koppel@linde.local"}))
    assert rules.attributes == {"employeeId", "mail", "givenName", "sn"}
    assert values(rules, person(1, sn="Bos"))["last_name"] == "Bos"


def test_an_empty_attribute_takes_no_name_and_no_address_away() -> None:
    assert values(RULES, person(1, givenName="", mail="")) == {"last_name": "Smit1"}


def slugs(candidate: Any) -> list[str]:
    return [each.slug for each in candidate.reasons]


def test_what_is_the_matter_with_a_person() -> None:
    nameless = RULES.arrival(person(1, surname=""))
    assert (nameless.desired, slugs(nameless)) == (None, ["person-without-name"])
    assert slugs(RULES.arrival(person(1, mail=""))) == ["person-without-email"]
    odd = RULES.arrival(person(1, employeeId="x" * 300))
    assert slugs(odd) == ["person-id-unusable"]
    assert odd.desired
    assert odd.desired.id == ""


def test_who_shares_an_id_gets_no_account_by_it_and_keeps_an_own_one() -> None:
    named = f"{masked_name(RULES, person(1))}, {masked_name(RULES, person(2))}"
    assert named == "A••• S•••, A••• S•••"
    without = RULES.arrival(person(1), sharing=named)
    assert (without.desired, slugs(without)) == (None, ["person-id-shared"])
    assert named in without.reasons[0].text.nl
    having = RULES.arrival(person(1), sharing=named, has_account=True)
    assert having.desired
    assert (having.desired.id, having.desired.creates, slugs(having)) == ("", False, ["person-id-shared"])


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ((EMPLOYEES,), (Role.SECRETARY,)),
        ((THERAPISTS,), (Role.THERAPIST,)),
        ((THERAPISTS.upper(), MANAGERS), (Role.APPLICATION_MANAGER, Role.THERAPIST, Role.SUPERVISOR)),
    ],
)
def test_groups_give_roles(groups: tuple[str, ...], roles: tuple[Role, ...]) -> None:
    desired = RULES.arrival(person(1, *groups)).desired
    assert desired
    assert desired.roles == roles
    assert set(desired.roles_among or ()) == {Role.APPLICATION_MANAGER, Role.SUPERVISOR, Role.THERAPIST, Role.SECRETARY}


def test_without_groups_that_give_roles_only_new_accounts_get_one() -> None:
    desired = rules_of(source(roles=[])).arrival(person(1)).desired
    assert desired
    assert (desired.roles, desired.roles_among, desired.default_roles) == (None, None, (Role.SECRETARY,))
    none = rules_of(source(roles=[], default_role=None)).arrival(person(1)).desired
    assert none
    assert none.default_roles == ()


def test_a_leaver_is_deactivated_at_once_or_later() -> None:
    now = RULES.departure(guid(1), NOW).desired
    later = rules_of(source(leavers="deactivate_later", leaver_days=3)).departure(guid(1), NOW).desired
    assert now
    assert later
    assert (now.active, now.active_from, now.creates) == (False, "", False)
    assert later.active_from == "2026-03-05T09:00:00"


def test_who_moves_to_another_source_loses_what_only_this_one_gives() -> None:
    moved = RULES.move(guid(1), frozenset({Role.THERAPIST}))
    assert moved
    assert moved.desired
    assert (moved.desired.active, moved.desired.roles) == (None, ())
    assert set(moved.desired.roles_among or ()) == {Role.APPLICATION_MANAGER, Role.SUPERVISOR, Role.SECRETARY}
    assert RULES.move(guid(1), frozenset(Role)) is None
    assert rules_of(source(roles=[])).move(guid(1), frozenset()) is None


@pytest.mark.parametrize(
    "other",
    [
        person(1, surname="Bos"),
        person(1, mail="anna@linde.example"),
        person(1, employeeId="E2"),
        person(1, EMPLOYEES, THERAPISTS),
        person(1, givenName=""),
    ],
)
def test_the_digest_changes_with_what_matters(other: DirectoryPerson) -> None:
    assert RULES.digest(other) != RULES.digest(person(1))
    assert any(RULES.digest(other))


@pytest.mark.parametrize(
    "same",
    [
        person(1, department="Zorg"),
        person(1, EMPLOYEES, "99999999-0000-4000-8000-000000000000"),
        person(1)._replace(attributes={name.upper(): each for name, each in person(1).attributes.items()}),
        person(1)._replace(attributes=dict(reversed([*person(1).attributes.items()]))),
    ],
)
def test_the_digest_stays_with_what_does_not(same: DirectoryPerson) -> None:
    assert RULES.digest(same) == RULES.digest(person(1))


@pytest.mark.parametrize(
    "settings",
    [
        {"scope_groups": []},
        {"email": "first(mail, userPrincipalName)"},
        {"default_role": None},
        {"leavers": "deactivate_later"},
        {"entra": {"tenant": "other.example", "client_id": "app"}},
    ],
)
def test_the_fingerprint_changes_with_what_settings_decide_about_people(settings: dict[str, Any]) -> None:
    other = rules_of(source(**settings))
    assert other.fingerprint != RULES.fingerprint
    assert other.digest(person(1)) != RULES.digest(person(1))


@pytest.mark.parametrize(
    "settings",
    [
        {"name": "other"},
        {"on": False},
        {"minutes": 60},
        {"brake_count": 99},
        {"entra": {"tenant": "linde.example", "client_id": "new app"}},
    ],
)
def test_the_fingerprint_stays_with_schedule_brake_and_connection(settings: dict[str, Any]) -> None:
    assert rules_of(source(**settings)).fingerprint == RULES.fingerprint


def test_what_a_person_is_called_is_not_in_a_trace() -> None:
    assert repr(person(1)) == f"DirectoryPerson({guid(1)})"
