"""What is refused before anything is deployed, and with which parameters the rest is."""

from dataclasses import replace
from typing import Any

import pytest

from functions.operations.commands import COMMANDS
from functions.operations.deployment import costs, words
from functions.operations.deployment.intentions import Intention, Surroundings, parameters, refusal
from tests.harness import templates
from tests.harness.home import PROJECT
from tests.template.evaluation import Evaluation

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0"
DEV = Intention(stage="dev", stack="koppel-dev", region="eu-west-1", settled={"Stage": "dev", "LogLevel": "DEBUG"})
PROD = Intention(
    stage="prod",
    stack="koppel",
    region="eu-west-1",
    domain="hub.example.nl",
    certificate=CERTIFICATE,
    alarm_email="alarms@example.nl",
    settled={"Stage": "prod", "LogRetentionDays": "365"},
)
FRESH = Surroundings(account="123456789012", names=frozenset({"hub.example.nl", "*.hub.example.nl"}), is_issued=True)
STANDING = replace(
    FRESH,
    status="UPDATE_COMPLETE",
    parameters=parameters(PROD, FRESH) | {"LogRetentionDays": "90", "AlarmTopic": ""},
    has_logging_role=True,
)


def test_what_is_complete_is_not_refused() -> None:
    assert refusal(DEV, FRESH) == ""
    assert refusal(PROD, FRESH) == ""
    assert refusal(PROD, STANDING) == ""


def test_what_the_stack_has_need_not_be_said_again() -> None:
    again = Intention(stage="prod", stack="koppel", region="eu-west-1")
    assert refusal(again, STANDING) == ""
    assert parameters(again, STANDING) == STANDING.parameters


@pytest.mark.parametrize(
    ("left_out", "named"),
    [("domain", "DOMAIN=…"), ("certificate", "CERTIFICATE=…"), ("alarm_email", "ALARM_EMAIL=…")],
)
def test_prod_is_refused_without_what_it_needs(left_out: str, named: str) -> None:
    nothing: dict[str, Any] = {left_out: ""}
    assert f"needs {named}" in refusal(replace(PROD, **nothing), FRESH)


def test_a_topic_stands_in_for_an_address() -> None:
    topic = {"AlarmTopic": "arn:aws:sns:eu-west-1:123456789012:alarms"}
    assert refusal(replace(PROD, alarm_email="", settled=topic), FRESH) == ""


@pytest.mark.parametrize(("wanted", "stage"), [(PROD, "dev"), (DEV, "prod")])
def test_a_stack_keeps_its_stage(wanted: Intention, stage: str) -> None:
    standing = replace(STANDING, parameters={**STANDING.parameters, "Stage": stage})
    assert f"is of the stage {stage}" in refusal(wanted, standing)


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "CREATE_FAILED"])
def test_the_rest_of_a_failed_deployment_must_go_first(status: str) -> None:
    assert "delete-stack --region eu-west-1 --stack-name koppel" in refusal(PROD, replace(FRESH, status=status))


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS"])
def test_a_stack_that_is_changing_is_left_alone(status: str) -> None:
    assert "Wait" in refusal(PROD, replace(FRESH, status=status))


@pytest.mark.parametrize(
    ("certificate", "found", "said"),
    [
        ("arn:aws:iam::123456789012:server-certificate/x", FRESH, "is the ARN of a certificate"),
        (CERTIFICATE.replace("123456789012", "١٢٣٤٥٦٧٨٩٠١٢"), FRESH, "is the ARN of a certificate"),
        (CERTIFICATE.replace("eu-west-1", "us-east-1"), FRESH, "region us-east-1"),
        (CERTIFICATE, replace(FRESH, is_issued=False), "not issued"),
        (CERTIFICATE, replace(FRESH, names=frozenset({"hub.example.nl"})), "does not hold *.hub.example.nl"),
        (CERTIFICATE, replace(FRESH, names=frozenset({"*.hub.example.nl"})), "does not hold hub.example.nl"),
    ],
)
def test_a_certificate_that_will_not_do_is_refused(certificate: str, found: Surroundings, said: str) -> None:
    assert said in refusal(replace(PROD, certificate=certificate), found)


@pytest.mark.parametrize(
    ("found", "role"),
    [
        (FRESH, "create"),
        (replace(FRESH, has_logging_role=True), "existing"),
        (replace(STANDING, parameters={"AccountLoggingRole": "create"}), "create"),
        (replace(STANDING, parameters={"AccountLoggingRole": "existing"}, has_logging_role=False), "existing"),
    ],
)
def test_a_logging_role_is_made_where_the_account_has_none_and_kept_by_the_stack_that_made_it(
    found: Surroundings, role: str
) -> None:
    assert parameters(DEV, found)["AccountLoggingRole"] == role


def test_a_restored_table_stays_in_use() -> None:
    restored = parameters(replace(PROD, table="koppel-restored"), STANDING)
    assert restored["ExistingTable"] == "koppel-restored"
    assert parameters(PROD, replace(STANDING, parameters=restored))["ExistingTable"] == "koppel-restored"
    assert "outside the stack" in "\n".join(words.before(replace(PROD, table="x-y"), STANDING, restored))


@pytest.mark.parametrize(("wanted", "found"), [(DEV, FRESH), (PROD, FRESH), (PROD, STANDING)])
def test_the_rules_of_the_template_refuse_nothing_that_passes_here(wanted: Intention, found: Surroundings) -> None:
    template = templates.read((PROJECT / "template.yaml").read_text())
    assert Evaluation(template, parameters(wanted, found)).refusals() == []


def test_what_will_happen_is_told_with_what_it_costs() -> None:
    told = "\n".join(words.before(PROD, FRESH, parameters(PROD, FRESH)))
    for each in ("new stack koppel", "123456789012", "*.hub.example.nl", "alarms@example.nl", "logging role"):
        assert each in told
    total = sum(each.total for each in costs.standing())
    assert f"{total:.2f}  USD a month" in told
    again = "\n".join(words.before(PROD, STANDING, parameters(PROD, STANDING)))
    assert "A change of the stack koppel" in again


def test_the_alarms_that_are_paid_for_are_those_of_the_template() -> None:
    resources = Evaluation(templates.read((PROJECT / "template.yaml").read_text()), {}).resources().values()
    alarms = [each["Properties"] for each in resources if each["Type"] == "AWS::CloudWatch::Alarm"]
    looked_at = [
        [each for each in alarm.get("Metrics", [{"MetricStat": {}}]) if "MetricStat" in each] for alarm in alarms
    ]
    assert sum(map(len, looked_at)) == costs.ALARM_METRICS


def test_the_keys_that_are_paid_for_are_those_of_the_template() -> None:
    resources = templates.read((PROJECT / "template.yaml").read_text())["Resources"].values()
    assert [each["Type"] for each in resources].count("AWS::KMS::Key") == costs.KEYS


def test_the_next_steps_are_commands_that_exist() -> None:
    outputs = {
        "ApiUrl": "https://x.example/live",
        "BareDomainTarget": "d-1.example",
        "BareDomainZone": "Z1",
        "OrganisationDomainsTarget": "d-2.example",
        "OrganisationDomainsZone": "Z2",
    }
    values = parameters(PROD, FRESH)
    told = "\n".join([*words.after(PROD, values, outputs), *words.organisation(PROD, values)])
    asked = [line.partition("CMD='")[2].split()[0] for line in told.splitlines() if "CMD='" in line]
    assert asked
    assert set(asked) <= set(COMMANDS)
    assert "hub.example.nl  →  d-1.example  (zone Z1)" in told
    assert "ApiUrl" not in "\n".join(words.after(PROD, values, outputs))
