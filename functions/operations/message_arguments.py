"""What the operator's commands about messages are told."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.hl7_intake.archive.messages import Outcome
from functions.operations.arguments import Line, Nothing, OfOrganisation

_MESSAGE = re.compile(r"[0-9a-f]{32}-[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d)?)?)?)?)?")
_CURSOR = re.compile(r"[0-9T:.-]{26}/[^/]*/[0-9a-f]{32}/[0-9a-f]{32}/" + _MESSAGE.pattern + r"/[a-z-]+")


def _message(text: str) -> str:
    if not _MESSAGE.fullmatch(text):
        raise ValueError("must be the id of a message, as find-messages shows it")
    return text


def _moment(text: str) -> str:
    if text and not _MOMENT.fullmatch(text):
        raise ValueError("must be the start of a time in UTC, such as 2027-01-31 or 2027-01-31T18:00")
    return text


def _cursor(text: str) -> str:
    if text and not _CURSOR.fullmatch(text):
        raise ValueError("must be `next` in the answer of find-messages")
    return text


MessageId = Annotated[str, AfterValidator(_message)]
Moment = Annotated[str, AfterValidator(_moment)]


class FindMessages(OfOrganisation):
    """Which messages; all that is given must hold."""

    control_id: str = Field(default="", max_length=200, description="control id (MSH-10), exactly")
    patient: str = Field(
        default="", max_length=200, description="id of the client or professional it is about, exactly"
    )
    trigger: str = Field(default="", max_length=20, description="type and event, such as ADT^A01, or the event alone")
    outcomes: list[Outcome] = Field(default_factory=list, description="what became of them; without it whatever")
    since: Moment = Field(default="", description="received from this moment on, UTC")
    until: Moment = Field(default="", description="received before this moment, UTC")
    limit: int = Field(default=50, ge=1, le=500, description="how many at most, newest first")
    after: Annotated[str, AfterValidator(_cursor)] = Field(default="", description="`next` of the page before")


class OpenMessage(OfOrganisation):
    """A message to be read."""

    message: MessageId = Field(description="id of the message, as find-messages shows it")
    reason: Line = Field(description="why it is opened; this is recorded with your name")


class ReplayMessages(OfOrganisation):
    """Messages to be processed again."""

    messages: list[MessageId] = Field(min_length=1, max_length=500, description="ids, as find-messages shows them")


class ReplayFailed(OfOrganisation):
    """Messages to be processed again."""

    since: Moment = Field(min_length=4, description="failed or refused messages received from this moment on, UTC")


class SettleMessage(OfOrganisation):
    """A message that was dealt with."""

    message: MessageId = Field(description="id of the message, as find-messages shows it")


class ShowMerge(OfOrganisation):
    """A merge to look at."""

    client: Line = Field(description="id of the client that was given up, the one in MRG")
    reason: Line = Field(description="why it is looked at; this is recorded with your name")


class RedriveMessages(Nothing):
    """Nothing needs to be told."""
