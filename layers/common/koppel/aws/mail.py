"""Mail: letters that the Simple Email Service (SES) takes for delivery.

An answer that is an error means that nothing was sent (Amazon SES developer guide, "Amazon SES email sending errors").
Without an answer it is unknown. Sending is not idempotent, so nothing is repeated here but what SES had no time for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from koppel.aws.clients import mail
from koppel.aws.errors import Unavailable
from koppel.aws.patience import CONNECT_SECONDS, MAIL_SECONDS, NO_ANSWER, attempts, left

TRIES = 4
LONGEST_TRY = CONNECT_SECONDS + MAIL_SECONDS
_BUSY = frozenset({"LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException"})
_OF_THE_LETTER = frozenset({"BadRequestException", "MessageRejected"})
"""Errors that may be about the recipient; all others are about the sender, the account or our own rights."""


class Blame(StrEnum):
    """Whom a refusal is about."""

    SENDER = "sender"
    """Nothing of this sender is taken: it is not verified, the account is paused or at its daily quota, or our role may
    not send."""
    RECIPIENT = "recipient"
    """No mail is taken for this address."""


class MailBusy(Unavailable):
    """SES was too busy, or could not be reached. Nothing was sent; the same letter may be taken a little later."""


class MailUnanswered(Exception):
    """SES did not answer. It is unknown whether the letter was sent."""


class MailRefused(Exception):
    """SES refuses the letter. Nothing was sent. `code` is the error by AWS's name; no address is in the text."""

    def __init__(self, blame: Blame, code: str) -> None:
        super().__init__(code)
        self.blame = blame
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one person.

    tags  come back with each event about the mail: names and values of letters, digits, `-` and `_`
    """

    sender: str
    recipient: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    tags: Mapping[str, str]


def send(letter: Letter, configuration_set: str) -> str:
    """Hand the letter to SES (SendEmail). Returns its id there.

    Raises MailBusy, MailRefused, MailUnanswered.
    """
    for _ in attempts(TRIES):
        if left() < LONGEST_TRY:
            break
        try:
            return _send(letter, configuration_set)
        except MailBusy:
            continue
    raise MailBusy


def _send(letter: Letter, configuration_set: str) -> str:
    try:
        answer = mail().send_email(
            FromEmailAddress=letter.sender,
            Destination={"ToAddresses": [letter.recipient]},
            Content={
                "Simple": {
                    "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": letter.text, "Charset": "UTF-8"},
                        "Html": {"Data": letter.html, "Charset": "UTF-8"},
                    },
                }
            },
            EmailTags=[{"Name": name, "Value": value} for name, value in letter.tags.items()],
            ConfigurationSetName=configuration_set,
        )
    except ClientError as error:
        raise _refusal(error, letter) from None
    except (ConnectTimeoutError, EndpointConnectionError):
        raise MailBusy from None
    except NO_ANSWER:
        raise MailUnanswered from None
    return answer["MessageId"]


def _refusal(error: ClientError, letter: Letter) -> Exception:
    found = error.response.get("Error", {})
    code, message = found.get("Code", ""), found.get("Message", "").lower()
    if "quota" in message:  # of a day: a little later is too early
        return MailRefused(Blame.SENDER, code)
    if code in _BUSY or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return MailBusy()
    sender, recipient = letter.sender.lower(), letter.recipient.lower()
    names_sender = sender in message or message.rstrip(".").endswith(f" {sender.rpartition('@')[2]}")
    names_recipient = recipient in message and not names_sender
    if code in _OF_THE_LETTER and (names_recipient or code == "BadRequestException"):
        return MailRefused(Blame.RECIPIENT, code)
    return MailRefused(Blame.SENDER, code)
