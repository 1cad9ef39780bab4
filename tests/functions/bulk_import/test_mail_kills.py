"""The process that sends mails, or the one that asks for them, is killed at its requests to AWS: nobody gets two mails,
and what is not known is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from functions.bulk_import.mail import outbox
from koppel.aws import clients
from koppel.aws.errors import TransactionRefused
from koppel.domain.runs.run import RunState
from tests.functions.bulk_import.import_desk import client, clients_file, open_desk
from tests.functions.bulk_import.mail_desk import Mails, mailing
from tests.functions.bulk_import.test_kills import SOME, Worker, approved
from tests.harness.world import world
from tests.koppel.runs.kills import endure

C1 = "c1@example.org"
AGAIN = {"organisation": "demo"}
SERVICES = ("dynamodb", "kms", "sesv2", "sqs")


class Killed(BaseException):
    """No handler of an exception sees this, as none sees SIGKILL."""


@contextmanager
def killed(moment: str, at: int) -> Iterator[list[int]]:
    """Within this block the process ends before or after the request with this number. Yields how many were made."""
    made = [0]

    def request(**_: Any) -> None:
        made[0] += 1
        if made[0] == at:
            raise Killed

    used = (clients.dynamodb(), clients.kms(), clients.mail(), clients.sqs())
    for each, service in zip(used, SERVICES, strict=True):
        each.meta.events.register(f"{moment}-call.{service}", request)
    try:
        yield made
    finally:
        for each, service in zip(used, SERVICES, strict=True):
            each.meta.events.unregister(f"{moment}-call.{service}", request)


def end(mails: Mails) -> tuple[str, list[str], list[str]]:
    """What has become of the mail when the queue has shown its message again, and the sweep has looked."""
    for _ in range(2):
        mails.serve(AGAIN)
        mails.world.clock.move(minutes=11)
    mails.serve(AGAIN)
    return mails.state(C1), mails.post.sent, mails.entries()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_nobody_gets_two_mails_wherever_the_process_is_killed(moment: str) -> None:
    seen, number = [], 0
    while True:
        number += 1
        with world() as made, mailing(made) as mails:
            mails.ask_for(1)
            with killed(moment, number) as requests:
                try:
                    mails.serve(AGAIN)
                except Killed:
                    pass
                else:
                    break
            seen.append(end(mails))
        assert requests == [number]
    known: tuple[str, list[str], list[str]] = ("sent", [C1], [])
    unknown = "unknown"
    assert seen[0] == known
    for state, sent, entries in seen:
        assert len(sent) <= 1
        assert (state, sent, entries) == known or (state, entries) == (unknown, ["mail-outcome-unknown"])
    assert {len(sent) for state, sent, _ in seen if state == unknown} == {0, 1}, "before SES was asked, and after it"
    assert len(seen) >= 8


def test_an_import_asks_for_each_mail_once_wherever_it_is_killed() -> None:
    with open_desk() as desk, mailing(desk.world) as mails:
        run = desk.test_run(clients_file(*map(client, (1, 2, 3))))
        ended = endure(Worker(desk), approved(desk, run), SOME)
        assert (ended.state, ended.outcomes) == (RunState.DONE, {"applied": 3})
        mails.deliver()
        assert sorted(mails.post.sent) == [f"c{number}@example.org" for number in (1, 2, 3)]


def test_of_two_who_ask_at_the_same_moment_one_asks() -> None:
    with world() as made, mailing(made) as mails:
        account = made.client("C-1", email=C1)
        one, other = (outbox.requests(mails.tenant, account, run) for run in ("one", "other"))
        mails.tenant.table.transact(one)
        with pytest.raises(TransactionRefused):
            mails.tenant.table.transact(other)
        assert outbox.requests(mails.tenant, account, "later") == ()
