"""The reception of a message: it is read and judged, and its answer is made. Nothing is stored here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.message import Message as Mime

from functions.hl7_intake import problems
from functions.hl7_intake.application import INTEGRATION
from functions.hl7_intake.choices import Acknowledgement
from functions.hl7_intake.rules import Intent, Verdict, judge
from functions.hl7_intake.tile import Feed, HL7Settings
from functions.hl7_intake.v2 import reading
from functions.hl7_intake.v2.acknowledgement import CODES, Fault, Location, acknowledge
from functions.hl7_intake.v2.header import Header
from functions.hl7_intake.v2.reading import Unreadable
from koppel.accounts.synchronise import preview
from koppel.domain.api_tokens import Scope
from koppel.domain.plan.desired import DesiredMerge, Origin
from koppel.domain.problems.account import OTHER_PERSON
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Refused
from koppel.domain.tiles.activity import Outcome
from koppel.entrance.codings import decoded
from koppel.entrance.requests import Request, Response
from koppel.organisation import organisations
from koppel.runtime import Runtime, Tenant

MOST_BYTES = 1024 * 1024
"""A larger body is refused with 413. A smaller one that exceeds `Limits` is answered with AR."""

CONTENT_TYPES = frozenset({"application/hl7-v2", "application/hl7-v2+er7", "x-application/hl7-v2+er7", "text/plain"})
STORED_TYPES = frozenset({"ADT", "MFN"})
"""Types that are stored. Others may hold data that the hub must not have, such as test results: only answered."""

_MIME_NAMES: Mapping[str, str] = {
    "ascii": "us-ascii",
    "cp1252": "windows-1252",
    "iso8859-1": "iso-8859-1",
    "iso8859-15": "iso-8859-15",
}
_LONGEST_CONTROL_ID = 20  # of MSH-10 before version 2.7


@dataclass(frozen=True, slots=True)
class Incoming:
    """A received message, as far as it could be read, with the verdict on it.

    is_kept  whether it is stored: not when it cannot be read, belongs to no feed, or is of another type
    """

    request: Request
    feed: Feed
    header: Header
    verdict: Verdict
    is_kept: bool = False


def examine(request: Request) -> Incoming:
    """Read and judge the message in this request; nothing is written.

    Raises Refused: 401 and 403 for the caller, 413 and 415 for a body that is not read. Everything else that is wrong
    with a message is part of the verdict.
    """
    caller = request.require(Scope.HL7)
    charset = _content_charset(request)
    request = decoded(request, MOST_BYTES)
    if len(request.body) > MOST_BYTES:
        raise Refused(413, "A message may be 256 KiB at most.")
    settings = organisations.read_settings(HL7Settings, request.settings)
    feed = settings.feed(caller.id, reading.peek(request.body))
    try:
        message = reading.read(request.body, (feed or Feed()).charset, content_charset=charset)
    except Unreadable as unreadable:
        details = {"reason": unreadable.fault.text}
        finding = Finding(problem=problems.UNREADABLE, cause=unreadable.slug, details=details)
        return Incoming(request, feed or Feed(), unreadable.header, Verdict("R", unreadable.fault, finding))
    if feed is None:
        fault = Fault("207", "This sender is not known here.", Location("MSH", 3))
        finding = Finding(problem=problems.UNKNOWN_SENDER, subject=message.sending_application)
        return Incoming(request, Feed(), message, Verdict("R", fault, finding))
    verdict = judge(message, feed, request.organisation.mode, request.tenant.clock())
    if any(_is_other_person(request.tenant, each) for each in verdict.intents):
        fault = Fault("205", "The client id belongs to another person.", Location("PID", 3))
        verdict = Verdict("E", fault, Finding(problem=OTHER_PERSON, subject=verdict.subject))
    return Incoming(request, feed, message, verdict, is_kept=message.type in STORED_TYPES)


def acknowledgement(runtime: Runtime, incoming: Incoming) -> bytes:
    """The ACK to this message, as its verdict says."""
    feed, verdict = incoming.feed, incoming.verdict
    return acknowledge(
        incoming.header,
        CODES[feed.acknowledgement is Acknowledgement.ENHANCED, verdict.letter],
        errors=[verdict.fault] if verdict.fault else [],
        now=runtime.clock().astimezone(feed.time_zone),
        control_id=runtime.new_key()[:_LONGEST_CONTROL_ID],
    )


def response(incoming: Incoming, answer: bytes, outcome: str) -> Response:
    """The HTTP response with this ACK; 204 or 422 without one where the feed has acknowledgements off."""
    counted = Outcome.DONE if incoming.verdict.letter == "A" else Outcome.REFUSED
    if incoming.feed.acknowledgement is not Acknowledgement.NONE:
        codec = incoming.header.charset.codec
        content_type = f"application/hl7-v2; charset={_MIME_NAMES.get(codec, codec)}"
        return Response(status=200, body=answer, content_type=content_type, outcome=outcome, counted=counted)
    if incoming.verdict.fault is None:
        return Response(status=204, outcome=outcome)
    text = incoming.verdict.fault.text.encode()
    return Response(status=422, body=text, content_type="text/plain;charset=UTF-8", outcome=outcome)


def _content_charset(request: Request) -> str | None:
    """The `charset` of the Content-Type, None without one. Raises Refused (415) for a type not in CONTENT_TYPES."""
    mime = Mime()
    mime["Content-Type"] = sent = request.headers.get("content-type", "")
    if sent.partition(";")[0].strip().lower() not in CONTENT_TYPES:  # Mime reads an invalid type as text/plain
        raise Refused(415, f"Send one of these as Content-Type: {', '.join(sorted(CONTENT_TYPES))}.")
    return mime.get_content_charset()


def _is_other_person(tenant: Tenant, desired: Intent) -> bool:
    """Whether another person has the id, so that the sender is answered with AE. Only a message with both BSN and date
    of birth can show it."""
    if isinstance(desired, DesiredMerge) or not (desired.values.get("bsn") and desired.values.get("date_of_birth")):
        return False
    origin = Origin(integration=INTEGRATION, at=tenant.now())
    planned = preview(tenant, replace(desired, relations=None), origin)
    return any(each.problem is OTHER_PERSON for each in planned.findings)
