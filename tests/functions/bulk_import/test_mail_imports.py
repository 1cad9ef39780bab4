"""Imports that have people mailed: who gets a welcome mail, and that nobody gets two."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from functions.bulk_import.mail import letters
from koppel.accounts.synchronise import synchronise
from koppel.aws import row_keys
from koppel.aws.writes import Update
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.runs.item import ItemVerb
from tests.functions.bulk_import.import_desk import Desk, client, clients_file, open_desk
from tests.functions.bulk_import.imports import PROFESSIONAL_TITLES
from tests.functions.bulk_import.mail_desk import SENDER, SET, Mails, mailing
from tests.harness.workbooks import excel

C1 = "c1@example.org"
PROFESSIONALS = PROFESSIONAL_TITLES.split(", ")


@dataclass
class Both:
    """The desk of imports, and the mails that come of them."""

    desk: Desk
    mails: Mails


@pytest.fixture
def both() -> Iterator[Both]:
    with open_desk() as desk, mailing(desk.world) as mails:
        yield Both(desk, mails)


def is_asked_of_the_platform(desk: Desk) -> bool:
    """Whether the trail says that the platform is to mail the client C-1."""
    account = desk.client("C-1")
    assert account is not None
    rows = list(desk.tenant.table.query(row_keys.accounts.trails("demo", account.key)))
    assert rows
    return any(row.get("mail_requested") for row in rows)


def test_a_new_client_gets_one_mail_with_a_link_when_the_import_is_done(both: Both) -> None:
    desk, mails = both.desk, both.mails
    run = desk.test_run(clients_file(client(1), client(2)))
    assert [each.slug for each in run.reasons] == ["everything-read", "mails-to-send"]
    assert f"2 new people get a welcome mail from {SENDER}" in run.reasons[1].text.en
    assert mails.state(C1) == ""
    desk.approve(run)
    assert (mails.state(C1), mails.post.sent) == ("pending", [])
    assert mails.deliver() == []
    assert (mails.state(C1), sorted(mails.post.sent)) == ("sent", [C1, "c2@example.org"])
    assert not is_asked_of_the_platform(desk)
    assert all(each.startswith("https://koppel.example/session/link?token=") for each in mails.links())
    asked = mails.post.asked[0]
    assert (asked["ConfigurationSetName"], asked["FromEmailAddress"]) == (SET, SENDER)
    assert {each["Name"] for each in asked["EmailTags"]} == {letters.ORGANISATION, letters.MAIL}


def test_without_a_sender_the_trail_asks_the_platform_as_before(both: Both) -> None:
    desk, mails = both.desk, both.mails
    mails.set_tile(mail_from="")
    run = desk.test_run(clients_file(client(1)))
    assert [each.slug for each in run.reasons] == ["everything-read", "mails-of-platform"]
    desk.approve(run)
    assert is_asked_of_the_platform(desk)
    assert (mails.state(C1), mails.deliver(), mails.post.asked) == ("", [], [])


def test_nobody_is_mailed_whom_the_import_does_not_allow_to_be_mailed(both: Both) -> None:
    desk, mails = both.desk, both.mails
    run = desk.test_run(clients_file(client(1)), welcome=["professionals"])
    assert [each.slug for each in run.reasons] == ["everything-read"]
    desk.approve(run)
    assert (mails.deliver(), mails.post.asked) == ([], [])
    row = ["p9@example.org", "Anna", "", "Smit", "P-9", "Therapist"]
    desk.final_run(excel([PROFESSIONALS, row]), "new_professionals", welcome=["professionals"])
    mails.deliver()
    assert mails.post.sent == ["p9@example.org"]


def test_a_person_who_was_mailed_is_never_mailed_again(both: Both) -> None:
    desk, mails = both.desk, both.mails
    content = clients_file(client(1))
    run = desk.final_run(content)
    mails.deliver()
    desk.final_run(content)
    desk.undo(run)
    for again in (content, clients_file(client(1, id="C-1b"))):
        desk.final_run(again)
        mails.deliver()
    assert mails.post.sent == [C1]


def test_an_account_that_is_undone_before_its_mail_is_sent_gets_none(both: Both) -> None:
    both.desk.undo(both.desk.final_run(clients_file(client(1))))
    both.mails.deliver()
    assert (both.mails.state(C1), both.mails.post.asked) == ("withdrawn", [])


def test_a_mail_goes_to_no_address_that_the_account_does_not_have_any_more(both: Both) -> None:
    desk, mails = both.desk, both.mails
    desk.final_run(clients_file(client(1)))
    changed = Desired(kind=Kind.CLIENT, id="C-1", values={"email": "other@example.org"})
    synchronise(desk.tenant, changed, desk.world.origin())
    mails.deliver()
    assert (mails.state(C1), mails.post.asked) == ("withdrawn", [])
    assert desk.verbs(desk.final_run(clients_file(client(9, email=C1)))) == [ItemVerb.CREATE]
    mails.deliver()
    assert (mails.state(C1), mails.post.sent) == ("sent", [C1])


def test_mails_of_an_all_or_nothing_import_wait_until_it_has_ended(both: Both) -> None:
    desk, mails = both.desk, both.mails
    run = desk.final_run(clients_file(client(1)), all_or_nothing=True)
    stored = row_keys.runs.run("demo", run.id)
    before = desk.tenant.table.get(stored)
    assert before is not None
    desk.tenant.table.write(Update(stored, "REMOVE ended"))
    mails.deliver()
    assert (mails.state(C1), mails.post.asked) == ("pending", [])
    desk.tenant.table.write(Update(stored, "SET ended = :ended", values={":ended": before["ended"]}))
    mails.serve({"organisation": "demo"})
    assert mails.post.sent == [C1]
