"""The page of a link in a mail: programs that look at it use nothing up, its button logs on, once."""

from dataclasses import replace

import pytest

from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, Value
from koppel.domain.logon.security import SecuritySettings
from koppel.domain.logon.session import digest_of
from koppel.domain.plan.desired import Desired
from koppel.logon import one_time_links, sessions
from koppel.logon.one_time_links import Spent
from tests.functions.session.conftest import Answer, Hub
from tests.harness.html import faults
from tests.harness.output import Output

DAYS = 7
OWN = {"Sec_Fetch_Site": "same-origin"}


def link_for(hub: Hub, account: Account | None = None) -> str:
    """The path of a new link for this client."""
    made = one_time_links.make(hub.world.tenant, account or hub.world.client("C1"), DAYS)
    hub.world.tenant.table.write(made.write)
    return made.path


def press(hub: Hub, path: str, **headers: str) -> Answer:
    """The answer to the button of the page, in a browser without a session."""
    return hub.ask("POST", path, cookie="", **(headers or OWN))


def session_of(answer: Answer) -> str:
    """The identifier of the session that the answer starts."""
    return answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]


def change(hub: Hub, *, active: bool | None = None, **values: Value) -> None:
    """Change the client."""
    desired = Desired(kind=Kind.CLIENT, id="C1", values=values, active=active)
    synchronise(hub.world.tenant, desired, hub.world.origin())


def test_looking_uses_nothing_up_and_the_button_logs_on_once(hub: Hub) -> None:
    client = hub.world.client("C1")
    path = link_for(hub, client)
    for _ in range(2):
        page = hub.ask("GET", path, cookie="")
        assert (page.status, "Set-Cookie" in page.headers) == (200, False)
        assert '<form method="post">' in page.body
    assert hub.ask("HEAD", path, cookie="").status == 204
    assert hub.ask("GET", path, cookie="", Sec_Purpose="prefetch").status == 204
    entered = press(hub, path)
    assert (entered.status, entered.headers["Refresh"]) == (200, "0;url=/")
    found = sessions.find(hub.world.tenant, digest_of(session_of(entered)), SecuritySettings().lifetime)
    assert found is not None
    assert (found.account.key, found.session.logon.integration) == (client.key, "bulk_import")
    again = press(hub, path)
    assert (again.status, "Set-Cookie" in again.headers) == (403, False)
    assert "used once already" in again.body
    assert hub.entries()["mailed-link-used"].count == 1


def test_the_session_is_handed_over_to_the_platform_like_any_other(hub: Hub) -> None:
    identifier = session_of(press(hub, link_for(hub)))
    code = hub.authorize(cookie=identifier).given["code"]
    assert hub.exchange(code).status == 200


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_site_logs_nobody_on(hub: Hub, headers: dict[str, str]) -> None:
    path = link_for(hub)
    answer = press(hub, path, **headers)
    assert (answer.status, "Set-Cookie" in answer.headers) == (200, False)
    assert "Set-Cookie" in press(hub, path).headers


def test_a_link_expires(hub: Hub) -> None:
    path = link_for(hub)
    hub.world.clock.move(days=DAYS)
    assert "has expired" in hub.ask("GET", path, cookie="").body
    assert "Set-Cookie" not in press(hub, path).headers
    assert set(hub.entries()) == {"mailed-link-expired"}


def test_a_link_of_an_account_that_is_not_active_logs_nobody_on(hub: Hub) -> None:
    path = link_for(hub)
    change(hub, active=False)
    assert press(hub, path).status == 403
    assert set(hub.entries()) == {"mailed-link-inactive"}
    change(hub, active=True)
    assert "Set-Cookie" in press(hub, path).headers


def test_a_link_to_an_address_that_was_somebody_elses_logs_nobody_on(hub: Hub) -> None:
    path = link_for(hub)
    change(hub, email="right@example.org")
    assert press(hub, path).status == 403
    assert set(hub.entries()) == {"mailed-link-readdressed"}


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=a&token=b", "?other=x"])
def test_a_link_that_nobody_made_leaves_no_entry(hub: Hub, query: str) -> None:
    for answer in (hub.ask("GET", f"/session/link{query}", cookie=""), press(hub, f"/session/link{query}")):
        assert (answer.status, "Set-Cookie" in answer.headers) == (403, False)
        assert "not copied completely" in answer.body
    assert hub.entries() == {}


def test_of_two_at_the_same_moment_one_is_logged_on(hub: Hub) -> None:
    token = link_for(hub).partition("token=")[2]
    link = one_time_links.look(hub.world.tenant, token)
    assert not isinstance(link, Spent)
    assert [one_time_links.use(hub.world.tenant, link) for _ in range(2)] == [True, False]


def test_a_link_of_another_organisation_is_none_here(hub: Hub) -> None:
    made = one_time_links.make(hub.world.tenant, hub.world.client("C1"), DAYS)
    other = hub.world.add_organisation("other")
    hub.world.tenant.table.write(made.write)
    tenant = replace(hub.world.tenant, organisation=other)
    assert one_time_links.look(tenant, made.path.partition("token=")[2]) is Spent.UNKNOWN


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_are_valid_and_in_the_language_of_the_reader(hub: Hub, language: str) -> None:
    path = link_for(hub)
    asked = hub.ask("GET", path, cookie="", Accept_Language=language)
    press(hub, path)
    spent = hub.ask("GET", path, cookie="", Accept_Language=language)
    for page, word in ((asked, {"nl": "Inloggen", "en": "Log on"}), (spent, {"nl": "gebruikt", "en": "used once"})):
        assert faults(page.body) == []
        assert f'<html lang="{language}">' in page.body
        assert word[language] in page.body


def test_no_token_is_stored_or_logged(hub: Hub, output: Output) -> None:
    path = link_for(hub)
    press(hub, path)
    token = path.partition("token=")[2]
    assert token not in output.text
    rows = hub.world.tenant.table.query(f"demo/one-time-link/{digest_of(token)}")
    assert [token in str(each) for each in rows] == [False]
