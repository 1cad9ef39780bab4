"""The organisation that a local stack starts with, made through the operator as on AWS."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3

from tests.harness import demo_directory, demo_traffic

if TYPE_CHECKING:
    from tests.harness.stack import Stack


@dataclass(frozen=True)
class Step:
    """One command for the operator.

    keep       what stack.json shall show of its result: name there → name in the result
    done_when  problem that says it was done already, in a start that was broken off right after
    function   logical id of the function that carries it out
    """

    command: str
    arguments: Mapping[str, Any]
    keep: Mapping[str, str] = field(default_factory=dict)
    done_when: str = ""
    function: str = "Operator"


ORGANISATION = "demo"
HERE = {"organisation": ORGANISATION}
SCOPES = ("accounts:read", "accounts:write", "bsn:read")
PROFESSIONALS = tuple(
    {
        "id": number,
        "values": {"first_name": first, "last_name": last, "email": f"{number.lower()}@demo.example"},
        "roles": [role],
    }
    for number, first, last, role in (
        ("M0001", "Anneliese", "Brouwer", "ith.Therapist"),
        ("M0002", "Tomás", "Šimek", "ith.Therapist"),
        ("M0003", "Fatima", "El Amrani", "ith.Therapist"),
        ("M0004", "Sjoerd", "Hoekstra", "ith.Therapist"),
        ("M0005", "Marijke", "Smeets", "ith.Supervisor"),
        ("M0009", "Mina", "Vos", "ith.ApplicationManager"),
    )
)
CLIENT = {
    "id": "C0001",
    "values": {"first_name": "Wil", "last_name": "Janssen", "email": "c0001@demo.example", "gender": "other"},
}
FIELDS = {"id": "optional", "bsn": "optional", "date_of_birth": "optional"}
STEPS = (
    Step(
        "create-organisation",
        HERE | {"name": "Praktijk De Linde", "mode": "training"},
        done_when="organisation-exists",
    ),
    Step("change-settings", HERE | {"integration": "client_details", "settings": FIELDS}),
    Step("make-available", HERE | {"integration": "rest_api"}),
    Step("switch-on", HERE | {"integration": "rest_api"}),
    Step("make-available", HERE | {"integration": "hl7_intake"}),
    Step("switch-on", HERE | {"integration": "hl7_intake"}),
    Step("import-accounts", HERE | {"kind": "professional", "accounts": PROFESSIONALS}),
    Step("create-api-user", HERE | {"name": "EPD", "scopes": SCOPES}, keep={"api_token": "token"}),
    Step("create-api-user", HERE | {"name": "HL7 EPD", "scopes": ("hl7",)}, keep={"hl7_token": "token"}),
    Step("import-accounts", HERE | {"kind": "client", "accounts": (CLIENT,)}),
    Step("make-available", HERE | {"integration": "delegated_logon"}),
    Step("switch-on", HERE | {"integration": "delegated_logon"}),
    Step("create-logon-key", HERE | {"name": "EPD"}, keep={"delegated_logon_secret": "secret"}),
    Step("make-available", HERE | {"integration": "directory_sync"}),
    Step("switch-on", HERE | {"integration": "directory_sync"}),
    Step("create-api-user", HERE | {"name": "Entra ID", "scopes": ("scim",)}, keep={"scim_token": "token"}),
    Step(
        "change-settings",
        HERE | {"integration": "directory_sync", "settings": {"sources": [demo_directory.of_demo()]}},
    ),
    Step("set-directory-secret", HERE | demo_directory.secret(), function="DirectoryOperator"),
    Step(
        "start-cycle",
        HERE | {"source": demo_directory.SOURCE},
        done_when="cycle-goes-on",
        function="DirectoryOperator",
    ),
    Step("make-available", HERE | {"integration": "bulk_import"}),
    Step("change-settings", HERE | {"integration": "bulk_import", "settings": {"must_encrypt": False}}),
    Step("switch-on", HERE | {"integration": "bulk_import"}),
    Step("create-import-key", HERE | {"name": "De Linde, import"}, function="ImportOperator"),
)

WHAT_NEXT = """
Koppel answers at {base_url}. Ctrl-C stops it.

The console, as the application manager of the demo organisation (this link works once, for ten minutes; another one:
make operator CMD='console-link --organisation demo'):

  {console_url}

The employees of its directory, a stand-in for Entra ID, wait there for approval: look under Runs, at its first cycle.

Try in another window:

  curl {base_url}/api/2

  curl -H 'Authorization: md-token {hl7_token}' -H 'Content-Type: application/hl7-v2' \\
    --data-binary @events/hl7_intake.a01.hl7 {base_url}/hl7

  curl -H 'Authorization: md-token {api_token}' {base_url}/api/2/c/items

  curl -H 'Authorization: Bearer {scim_token}' {base_url}/scim/v2/ServiceProviderConfig

  make operator CMD='start-import --organisation demo --script new_clients --file events/bulk_import.new_clients.xlsx'

Or open {base_url}/docs/delegated-logon in a browser, to log on as M0001 or C0001 with the key {delegated_logon_secret}
"""


SHOWN = ("api_token", "hl7_token", "scim_token", "delegated_logon_secret", "console_url")


class Refused(Exception):
    """The operator did not carry out a step of the demo."""


def prepare(stack: "Stack") -> dict[str, str]:
    """Carries out the steps that this stack has not seen yet; answers organisation and tokens for stack.json.

    Tokens are shown once. The emulator itself keeps them here, in a parameter beside the tables: so they are lost
    exactly when the organisation is lost.
    """
    store = boto3.client("ssm", **stack.connection)
    kept = store.get_parameters(Names=["/koppel/demo"], WithDecryption=True)["Parameters"]
    demo: dict[str, Any] = (
        json.loads(kept[0]["Value"]) if kept else {"steps": 0, "card": {"organisation": ORGANISATION}}
    )
    for step in STEPS[demo["steps"] :]:
        demo["card"] |= _carry_out(stack, step)
        demo["steps"] += 1
        store.put_parameter(Name="/koppel/demo", Value=json.dumps(demo), Type="SecureString", Overwrite=True)
    card: dict[str, str] = demo["card"]
    return card


def send_traffic(stack: "Stack") -> None:
    """Send what the systems around the demo organisation send, in the first start of a stack."""
    store = boto3.client("ssm", **stack.connection)
    name = "/koppel/demo-traffic"
    if not store.get_parameters(Names=[name])["Parameters"]:
        demo_traffic.send(stack.base_url, stack.demo)
        store.put_parameter(Name=name, Value="sent", Type="String")


def console_link(stack: "Stack") -> str:
    """A new link into the console, as the application manager of the demo organisation."""
    return _carry_out(stack, Step("console-link", HERE | {"address": stack.base_url}, keep={"url": "url"}))["url"]


def next_steps(stack: "Stack") -> str:
    """What to try first."""
    return WHAT_NEXT.format_map({"base_url": stack.base_url} | dict.fromkeys(SHOWN, "-") | stack.demo)


def _carry_out(stack: "Stack", step: Step) -> dict[str, str]:
    payload = {"command": step.command, "arguments": dict(step.arguments), "actor": "local stack"}
    answer = stack.invoke(step.function, payload)
    if "result" not in answer:
        problem = answer.get("problem", {})
        if problem.get("slug") == step.done_when:
            return {}
        raise Refused(f"{step.command}: {problem or answer}")
    return {name: answer["result"][key] for name, key in step.keep.items()}
