"""What happens: a message is received, processed, or put aside."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message as Mime

from functions.hl7_intake import problems, wire
from functions.hl7_intake.feeds import Acknowledgement, Feed, HL7Settings
from functions.hl7_intake.job import INTEGRATION, Job
from functions.hl7_intake.rules import Order, Verdict, event_time, judge
from functions.hl7_intake.wire import Fault, Header, Location, Message, Unreadable
from koppel import early, error_log, messages, organisations
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.aws.writes import Write
from koppel.domain.account_problems import OTHER_PERSON
from koppel.domain.api_tokens import Scope
from koppel.domain.desired import DesiredMerge, Origin
from koppel.domain.organisations import Organisation
from koppel.domain.problems import Finding
from koppel.domain.refusals import Refused
from koppel.domain.times import MICROSECONDS
from koppel.entrance.requests import Request, Response
from koppel.messages import Outcome
from koppel.runtime import Runtime
from koppel.synchronise import preview

MOST_BYTES = 1024 * 1024
"""A larger body is refused before it is looked at; one over the limit of `wire.Limits` is answered with AR."""

CONTENT_TYPES = frozenset({"application/hl7-v2", "application/hl7-v2+er7", "x-application/hl7-v2+er7", "text/plain"})
STORED_TYPES = frozenset({"ADT", "MFN"})
"""Other types may hold what is none of our business, such as results of tests: they are answered and forgotten."""

_MIME_NAMES = {"ascii": "us-ascii", "cp1252": "windows-1252", "iso8859-1": "iso-8859-1", "iso8859-15": "iso-8859-15"}
_LONGEST_CONTROL_ID = 20  # of MSH-10 before version 2.7


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message on its way in, as far as it could be read, with the verdict on it."""

    request: Request
    feed: Feed
    header: Header
    verdict: Verdict


def receive(runtime: Runtime, queue: Queue, request: Request) -> Response:
    """Store one message, queue it, and answer it.

    Raises Refused: 401 and 403 for the caller, 413 and 415 for a body that is not looked at. Everything else that is
    wrong with a message is answered in HL7, with status 200: senders behind an MLLP bridge see nothing but the ACK.
    """
    caller = request.require(Scope.HL7)
    charset = _content_charset(request)
    if len(request.body) > MOST_BYTES:
        raise Refused(413, "A message may be 256 KiB at most.")
    settings = organisations.read_settings(HL7Settings, request.settings)
    feed = settings.feed(caller.id, wire.peek(request.body))
    try:
        message = wire.read(request.body, (feed or Feed()).charset, content_charset=charset)
    except Unreadable as unreadable:
        details = {"reason": unreadable.fault.text}
        finding = Finding(problem=problems.UNREADABLE, cause=unreadable.slug, details=details)
        verdict = Verdict("R", unreadable.fault, finding)
        return _answer(runtime, Incoming(request, feed or Feed(), unreadable.header, verdict))
    if feed is None:
        fault = Fault("207", "This sender is not known here.", Location("MSH", 3))
        finding = Finding(problem=problems.UNKNOWN_SENDER, subject=message.sending_application)
        return _answer(runtime, Incoming(request, Feed(), message, Verdict("R", fault, finding)))
    verdict = judge(message, feed, request.organisation.mode, runtime.clock())
    if any(_is_other_person(runtime, request.organisation, each) for each in verdict.orders):
        fault = Fault("205", "The client id belongs to another person.", Location("PID", 3))
        verdict = Verdict("E", fault, Finding(problem=OTHER_PERSON, subject=verdict.subject))
    incoming = Incoming(request, feed, message, verdict)
    return _keep(runtime, queue, incoming) if message.type in STORED_TYPES else _answer(runtime, incoming)


def process(runtime: Runtime, ids: Mapping[str, str]) -> str:
    """Apply a stored message, once, and say what became of it. Whatever it raises brings the message back."""
    known = organisations.look_up(runtime, ids["organisation"], (INTEGRATION,))
    kept = messages.get(runtime, known.organisation, ids["message"]) if known else None
    if known is None or kept is None or kept.outcome is not Outcome.PENDING:
        return "repeated"
    organisation = known.organisation
    settings = organisations.read_settings(HL7Settings, known.tiles[INTEGRATION].settings)
    message = wire.read(kept.raw, kept.charset)
    feed = settings.feed(kept.sender, message) or Feed()
    received = datetime.strptime(kept.received, MICROSECONDS).replace(tzinfo=UTC)
    verdict = judge(message, feed, organisation.mode, received)
    if not verdict.orders:  # the settings were changed after the message was accepted, or it is processed again
        messages.finish(runtime, organisation, kept.id, _without_orders(verdict))
        return _without_orders(verdict)
    _remark(runtime, organisation, feed, message, kept)
    job = Job(runtime, organisation, feed, kept)
    outcome = job.carry_out(verdict.orders)
    for arrived in job.arrived:
        for early_one in early.release(runtime, organisation, arrived):
            process(runtime, {**ids, "message": early_one})
    return outcome


def put_aside(runtime: Runtime, ids: Mapping[str, str]) -> str:
    """Keep a message that cannot be processed, with an entry, so that those behind it go on."""
    known = organisations.look_up(runtime, ids["organisation"])
    if known is None:
        return "unknown organisation"
    organisation, identity = known.organisation, ids["message"]
    finding = Finding(problem=problems.NOT_PROCESSED, cause=identity, reference=identity)
    recording = error_log.recording(runtime, organisation, INTEGRATION, finding)
    runtime.table.transact([messages.finishing(runtime, organisation, identity, Outcome.FAILED), recording])
    return Outcome.FAILED


def _content_charset(request: Request) -> str | None:
    """The `charset` of the Content-Type, None without one. Raises Refused for a type that is no HL7."""
    mime = Mime()
    mime["Content-Type"] = sent = request.headers.get("content-type", "")
    if sent.partition(";")[0].strip().lower() not in CONTENT_TYPES:  # Mime takes what is no type for text/plain
        raise Refused(415, f"Send one of these as Content-Type: {', '.join(sorted(CONTENT_TYPES))}.")
    return mime.get_content_charset()


def _is_other_person(runtime: Runtime, organisation: Organisation, desired: Order) -> bool:
    """Whether the id is held by somebody else, so that the sender hears of it at once. Only a message that tells both
    BSN and date of birth can show it."""
    if isinstance(desired, DesiredMerge) or not (desired.values.get("bsn") and desired.values.get("date_of_birth")):
        return False
    origin = Origin(integration=INTEGRATION, at=runtime.now())
    planned = preview(runtime, organisation, replace(desired, relations=None), origin)
    return any(each.problem is OTHER_PERSON for each in planned.findings)


def _keep(runtime: Runtime, queue: Queue, incoming: Incoming) -> Response:
    """Store the message under its identity and answer it; a repeat gets the answer that was given before."""
    organisation, kept, verdict = incoming.request.organisation, _to_keep(runtime, incoming), incoming.verdict
    also: list[Write] = []
    if verdict.finding:
        finding = replace(verdict.finding, reference=kept.id)
        also.append(error_log.recording(runtime, organisation, INTEGRATION, finding))
    stored = messages.store(runtime, organisation, kept, also)
    if stored.message.fingerprint != kept.fingerprint:
        fault = Fault("205", "Another message has this control id and time.", Location("MSH", 10))
        finding = Finding(problem=problems.SAME_IDENTITY, reference=kept.id)
        return _answer(runtime, replace(incoming, verdict=Verdict("R", fault, finding)))
    outcome = stored.message.outcome if stored.is_new else "repeated"
    if stored.message.outcome is Outcome.PENDING:
        try:
            messages.enqueue(queue, organisation, stored.message)
        except QueueUnavailable:  # it is stored: the sweep will queue it
            outcome = "not queued"
    return _response(incoming, stored.message.answer, outcome)


def _to_keep(runtime: Runtime, incoming: Incoming) -> messages.Message:
    request, header, verdict = incoming.request, incoming.header, incoming.verdict
    pseudonyms = request.organisation.pseudonyms
    *sender, control_id, time = wire.identity(header)
    return messages.Message(
        id=messages.identity(request.organisation, sender, control_id, time),
        group=messages.group(request.organisation, verdict.subject),
        raw=request.body,
        charset=header.charset.name,
        fingerprint=pseudonyms.of("bytes", hashlib.sha256(request.body).hexdigest()),
        answer=_acknowledgement(runtime, incoming),
        sender=request.caller.id if request.caller else "",
        trigger=f"{header.type}^{header.trigger}",
        feed=incoming.feed.name,
        received=runtime.moment(),
        outcome=Outcome.PENDING if verdict.orders and verdict.letter == "A" else _without_orders(verdict),
    )


def _without_orders(verdict: Verdict) -> Outcome:
    if verdict.letter != "A":
        return Outcome.REFUSED
    return Outcome.TEST if verdict.is_test else Outcome.NO_EFFECT


def _answer(runtime: Runtime, incoming: Incoming) -> Response:
    """Answer a message that is not kept, with an entry where there is something to tell."""
    finding, request = incoming.verdict.finding, incoming.request
    if finding:
        finding = replace(finding, reference=finding.reference or request.reference)
        error_log.record(runtime, request.organisation, INTEGRATION, finding)
    return _response(incoming, _acknowledgement(runtime, incoming), finding.problem.slug if finding else "ignored")


def _acknowledgement(runtime: Runtime, incoming: Incoming) -> bytes:
    feed, verdict = incoming.feed, incoming.verdict
    return wire.acknowledge(
        incoming.header,
        wire.CODES[feed.acknowledgement is Acknowledgement.ENHANCED, verdict.letter],
        errors=[verdict.fault] if verdict.fault else [],
        now=runtime.clock().astimezone(feed.time_zone),
        control_id=runtime.new_key()[:_LONGEST_CONTROL_ID],
    )


def _response(incoming: Incoming, answer: bytes, outcome: str) -> Response:
    if incoming.feed.acknowledgement is not Acknowledgement.NONE:
        codec = incoming.header.charset.codec
        content_type = f"application/hl7-v2; charset={_MIME_NAMES.get(codec, codec)}"
        return Response(status=200, body=answer, content_type=content_type, outcome=outcome)
    if incoming.verdict.fault is None:
        return Response(status=204, outcome=outcome)
    text = incoming.verdict.fault.text.encode()
    return Response(status=422, body=text, content_type="text/plain;charset=UTF-8", outcome=outcome)


def _remark(runtime: Runtime, organisation: Organisation, feed: Feed, message: Message, kept: messages.Message) -> None:
    """Entries about the sender rather than the client: counted for each message, shown once for each feed."""
    received = datetime.strptime(kept.received, MICROSECONDS).replace(tzinfo=UTC)
    _, finding = event_time(message, feed, received)
    reused = messages.others_with_control_id(runtime, organisation, kept.id)
    again = Finding(problem=problems.CONTROL_IDS_REUSED, cause=feed.name) if reused else None
    for each in (finding, again):
        if each:
            error_log.record(runtime, organisation, INTEGRATION, replace(each, reference=kept.id))
