"""Welcome mails that wait: they are sent, once, or SES refuses them; and what becomes of those that were sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from functions.bulk_import import jobs
from functions.bulk_import.mail import letters, sending
from functions.bulk_import.mail.sending import _Sender
from koppel.aws import patience
from koppel.domain.problems.problem import State
from koppel.organisation import error_log
from tests.functions.bulk_import.mail_desk import SENDER, Mails, mailing, matches, transformed
from tests.harness.home import PROJECT
from tests.harness.html import faults
from tests.harness.output import Output
from tests.harness.world import world

C1, C2 = "c1@example.org", "c2@example.org"
AGAIN = {"organisation": "demo"}
THROTTLED = ("TooManyRequestsException", "Maximum sending rate exceeded.", 429)
UNVERIFIED = (
    "MessageRejected",
    f"Email address is not verified. The following identities failed the check in region EU-WEST-1: {SENDER}",
    400,
)
BOUNCE: dict[str, Any] = json.loads((PROJECT / "events" / "bulk_import.bounce.json").read_text())


@pytest.fixture
def mails() -> Iterator[Mails]:
    with world() as made, mailing(made) as found:
        yield found


def bounce(mails: Mails, address: str, kind: str = "Bounce") -> dict[str, str]:
    """What the queue gets when the mail to this address bounced."""
    found = mails.mail(address)
    assert found is not None
    event = json.loads(json.dumps(BOUNCE).replace("0123456789abcdef0123456789abcdef", found.id))
    event["detail"]["eventType"] = kind
    return transformed(event)


@pytest.mark.parametrize(
    ("language", "subject", "texts"),
    [
        ("both", "Welkom bij Praktijk demo / Welcome to Praktijk demo", ("tot 9-3-2026", "until 9 March 2026")),
        ("nl", "Welkom bij Praktijk demo", ("tot 9-3-2026",)),
        ("en", "Welcome to Praktijk demo", ("until 9 March 2026",)),
    ],
)
def test_a_mail_is_in_the_language_of_the_tile(
    mails: Mails, language: str, subject: str, texts: tuple[str, ...]
) -> None:
    mails.set_tile(mail_language=language)
    mails.ask_for(1)
    mails.deliver()
    content = mails.post.asked[0]["Content"]["Simple"]
    assert content["Subject"]["Data"] == subject
    for part in ("Text", "Html"):
        said = content["Body"][part]["Data"]
        assert all(each in said for each in texts)
        assert said.count(mails.links()[0].partition("token=")[2]) == len(texts)
        assert "Johanna" not in said, "a mail to a wrong address names nobody"
    assert faults(content["Body"]["Html"]["Data"]) == []
    assert f'<html lang="{"en" if language == "en" else "nl"}">' in content["Body"]["Html"]["Data"]


def test_what_ses_has_no_time_for_is_put_back_and_sent_once(mails: Mails) -> None:
    mails.ask_for(1)
    mails.post.answers += [THROTTLED] * 4
    assert mails.deliver() == [AGAIN]
    assert (mails.state(C1), mails.entries()) == ("pending", [])
    assert not mails.serve(AGAIN, receives=2)
    assert (mails.state(C1), mails.post.sent) == ("sent", [C1])


@pytest.mark.parametrize(
    "answer",
    [
        UNVERIFIED,
        ("AccessDeniedException", "User is not authorized to perform ses:SendEmail", 403),
        ("AccountSuspendedException", "Account is suspended", 400),
        ("LimitExceededException", "Daily message quota exceeded.", 400),
        ("MailFromDomainNotVerifiedException", "", 400),
        ("NotFoundException", "Configuration set does not exist", 404),
        ("SendingPausedException", "Sending paused for this account.", 400),
    ],
    ids=lambda answer: answer[0],
)
def test_what_is_about_the_sender_holds_up_all_mails_for_an_hour(mails: Mails, answer: Any) -> None:
    mails.ask_for(1, 2)
    mails.post.answers.append(answer)
    assert mails.deliver() == []
    assert (mails.state(C1), mails.state(C2)) == ("pending", "pending")
    assert answer[0] in mails.entry("mail-sender-refused").explanation.en
    mails.serve(AGAIN)
    assert len(mails.post.asked) == 1
    mails.world.clock.move(minutes=61)
    mails.serve(AGAIN)
    assert sorted(mails.post.sent) == [C1, C2]
    assert mails.entries() == [], "it closes with the first mail that is sent"


def test_who_solves_the_entry_has_the_mails_tried_at_once(mails: Mails) -> None:
    mails.ask_for(1)
    mails.post.answers.append(UNVERIFIED)
    mails.deliver()
    error_log.mark(mails.tenant, "bulk_import", mails.entry("mail-sender-refused").id, State.SOLVED)
    mails.serve(AGAIN)
    assert mails.post.sent == [C1]


@pytest.mark.parametrize(
    "answer",
    [
        ("BadRequestException", "Local address contains control or whitespace", 400),
        ("MessageRejected", f"Email address is not verified. The following identities failed the check: {C1}", 400),
    ],
    ids=lambda answer: answer[0],
)
def test_an_address_that_ses_refuses_is_an_entry_and_the_others_are_mailed(mails: Mails, answer: Any) -> None:
    mails.ask_for(1, 2)
    mails.post.refused[C1] = answer
    mails.deliver()
    entry = mails.entry("mail-address-refused")
    assert (entry.subject, entry.count) == ("c•••@•••", 1)
    assert (mails.state(C1), mails.post.sent) == ("refused", [C2])
    mails.serve(AGAIN)
    assert len(mails.post.asked) == 2


def test_without_an_answer_the_mail_is_not_sent_again_and_an_entry_says_so(mails: Mails) -> None:
    mails.ask_for(1)
    mails.post.lost = ReadTimeoutError(endpoint_url="https://aws")
    mails.deliver()
    assert (mails.state(C1), mails.post.sent, mails.entries()) == ("unknown", [C1], ["mail-outcome-unknown"])
    mails.serve(AGAIN)
    assert mails.post.sent == [C1]


def test_what_never_reached_ses_is_sent_later(mails: Mails) -> None:
    mails.ask_for(1)
    mails.post.answers += [ConnectTimeoutError(endpoint_url="https://aws")] * 4
    assert mails.deliver() == [AGAIN]
    mails.serve(AGAIN)
    assert (mails.state(C1), mails.post.sent) == ("sent", [C1])


def test_a_sender_that_was_taken_away_or_a_stack_without_an_address_is_an_entry(
    mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails.ask_for(1)
    mails.set_tile(mail_from="")
    mails.deliver()
    mails.serve(AGAIN)
    assert (mails.entries(), mails.entry("mail-no-sender").count) == (["mail-no-sender"], 1)
    mails.set_tile()
    with monkeypatch.context() as patch:
        patch.setenv("PUBLIC_ADDRESS", "")
        mails.serve(AGAIN)
    assert mails.entries() == ["mail-no-address", "mail-no-sender"]
    mails.serve(AGAIN)
    assert (mails.entries(), mails.post.sent) == ([], [C1])


def test_a_fault_of_ours_keeps_no_other_mail_back_and_is_an_entry_after_three_times(
    mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails.ask_for(1, 2)
    right = letters.write

    def wrong(tenant: Any, settings: Any, mail: Any, account: Any, link: str) -> Any:
        if account.text("email") == C1:
            raise ZeroDivisionError
        return right(tenant, settings, mail, account, link)

    monkeypatch.setattr(letters, "write", wrong)
    mails.deliver()
    assert (mails.state(C1), mails.post.sent) == ("pending", [C2])
    for _ in range(2):
        mails.serve(AGAIN)
    assert (mails.state(C1), mails.entries()) == ("refused", ["mail-failed"])


def test_the_sweep_has_mails_sent_that_wait(mails: Mails) -> None:
    mails.ask_for(1)
    mails.post.answers += [THROTTLED] * 4
    mails.deliver()
    assert jobs.EVERY_FIVE_MINUTES["welcome-mails"](mails.tenant) == 1
    mails.deliver()
    assert mails.post.sent == [C1]
    assert jobs.EVERY_FIVE_MINUTES["welcome-mails"](mails.tenant) == 0


def test_what_one_invocation_has_no_time_for_is_left_to_the_next(mails: Mails, monkeypatch: pytest.MonkeyPatch) -> None:
    mails.ask_for(1, 2)
    monkeypatch.setattr(patience, "now", lambda: 50.0 * len(mails.post.asked))
    with patience.within(60):
        assert sending.send_waiting(mails.tenant) == "more"
    assert sorted((mails.state(C1), mails.state(C2))) == ["pending", "sent"]
    mails.deliver()
    assert sorted(mails.post.sent) == [C1, C2]


def test_a_tile_that_is_off_sends_nothing(mails: Mails) -> None:
    mails.ask_for(1)
    mails.set_tile(on=False)
    mails.deliver()
    assert (mails.post.asked, mails.entries()) == ([], [])


@pytest.mark.parametrize(
    ("kind", "state", "slug"),
    [
        ("Bounce", "bounced", "mail-bounced"),
        ("Complaint", "complained", "mail-complaint"),
        ("Reject", "rejected", "mail-rejected"),
    ],
)
def test_a_bounce_or_complaint_marks_the_mail_and_is_an_entry_once(
    mails: Mails, kind: str, state: str, slug: str
) -> None:
    mails.ask_for(1)
    mails.deliver()
    ids = bounce(mails, C1, kind)
    assert set(ids) == {"organisation", "mail", "event"}, "the queue gets ids only"
    for _ in range(2):
        assert not mails.serve(ids)
    entry = mails.entry(slug)
    assert (mails.state(C1), entry.subject, entry.count) == (state, "c•••@•••", 1)


def test_the_rule_takes_what_became_of_our_own_mails_only() -> None:
    assert matches(BOUNCE)
    assert not matches(BOUNCE, "another-set")
    assert not matches(BOUNCE | {"source": "my.own"})
    assert not matches(json.loads(json.dumps(BOUNCE).replace('"Bounce"', '"Delivery"')))


def test_an_event_about_a_mail_that_nobody_sent_has_no_effect(mails: Mails) -> None:
    assert not mails.serve(transformed(BOUNCE))
    assert not mails.serve(transformed(BOUNCE) | {"organisation": "nobody"})
    assert mails.entries() == []


def test_no_log_line_names_a_person(mails: Mails, output: Output) -> None:
    mails.ask_for(1)
    mails.post.answers.append(("BadRequestException", f"wrong: {C1}", 400))
    mails.deliver()
    assert "import_mail" in output.text or "worked" in output.text
    assert all(each not in output.text for each in (C1, "Johanna", "token="))


def test_a_mail_that_another_process_sends_is_left_to_it(mails: Mails, monkeypatch: pytest.MonkeyPatch) -> None:
    mails.ask_for(1)
    send = _Sender.send

    def twice(self: Any, mail: Any) -> None:
        send(self, mail)
        send(self, mail)

    monkeypatch.setattr(_Sender, "send", twice)
    mails.deliver()
    assert mails.post.sent == [C1]
