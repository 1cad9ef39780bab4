"""`python -m functions.operations.deployment --stage dev|prod …`, as `make deploy` calls it after `sam build`."""

import argparse
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from functions.operations.deployment import words
from functions.operations.deployment.account import described, surroundings
from functions.operations.deployment.intentions import Intention, parameters, refusal

SETTINGS = Path("samconfig.toml")
FLAGS = ("--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-fail-on-empty-changeset")


def main(given: Sequence[str]) -> int:
    """Deploy; 1 when that was refused, declined or failed."""
    options = parser().parse_args(given)
    wanted = _intention(options)
    session: Any = boto3.Session(region_name=wanted.region)
    try:
        found = surroundings(session.client, wanted)
    except (BotoCoreError, ClientError) as error:
        print(f"The account cannot be read with the credentials of this shell: {error}", file=sys.stderr)
        return 1
    if reason := refusal(wanted, found):
        print(reason, file=sys.stderr)
        return 1
    values = parameters(wanted, found)
    print("\n".join(words.before(wanted, found, values)))
    if options.ask and input("\nGo on? Type the name of the stack: ").strip() != wanted.stack:
        print("Nothing was done.", file=sys.stderr)
        return 1
    values["Release"] = str(int(time.time()))
    turns = [{"ProtectTable": "no"}, {}] if found.is_first and wanted.stage == "prod" else [{}]
    for turn in turns:
        if _deploy(wanted, values | {"ProtectTable": "yes"} | turn, options):
            print("The deployment failed; the events of the stack in CloudFormation say at what.", file=sys.stderr)
            return 1
    stack = described(session.client, wanted.stack)
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", ())}
    print("\n".join([*words.after(wanted, values, outputs), *words.organisation(wanted, values)]))
    return 0


def parser() -> argparse.ArgumentParser:
    """The options; `make deploy` gives those that are set."""
    top = argparse.ArgumentParser(prog="make deploy", description="Deploys to AWS.")
    top.add_argument("--stage", choices=["dev", "prod"], default="dev")
    for name in ("stack", "domain", "certificate", "zone", "table", "alarm-email", "organisation", "architecture"):
        top.add_argument(f"--{name}", default="")
    top.add_argument("--template", default=".aws-sam/build/template.yaml", help="what `sam build` made")
    top.add_argument("--sam", default="sam", help="the SAM command line")
    top.add_argument("--yes", dest="ask", action="store_false", help="do not ask before it begins")
    return top


def _intention(options: argparse.Namespace) -> Intention:
    settings: dict[str, Any] = tomllib.loads(SETTINGS.read_text())[options.stage]["deploy"]["parameters"]
    return Intention(
        stage=options.stage,
        stack=options.stack or settings["stack_name"],
        region=settings["region"],
        domain=options.domain.lower(),
        certificate=options.certificate,
        zone=options.zone,
        table=options.table,
        alarm_email=options.alarm_email,
        organisation=options.organisation,
        architecture=options.architecture,
        settled=dict(each.split("=", 1) for each in settings["parameter_overrides"]),
    )


def _deploy(wanted: Intention, values: Mapping[str, str], options: argparse.Namespace) -> int:
    """What SAM's command line ends with. Parameters that are "" keep their default."""
    overrides = [f"{name}={value}" for name, value in values.items() if value]
    command = [options.sam, "deploy", "--template-file", options.template, "--stack-name", wanted.stack,
               "--region", wanted.region, *FLAGS, "--parameter-overrides", *overrides]  # fmt: skip
    return subprocess.run(command, env=os.environ | {"SAM_CLI_TELEMETRY": "0"}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
