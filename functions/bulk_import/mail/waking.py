"""Waking: a message that says that mails of an organisation wait. Its group is the organisation, so that one worker at
a time sends them."""

from contextlib import suppress

from functions.bulk_import.mail import outbox
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.runtime import Tenant, variable

MAIL_QUEUE = "MAIL_QUEUE_URL"
"""Variable with the URL of the queue."""


def wake(tenant: Tenant) -> None:
    """Have the waiting mails sent. Where the queue takes nothing now, the sweep does it."""
    with suppress(QueueUnavailable):
        Queue(variable(MAIL_QUEUE)).send(tenant.slug, {"organisation": tenant.slug})


def wake_where_mails_wait(tenant: Tenant) -> int:
    """Have them sent where there are any: a worker may have ended, or SES may have been too busy. Returns 1 then."""
    if not outbox.is_any_waiting(tenant):
        return 0
    wake(tenant)
    return 1
