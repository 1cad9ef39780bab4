"""What happens: a message is received, processed, or given up."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.hl7_intake import problems
from functions.hl7_intake.application import INTEGRATION, REPEATED, apply_intents
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
from koppel.domain.problems.refusal import Refused
from koppel.domain.tiles.activity import Outcome as Activity
from koppel.domain.times import from_text
from koppel.entrance.requests import Request, Response
from koppel.organisation import error_log, organisations
from koppel.runtime import Runtime, Tenant

_OF_BODIES = {413: problems.BODY_TOO_LARGE, 415: problems.BODY_OF_OTHER_TYPE}
COUNTS: Mapping[str, Activity] = {
    Outcome.APPLIED: Activity.APPLIED,
    Outcome.UNCHANGED: Activity.UNCHANGED,
    Outcome.LATE: Activity.UNCHANGED,
    Outcome.NO_EFFECT: Activity.UNCHANGED,
    Outcome.TEST: Activity.UNCHANGED,
    Outcome.FAILED: Activity.FAILED,
}
"""As what a processed message is counted; a parked one is counted once it is queued again and processed."""


def receive(runtime: Runtime, queue: Queue, request: Request) -> Response:
    """Store one message, queue it, and answer it.

    Raises Refused as `examine`, with a finding for a body that is not read. Everything else that is wrong with a
    message is answered in HL7 with status 200: senders behind an MLLP bridge see nothing but the ACK.
    """
    try:
        incoming = examine(request)
    except Refused as refused:
        problem, caller = _OF_BODIES.get(refused.status), request.caller
        if problem and caller:
            refused.finding = Finding(problem=problem, subject=caller.id, details={"user": caller.name})
        raise
    return _keep(runtime, queue, incoming) if incoming.is_kept else _answer(runtime, incoming)


def process(runtime: Runtime, ids: Mapping[str, str]) -> str:
    """Apply a stored message once. Returns its outcome; REPEATED when it has one already or is unknown.

    What it raises puts the message back on the queue.
    """
    known = organisations.look_up(runtime, ids["organisation"], (INTEGRATION,))
    if known is None:
        return REPEATED
    tenant = Tenant(runtime, known.organisation)
    kept = messages.get(tenant, ids["message"])
    if kept is None:
        return REPEATED
    if kept.unnoted:  # the intake ended before it could record the finding
        _record_unnoted(tenant, kept)
    if kept.outcome is not Outcome.PENDING:
        return "noted" if kept.unnoted else REPEATED
    settings = organisations.read_settings(HL7Settings, known.tiles[INTEGRATION].settings)
    message = reading.read(kept.raw, kept.charset)
    feed = settings.feed(kept.sender, message) or Feed()
    received = from_text(kept.received)
    verdict = judge(message, feed, tenant.organisation.mode, received)
    if not verdict.intents:  # the settings were changed after the message was accepted, or it is replayed
        outcome = _outcome_without_intents(verdict)
        messages.finish(tenant, kept.id, outcome)
        return outcome
    _record_remarks(tenant, kept.id, feed, message, received)
    applied = apply_intents(tenant, feed, kept, verdict.intents)
    for arrived in applied.arrived:
        for released in parked.release(tenant, arrived):
            process(runtime, {**ids, "message": released})
    return applied.outcome


def count_failure(runtime: Runtime, ids: Mapping[str, str]) -> int:
    """Count one more failure to process a message. Returns how many there are now, 0 when it is not pending."""
    known = organisations.look_up(runtime, ids["organisation"])
    return messages.tried(Tenant(runtime, known.organisation), ids["message"]) if known else 0


def give_up(runtime: Runtime, ids: Mapping[str, str]) -> str:
    """Give a message that cannot be processed the outcome FAILED, with an entry, so that the messages behind it go on.

    Returns the outcome; REPEATED when it has one already.
    """
    known = organisations.look_up(runtime, ids["organisation"])
    if known is None:
        return "unknown organisation"
    tenant, identity = Tenant(runtime, known.organisation), ids["message"]
    finding = Finding(problem=problems.NOT_PROCESSED, cause=identity, reference=identity)
    recording = error_log.record_write(tenant, INTEGRATION, finding)
    try:
        runtime.table.transact([messages.finishing(tenant, identity, Outcome.FAILED), recording])
    except TransactionRefused:  # it has another outcome by now
        return REPEATED
    return Outcome.FAILED


def _keep(runtime: Runtime, queue: Queue, incoming: Incoming) -> Response:
    """Store the message under its identity and answer it. A repeat gets the answer that was sent before."""
    tenant, kept = incoming.request.tenant, _to_keep(runtime, incoming)
    stored = messages.store(tenant, kept)
    if stored.message.fingerprint != kept.fingerprint:
        fault = Fault("205", "Another message has this control id and time.", Location("MSH", 10))
        finding = Finding(problem=problems.SAME_IDENTITY, reference=kept.id)
        return _answer(runtime, replace(incoming, verdict=Verdict("R", fault, finding)))
    outcome = stored.message.outcome if stored.is_new else REPEATED
    if stored.is_new and kept.unnoted:
        with suppress(Contended):  # the message is stored: the sweep has the finding recorded
            _record_unnoted(tenant, kept)
    if stored.message.outcome is Outcome.PENDING:
        try:
            messages.enqueue(queue, tenant.organisation, stored.message)
        except QueueUnavailable:  # the message is stored: the sweep will queue it
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
        outcome=Outcome.PENDING if verdict.intents and verdict.letter == "A" else _outcome_without_intents(verdict),
        unnoted=_to_store(verdict.finding),
    )


def _to_store(finding: Finding | None) -> Mapping[str, Any]:
    """The finding as a message stores it until the error log has it; empty for None."""
    if finding is None:
        return {}
    return {
        "slug": finding.problem.slug,
        "subject": finding.subject,
        "cause": finding.cause,
        "details": dict(finding.details),
    }


def _record_unnoted(tenant: Tenant, kept: messages.Message) -> None:
    """Record the finding of a stored message, in a write of its own: many messages share one entry."""
    unnoted = dict(kept.unnoted)
    problem = problems.PROBLEMS.get(unnoted.pop("slug"), OTHER_PERSON)
    error_log.record(tenant, INTEGRATION, Finding(problem=problem, reference=kept.id, **unnoted))
    messages.noted(tenant, kept)


def _outcome_without_intents(verdict: Verdict) -> Outcome:
    if verdict.letter != "A":
        return Outcome.REFUSED
    return Outcome.TEST if verdict.is_test else Outcome.NO_EFFECT


def _answer(runtime: Runtime, incoming: Incoming) -> Response:
    """Answer a message that is not kept, and record its finding, if any."""
    finding, request = incoming.verdict.finding, incoming.request
    if finding:
        finding = replace(finding, reference=finding.reference or request.reference)
        error_log.record(request.tenant, INTEGRATION, finding)
    return response(incoming, acknowledgement(runtime, incoming), finding.problem.slug if finding else "ignored")


def _record_remarks(tenant: Tenant, identity: str, feed: Feed, message: Message, received: datetime) -> None:
    """Record findings about the sender rather than the client: one entry for each feed, which counts messages."""
    findings = [*remarks(message, feed, received)]
    if messages.others_with_control_id(tenant, identity):
        findings.append(Finding(problem=problems.CONTROL_IDS_REUSED, cause=feed.name))
    for each in findings:
        error_log.record(tenant, INTEGRATION, replace(each, reference=identity))
