"""The commands about HL7 messages: find, open, plan again, replay and settle them, redrive the queue."""

from dataclasses import asdict
from typing import Any

from functions.hl7_intake.archive import messages, search
from functions.hl7_intake.archive.arguments import (
    FindMessages,
    OfMessage,
    OpenMessage,
    PlanMessages,
    ReplayFailed,
    ReplayMessages,
)
from functions.hl7_intake.archive.messages import Outcome
from functions.hl7_intake.archive.problems import MENDED_BY_REPLAY, UNKNOWN_MESSAGE
from functions.hl7_intake.archive.search import Query
from functions.hl7_intake.bench.again import plan_again
from functions.hl7_intake.tile import TILE, HL7Settings
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.domain.accounts import external_ids
from koppel.domain.problems.command import BUSY
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.organisation import audit_log, organisations, tiles
from koppel.organisation.commands import (
    Command,
    NoArguments,
    OfOrganisation,
    Sensitivity,
    Who,
    catalogue,
    mends,
    tenant_of,
)
from koppel.runtime import Runtime, variable

type Answer = dict[str, Any]
MOST_COUNTED = 1000


def find_messages(runtime: Runtime, actor: str, arguments: FindMessages) -> Answer:
    """A page of messages without their content. A search for a patient is recorded in the audit log."""
    query = Query(
        control_id=arguments.control_id,
        patient=external_ids.usable(arguments.patient) or arguments.patient,
        trigger=arguments.trigger,
        outcomes=frozenset(arguments.outcomes or Outcome),
        since=arguments.since,
        until=arguments.until,
    )
    tenant = tenant_of(runtime, arguments)
    if arguments.patient:
        audit_log.record_search(tenant, "find-messages", actor, subject=arguments.patient)
    found, cursor = search.search(tenant, query, limit=arguments.limit, after=arguments.after)
    return {"messages": [asdict(each) for each in found], "next": cursor}


def open_message(runtime: Runtime, actor: str, arguments: OpenMessage) -> Answer:
    """A message as it was sent, and its answer. Who opens it and why is recorded in the audit log."""
    found = search.open_content(tenant_of(runtime, arguments), arguments.message, actor=actor, reason=arguments.reason)
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


def plan_messages(runtime: Runtime, actor: str, arguments: PlanMessages) -> Answer:
    """What these messages would do now, in the order of the arguments; nothing is written but the record of who asked.
    A message that does not exist is left out."""
    tenant = tenant_of(runtime, arguments)
    tile = tiles.state(tenant, TILE)
    settings = organisations.read_settings(HL7Settings, tile.settings if tile else "{}")
    found = [each for one in dict.fromkeys(arguments.messages) if (each := messages.get(tenant, one))]
    if not found:
        raise Declined(UNKNOWN_MESSAGE)
    details = {"messages": [each.id for each in found], "reason": arguments.reason}
    audit_log.record(runtime, tenant.slug, "plan-messages", actor, details)
    return {"planned": [asdict(plan_again(tenant, settings, each)) for each in found]}


def replay_messages(runtime: Runtime, actor: str, arguments: ReplayMessages) -> Answer:
    """Replay these messages in the order of their receipt."""
    tenant, queue = tenant_of(runtime, arguments), Queue(variable("HL7_QUEUE_URL"))
    return {"replayed": search.replay(tenant, queue, arguments.messages, actor=actor)}


def replay_failed(runtime: Runtime, actor: str, arguments: ReplayFailed) -> Answer:
    """Replay the messages that failed or were refused since a time, in the order of their receipt."""
    tenant, queue = tenant_of(runtime, arguments), Queue(variable("HL7_QUEUE_URL"))
    return {"replayed": search.replay_failed(tenant, queue, arguments.since, actor=actor)}


def settle_message(runtime: Runtime, actor: str, arguments: OfMessage) -> Answer:
    """Let a failed or refused message expire, because it was dealt with. Raises Declined for any other message."""
    if not search.settle(tenant_of(runtime, arguments), arguments.message, actor=actor):
        raise Declined(UNKNOWN_MESSAGE)
    return {"message": arguments.message}


def redrive_messages(runtime: Runtime, actor: str, _arguments: NoArguments) -> Answer:
    """Move the messages of the dead-letter queue, of all organisations, back to the queue."""
    dead, queue = Queue(variable("HL7_DEAD_QUEUE_URL")), Queue(variable("HL7_QUEUE_URL"))
    audit_log.record(runtime, OPERATOR, "redrive-messages", actor, {})
    try:
        return {"redriven": dead.move_to(queue)}
    except QueueUnavailable:
        raise Declined(BUSY) from None


def count_waiting(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """Count the messages that are not processed yet."""
    count = messages.waiting(tenant_of(runtime, arguments), MOST_COUNTED)
    return {"waiting": count, "or_more": count >= MOST_COUNTED}


COMMANDS = catalogue(
    Command(
        name="find-messages",
        title=Text(nl="Berichten zoeken", en="Find messages"),
        help=Text(
            nl="Zoek HL7-berichten op berichtnummer, persoon (wordt vastgelegd), gebeurtenis, uitkomst en tijd.",
            en="find HL7 messages by control id, patient (recorded), event, outcome and time, newest first",
        ),
        arguments=FindMessages,
        sensitivity=Sensitivity.VIEW,
        carry_out=find_messages,
    ),
    Command(
        name="open-message",
        title=Text(nl="Bericht openen", en="Open a message"),
        help=Text(
            nl="Toon een bericht zoals het is gestuurd; wie het opent en waarom wordt vastgelegd.",
            en="show a message as it was sent; who opened it and why is recorded",
        ),
        arguments=OpenMessage,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=open_message,
    ),
    Command(
        name="plan-messages",
        title=Text(nl="Opnieuw doorrekenen", en="Plan again"),
        help=Text(
            nl="Toon wat berichten nu zouden doen en wijzig niets; wie ze bekijkt en waarom wordt vastgelegd.",
            en="show what messages would do now, changing nothing; who looks and why is recorded",
        ),
        arguments=PlanMessages,
        sensitivity=Sensitivity.FRESH_LOGON,
        carry_out=plan_messages,
    ),
    Command(
        name="replay-messages",
        title=Text(nl="Opnieuw verwerken", en="Process again"),
        help=Text(
            nl="Verwerk berichten opnieuw, in de volgorde waarin ze kwamen.",
            en="process messages again, in the order in which they came",
        ),
        arguments=ReplayMessages,
        remedy=mends(*MENDED_BY_REPLAY, references="messages"),
        carry_out=replay_messages,
    ),
    Command(
        name="replay-failed",
        title=Text(nl="Mislukte berichten opnieuw verwerken", en="Process failed messages again"),
        help=Text(
            nl="Verwerk opnieuw wat sinds een moment is mislukt of geweigerd.",
            en="process again whatever failed or was refused since a moment",
        ),
        arguments=ReplayFailed,
        carry_out=replay_failed,
    ),
    Command(
        name="settle-message",
        title=Text(nl="Afhandelen", en="Settle"),
        help=Text(
            nl="Leg vast dat een mislukt bericht is afgehandeld; het wordt na 90 dagen gewist.",
            en="say that a failed message was dealt with; it is forgotten after 90 days",
        ),
        arguments=OfMessage,
        carry_out=settle_message,
    ),
    Command(
        name="redrive-messages",
        title=Text(nl="Wachtrij herstellen", en="Redrive the queue"),
        help=Text(
            nl="Zet terug in de wachtrij wat de wachtrij van HL7-berichten apart heeft gezet.",
            en="queue again what the queue of HL7 messages has put aside",
        ),
        arguments=NoArguments,
        who=Who.OPERATOR,
        carry_out=redrive_messages,
    ),
    Command(
        name="count-waiting",
        title=Text(nl="Wachtende berichten", en="Waiting messages"),
        help=Text(
            nl="Tel de HL7-berichten die nog niet zijn verwerkt.",
            en="count the HL7 messages that are not processed yet",
        ),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        carry_out=count_waiting,
    ),
)
