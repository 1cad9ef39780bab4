"""Outcomes: what SES tells of a mail after it took it (Amazon SES developer guide, "Monitoring SES events using Amazon
EventBridge"). Such an event is delivered as a rule; AWS does not promise it."""

from collections.abc import Mapping

from functions.bulk_import.mail import outbox
from functions.bulk_import.mail.outbox import MailState
from functions.bulk_import.mail.subjects import subject_of
from functions.bulk_import.problems.mail import MAIL_BOUNCED, MAIL_COMPLAINT, MAIL_REJECTED
from functions.bulk_import.tile import TILE
from koppel.aws.errors import Contended
from koppel.domain.problems.problem import Finding, Problem
from koppel.organisation import error_log
from koppel.runtime import Tenant

HAPPENED: Mapping[str, tuple[MailState, Problem]] = {
    "Bounce": (MailState.BOUNCED, MAIL_BOUNCED),
    "Complaint": (MailState.COMPLAINED, MAIL_COMPLAINT),
    "Reject": (MailState.REJECTED, MAIL_REJECTED),
}
"""By the type of the event: the state of the mail, and the entry."""
_NEVER_SENT = frozenset({MailState.PENDING, MailState.WITHDRAWN})


def note(tenant: Tenant, mail: str, event: str) -> str:
    """Mark the mail, and make an entry, once. Returns the outcome in a word."""
    found = outbox.find(tenant, mail)
    if event not in HAPPENED or found is None or found.state in _NEVER_SENT:
        return "unknown-mail"
    state, problem = HAPPENED[event]
    if found.state is state:
        return "known"
    finding = Finding(problem=problem, subject=subject_of(tenant, found), reference=found.run)
    if not outbox.move(tenant, found, state, [error_log.record_write(tenant, TILE.integration, finding)]):
        raise Contended("a mail was moved at this moment")
    return state
