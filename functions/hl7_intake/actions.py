"""What happens: a message is received, processed, or put aside."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from functions.hl7_intake import problems
from functions.hl7_intake.application import INTEGRATION, Application
from functions.hl7_intake.archive import messages, parked
from functions.hl7_intake.archive.messages import Outcome
from functions.hl7_intake.reception import Incoming, acknowledgement, examine, response
from functions.hl7_intake.rules import Verdict, judge, remarks
from functions.hl7_intake.tile import Feed, HL7Settings
from functions.hl7_intake.v2 import reading
from functions.hl7_intake.v2.acknowledgement import Fault, Location
from functions.hl7_intake.v2.message import Message, message_identity
from koppel.aws.errors import Contended, TransactionRefused
from koppel.aws.queues import Queue, QueueUnavailable
from koppel.domain.problems.account import OTHER_PERSON
from koppel.domain.problems.problem import Finding
from koppel.domain.times import MICROSECONDS
from koppel.entrance.requests import Request, Response
from koppel.organisation import error_log, organisations
from koppel.runtime import Runtime, Tenant


def receive(runtime: Runtime, queue: Queue, request: Request) -> Response:
    """Store one message, queue it, and answer it.

    Raises Refused as `examine`. Everything else that is wrong with a message is answered in HL7, with status 200:
    senders behind an MLLP bridge see nothing but the ACK.
    """
    incoming = examine(request)
    return _keep(runtime, queue, incoming) if incoming.is_kept else _answer(runtime, incoming)


def process(runtime: Runtime, ids: Mapping[str, str]) -> str:
    """Apply a stored message, once, and say what became of it. Whatever it raises brings the message back."""
    known = organisations.look_up(runtime, ids["organisation"], (INTEGRATION,))
    kept = messages.get(Tenant(runtime, known.organisation), ids["message"]) if known else None
    if known is None or kept is None:
        return "repeated"
    organisation = known.organisation
    if kept.unnoted:  # the intake ended before it could make the entry
        _note(Tenant(runtime, organisation), kept)
    if kept.outcome is not Outcome.PENDING:
        return "noted" if kept.unnoted else "repeated"
    settings = organisations.read_settings(HL7Settings, known.tiles[INTEGRATION].settings)
    message = reading.read(kept.raw, kept.charset)
    feed = settings.feed(kept.sender, message) or Feed()
    received = datetime.strptime(kept.received, MICROSECONDS).replace(tzinfo=UTC)
    verdict = judge(message, feed, organisation.mode, received)
    if not verdict.orders:  # the settings were changed after the message was accepted, or it is processed again
        messages.finish(Tenant(runtime, organisation), kept.id, _without_orders(verdict))
        return _without_orders(verdict)
    _remark(Tenant(runtime, organisation), feed, message, kept)
    job = Application(Tenant(runtime, organisation), feed, kept)
    outcome = job.carry_out(verdict.orders)
    for arrived in job.arrived:
        for early_one in parked.release(Tenant(runtime, organisation), arrived):
            process(runtime, {**ids, "message": early_one})
    return outcome


def count_failure(runtime: Runtime, ids: Mapping[str, str]) -> int:
    """Count one more failure to process a message; how many there are now."""
    known = organisations.look_up(runtime, ids["organisation"])
    return messages.tried(Tenant(runtime, known.organisation), ids["message"]) if known else 0


def put_aside(runtime: Runtime, ids: Mapping[str, str]) -> str:
    """Keep a message that cannot be processed, with an entry, so that those behind it go on."""
    known = organisations.look_up(runtime, ids["organisation"])
    if known is None:
        return "unknown organisation"
    organisation, identity = known.organisation, ids["message"]
    finding = Finding(problem=problems.NOT_PROCESSED, cause=identity, reference=identity)
    recording = error_log.recording(Tenant(runtime, organisation), INTEGRATION, finding)
    try:
        runtime.table.transact([messages.finishing(Tenant(runtime, organisation), identity, Outcome.FAILED), recording])
    except TransactionRefused:  # it has another outcome by now
        return "repeated"
    return Outcome.FAILED


def _keep(runtime: Runtime, queue: Queue, incoming: Incoming) -> Response:
    """Store the message under its identity and answer it; a repeat gets the answer that was given before."""
    organisation, kept = incoming.request.organisation, _to_keep(runtime, incoming)
    stored = messages.store(Tenant(runtime, organisation), kept)
    if stored.message.fingerprint != kept.fingerprint:
        fault = Fault("205", "Another message has this control id and time.", Location("MSH", 10))
        finding = Finding(problem=problems.SAME_IDENTITY, reference=kept.id)
        return _answer(runtime, replace(incoming, verdict=Verdict("R", fault, finding)))
    outcome = stored.message.outcome if stored.is_new else "repeated"
    if stored.is_new and kept.unnoted:
        with suppress(Contended):  # it is stored: the sweep has the entry made
            _note(Tenant(runtime, organisation), kept)
    if stored.message.outcome is Outcome.PENDING:
        try:
            messages.enqueue(queue, organisation, stored.message)
        except QueueUnavailable:  # it is stored: the sweep will queue it
            outcome = "not queued"
    return response(incoming, stored.message.answer, outcome)


def _to_keep(runtime: Runtime, incoming: Incoming) -> messages.Message:
    request, header, verdict = incoming.request, incoming.header, incoming.verdict
    pseudonyms = request.organisation.pseudonyms
    *sender, control_id, time = message_identity(header)
    return messages.Message(
        id=messages.identity(request.organisation, sender, control_id, time),
        group=messages.group(request.organisation, verdict.subject),
        raw=request.body,
        charset=header.charset.name,
        fingerprint=pseudonyms.of("bytes", hashlib.sha256(request.body).hexdigest()),
        answer=acknowledgement(runtime, incoming),
        sender=request.caller.id if request.caller else "",
        trigger=header.event,
        feed=incoming.feed.name,
        received=runtime.moment(),
        outcome=Outcome.PENDING if verdict.orders and verdict.letter == "A" else _without_orders(verdict),
        unnoted=_told(verdict.finding),
    )


def _told(finding: Finding | None) -> Mapping[str, Any]:
    """The finding as it stands in a message until the error log tells it."""
    if finding is None:
        return {}
    told = {"slug": finding.problem.slug, "subject": finding.subject, "cause": finding.cause}
    return told | {"details": dict(finding.details)}


def _note(tenant: Tenant, kept: messages.Message) -> None:
    """Make the entry of a stored message: after it, on its own, because many messages write one and the same entry."""
    unnoted = dict(kept.unnoted)
    problem = problems.PROBLEMS.get(unnoted.pop("slug"), OTHER_PERSON)
    error_log.record(tenant, INTEGRATION, Finding(problem=problem, reference=kept.id, **unnoted))
    messages.noted(tenant, kept)


def _without_orders(verdict: Verdict) -> Outcome:
    if verdict.letter != "A":
        return Outcome.REFUSED
    return Outcome.TEST if verdict.is_test else Outcome.NO_EFFECT


def _answer(runtime: Runtime, incoming: Incoming) -> Response:
    """Answer a message that is not kept, with an entry where there is something to tell."""
    finding, request = incoming.verdict.finding, incoming.request
    if finding:
        finding = replace(finding, reference=finding.reference or request.reference)
        error_log.record(request.tenant, INTEGRATION, finding)
    return response(incoming, acknowledgement(runtime, incoming), finding.problem.slug if finding else "ignored")


def _remark(tenant: Tenant, feed: Feed, message: Message, kept: messages.Message) -> None:
    """Entries about the sender rather than the client: counted for each message, shown once for each feed."""
    received = datetime.strptime(kept.received, MICROSECONDS).replace(tzinfo=UTC)
    found = [*remarks(message, feed, received)]
    if messages.others_with_control_id(tenant, kept.id):
        found.append(Finding(problem=problems.CONTROL_IDS_REUSED, cause=feed.name))
    for each in found:
        error_log.record(tenant, INTEGRATION, replace(each, reference=kept.id))
