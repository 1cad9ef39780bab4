"""The trigger of the queue of mails: welcome mails that wait, and what SES tells of mails that it took."""

from collections.abc import Mapping
from typing import Any

from functions.bulk_import.mail import outbox, outcomes, sending
from functions.bulk_import.mail.waking import MAIL_QUEUE
from koppel.aws.clients import dynamodb, kms, mail, sqs
from koppel.aws.queues import Queue
from koppel.entrance import queue
from koppel.entrance.budget import budgeted
from koppel.entrance.queue import TRIES, Ids, Work
from koppel.entrance.start import prime
from koppel.organisation import organisations
from koppel.runtime import Runtime, Tenant, process_runtime, variable

EVENT = "event"
"""In what the rule of EventBridge makes of an event of SES: the type of the event. `mail` is the id of the mail."""


def _handle(runtime: Runtime, ids: Ids) -> str:
    tenant = _tenant(runtime, ids)
    if tenant is None:
        return "no-organisation"
    return outcomes.note(tenant, ids["mail"], ids[EVENT]) if EVENT in ids else sending.send_waiting(tenant)


def _count(runtime: Runtime, ids: Ids) -> int:
    """A message to send what waits is not needed: the sweep says the same again."""
    tenant = _tenant(runtime, ids)
    return outbox.count_failure(tenant, ids["mail"]) or TRIES if tenant and EVENT in ids else TRIES


def _give_up(_runtime: Runtime, _ids: Ids) -> str:
    return "gave-up"


def _tenant(runtime: Runtime, ids: Ids) -> Tenant | None:
    known = organisations.look_up(runtime, ids["organisation"])
    return Tenant(runtime, known.organisation) if known else None


WORK = Work(_handle, _count, _give_up)


@budgeted
def deliver(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A batch of messages. Each goes down these steps:

    1. `koppel.entrance.queue.serve` takes it, keeps the order of its group, and counts failures
    2. `mail.sending` sends what waits: `mail.letters` writes it, `koppel.aws.mail` hands it to SES
    3. `mail.outcomes` marks a mail that bounced or was complained about
    """
    return queue.serve(event, process_runtime(), "import_mail", Queue(variable(MAIL_QUEUE)), WORK)


prime(process_runtime, dynamodb, kms, sqs, mail)
