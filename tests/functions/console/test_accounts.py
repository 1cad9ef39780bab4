"""The pages of accounts: they are found, opened with a reason, and what changed is undone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from koppel.accounts import store
from koppel.accounts.synchronise import synchronise
from koppel.domain.accounts.account import Account, Kind, Role, Value
from koppel.domain.plan.desired import Desired
from tests.functions.console.conftest import Answer, Browser, Console
from tests.functions.operations.test_undoing import wish
from tests.functions.operations.test_unmerging import ids, merged, two
from tests.harness.html import faults

PATH = "/console/demo/accounts"
REASON = "Ticket 4711"
FULL: Mapping[str, Value] = {"first_name": "Anna", "email": "c1@client.example", "gender": "f"}
SCRIPT = "<script>alert(1)</script>"


def address(account: Account) -> str:
    return f"{PATH}/{account.kind}/{account.key}"


def opened(console: Console, account: Account, **form: Any) -> Answer:
    """The page of the account, opened with a reason."""
    page = console.manager.post(address(account), {"reason": REASON, **form})
    assert faults(page.body) == []
    return page


def digest(page: Answer) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', page.body)
    assert found, page.body
    return found[1]


def found(browser: Browser, value: str, kind: str = "client", by: str = "id", **form: str) -> Answer:
    page = browser.post(PATH, {"kind": kind, "by": by, "value": value, **form})
    assert faults(page.body) == []
    return page


def last_name(console: Console, account: Account) -> str:
    stored = store.account(console.world.tenant, account.kind, account.key)
    assert stored is not None
    return stored.text("last_name")


class TestFinding:
    def test_the_page_asks_what_to_find(self, console: Console) -> None:
        page = console.manager.get(PATH)
        assert (page.status, faults(page.body)) == (200, [])
        assert 'href="/console/demo/accounts" aria-current="page"' in page.body
        assert "is recorded with your name" in page.body
        console.manager.language = "nl"
        assert "Een account zoeken" in console.manager.get(PATH).body

    @pytest.mark.parametrize(("by", "value"), [("id", "C1"), ("email", "c1@client.example"), ("last_name", "Berg")])
    def test_accounts_are_found_with_their_names_masked(self, console: Console, by: str, value: str) -> None:
        account = console.world.client("C1", last_name="Berg")
        page = found(console.manager, value, by=by)
        assert f'href="{address(account)}"' in page.body
        assert f'value="{value}"' in page.body
        assert ("J••• B•••" in page.body, ">Johanna" in page.body) == (True, False)

    def test_by_their_key_too(self, console: Console) -> None:
        account = console.world.client("C1")
        assert f'href="{address(account)}"' in found(console.manager, account.key, by="key").body

    def test_an_id_that_a_merge_retired_finds_both(self, console: Console) -> None:
        kept, gone = two(console.office)
        merged(console.office, "S", "R")
        page = found(console.manager, "R")
        assert f'href="{address(kept)}"' in page.body
        assert f'href="{address(gone)}"' in page.body
        assert ">merged<" in page.body

    def test_nobody_is_found(self, console: Console) -> None:
        assert "No account was found." in found(console.manager, "C9").body

    def test_a_long_search_goes_on_where_it_ended(self, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("koppel.accounts.lookup.MOST_SEEN", 1)
        console.world.client("C1", last_name="Berg")
        console.world.client("C2", last_name="Bos")
        page, pages = found(console.manager, "Bos", by="last_name"), 1
        while "/client/" not in page.body:
            assert "many accounts have been read, and not all" in page.body
            after = re.search(r'name="after" value="([0-9a-f]+)"', page.body)
            assert after
            page, pages = found(console.manager, "Bos", by="last_name", after=after[1]), pages + 1
        assert pages == 2

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({"value": " "}, "Fill in what to look for."),
            ({"kind": "friend"}, "friends have no id"),
            ({"kind": "organisation"}, "<code>kind</code>"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(self, console: Console, form: dict[str, str], said: str) -> None:
        page = console.manager.post(PATH, {"kind": "client", "by": "id", "value": "C1", **form})
        assert (page.status, said in page.body) == (422, True)
        assert faults(page.body) == []

    def test_the_search_is_recorded_without_the_person(self, console: Console) -> None:
        found(console.manager, "C1")
        act = console.office.done("list-acts")["acts"][0]
        assert act["verb"] == "find-accounts"
        assert "delegated_logon" in act["actor"]


class TestAccount:
    def test_a_reason_is_asked_first(self, console: Console) -> None:
        account = console.world.client("C1")
        page = console.manager.get(address(account))
        assert (page.status, "Johanna" in page.body, faults(page.body)) == (200, False, [])
        without = console.manager.post(address(account), {"reason": " "})
        assert (without.status, "Give a reason." in without.body, "Johanna" in without.body) == (422, True, False)

    def test_it_is_shown_with_where_each_field_comes_from(self, console: Console) -> None:
        account = console.world.client("C1", last_name="Berg")
        wish(console.office, "C1", last_name="Bos")
        page = opened(console, account)
        assert page.status == 200
        assert "<h1>Johanna Bos</h1>" in page.body
        assert "<title>Client – Koppel</title>" in page.body
        row = page.body[page.body.index('<th scope="row">Last name</th>') :]
        assert "HL7 “EPD”" in row[: row.index("</tr>")]
        assert '<a href="#change-2">change 2</a>' in row[: row.index("</tr>")]
        assert "<del>Berg</del>" in page.body
        assert "<ins>Bos</ins>" in page.body
        acts = console.office.done("list-acts")["acts"]
        assert (acts[0]["verb"], acts[0]["details"]["reason"]) == ("show-account", REASON)

    def test_a_change_by_a_message_leads_to_the_message(self, console: Console) -> None:
        w, message = console.world, f"{'a' * 32}-{'b' * 64}"
        for integration, name in (("hl7_intake", "Bos"), ("rest_api", "Boom")):
            origin = replace(w.origin(integration), reference=message)
            synchronise(w.tenant, Desired(kind=Kind.CLIENT, id="C1", values={**FULL, "last_name": name}), origin)
        account = store.by_id(w.tenant, Kind.CLIENT, "C1")
        assert account is not None
        body = opened(console, account).body
        links = re.findall(rf'href="/console/demo/messages/{message}"', body)
        assert len(links) == body.count("HL7 “EPD”")
        assert f"reference <code>{message}</code>" in body

    def test_relationships_and_friends_lead_to_their_accounts(self, console: Console) -> None:
        kept, _ = two(console.office)
        page = opened(console, kept)
        assert re.search(r"/accounts/professional/[0-9a-f]{32}\">P1</a>", page.body)
        assert "waits for this professional" in page.body
        assert "/accounts/friend/" in page.body

    def test_one_that_was_merged_leads_to_the_other(self, console: Console) -> None:
        kept, gone = two(console.office)
        merged(console.office, "S", "R")
        page = opened(console, gone)
        assert f'<a href="{address(kept)}">To the client that stayed</a>' in page.body

    def test_professionals_and_friends_have_a_page(self, console: Console) -> None:
        professional = console.professional("P7", Role.THERAPIST)
        assert "Therapist" in opened(console, professional).body
        client = console.world.client("C1")
        values = {"name": "Bo", "email": "bo@x.example"}
        friend = console.world.make(Desired(kind=Kind.FRIEND, client=client.key, values=values))
        page = opened(console, friend)
        assert "<h1>Bo</h1>" in page.body
        assert f'href="{address(client)}"' in page.body

    def test_a_long_trail_has_pages(self, console: Console) -> None:
        account = console.world.client("C1")
        for number in range(25):
            wish(console.office, "C1", last_name=f"Name{number}")
        page = opened(console, account)
        assert (page.body.count('name="change"'), "<ins>Name24</ins>" in page.body) == (20, True)
        older = re.search(r'name="older_than" value="([0-9]+)"', page.body)
        assert older
        rest = opened(console, account, older_than=older[1])
        assert (rest.body.count('name="change"'), "Details and where they come from" in rest.body) == (6, False)
        assert len(page.body) < 100_000

    def test_script_comes_back_as_text(self, console: Console) -> None:
        account = console.world.client("C1", last_name=SCRIPT, labels=(SCRIPT,))
        wish(console.office, "C1", last_name=f"x{SCRIPT}")
        page = opened(console, account, reason=SCRIPT)
        preview = opened(console, account, change=2, reason=SCRIPT)
        for each in (page, preview, found(console.manager, SCRIPT)):
            assert "<script>alert" not in each.body
        assert "x&lt;script&gt;" in page.body

    @pytest.mark.parametrize("path", ["client/xyz", "client", "nobody/" + "0" * 32, "client/" + "0" * 32 + "/x"])
    def test_what_is_no_account_is_not_there(self, console: Console, path: str) -> None:
        assert console.manager.get(f"{PATH}/{path}").status == 404

    def test_a_key_that_nobody_has_is_not_there(self, console: Console) -> None:
        page = console.manager.post(f"{PATH}/client/{'0' * 32}", {"reason": REASON})
        assert (page.status, "No account of this kind has this key" in page.body) == (404, True)


class TestUndo:
    def test_a_change_is_previewed_and_undone(self, console: Console) -> None:
        account = console.world.client("C1", last_name="Berg")
        wish(console.office, "C1", last_name="Bos", infix="van")
        preview = opened(console, account, change=2)
        assert ("Nothing has changed yet" in preview.body, last_name(console, account)) == (True, "Bos")
        assert "<del>Bos</del>" in preview.body
        assert "<ins>Berg</ins>" in preview.body
        assert f'name="reason" value="{REASON}"' in preview.body
        done = opened(console, account, change=2, digest=digest(preview))
        assert (done.status, "Change 2 is undone." in done.body) == (200, True)
        assert last_name(console, account) == "Berg"
        assert "This undid: change 2" in done.body

    def test_what_stays_is_named_with_its_reason(self, console: Console) -> None:
        account = console.world.client("C1", last_name="Berg")
        wish(console.office, "C1", last_name="Bos", infix="van")
        wish(console.office, "C1", last_name="Boom")
        preview = opened(console, account, change=2)
        assert "Last name: has changed since and stays so" in preview.body
        done = opened(console, account, change=2, digest=digest(preview))
        assert "This stayed as it was:" in done.body

    def test_a_wrong_merge_is_undone(self, console: Console) -> None:
        kept, gone = two(console.office)
        merged(console.office, "S", "R")
        trail: Sequence[Any] = console.office.done("show-account", kind="client", key=kept.key, reason="r")["trail"]
        change = next(each["change"] for each in trail if each["verb"] == "merge")
        preview = opened(console, kept, change=change)
        assert preview.body.count("<h2>Client") == 2
        assert "becomes an account of its own again" in preview.body
        done = opened(console, kept, change=change, digest=digest(preview))
        assert "Merge undone" in done.body
        back = store.account(console.world.tenant, Kind.CLIENT, gone.key)
        assert back is not None
        assert (back.active, back.merged_into) == (True, "")
        assert ids(store.relations(console.world.tenant, gone.key)[0]) == ["P1", "P2"]

    def test_a_plan_that_is_another_by_now_is_shown_again(self, console: Console) -> None:
        account = console.world.client("C1", last_name="Berg")
        wish(console.office, "C1", last_name="Bos", infix="van")
        seen = digest(opened(console, account, change=2))
        wish(console.office, "C1", last_name="Boom")
        page = opened(console, account, change=2, digest=seen)
        assert (page.status, "Nothing was changed." in page.body) == (409, True)
        assert digest(page) != seen
        assert last_name(console, account) == "Boom"

    def test_what_cannot_be_undone_says_why(self, console: Console) -> None:
        account = console.world.client("C1", last_name="Berg")
        wish(console.office, "C1", last_name="Bos")
        wish(console.office, "C1", last_name="Boom")
        page = opened(console, account, change=2)
        assert "Nothing of this change can be restored" in page.body
        assert 'name="digest"' not in page.body
        forced = opened(console, account, change=2, digest="0" * 32)
        assert (forced.status, last_name(console, account)) == (409, "Boom")
        console.manager.language = "nl"
        assert "valt niets terug te zetten" in opened(console, account, change=2).body

    @pytest.mark.parametrize(("change", "status"), [("99", 404), ("x", 404), ("-1", 404)])
    def test_a_change_that_is_not_there(self, console: Console, change: str, status: int) -> None:
        account = console.world.client("C1")
        assert console.manager.post(address(account), {"reason": REASON, "change": change}).status == status

    def test_a_logon_of_long_ago_is_not_enough(self, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        account = console.world.client("C1", last_name="Berg")
        monkeypatch.setattr("functions.console.turn.Turn.needs_logon", lambda *_: True)
        for answer in (
            console.manager.get(address(account)),
            console.manager.ask("POST", address(account), f"reason={REASON}"),
        ):
            assert (answer.status, "Please log on again" in answer.body, "Berg" in answer.body) == (403, True, False)


class TestRefusals:
    def test_the_pages_of_another_organisation_are_not_there(self, console: Console) -> None:
        console.office.done("create-organisation", organisation="noord", name="Noord", mode="training")
        page = console.manager.get("/console/noord/accounts")
        assert (page.status, "Noord" in page.body) == (404, False)

    def test_a_therapist_is_refused(self, console: Console) -> None:
        account = console.world.client("C1")
        browser = console.browser()
        browser.log_on(console.professional("T1", Role.THERAPIST))
        assert [browser.get(each).status for each in (PATH, address(account))] == [403, 403]
        assert console.browser().get(PATH).status == 401

    def test_forms_without_a_token_do_nothing(self, console: Console) -> None:
        account = console.world.client("C1", last_name="Berg")
        wish(console.office, "C1", last_name="Bos")
        seen = digest(opened(console, account, change=2))
        for form in ({"csrf": None}, {"csrf": "1.x"}):
            page = console.manager.post(address(account), {"reason": REASON, "change": 2, "digest": seen, **form})
            assert (page.status, "Bos" in page.body) == (403, False)
            assert console.manager.post(PATH, {"kind": "client", "by": "id", "value": "C1", **form}).status == 403
        other = console.manager.post(
            address(account), {"reason": REASON, "change": 2, "digest": seen}, Origin="https://evil.example"
        )
        assert (other.status, last_name(console, account)) == (403, "Bos")

    def test_no_address_names_a_person(self, console: Console) -> None:
        account = console.world.client("C1234", last_name="Berg", email="secret@client.example")
        wish(console.office, "C1234", last_name="Bos")
        pages = [found(console.manager, "C1234"), opened(console, account), opened(console, account, change=2)]
        for page in pages:
            addresses = " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', page.body))
            assert page.location == ""
            assert not re.search("C1234|Berg|Bos|secret|4711", addresses)
