"""The arguments of the commands about HL7 messages."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from functions.hl7_intake.archive.messages import Outcome
from koppel.domain import moments, times
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.organisation.commands import Line, OfOrganisation

_MESSAGE = re.compile(r"[0-9a-f]{32}-[0-9a-f]{64}")
_EXAMPLE = f"{'0123456789abcdef' * 2}-{'0123456789abcdef' * 4}"
_START = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2})?)?)?)?)?")
_CURSOR = re.compile(r"[0-9T:.-]{26}/[^/]*/[0-9a-f]{32}/[0-9a-f]{32}/" + _MESSAGE.pattern + r"/[a-z-]+")


OUTCOME_LABELS: Mapping[Outcome, Text] = {
    Outcome.PENDING: Text(nl="Nog niet verwerkt", en="Not processed yet"),
    Outcome.WAITING: Text(nl="Wacht op een account", en="Waits for an account"),
    Outcome.APPLIED: Text(nl="Verwerkt", en="Applied"),
    Outcome.UNCHANGED: Text(nl="Niets gewijzigd", en="Nothing changed"),
    Outcome.LATE: Text(nl="Achterhaald door nieuwere berichten", en="Overtaken by newer messages"),
    Outcome.NO_EFFECT: Text(nl="Zonder gevolg", en="Without effect"),
    Outcome.TEST: Text(nl="Testbericht", en="Test message"),
    Outcome.REFUSED: Text(nl="Geweigerd", en="Refused"),
    Outcome.FAILED: Text(nl="Mislukt", en="Failed"),
}


def _message(text: str) -> str:
    if not _MESSAGE.fullmatch(text):
        raise WrongValue(
            nl="moet het id van een bericht zijn, zoals find-messages het toont",
            en="must be the id of a message, as find-messages shows it",
        )
    return text


def _moment(text: str) -> str:
    """The start of a time in UTC unchanged; a whole time (RFC 3339) in UTC. Both are compared as texts."""
    if not text or _START.fullmatch(text):
        return text
    if found := moments.read_short(text):
        return times.to_microseconds(found)
    raise WrongValue(
        nl="moet een tijd of het begin ervan zijn, in UTC, zoals 2027-01-31 of 2027-01-31T18:00",
        en="must be a time or the start of one in UTC, such as 2027-01-31 or 2027-01-31T18:00",
    )


def _cursor(text: str) -> str:
    if text and not _CURSOR.fullmatch(text):
        raise WrongValue(
            nl="moet `next` in het antwoord van find-messages zijn", en="must be `next` in the answer of find-messages"
        )
    return text


MessageId = Annotated[str, AfterValidator(_message)]
Moment = Annotated[str, AfterValidator(_moment)]


class FindMessages(OfOrganisation):
    """Which messages: every argument that is filled must match."""

    control_id: str = explained(
        nl=("Berichtnummer", "Het berichtnummer (MSH-10), precies."),
        en=("Control id", "control id (MSH-10), exactly"),
        example="MSG00001",
        default="",
        max_length=200,
    )
    patient: str = explained(
        nl=("Persoon", "Id van de cliënt of medewerker over wie het gaat, precies."),
        en=("Person", "id of the client or professional that it is about, exactly"),
        example="26010042",
        default="",
        max_length=200,
    )
    trigger: str = explained(
        nl=("Gebeurtenis", "Soort en gebeurtenis, zoals ADT^A01, of alleen de gebeurtenis."),
        en=("Event", "type and event, such as ADT^A01, or the event alone"),
        example="ADT^A01",
        default="",
        max_length=20,
    )
    outcomes: list[Outcome] = explained(
        nl=("Uitkomst", "Uitkomsten; leeg: elke uitkomst."),
        en=("Outcome", "outcomes; without it every outcome"),
        choices=OUTCOME_LABELS,
        default_factory=list,
    )
    since: Moment = explained(
        nl=("Vanaf", "Ontvangen vanaf dit moment, UTC."),
        en=("From", "received from this moment on, UTC"),
        example="2027-01-31",
        default="",
    )
    until: Moment = explained(
        nl=("Tot", "Ontvangen vóór dit moment, UTC."),
        en=("Until", "received before this moment, UTC"),
        example="2027-01-31T18:00",
        default="",
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel berichten ten hoogste, nieuwste eerst."),
        en=("Limit", "how many messages at most, newest first"),
        default=50,
        ge=1,
        le=500,
    )
    after: Annotated[str, AfterValidator(_cursor)] = explained(
        nl=("Na", "`next` van de vorige bladzijde."),
        en=("After", "`next` of the previous page"),
        default="",
    )


class OfMessage(OfOrganisation):
    """The message that the command is about."""

    message: MessageId = explained(
        nl=("Bericht", "Id van het bericht, zoals find-messages het toont."),
        en=("Message", "id of the message, as find-messages shows it"),
        example=_EXAMPLE,
    )


class OpenMessage(OfMessage):
    """The message to open, and why."""

    reason: Line = explained(
        nl=("Reden", "Waarom u het opent; dit wordt met uw naam vastgelegd."),
        en=("Reason", "why it is opened; this is recorded with your name"),
        example="Ticket 4711",
    )


class PlanMessages(OfOrganisation):
    """The messages to plan again, and why."""

    messages: list[MessageId] = explained(
        nl=("Berichten", "Ids van berichten, zoals find-messages ze toont; hoogstens 25."),
        en=("Messages", "ids, as find-messages shows them; 25 at most"),
        example=_EXAMPLE,
        min_length=1,
        max_length=25,
    )
    reason: Line = explained(
        nl=("Reden", "Waarom u ze bekijkt; dit wordt met uw naam vastgelegd."),
        en=("Reason", "why you look at them; this is recorded with your name"),
        example="Ticket 4711",
    )


class ReplayMessages(OfOrganisation):
    """The messages to replay."""

    messages: list[MessageId] = explained(
        nl=("Berichten", "Ids van berichten, zoals find-messages ze toont."),
        en=("Messages", "ids, as find-messages shows them"),
        example=_EXAMPLE,
        min_length=1,
        max_length=500,
    )


class ReplayFailed(OfOrganisation):
    """Since when failed messages are replayed."""

    since: Moment = explained(
        nl=("Vanaf", "Mislukte of geweigerde berichten die vanaf dit moment zijn ontvangen, UTC."),
        en=("From", "failed or refused messages received from this moment on, UTC"),
        example="2027-01-31",
        min_length=4,
    )
