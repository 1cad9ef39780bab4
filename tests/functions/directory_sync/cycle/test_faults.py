"""A directory is followed with each request to AWS failing in turn: the same accounts, and nothing written twice."""

from koppel.accounts import store
from koppel.domain.accounts.account import Kind
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from tests.functions.directory_sync.people import EMPLOYEES, MANAGERS, guid, person
from tests.functions.directory_sync.site import Site
from tests.harness.faults import endure


def test_people_come_change_and_go_and_one_is_looked_up(here: Site) -> None:
    here.world.professional("E3")

    def journey() -> object:
        here.directory.__init__()  # type: ignore[misc]
        here.employ(1, 2, 3)
        here.directory.put(4, person(4, EMPLOYEES, MANAGERS, surname=""))
        here.done("set-directory-secret", source="entra", secret="s3cret", expires="2026-12-31")
        first = here.cycle()
        here.directory.put(1, None)
        here.directory.put(2, person(2, surname="Bos"))
        second = here.cycle()
        quiet = here.due()
        person_4 = here.done("explain-person", source="entra", person=guid(4))["people"][0]["plan"]
        assert first
        assert second
        return first.counts, second.counts, quiet, person_4, here.active(), here.unsettled()

    def books() -> object:
        accounts = {each.text("id"): each.text("last_name") for each in store.listed(here.tenant, Kind.PROFESSIONAL)}
        entries = error_log.entries(here.tenant, "directory_sync", State.OPEN, limit=100)[0]
        return accounts, {each.slug: each.count for each in entries}

    assert endure(here.world, journey, books) > 60
