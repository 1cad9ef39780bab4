"""Sending: the waiting mails of an organisation, one after the other.

What is about the sender holds up all mails: an entry says what is the matter, and an hour later it is tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial

from functions.bulk_import.mail import letters, outbox, waking
from functions.bulk_import.mail.outbox import Mail, MailState
from functions.bulk_import.mail.subjects import account_of, subject_of
from functions.bulk_import.problems.mail import (
    MAIL_ADDRESS_REFUSED,
    MAIL_FAILED,
    MAIL_NO_ADDRESS,
    MAIL_NO_SENDER,
    MAIL_OUTCOME_UNKNOWN,
    MAIL_SENDER_REFUSED,
)
from functions.bulk_import.tile import TILE, ImportSettings
from koppel import log
from koppel.aws import mail as post
from koppel.aws import patience
from koppel.aws.errors import TableError, Unavailable
from koppel.aws.mail import Blame, MailBusy, MailRefused, MailUnanswered
from koppel.aws.writes import Update
from koppel.domain.problems.problem import Finding, Problem, State
from koppel.domain.times import MICROSECONDS, from_text
from koppel.logon import one_time_links
from koppel.organisation import error_log, organisations, tiles
from koppel.runs import storage
from koppel.runtime import Tenant, variable

CONFIGURATION_SET = "MAIL_CONFIGURATION_SET"
"""Variable with the name of the configuration set, by which SES tells what became of a mail."""

RESERVE_SECONDS = post.LONGEST_TRY + 2 * patience.LONGEST_TRY
"""Time of the invocation's budget in which no mail is begun: it is for the mail in progress."""
MOST_FAILURES = 3
STUCK = timedelta(minutes=10)
"""A mail that is `sending` for so long was left by a process that has ended: no invocation takes as long."""
HELD = timedelta(hours=1)
"""After so long it is tried again whether SES takes mail of the sender."""


def send_waiting(tenant: Tenant) -> str:
    """Send the mails that wait, as long as there is time. Returns the outcome in a word.

    Raises MailBusy, for the queue to try again a little later.
    """
    sender: _Sender | None = None
    may_be_undone = cache(partial(_may_be_undone, tenant))
    for mail in outbox.waiting(tenant):
        if patience.left() < RESERVE_SECONDS:
            waking.wake(tenant)
            return "more"
        if mail.state is MailState.SENDING:
            _settle_interrupted(tenant, mail)
            continue
        if sender is None:
            sender = _sender(tenant)
            if sender is None:
                return "held"
        if may_be_undone(mail.run):
            continue
        try:
            sender.send(mail)
        except _SenderRefused as refused:
            _hold(tenant, MAIL_SENDER_REFUSED, sender.settings.mail_from, refused.code)
            return "held"
        except (TableError, Unavailable):
            raise
        except Exception as error:  # one mail must not keep the others from being sent
            log.broke("not mailed", error, reference=mail.id)
            _count_failure(tenant, mail.id)
    return "sent"


class _SenderRefused(Exception):
    """SES takes nothing of this sender."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class _Sender:
    """Sends mails of one organisation.

    address   scheme and host at which the organisation answers
    to_solve  findings whose entries close with the first mail that is sent
    """

    tenant: Tenant
    settings: ImportSettings
    address: str
    to_solve: Sequence[Finding]

    def send(self, mail: Mail) -> None:
        """Send this mail, or withdraw it. Raises _SenderRefused, MailBusy."""
        account = account_of(self.tenant, mail)
        if account is None or not account.active:
            outbox.move(self.tenant, mail, MailState.WITHDRAWN)
            return
        link = one_time_links.make(self.tenant, account, self.settings.mail_link_days)
        letter = letters.write(self.tenant, self.settings, mail, account, f"{self.address}{link.path}")
        begun = outbox.begin(self.tenant, mail, link.write)
        if begun is None:  # another process sends it
            return
        try:
            post.send(letter, variable(CONFIGURATION_SET))
        except MailBusy:
            outbox.move(self.tenant, begun, MailState.PENDING)
            raise
        except MailUnanswered:
            _settle(self.tenant, begun, MailState.UNKNOWN, MAIL_OUTCOME_UNKNOWN)
        except MailRefused as refused:
            if refused.blame is Blame.SENDER:
                outbox.move(self.tenant, begun, MailState.PENDING)
                raise _SenderRefused(refused.code) from None
            _settle(self.tenant, begun, MailState.REFUSED, MAIL_ADDRESS_REFUSED, reason=refused.code)
        else:
            outbox.move(self.tenant, begun, MailState.SENT)
            self._solve()

    def _solve(self) -> None:
        for each in self.to_solve:
            error_log.solve(self.tenant, TILE.integration, each)
        self.to_solve = ()


def _sender(tenant: Tenant) -> _Sender | None:
    """Who sends the organisation's mails; None where something is in the way of all of them, with an entry."""
    state = tiles.state(tenant, TILE)
    if state is None or not state.in_use:
        return None
    settings = organisations.read_settings(ImportSettings, state.settings)
    address = organisations.address(tenant)
    if not settings.mail_from:
        _hold(tenant, MAIL_NO_SENDER)
        return None
    if not address:
        _hold(tenant, MAIL_NO_ADDRESS)
        return None
    refused = _about_sender(MAIL_SENDER_REFUSED, settings.mail_from)
    if _is_held(tenant, refused):
        return None
    findings = (refused, _about_sender(MAIL_NO_SENDER), _about_sender(MAIL_NO_ADDRESS))
    open_ones = [each for each in findings if error_log.count_open(tenant, TILE.integration, [each])]
    return _Sender(tenant, settings, address, open_ones)


def _about_sender(problem: Problem, sender: str = "", reason: str = "") -> Finding:
    return Finding(problem=problem, cause=sender, details={"reason": reason})


def _hold(tenant: Tenant, problem: Problem, sender: str = "", reason: str = "") -> None:
    """Say what holds the mails up, once an hour."""
    finding = _about_sender(problem, sender, reason)
    if not _is_held(tenant, finding):
        error_log.record(tenant, TILE.integration, finding)


def _is_held(tenant: Tenant, finding: Finding) -> bool:
    """Whether this was said within the last hour, and nobody has solved it since."""
    place = error_log.identify(tenant.organisation, TILE.integration, finding)
    entry = error_log.find(tenant, TILE.integration, place)
    if entry is None or entry.state is State.SOLVED:
        return False
    return entry.last_seen > (tenant.clock() - HELD).strftime(MICROSECONDS)


def _may_be_undone(tenant: Tenant, run: str) -> bool:
    """Whether accounts of this import may be undone at once, because another of its rows fails."""
    found = storage.find(tenant, run)
    return found is not None and found.all_or_nothing and not found.ended


def _settle_interrupted(tenant: Tenant, mail: Mail) -> None:
    if from_text(mail.moved) + STUCK <= tenant.clock():
        _settle(tenant, mail, MailState.UNKNOWN, MAIL_OUTCOME_UNKNOWN)


def _settle(tenant: Tenant, mail: Mail, state: MailState, problem: Problem, **details: str) -> None:
    """Put the mail into its last state, with an entry."""
    outbox.move(tenant, mail, state, [_entry(tenant, mail, problem, details)])


def _entry(tenant: Tenant, mail: Mail, problem: Problem, details: dict[str, str]) -> Update:
    finding = Finding(problem=problem, subject=subject_of(tenant, mail), details=details, reference=mail.run)
    return error_log.record_write(tenant, TILE.integration, finding)


def _count_failure(tenant: Tenant, mail: str) -> None:
    """Count a failure of ours with a mail that SES was not asked about."""
    found = outbox.find(tenant, mail)
    if found is None or found.state is not MailState.PENDING:
        return
    if found.failures + 1 < MOST_FAILURES:
        outbox.move(tenant, found, MailState.PENDING, failed=True)
    else:
        _settle(tenant, found, MailState.REFUSED, MAIL_FAILED)
