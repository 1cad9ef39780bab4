"""A second stack beside the local one, of the stage prod, deployed as `make deploy` does: what is not complete is
refused with a sentence, and no name of one stack is in the way of the other."""

import subprocess
import sys

import boto3
import pytest

from tests.harness import deploy
from tests.harness.emulator import architecture
from tests.harness.home import PROJECT
from tests.harness.processes import Failed
from tests.harness.supervisor import Supervisor
from tests.template.test_stages import PROD

SECOND = "koppel-second"
DOMAIN = "hub.example.nl"


def make_deploy(supervisor: Supervisor, stage: str, **options: str) -> subprocess.CompletedProcess[str]:
    """What `make deploy` runs after the build, against the emulator."""
    given = {"stage": stage, "stack": SECOND, "architecture": architecture(), "sam": str(deploy.SAM)} | options
    built = deploy.BUILD / "sam" / "emulator.json"
    words = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]
    return subprocess.run(
        [sys.executable, "-m", "functions.operations.deployment", *words, "--template", str(built), "--yes"],
        cwd=PROJECT,
        env=deploy.environment(supervisor.emulator) | {"PYTHONPATH": ".:layers/common"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_cloudformation_itself_refuses_a_prod_that_is_not_complete(supervisor: Supervisor) -> None:
    given = {name: value for name, value in PROD.items() if name != "Certificate"}
    with pytest.raises(Failed, match="needs Certificate, the ARN of an ACM certificate"):
        deploy.deploy(supervisor.emulator, SECOND, **given)


def test_a_stack_of_prod_stands_beside_the_local_one(supervisor: Supervisor) -> None:
    connection = supervisor.emulator.connection
    lacking = make_deploy(supervisor, "prod", domain=DOMAIN)
    assert (lacking.returncode, lacking.stderr.split(".")[0]) == (
        1,
        "The stage prod needs CERTIFICATE=…, ALARM_EMAIL=…",
    )
    certificate = boto3.client("acm", **connection).request_certificate(
        DomainName=DOMAIN, SubjectAlternativeNames=[f"*.{DOMAIN}"]
    )["CertificateArn"]
    done = make_deploy(supervisor, "prod", domain=DOMAIN, certificate=certificate, alarm_email="alarms@example.nl")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{DOMAIN}  →  " in done.stdout
    assert f"make operator STACK={SECOND} CMD='create-organisation" in done.stdout

    first, second = deploy.outputs(connection), deploy.outputs(connection, SECOND)
    assert {name for name, value in first.items() if second[name] == value} == set()
    schedules = boto3.client("scheduler", **connection).list_schedules()["Schedules"]
    assert len({each["Name"] for each in schedules}) == len(schedules) == 4
    gateway = boto3.client("apigateway", **connection)
    for name in (DOMAIN, f"*.{DOMAIN}"):
        (mapping,) = gateway.get_base_path_mappings(domainName=name)["items"]
        assert (mapping["basePath"], mapping["restApiId"], mapping["stage"]) == ("(none)", second["ApiId"], "live")
    table = boto3.client("dynamodb", **connection).describe_table(TableName=second["TableName"])["Table"]
    assert table["DeletionProtectionEnabled"] is True

    restored = f"{second['TableName']}-restored"  # as the runbook Restore says
    tables = boto3.client("dynamodb", **connection)
    tables.restore_table_to_point_in_time(
        SourceTableName=second["TableName"], TargetTableName=restored, UseLatestRestorableTime=True
    )
    led = make_deploy(supervisor, "prod", table=restored)
    assert led.returncode == 0, led.stdout + led.stderr
    functions = boto3.client("lambda", **connection)
    latest = second["RestApiFunction"].rpartition(":")[0]  # the emulator publishes no version for a parameter
    settings = functions.get_function_configuration(FunctionName=latest)["Environment"]["Variables"]
    assert settings["TABLE"] == deploy.outputs(connection, SECOND)["TableName"] == restored
    assert {second["TableName"], restored} <= set(tables.list_tables()["TableNames"])

    changed = make_deploy(supervisor, "dev")
    assert (changed.returncode, "is of the stage prod" in changed.stderr) == (1, True)
