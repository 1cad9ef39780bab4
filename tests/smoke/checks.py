"""The checks: each does one thing as the outside world does it, and says in a word how it went. Raise Wrong."""

import base64
import time
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx
from lxml import etree

from tests.harness.hl7_messages import message, segment
from tests.harness.links import link
from tests.harness.saml import Provider, Signer, Story, key_pair, metadata, posted
from tests.smoke.target import Target, Wrong

CLIENT, PROFESSIONAL = "SMOKE-C", "SMOKE-P"
ALARM = "MessagesGivenUp"
PATIENCE = 60
"""Seconds that a message may take to be processed."""
ADDRESS = "smoke-p@example.nl"

type Check = Callable[[Target], str]


def hl7(target: Target) -> str:
    """An EHR admits a client; the client is there."""
    token = _api_user(target, "smoke HL7", "hl7")
    now = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    pid = segment("PID", {3: f"{CLIENT}^^^EPD^PI", 5: "Rook^Rosa", 8: "F", 13: "^NET^Internet^smoke-c@example.nl"})
    raw = message("ADT^A01", f"EVN|A01|{now}", pid, "PV1||I", control_id=token_hex(8), time=now)
    target.made.append(("import-accounts", {"kind": "client", "accounts": [{"id": CLIENT, "active": False}]}))
    with target.http() as client:
        headers = {"Authorization": f"md-token {token}", "Content-Type": "application/hl7-v2"}
        answer = client.post("/hl7", content=raw, headers=headers)
    if answer.status_code != 200 or "MSA|AA|" not in answer.text:
        raise Wrong(f"POST /hl7 was answered {answer.status_code}: {answer.text[:200]!r}")
    began = time.monotonic()
    while target.operate("count-waiting")["waiting"]:
        if time.monotonic() > began + PATIENCE:
            raise Wrong(f"the message was acknowledged, and was not processed within {PATIENCE} s")
        time.sleep(0.5)
    return f"acknowledged, processed after {time.monotonic() - began:.1f} s"


def rest(target: Target) -> str:
    """A program reads that client, changes its name and reads it again."""
    token = _api_user(target, "smoke REST", "accounts:read", "accounts:write")
    name = f"Rook-{token_hex(3)}"
    with target.http() as client:
        client.headers["Authorization"] = f"md-token {token}"
        found = _json(client.get(f"/api/2/aux/client/id/{CLIENT}"))
        _json(client.patch(found["@url"], json={"last_name": name}))
        changed = _json(client.get(found["@url"]))
    if changed["last_name"] != name:
        raise Wrong("the name was changed and is not what it was changed to")
    return "read, changed, read again"


def signed_link(target: Target) -> str:
    """A client logs on by a signed link; the session is known, and the link works once."""
    key = target.operate("create-logon-key", name="smoke", groups=["clients"])
    target.made.append(("end-logon-key", {"key": key["id"]}))
    path = link(key["secret"], CLIENT, "client")
    with target.http() as client:
        first = client.get(path)
        if first.status_code != 303 or "__Host-session=" not in first.headers.get("set-cookie", ""):
            raise Wrong(f"the link was answered {first.status_code} to {first.headers.get('location', '')}")
        again = client.get(path)
        if "/logon?reference=" not in again.headers.get("location", ""):
            raise Wrong("the link works a second time")
        _end_session(client, first)
    return "logged on, out again; a second time refused"


def saml(target: Target) -> str:
    """A professional logs on at an identity provider of our own."""
    account = {
        "id": PROFESSIONAL,
        "active": True,
        "values": {"first_name": "Rik", "last_name": "Rook", "email": ADDRESS},
        "roles": ["ith.Therapist"],
    }
    target.operate("import-accounts", kind="professional", accounts=[account])
    gone = {"id": PROFESSIONAL, "active": False}
    target.made.append(("import-accounts", {"kind": "professional", "accounts": [gone]}))
    connection = target.operate("saml-create-connection", name="Smoke")["connection"]
    target.made.append(("saml-remove-connection", {"connection": connection}))
    pair = key_pair("smoke")
    target.operate("saml-load-metadata", connection=connection, metadata=metadata(pair).decode())
    at = f"{target.base_url}/saml/{connection}"
    with target.http() as client:
        asked = client.get(f"/saml/{connection}/login")
        if asked.status_code != 303 or "SAMLRequest=" not in asked.headers["location"]:
            raise Wrong(f"/saml/…/login was answered {asked.status_code} to {asked.headers.get('location', '')}")
        (request,) = parse_qs(urlsplit(asked.headers["location"]).query)["SAMLRequest"]
        request_id = etree.fromstring(zlib.decompress(base64.b64decode(request), -zlib.MAX_WBITS)).get("ID")
        story = Story(
            now=datetime.now(UTC), acs=f"{at}/acs", audience=f"{at}/metadata", in_response_to=request_id,
            name_id=PROFESSIONAL, response_id=f"_{token_hex(16)}", assertion_id=f"_{token_hex(16)}",
            attributes={"employeeNumber": [PROFESSIONAL]},
        )  # fmt: skip
        response = Provider(story=story, signer=Signer(pair=pair)).respond()
        form = {name: values[0] for name, values in posted(response).items()}
        answer = client.post(f"/saml/{connection}/acs", data=form, headers={"Cookie": _cookie(asked)})
        if answer.status_code != 303 or "__Host-session=" not in answer.headers.get("set-cookie", ""):
            reasons = target.operate("saml-list-logons", connection=connection, limit=1)["logons"]
            raise Wrong(f"the response was answered {answer.status_code}: {reasons}")
        _end_session(client, answer)
    return "logged on, and out again"


def sweep(target: Target) -> str:
    """What is otherwise done every five minutes and every day is done now."""
    done = target.operate("sweep")
    return ", ".join(f"{name} {count}" for name, count in done.items())


def alarm(target: Target) -> str:
    """An alarm is forced, and cleared: all who hear alarms hear this one."""
    alarms, name = boto3.client("cloudwatch"), target.alarm(ALARM)
    heard: list[str] = []
    for state in ("ALARM", "OK"):
        alarms.set_alarm_state(AlarmName=name, StateValue=state, StateReason="smoke test of the stack")
        (found,) = alarms.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        if found["StateValue"] != state:
            raise Wrong(f"{name} is {found['StateValue']} and not {state}")
        heard = found.get("AlarmActions", [])
    return f"{ALARM} rang and is quiet; heard by {', '.join(heard) or 'nobody'}"


CHECKS: Mapping[str, Check] = {
    "HL7: one A01": hl7,
    "REST: one read, one write": rest,
    "delegated logon: one link": signed_link,
    "SAML: one logon": saml,
    "sweep": sweep,
    "one alarm": alarm,
}


def _api_user(target: Target, name: str, *scopes: str) -> str:
    made = target.operate("create-api-user", name=name, scopes=list(scopes))
    target.made.append(("revoke-api-user", {"user": made["id"]}))
    return str(made["token"])


def _json(answer: httpx.Response) -> Any:
    if answer.status_code != 200:
        raise Wrong(f"{answer.request.method} was answered {answer.status_code}: {answer.text[:200]}")
    return answer.json()


def _cookie(answer: httpx.Response) -> str:
    """What the browser sends back: cookies that are secure, which this client would keep from http://localhost."""
    return "; ".join(each.partition(";")[0] for each in answer.headers.get_list("set-cookie"))


def _end_session(client: httpx.Client, logged_on: httpx.Response) -> None:
    headers = {"Cookie": _cookie(logged_on), "Sec-Fetch-Site": "same-origin"}
    ended = client.post("/session/logout", headers=headers)
    if "Max-Age=0" not in ended.headers.get("set-cookie", ""):
        raise Wrong(f"the session does not end: {ended.status_code}")
