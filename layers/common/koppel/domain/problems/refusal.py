"""Refusals: the exceptions by which a request is not carried out. Their texts hold nothing of what was sent.

    Refusal                          the request is not carried out, and nothing of it is half-written
    ├── Refused                      an HTTP request: status, message, finding
    │   ├── AccountMissing (rest_api)  no account of this kind has this key
    │   └── ScimRefused (directory_sync)  a request of a SCIM client, with the keyword that programs read
    ├── Declined                     a command or an act of administration: a problem of a catalogue
    ├── Rejected (saml_logon)        a message of an identity provider: a problem of a catalogue
    ├── Rejected (delegated_logon)   a link that logs nobody on: a finding
    ├── Malformed (delegated_logon)  a link that cannot be read; becomes a Rejected
    ├── NotDone (console)            a command that another function did not carry out
    ├── BadForm (console)            a form that no page of this session sent, or an old one
    ├── NotAManager (console)        a session of somebody who may not use the console
    ├── Repeated (session)           an OAuth parameter that was sent twice
    ├── Unreadable (hl7_intake)      bytes that are no HL7 message; answered with an ACK
    ├── StaffRefused (hl7_intake)    a record of a staff message; answered with an ACK
    ├── TooLarge (rest_api)          a collection that does not fit into one answer
    ├── FileRefused (bulk_import)    a file of which no row is read: a problem of a catalogue
    ├── SlotTaken                    a run that may not begin while another one goes on
    ├── NotApplied                   a change of accounts, by `koppel.accounts.apply`
    │   ├── Superseded               an extra write was refused: another process has done the same already
    │   └── Overtaken                what the plan was made from has changed: plan again
    │       └── Hindered             the table was too busy, or did not answer
    └── Unavailable                  nothing is wrong with the request; it may succeed a little later
        ├── TooBusy                  others kept changing the same accounts
        ├── Contended                the table was too busy, or did not answer
        ├── KeyUnavailable           the same of the Key Management Service
        ├── FilesUnavailable         the same of the bucket of files
        ├── FunctionUnavailable      the same of another function of the stack
        ├── MailBusy                 the same of the Simple Email Service; nothing was sent
        └── QueueUnavailable         the same of a queue

Each entrance answers them in its own form: `entrance.http` and `entrance.browser` with a status and a page,
`entrance.direct` with a problem, HL7 with an ACK.

No refusals, because they are about one value or about ourselves, and no request ends with them:

    InvalidValue        a field's value; becomes a finding or a FieldRefusal
    Unfit, NoDomain     a text that cannot be a value; becomes an InvalidValue
    WrongValue          a value of a setting or an argument; a ValueError, as pydantic's validators need it
    WeakKey             a certificate; a ValueError, as pydantic's validators need it
    UnusableKey         a row key that DynamoDB does not take: a fault of ours
    TableError, ConditionFailed, TransactionRefused  a condition of a write; the caller knows what it means
    ReadFailed          what a run reads cannot be read; the run fails with it
    _Settled            the result of an item of a run is known without a write
    RunTaken            another process has written the run; this one stops
    AccountExists       a message need not be parked any more: apply it again
    FileMissing         an object of the bucket has expired or was deleted; the caller knows what it means
    OutOfTime           no time is left to call AWS; becomes an Unavailable
    SecretUnreadable    a ciphertext of another organisation or purpose: a fault of ours
    EnvironmentIncomplete  a variable of the function is not set
    WatermarkLost       a directory no longer knows where the last reading ended: read it as a whole
    DirectoryIncomplete  a directory gave no whole answer; the reading fails, with an entry
    _Passing            a try to reach Entra ID failed in a way that may pass; another is made
    GraphRefused        Graph refuses a request; the caller knows what it means
    JobFailed           a job of the sweep failed; the invocation counts as failed
    MailUnanswered      SES did not answer: whether the mail was sent is unknown, and an entry says so
    MailRefused, _SenderRefused  SES refuses a mail; the entry says whether it is about the sender or the recipient
    Unreachable, NotDone  the operator's command line did not reach the stack, or the stack did not do it
    ChildBroke          a child process of bulk_import ended for no reason that it can tell: a fault of ours
"""

from collections.abc import Mapping
from types import MappingProxyType

from koppel.domain.problems.problem import NO_DETAILS, Finding, Problem
from koppel.domain.texts import Text

NO_FIELDS: Mapping[str, Text] = MappingProxyType({})


class Refusal(Exception):
    """A request is not carried out."""


class Refused(Refusal):
    """An HTTP request is refused.

    status   HTTP status code (RFC 9110 section 15)
    message  why, in English, for the people who build the sender
    fields   field → what is wrong with it
    finding  the finding for the organisation's error log, None for none
    headers  headers to add to the answer
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        fields: Mapping[str, str] = NO_DETAILS,
        finding: Finding | None = None,
        headers: Mapping[str, str] = NO_DETAILS,
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.fields = fields
        self.finding = finding
        self.headers = headers


class Declined(Refusal):
    """A command, or an act of an administrator or the operator, is not carried out.

    problem  why, and what to do about it, from a catalogue
    details  values for the problem's texts
    fields   field → what is wrong with it
    """

    def __init__(
        self, problem: Problem, *, details: Mapping[str, str] = NO_DETAILS, fields: Mapping[str, Text] = NO_FIELDS
    ) -> None:
        super().__init__(problem.slug)
        self.problem = problem
        self.details = dict(details)
        self.fields = fields
