"""The template as data: as it stands, as SAM translates it, and as the emulator can take it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.harness.home import VENVS

type Node = dict[str, Any]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOT_EMULATED = frozenset({"AWS::Logs::QueryDefinition", "AWS::S3::BucketPolicy"})
READ_DIRECTORIES = ("DirectoryWorker", "DirectoryOperator")
"""Functions that ask Microsoft Graph."""
BATCHED = ("sqs:SendMessage", "sqs:ChangeMessageVisibility")
"""Actions of IAM that allow the request for one message and, under the same name, that for a batch."""
TRANSLATOR = VENVS / "emulator" / "bin" / "python"
TRANSLATION = """
import json, sys
from samtranslator.translator.transform import transform
policies = type("Policies", (), {"load": lambda _: {}})()
print(json.dumps(transform(json.load(sys.stdin), {"Release": sys.argv[1]}, policies)))
"""


class Loader(yaml.SafeLoader):
    """Reads `!Sub x` as {"Fn::Sub": "x"}."""


def _intrinsic(loader: Loader, suffix: str, node: yaml.Node) -> Node:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _intrinsic)


def read(text: str) -> Node:
    """The template in this text, with intrinsic functions in their long form."""
    found: Node = yaml.load(text, Loader)
    return found


def translated(text: str, release: str = "1772359200") -> Node:
    """What SAM makes of the template for CloudFormation; code is where nobody looks."""
    template = read(text)
    for each in template["Resources"].values():
        for name in ("CodeUri", "ContentUri"):
            if name in each.get("Properties", {}):
                each["Properties"][name] = "s3://bucket/key"
    done = subprocess.run(
        [TRANSLATOR, "-c", TRANSLATION, release],
        input=json.dumps(template),
        env={"AWS_DEFAULT_REGION": "eu-west-1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: Node = json.loads(done.stdout)
    return found


def for_emulator(built: Path, release: str, graph: str = "") -> Path:
    """A template beside the built one, for this number of the deployment, whose code is in files (`zipped`). The
    functions that ask Microsoft Graph are led to `graph` (see `functions/directory_sync/entra/clouds.py`), and links of
    mails lead to this machine. What the emulator (ministack 1.5.33) takes differently from AWS is changed:

    - it makes no method of `x-amazon-apigateway-any-method`, so that each `ANY` becomes every method;
    - it refuses a stack with a type that it does not know, and with alarms that add metrics up: both are left out;
    - it speaks HTTP only, which the policy of the bucket denies to everybody: it is left out;
    - it reads paths in method settings as they are, without `~1` for a slash;
    - its transform knows of parameters the defaults only, and needs the release: it is the default there;
    - it knows no encryption context when it looks at policies: conditions on it would refuse every call;
    - it does not know of a mail whose sender and configuration set it concerns: `ses:SendEmail` is of anything there;
    - it wants `sqs:SendMessageBatch` for a batch, and so on. IAM has no such actions: `sqs:SendMessage` allows both.
    """
    template = read(built.read_text())
    template["Parameters"]["Release"]["Default"] = release
    resources = {name: each for name, each in template["Resources"].items() if _is_emulated(each)}
    for each in resources.values():
        for setting in each.get("Properties", {}).get("MethodSettings", ()):
            setting["ResourcePath"] = setting["ResourcePath"].replace("/~1", "/").replace("~1", "/")
        for name in each.get("Properties", {}).keys() & {"CodeUri", "ContentUri"}:
            each["Properties"][name] = str(zipped(Path(each["Properties"][name])))
        events = each.get("Properties", {}).get("Events", {})
        each.get("Properties", {}).pop("Events", None)
        if events:
            each["Properties"]["Events"] = dict(_every_method(events))
    for name in READ_DIRECTORIES if graph else ():
        if name in resources:
            variables = resources[name]["Properties"].setdefault("Environment", {}).setdefault("Variables", {})
            variables["GRAPH_ENDPOINTS"] = graph
    if "ImportMail" in resources:
        resources["ImportMail"]["Properties"]["Environment"]["Variables"]["PUBLIC_ADDRESS"] = "http://localhost"
    written = built.with_name("emulator.json")
    found = template | {"Resources": resources}
    written.write_text(json.dumps(_with_any_sender(_with_batches(_without_encryption_context(found)))))
    return written


def zipped(folder: Path) -> Path:
    """Where the built code in this folder stands as one file."""
    return folder.with_name(f"{folder.name}.zip")


def _is_emulated(resource: Node) -> bool:
    adds_up = resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    return resource["Type"] not in NOT_EMULATED and not adds_up


def _every_method(events: Node) -> Any:
    for name, event in events.items():
        if event["Type"] == "Api" and event["Properties"]["Method"] == "ANY":
            for method in METHODS:
                yield f"{name}{method.title()}", event | {"Properties": event["Properties"] | {"Method": method}}
        else:
            yield name, event


def _without_encryption_context(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_encryption_context(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _without_encryption_context(each) for name, each in node.items()}
    for operator, keys in list(kept.items()):
        if isinstance(keys, dict) and "kms:EncryptionContext:purpose" in keys:
            del kept[operator]
    return kept


def _with_any_sender(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_any_sender(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _with_any_sender(each) for name, each in node.items()}
    if "ses:SendEmail" in kept.get("Action", ()):
        kept["Resource"] = "*"
        kept.pop("Condition", None)
    return kept


def _with_batches(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_batches(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _with_batches(each) for name, each in node.items()}
    if node.get("Effect") == "Allow":
        given = node.get("Action", [])
        actions = given if isinstance(given, list) else [given]
        kept["Action"] = [*actions, *(f"{each}Batch" for each in actions if each in BATCHED)]
    return kept
