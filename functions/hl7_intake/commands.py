"""What people can do with HL7 messages: find them, open one, process them again, say that one was dealt with."""

import re
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import AfterValidator

from functions.hl7_intake.archive import messages, search
from functions.hl7_intake.archive.messages import Outcome
from functions.hl7_intake.archive.problems import UNKNOWN_MESSAGE
from functions.hl7_intake.archive.search import Wanted
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.row_keys.row_key import OPERATOR
from koppel.domain import moments, times
from koppel.domain.accounts import external_ids
from koppel.domain.problems.command import BUSY
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.organisation import audit_log
from koppel.organisation.commands import (
    Command,
    Line,
    NoArguments,
    OfOrganisation,
    Sensitivity,
    Who,
    catalogue,
    tenant_of,
)
from koppel.runtime import Runtime, variable

type Answer = dict[str, Any]
MOST_COUNTED = 1000
_MESSAGE = re.compile(r"[0-9a-f]{32}-[0-9a-f]{64}")
_START = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2})?)?)?)?)?")
_CURSOR = re.compile(r"[0-9T:.-]{26}/[^/]*/[0-9a-f]{32}/[0-9a-f]{32}/" + _MESSAGE.pattern + r"/[a-z-]+")


def _message(text: str) -> str:
    if not _MESSAGE.fullmatch(text):
        raise ValueError("must be the id of a message, as find-messages shows it")
    return text


def _moment(text: str) -> str:
    """The start of a time in UTC as it is, a whole time (RFC 3339) in UTC: both are compared as texts."""
    if not text or _START.fullmatch(text):
        return text
    if found := moments.read_short(text):
        return times.to_microseconds(found)
    raise ValueError("must be a time or the start of one in UTC, such as 2027-01-31 or 2027-01-31T18:00")


def _cursor(text: str) -> str:
    if text and not _CURSOR.fullmatch(text):
        raise ValueError("must be `next` in the answer of find-messages")
    return text


MessageId = Annotated[str, AfterValidator(_message)]
Moment = Annotated[str, AfterValidator(_moment)]


class FindMessages(OfOrganisation):
    """Which messages; all that is given must hold."""

    control_id: str = explained(
        nl=("Berichtnummer", "Het berichtnummer (MSH-10), precies."),
        en=("Control id", "control id (MSH-10), exactly"),
        default="",
        max_length=200,
    )
    patient: str = explained(
        nl=("Persoon", "Id van de cliënt of medewerker over wie het gaat, precies."),
        en=("Person", "id of the client or professional it is about, exactly"),
        default="",
        max_length=200,
    )
    trigger: str = explained(
        nl=("Gebeurtenis", "Soort en gebeurtenis, zoals ADT^A01, of alleen de gebeurtenis."),
        en=("Event", "type and event, such as ADT^A01, or the event alone"),
        default="",
        max_length=20,
    )
    outcomes: list[Outcome] = explained(
        nl=("Uitkomst", "Wat ervan kwam; leeg voor alles."),
        en=("Outcome", "what became of them; without it every outcome"),
        default_factory=list,
    )
    since: Moment = explained(
        nl=("Vanaf", "Ontvangen vanaf dit moment, UTC."),
        en=("From", "received from this moment on, UTC"),
        default="",
    )
    until: Moment = explained(
        nl=("Tot", "Ontvangen vóór dit moment, UTC."),
        en=("Until", "received before this moment, UTC"),
        default="",
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel ten hoogste, nieuwste eerst."),
        en=("How many", "how many at most, newest first"),
        default=50,
        ge=1,
        le=500,
    )
    after: Annotated[str, AfterValidator(_cursor)] = explained(
        nl=("Na", "`next` van de vorige bladzijde."),
        en=("After", "`next` of the page before"),
        default="",
    )


class OfMessage(OfOrganisation):
    """The message that the command is about."""

    message: MessageId = explained(
        nl=("Bericht", "Id van het bericht, zoals find-messages het toont."),
        en=("Message", "id of the message, as find-messages shows it"),
    )


class OpenMessage(OfMessage):
    """A message to be read."""

    reason: Line = explained(
        nl=("Reden", "Waarom u het opent; dit wordt met uw naam vastgelegd."),
        en=("Reason", "why it is opened; this is recorded with your name"),
    )


class ReplayMessages(OfOrganisation):
    """Messages to process again."""

    messages: list[MessageId] = explained(
        nl=("Berichten", "Ids van berichten, zoals find-messages ze toont."),
        en=("Messages", "ids, as find-messages shows them"),
        min_length=1,
        max_length=500,
    )


class ReplayFailed(OfOrganisation):
    """Failed messages to process again."""

    since: Moment = explained(
        nl=("Vanaf", "Mislukte of geweigerde berichten die vanaf dit moment zijn ontvangen, UTC."),
        en=("From", "failed or refused messages received from this moment on, UTC"),
        min_length=4,
    )


def find_messages(runtime: Runtime, actor: str, arguments: FindMessages) -> Answer:
    """A page of messages, without their content. A search for a patient is recorded."""
    wanted = Wanted(
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
    found, cursor = search.search(tenant, wanted, limit=arguments.limit, after=arguments.after)
    return {"messages": [asdict(each) for each in found], "next": cursor}


def open_message(runtime: Runtime, actor: str, arguments: OpenMessage) -> Answer:
    """A message as it was sent, and how it was answered. Opening it is recorded."""
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


def replay_messages(runtime: Runtime, actor: str, arguments: ReplayMessages) -> Answer:
    """Process these messages again, in the order in which they came."""
    tenant, queue = tenant_of(runtime, arguments), Queue(variable("HL7_QUEUE_URL"))
    return {"replayed": search.replay(tenant, queue, arguments.messages, actor=actor)}


def replay_failed(runtime: Runtime, actor: str, arguments: ReplayFailed) -> Answer:
    """Process again what failed or was refused since a moment, in the order in which it came."""
    tenant, queue = tenant_of(runtime, arguments), Queue(variable("HL7_QUEUE_URL"))
    return {"replayed": search.replay_failed(tenant, queue, arguments.since, actor=actor)}


def settle_message(runtime: Runtime, actor: str, arguments: OfMessage) -> Answer:
    """Note that a failed or refused message was dealt with."""
    if not search.settle(tenant_of(runtime, arguments), arguments.message, actor=actor):
        raise Declined(UNKNOWN_MESSAGE)
    return {"message": arguments.message}


def redrive_messages(runtime: Runtime, actor: str, _arguments: NoArguments) -> Answer:
    """Queue again what the queue has moved to its dead-letter queue, of all organisations."""
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
        name="replay-messages",
        title=Text(nl="Opnieuw verwerken", en="Process again"),
        help=Text(
            nl="Verwerk berichten opnieuw, in de volgorde waarin ze kwamen.",
            en="process messages again, in the order in which they came",
        ),
        arguments=ReplayMessages,
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
