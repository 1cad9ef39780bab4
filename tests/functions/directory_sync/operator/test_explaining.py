"""Explaining: a test of the connection, and what would become of one person."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.directory_sync import peers
from functions.directory_sync.people import DirectoryIncomplete, DirectoryPerson
from functions.directory_sync.problems.ldap_connection import NO_ANSWER
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.organisation import audit_log
from tests.functions.directory_sync.directory import Directory
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, THERAPISTS, guid, person, source
from tests.functions.directory_sync.site import Site


def explained(here: Site, text: str, **arguments: Any) -> dict[str, Any]:
    """What is explained of the only person found."""
    (found,) = here.done("explain-person", source="entra", person=text, **arguments)["people"]
    return dict(found)


# --- A test of the connection -----------------------------------------------------------------------------------------


def test_a_test_has_each_step_and_the_first_people_as_they_would_arrive(here: Site) -> None:
    here.employ(1)
    here.directory.put(2, person(2, EMPLOYEES, MANAGERS))
    here.directory.put(3, person(3, THERAPISTS, enabled=False))
    told = here.done("test-directory", source="entra")
    assert told["passed"]
    assert [(each["step"], each["passed"], each["problem"]) for each in told["steps"]] == [
        ("address", True, ""),
        ("people", True, ""),
    ]
    assert told["steps"][0]["words"]["en"] == "Address"
    assert "Microsoft Graph" in told["steps"][0]["question"]["nl"]
    first, second, third = told["people"]
    assert first["values"] == {
        "id": "E1",
        "email": "e1@linde.example",
        "first_name": "Anna",
        "last_name": "Smit1",
    }
    assert (first["standing"], first["roles"]) == ("in-scope", ["ith.Secretary"])
    assert second["roles"] == ["ith.ApplicationManager", "ith.Supervisor"]
    assert (third["standing"], third["words"]["nl"]) == ("disabled", "Uitgeschakeld in de directory")
    assert here.account(1) is None


def test_a_step_that_fails_says_what_to_do(here: Site) -> None:
    here.employ(1)
    here.directory.breaks_at = 0
    told = here.done("test-directory", source="entra")
    step = told["steps"][-1]
    assert (told["passed"], told["people"], step["passed"], step["problem"]) == (False, [], False, "ldap-no-answer")
    assert "dc1" in step["explanation"]["nl"]
    assert step["remedy"]["en"]
    assert here.slugs() == []


def test_settings_that_are_not_saved_are_tried(here: Site) -> None:
    here.directory.put(1, person(1, surname="van der Berg"))
    tried = {"infix": "prefix_of(surname)", "last_name": "without_prefix(surname)"}
    (found,) = here.done("test-directory", source="entra", settings=tried)["people"]
    assert (found["values"]["infix"], found["values"]["last_name"]) == ("van der", "Berg")
    (saved,) = here.done("test-directory", source="entra")["people"]
    assert "infix" not in saved["values"]


def test_a_source_without_a_secret_cannot_be_asked(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "open", lambda _, *given: peers.open_directory(*given))
    assert here.declined("test-directory", source="entra") == "secret-missing"
    assert here.declined("explain-person", source="entra", person="x") == "secret-missing"


# --- One person -------------------------------------------------------------------------------------------------------


def test_who_is_new_would_get_an_account(here: Site) -> None:
    here.employ(1)
    found = explained(here, "e1@linde.example")
    assert (found["standing"], found["known"], found["account"]) == ("in-scope", False, None)
    assert found["matched"]["en"] == "There is no account yet"
    assert found["plan"]["verb"] == "create"
    assert found["groups"] == [EMPLOYEES]
    assert here.account(1) is None


def test_who_has_changed_would_be_updated(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.directory.put(1, person(1, EMPLOYEES, THERAPISTS, surname="Bos"))
    found = explained(here, guid(1))
    account = here.account(1)
    assert account
    assert found["account"] == {"kind": "professional", "key": account.key}
    assert "lasting id" in found["matched"]["en"]
    plan = found["plan"]
    assert (plan["verb"], plan["before"]["last_name"], plan["after"]["last_name"]) == ("update", "Smit1", "Bos")
    assert found["known"]


def test_who_left_the_scope_would_lose_access(here: Site) -> None:
    here.employ(1)
    here.cycle()
    here.directory.change(1, groups=(THERAPISTS,))
    found = explained(here, guid(1))
    assert (found["standing"], found["plan"]["verb"], found["plan"]["loses_access"]) == (
        "out-of-scope",
        "deactivate",
        True,
    )


def test_who_left_but_is_in_another_source_would_keep_the_account(here: Site) -> None:
    here.set_up(source(), source(name="second", roles=[]))
    here.employ(1)
    here.cycle("entra")
    here.cycle("second")
    here.directory.change(1, groups=(THERAPISTS,))
    found = explained(here, guid(1))
    assert (found["kept_by"], found["plan"]["verb"], found["plan"]["loses_access"]) == (["second"], "update", True)
    here.set_up(source(roles=[]), source(name="second"))
    found = explained(here, guid(1))
    assert (found["kept_by"], found["plan"]["verb"]) == (["second"], "unchanged")


def test_who_was_never_in_scope_has_no_plan(here: Site) -> None:
    here.directory.put(1, person(1, THERAPISTS))
    found = explained(here, guid(1))
    assert (found["standing"], found["known"], found["plan"], found["account"]) == ("out-of-scope", False, None, None)


def test_an_account_that_would_be_adopted_or_is_somebody_elses_is_said_so(here: Site) -> None:
    mine, other = here.world.professional("E1"), here.world.professional("E2")
    here.world.make(Desired(kind=Kind.PROFESSIONAL, key=other.key, directory_id=guid(9)))
    here.employ(1, 2)
    adopted, taken = explained(here, guid(1)), explained(here, guid(2))
    assert adopted["account"]["key"] == mine.key
    assert [each["slug"] for each in adopted["plan"]["reasons"]] == ["adopted"]
    assert (taken["account"]["key"], taken["plan"]["verb"]) == (other.key, "refused")
    assert [each["slug"] for each in taken["plan"]["reasons"]] == ["other-directory-id"]
    assert "somebody else" in taken["matched"]["en"]


def test_somebody_without_a_name_is_refused_and_why(here: Site) -> None:
    here.directory.put(1, person(1, surname=""))
    here.cycle()
    found = explained(here, guid(1))
    assert (found["plan"]["verb"], found["unsettled"]) == ("refused", ["person-without-name"])


def test_other_settings_put_somebody_in_scope(here: Site) -> None:
    here.directory.put(1, person(1, THERAPISTS))
    assert explained(here, guid(1), settings={"scope_groups": []})["standing"] == "in-scope"


def test_nobody_is_found_and_every_search_is_in_the_audit_log(here: Site) -> None:
    assert here.done("explain-person", source="entra", person="nobody@linde.example")["people"] == []
    (act,) = [each for each in audit_log.every(here.world.runtime, "demo") if each.verb == "explain-person"]
    assert "nobody" not in repr(act)
    assert act.details["source"] == "entra"


class Outer(Directory):
    """A directory that reads only some of the people that it finds."""

    def covers(self, identity: str) -> bool:
        """Only the first."""
        return identity == guid(1)


def test_somebody_outside_the_units_that_are_read_is_said_so(here: Site) -> None:
    here.directory = Outer()
    here.employ(1, 2)
    assert explained(here, guid(1))["standing"] == "in-scope"
    found = explained(here, guid(2))
    assert (found["standing"], found["plan"]) == ("out-of-scope", None)
    assert "filter" in found["words"]["en"]


def test_a_directory_that_does_not_answer_says_so(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(_: Directory, text: str) -> Iterator[DirectoryPerson]:
        raise DirectoryIncomplete(NO_ANSWER, {"host": text, "port": "636"})

    monkeypatch.setattr(Directory, "find", find)
    assert here.declined("explain-person", source="entra", person="x") == NO_ANSWER.slug
