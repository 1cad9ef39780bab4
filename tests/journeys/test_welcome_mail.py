"""An import mails a new client through the emulator's SES: the link of the mail logs that client on, and a bounce is an
entry of the organisation."""

import json
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import boto3
import httpx

from tests.functions.bulk_import.import_desk import client, clients_file
from tests.functions.bulk_import.mail_desk import SENDER
from tests.harness.progress import Progress
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

PATIENCE = 120


def until[Found](look: Callable[[], Found | None]) -> Found:
    """What `look` finds, as soon as it finds something."""
    progress = Progress(PATIENCE)
    while (found := look()) is None:
        assert not progress.has_stopped(None), "nothing came of it"
        time.sleep(0.3)
    return found


def run_in(tenant: Tenant, run: str, state: str) -> dict[str, Any]:
    """The run, once it is in this state."""

    def look() -> dict[str, Any] | None:
        shown: dict[str, Any] = tenant.operate("show-progress", run=run)["run"]
        return shown if shown["state"] == state else None

    return until(look)


def imported(tenant: Tenant, content: bytes) -> dict[str, Any]:
    """The test run of this file, approved and done; of the run that waited, its reasons."""
    upload = tenant.operate("prepare-upload")
    file = {"file": ("clients.xlsx", content)}
    assert httpx.post(upload["url"], data=upload["fields"], files=file).is_success
    run = tenant.operate("start-import", script="new_clients", upload=upload["upload"], welcome=["clients"])["run"]
    waits = run_in(tenant, run, "waiting")
    tenant.operate("approve-run", run=run, digest=waits["digest"])
    run_in(tenant, run, "done")
    return waits


def mail_to(stack: Stack, address: str) -> dict[str, Any] | None:
    """The mail that the emulator's SES took for this address."""
    found: dict[str, list[dict[str, Any]]] = httpx.get(f"{stack.endpoint_url}/_ministack/ses/messages").json()[
        "messages"
    ]
    mails = [each for mails in found.values() for each in mails if each["To"] == [address]]
    assert len(mails) <= 1
    return mails[0] if mails else None


def test_a_new_client_logs_on_by_the_link_of_the_mail_once(stack: Stack) -> None:
    tenant = Tenant.found(stack, "mailing")
    for command in ("make-available", "switch-on"):
        tenant.operate(command, integration="bulk_import")
    settings = {"must_encrypt": False, "mail_from": SENDER}
    tenant.operate("change-settings", integration="bulk_import", settings=settings)
    boto3.client("sesv2", **stack.connection).create_email_identity(EmailIdentity=SENDER)
    address = f"{tenant.slug}@example.org"

    waits = imported(tenant, clients_file(client(1, email=address)))
    assert "mails-to-send" in [each["slug"] for each in waits["reasons"]]
    message = until(lambda: mail_to(stack, address))
    (link,) = set(re.findall(r"http://\S+/session/link\?token=[\w-]+", message["BodyText"]))
    assert urlsplit(link).hostname == f"{tenant.slug}.localhost"

    path = link[link.index("/session") :]
    with tenant.client() as browser:
        for _ in range(2):
            assert browser.get(path).status_code == 200
        own = {"Sec-Fetch-Site": "same-origin"}
        entered, again = (browser.post(path, headers=own) for _ in range(2))
        assert (entered.status_code, again.status_code) == (200, 403)
        cookie = entered.headers["Set-Cookie"].partition(";")[0]
        landing = browser.get("/", headers={"Cookie": cookie, "Accept-Language": "en"})
        assert "Johanna Berg 1" in landing.text
        assert "a link in a welcome mail" in landing.text

    (row,) = tenant.rows(lambda rest: rest.startswith("mail/"))
    assert row["state"] == "sent"
    body = {"organisation": tenant.slug, "mail": row["pk"].rpartition("/")[2], "event": "Bounce"}
    url, text = stack.outputs["MailQueueUrl"], json.dumps(body)
    stack.sqs.send_message(QueueUrl=url, MessageBody=text, MessageGroupId="events")

    def bounced() -> dict[str, Any] | None:
        entries = tenant.operate("list-entries", integration="bulk_import")["entries"]
        return next((each for each in entries if each["slug"] == "mail-bounced"), None)

    assert until(bounced)["count"] == 1
