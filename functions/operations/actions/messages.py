"""Commands about HL7 messages in the archive."""

from dataclasses import asdict

from functions.hl7_intake.archive import search
from functions.hl7_intake.archive.messages import Outcome
from functions.hl7_intake.archive.search import Wanted
from functions.operations import message_arguments as given
from functions.operations.actions import Answer, organisation_of
from functions.operations.problems import UNKNOWN_MESSAGE
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.domain.problems.command import BUSY
from koppel.domain.problems.refusal import Declined
from koppel.runtime import Runtime, variable


def find_messages(runtime: Runtime, _actor: str, arguments: given.FindMessages) -> Answer:
    """A page of messages, without their content."""
    wanted = Wanted(
        control_id=arguments.control_id,
        patient=arguments.patient,
        trigger=arguments.trigger,
        outcomes=frozenset(arguments.outcomes or Outcome),
        since=arguments.since,
        until=arguments.until,
    )
    organisation = organisation_of(runtime, arguments)
    found, cursor = search.search(runtime, organisation, wanted, limit=arguments.limit, after=arguments.after)
    return {"messages": [asdict(each) for each in found], "next": cursor}


def open_message(runtime: Runtime, actor: str, arguments: given.OpenMessage) -> Answer:
    """A message as it was sent, and how it was answered; recorded."""
    found = search.open_content(
        runtime, organisation_of(runtime, arguments), arguments.message, actor=actor, reason=arguments.reason
    )
    if found is None:
        raise Declined(UNKNOWN_MESSAGE)
    try:
        text = found.raw.decode("utf-8")
    except UnicodeDecodeError:  # every byte is a character of this one
        text = found.raw.decode("latin-1")
    return {
        "id": found.id,
        "received": found.received,
        "trigger": found.trigger,
        "outcome": found.outcome,
        "charset": found.charset,
        "content": text,
        "answer": found.answer.decode("utf-8", "replace"),
    }


def replay_messages(runtime: Runtime, actor: str, arguments: given.ReplayMessages) -> Answer:
    """These messages, processed again in the order in which they came."""
    organisation, queue = organisation_of(runtime, arguments), Queue(variable("HL7_QUEUE_URL"))
    return {"replayed": search.replay(runtime, queue, organisation, arguments.messages, actor=actor)}


def replay_failed(runtime: Runtime, actor: str, arguments: given.ReplayFailed) -> Answer:
    """What failed or was refused since a moment, processed again in the order in which it came."""
    organisation, queue = organisation_of(runtime, arguments), Queue(variable("HL7_QUEUE_URL"))
    return {"replayed": search.replay_failed(runtime, queue, organisation, arguments.since, actor=actor)}


def settle_message(runtime: Runtime, actor: str, arguments: given.SettleMessage) -> Answer:
    """A failed or refused message that somebody has dealt with."""
    if not search.settle(runtime, organisation_of(runtime, arguments), arguments.message, actor=actor):
        raise Declined(UNKNOWN_MESSAGE)
    return {"message": arguments.message}


def redrive_messages(_runtime: Runtime, _actor: str, _arguments: given.RedriveMessages) -> Answer:
    """What the queue itself has put aside, queued again; of all organisations, as the queue is."""
    dead, queue = Queue(variable("HL7_DEAD_QUEUE_URL")), Queue(variable("HL7_QUEUE_URL"))
    try:
        return {"redriven": dead.move_to(queue)}
    except QueueUnavailable:
        raise Declined(BUSY) from None
