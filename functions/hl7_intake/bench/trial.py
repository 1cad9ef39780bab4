"""The trial of one message: what it would do and how it would be answered. Nothing is written."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from pydantic_core import to_json

from functions.hl7_intake.archive import messages
from functions.hl7_intake.bench.forecast import MATCHES, Forecast, forecast
from functions.hl7_intake.reception import MOST_BYTES, Incoming, acknowledgement, examine, response
from functions.hl7_intake.rules import event_time, remarks
from functions.hl7_intake.tile import Feed, HL7Settings
from functions.hl7_intake.v2 import reading
from functions.hl7_intake.v2.message import Message, message_identity
from koppel.domain.api_tokens import Scope
from koppel.domain.problems.problem import Finding
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import Outcome
from koppel.domain.times import to_seconds
from koppel.entrance.codings import decoded
from koppel.entrance.languages import preferred, say
from koppel.entrance.requests import Request, Response
from koppel.organisation import organisations
from koppel.runtime import Runtime, Tenant

MOST_INTENTS = 20
MOST_FIELDS = 400
LONGEST_FIELD = 500
_NO_CHARACTER = b"\x81"  # not a character in any of our character sets

SUMMARIES: dict[str, Text] = {
    "applied": Text(
        nl="Het bericht zou worden aangenomen en verwerkt.", en="The message would be accepted and applied."
    ),
    "no-effect": Text(
        nl="Het bericht zou worden aangenomen en geen gevolg hebben.",
        en="The message would be accepted and have no effect.",
    ),
    "refused": Text(nl="Het bericht zou worden geweigerd.", en="The message would be refused."),
}
KNOWN = Text(
    nl="Een bericht met dit nummer (MSH-10) en tijdstip (MSH-7) is al ontvangen. Dezelfde bytes krijgen hetzelfde "
    "antwoord als toen en hebben geen gevolg; andere worden geweigerd (AR).",
    en="A message with this control id (MSH-10) and time (MSH-7) was received before. The same bytes get the answer "
    "they got then and have no effect; others are rejected (AR).",
)
MORE = Text(nl="Alleen de eerste 20 accounts zijn bekeken.", en="Only the first 20 accounts were looked at.")
FACTS: dict[str, Text] = {
    "type": Text(nl="Bericht (MSH-9)", en="Message (MSH-9)"),
    "control_id": Text(nl="Berichtnummer (MSH-10)", en="Control id (MSH-10)"),
    "version": Text(nl="Versie (MSH-12)", en="Version (MSH-12)"),
    "charset": Text(nl="Tekenset", en="Character set"),
    "feed": Text(nl="Aanvoer", en="Feed"),
    "time": Text(nl="Tijdstip van de gebeurtenis, UTC", en="Time of the event, UTC"),
}
USUAL_ID = Text(
    nl="Het cliëntnummer is dat van type PI, anders MR of MRN, anders het enige van type PT, PN of zonder type dat "
    "geen nationaal nummer is.",
    en="The client id is that of type PI, else MR or MRN, else the only one of type PT, PN or no type that is no "
    "national number.",
)
CHOSEN_ID = Text(
    nl="Het cliëntnummer is dat met het type en de uitgever die de aanvoer noemt: {type} {authority}.",
    en="The client id is that of the type and authority that the feed names: {type} {authority}.",
)
STAFF_ID = Text(
    nl="Het nummer is STF-1, anders MFE-4, anders het enige in STF-2.",
    en="The id is STF-1, else MFE-4, else the only one in STF-2.",
)
CHOSEN_STAFF_ID = Text(
    nl="Het nummer is dat met het type en de uitgever die de aanvoer noemt: {type} {authority}; anders STF-1 of MFE-4 "
    "zonder uitgever.",
    en="The id is that of the type and authority that the feed names: {type} {authority}; else STF-1 or MFE-4 without "
    "an authority.",
)
CLIENT = Text(nl="Cliënt", en="Client")
PROFESSIONAL = Text(nl="Medewerker", en="Professional")


def show(request: Request) -> Response:
    """A report on the message in this request, in JSON: how it is read, which accounts it is about, what would change
    in them, and the answer that it would get. Raises Refused as `examine`."""
    incoming = examine(_as_sent(decoded(request, MOST_BYTES)))
    language = preferred(request.headers.get("accept-language", ""))
    verdict, header = incoming.verdict, incoming.header
    forecasts = [forecast(request.tenant, incoming.feed, each) for each in verdict.intents[:MOST_INTENTS]]
    findings = [*([verdict.finding] if verdict.finding else []), *_of_sender(request.tenant.runtime, incoming)]
    findings += [finding for each in forecasts for finding in each.findings]
    summary = "applied" if verdict.intents else "no-effect" if verdict.letter == "A" else "refused"
    notes = [KNOWN] if _is_known(request.tenant.runtime, incoming) else []
    notes += [MORE] if len(verdict.intents) > MOST_INTENTS else []
    report = {
        "outcome": summary,
        "summary": " ".join(say(each, language) for each in (SUMMARIES[summary], *notes)),
        "facts": [
            [say(FACTS[name], language), text] for name, text in _facts(request.tenant.runtime, incoming) if text
        ],
        "fields": list(_fields(header)) if isinstance(header, Message) else [],
        "accounts": [_account(each, incoming.feed, language) for each in forecasts],
        "remarks": _remarks(findings, language),
        "answer": _answer(request.tenant.runtime, incoming),
    }
    return Response(status=200, body=to_json(report), outcome=f"bench {summary}", counted=Outcome.UNCOUNTED)


def _as_sent(request: Request) -> Request:
    """The request with the bytes that the sender would send.

    Pasted text comes as `text/plain` in UTF-8: it is encoded in the character set in which the message would be read. A
    character that does not exist there becomes an invalid byte. A body of any other type is left as it is.
    """
    caller = request.require(Scope.HL7)
    if not request.headers.get("content-type", "").lower().startswith("text/plain"):
        return request
    settings, header = organisations.read_settings(HL7Settings, request.settings), reading.peek(request.body)
    named = reading.charsets(header, (settings.feed(caller.id, header) or Feed()).charset)
    headers = {**request.headers, "content-type": "application/hl7-v2"}
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        return replace(request, headers=headers)
    charset = next((each for each in named if each.encodes(text)), named[0] if named else None)
    if charset is None:
        return replace(request, headers=headers)
    try:
        body = text.encode(charset.codec)
    except UnicodeEncodeError as error:
        body = text[: error.start].encode(charset.codec) + _NO_CHARACTER
        body += text[error.end :].encode(charset.codec, "replace")
    return replace(request, headers=headers, body=body)


def _is_known(runtime: Runtime, incoming: Incoming) -> bool:
    if not incoming.is_kept:
        return False
    *sender, control_id, time = message_identity(incoming.header)
    organisation = incoming.request.organisation
    return (
        messages.get(Tenant(runtime, organisation), messages.identity(organisation, sender, control_id, time))
        is not None
    )


def _of_sender(runtime: Runtime, incoming: Incoming) -> tuple[Finding, ...]:
    """The findings about the sender, when the message would be applied."""
    if not (incoming.verdict.intents and isinstance(incoming.header, Message)):
        return ()
    return remarks(incoming.header, incoming.feed, runtime.clock())


def _facts(runtime: Runtime, incoming: Incoming) -> Iterator[tuple[str, str]]:
    header = incoming.header
    yield "type", header.event.strip("^")
    yield "control_id", header.control_id
    yield "version", header.version
    yield "charset", header.charset.name if header.fields else ""
    yield "feed", incoming.feed.name if isinstance(header, Message) else ""
    if isinstance(header, Message):
        moment, _ = event_time(header, incoming.feed, runtime.clock())
        yield "time", to_seconds(moment)


def _fields(message: Message) -> Iterator[tuple[str, str]]:
    for place, text in islice(message.filled(), MOST_FIELDS):
        yield place, text if len(text) <= LONGEST_FIELD else f"{text[:LONGEST_FIELD]}…"


def _account(found: Forecast, feed: Feed, language: str) -> dict[str, Any]:
    lines = [[each.field, each.place, each.read, say(each.effect, language)] for each in found.lines]
    kind = say(CLIENT if found.is_client else PROFESSIONAL, language)
    return {
        "title": f"{kind} {' ← '.join(found.ids)}",
        "match": f"{found.ids[0]}: {say(MATCHES[found.by], language)}. {say(_rule(found, feed), language)}",
        "outcome": say(found.outcome, language),
        "lines": lines,
    }


def _rule(found: Forecast, feed: Feed) -> Text:
    """How the id was chosen."""
    usual, chosen = (USUAL_ID, CHOSEN_ID) if found.is_client else (STAFF_ID, CHOSEN_STAFF_ID)
    type_, authority = (
        (feed.client_id_type, feed.client_id_authority)
        if found.is_client
        else (feed.professional_id_type, feed.professional_id_authority)
    )
    return chosen.fill({"type": type_ or "–", "authority": authority or "–"}) if type_ or authority else usual


def _remarks(findings: list[Finding], language: str) -> list[dict[str, str]]:
    """Each finding once, in the words of the error log."""
    found = {}
    for each in findings:
        texts = (each.problem.explanation, each.problem.remedy)
        what, remedy = (say(text.fill(dict(each.details)), language) for text in texts)
        found[what] = {"slug": each.problem.slug, "level": each.problem.level, "what": what, "remedy": remedy}
    return list(found.values())


def _answer(runtime: Runtime, incoming: Incoming) -> dict[str, Any]:
    answered = response(incoming, acknowledgement(runtime, incoming), "")
    codec = incoming.header.charset.codec if answered.status == 200 else "utf-8"
    return {
        "status": answered.status,
        "type": answered.content_type if answered.body else "",
        "text": answered.body.decode(codec),
    }
