"""Welcome mails in a small world: the queue of mails, its function, and SES as moto plays it, which can be told to
refuse."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.sesv2.models import sesv2_backends

from functions.bulk_import import mail_entry
from functions.bulk_import.mail import outbox
from functions.bulk_import.mail.outbox import Mail
from functions.bulk_import.mail.waking import MAIL_QUEUE, wake
from koppel.aws import clients
from koppel.domain.accounts.account import Value
from koppel.domain.problems.problem import State
from koppel.logon.one_time_links import pseudonym_of
from koppel.organisation import error_log
from koppel.organisation.entry import Entry
from koppel.runtime import Tenant
from tests.harness import templates
from tests.harness.home import PROJECT
from tests.harness.world import World

SENDER = "welkom@praktijk.example"
MAILING = {"must_encrypt": False, "mail_from": SENDER, "welcome_clients": True}
SET = "MailSet-AbCdEfGhIjKl"
EVENT: dict[str, Any] = json.loads((PROJECT / "events" / "bulk_import.mail.json").read_text())


type Error = tuple[str, str, int]


@dataclass
class Post:
    """SES.

    asked    the parameters of each SendEmail, those that were refused too
    answers  what comes instead of moto's answer: an error's code, message and status, or an exception; used up in turn
    refused  the same for mails to an address
    lost     what happens to answers of moto
    """

    asked: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Error | Exception] = field(default_factory=list)
    refused: dict[str, Error] = field(default_factory=dict)
    lost: Exception | None = None

    @property
    def sent(self) -> list[str]:
        """To whom mails went."""
        backend: Any = sesv2_backends[ACCOUNT]["eu-west-1"]
        return [to for each in backend.core_backend.sent_messages for to in each.destinations["ToAddresses"]]

    def record(self, params: dict[str, Any], **_: Any) -> None:
        """Keeps what is asked."""
        self.asked.append(params)

    def answer(self, **_: Any) -> Any:
        """Answers in place of moto, or lets it answer."""
        (to,) = self.asked[-1]["Destination"]["ToAddresses"]
        found = self.answers.pop(0) if self.answers else self.refused.get(to)
        if found is None:
            return None
        if isinstance(found, Exception):
            raise found
        code, message, status = found
        parsed = {"ResponseMetadata": {"HTTPStatusCode": status}, "Error": {"Code": code, "Message": message}}
        return SimpleNamespace(status_code=status, headers={}), parsed

    def lose(self, **_: Any) -> None:
        """Loses the answer of what moto has done."""
        if self.lost:
            raise self.lost


@dataclass
class Mails:
    """Mails of one organisation, and what becomes of them."""

    world: World
    post: Post = field(default_factory=Post)

    @property
    def tenant(self) -> Tenant:
        """The organisation."""
        return self.world.tenant

    def ask_for(self, *numbers: int, **values: Value) -> None:
        """Make clients with these numbers, and ask for their mails as an import does."""
        for number in numbers:
            account = self.world.client(f"C-{number}", **({"email": f"c{number}@example.org"} | values))
            self.tenant.table.transact(outbox.requests(self.tenant, account, "run"))
        wake(self.tenant)

    def set_tile(self, *, on: bool = True, **settings: Any) -> None:
        """Put the tile into this state."""
        self.world.set_tile("demo", "bulk_import", json.dumps(MAILING | settings), on=on)

    def deliver(self) -> list[dict[str, str]]:
        """Have the function handle each message of the queue of mails once. Returns those that it puts back."""
        put_back = []
        for ids, receipt in self._mail_messages():
            if self.serve(ids):
                put_back.append(ids)
            clients.sqs().delete_message(QueueUrl=self._mail_url, ReceiptHandle=receipt)
        return put_back

    def serve(self, ids: dict[str, str], receives: int = 1) -> bool:
        """Have the function handle one message. Returns whether it is put back."""
        (record,) = EVENT["Records"]
        attributes = record["attributes"] | {"ApproximateReceiveCount": str(receives)}
        body = {"body": json.dumps(ids), "attributes": attributes}
        return bool(mail_entry.deliver({"Records": [record | body]}, None)["batchItemFailures"])

    def mail(self, address: str) -> Mail | None:
        """The mail to this address."""
        return outbox.find(self.tenant, pseudonym_of(self.tenant, address))

    def state(self, address: str) -> str:
        """How far the mail to this address is, "" for none."""
        found = self.mail(address)
        return found.state if found else ""

    def links(self) -> list[str]:
        """The links of the mails that SES was asked to send."""
        texts = [each["Content"]["Simple"]["Body"]["Text"]["Data"] for each in self.post.asked]
        return [re.findall(r"^https://\S+$", each, re.MULTILINE)[0] for each in texts]

    def entries(self) -> list[str]:
        """The slugs of the open entries."""
        found, _ = error_log.entries(self.tenant, "bulk_import", State.OPEN)
        return sorted(each.slug for each in found)

    def entry(self, slug: str) -> Entry:
        """The open entry of this problem."""
        found, _ = error_log.entries(self.tenant, "bulk_import", State.OPEN)
        (entry,) = [each for each in found if each.slug == slug]
        return entry

    @property
    def _mail_url(self) -> str:
        return clients.sqs().get_queue_url(QueueName="mail.fifo")["QueueUrl"]

    def _mail_messages(self) -> Iterator[tuple[dict[str, str], str]]:
        while found := clients.sqs().receive_message(QueueUrl=self._mail_url, MaxNumberOfMessages=1).get("Messages"):
            yield json.loads(found[0]["Body"]), found[0]["ReceiptHandle"]


@contextmanager
def mailing(world: World) -> Iterator[Mails]:
    """The mails of this world's organisation, whose tile has a sender."""
    with pytest.MonkeyPatch.context() as patch:
        queue = clients.sqs().create_queue(QueueName="mail.fifo", Attributes={"FifoQueue": "true"})
        patch.setenv(MAIL_QUEUE, queue["QueueUrl"])
        patch.setenv("MAIL_CONFIGURATION_SET", SET)
        patch.setenv("PUBLIC_ADDRESS", "https://koppel.example")
        patch.setattr(mail_entry, "process_runtime", lambda: world.runtime)
        clients.mail().create_email_identity(EmailIdentity=SENDER)
        made = Mails(world)
        made.set_tile()
        handlers: list[tuple[str, Any]] = [
            ("provide-client-params.sesv2.SendEmail", made.post.record),
            ("before-call.sesv2.SendEmail", made.post.answer),
            ("after-call.sesv2.SendEmail", made.post.lose),
        ]
        for event, handler in handlers:
            clients.mail().meta.events.register(event, handler)
        try:
            yield made
        finally:
            for event, handler in handlers:
                clients.mail().meta.events.unregister(event, handler)


def transformed(event: dict[str, Any]) -> dict[str, str]:
    """What the rule of the template makes of an event of SES (EventBridge user guide, "Input transformation")."""
    (target,) = _rule()["Targets"]
    given: dict[str, Any] = target["InputTransformer"]
    text: str = given["InputTemplate"]
    for name, path in given["InputPathsMap"].items():
        text = text.replace(f"<{name}>", json.dumps(_at(event, path)))
    found: dict[str, str] = json.loads(text)
    return found


def matches(event: dict[str, Any], mail_set: str = SET) -> bool:
    """Whether the rule of the template takes this event (EventBridge user guide, "Event patterns")."""
    pattern = json.dumps(_rule()["EventPattern"]).replace('{"Ref": "MailSet"}', json.dumps(mail_set))
    return _fits(json.loads(pattern), event)


@cache
def _rule() -> templates.Node:
    template = templates.read((PROJECT / "template.yaml").read_text())
    found: templates.Node = template["Resources"]["MailEvents"]["Properties"]
    return found


def _fits(pattern: Any, event: Any) -> bool:
    if isinstance(pattern, dict):
        return isinstance(event, dict) and all(_fits(each, event.get(name)) for name, each in pattern.items())
    values = event if isinstance(event, list) else [event]
    return any(each in pattern for each in values)


def _at(event: Any, path: str) -> Any:
    for name in re.findall(r"[^.\[\]$]+", path):
        event = event[int(name)] if name.isdecimal() else event[name]
    return event
