"""Whoever invokes a function invokes its alias, and each deployment moves the alias to a version of its own."""

from typing import Any

import pytest

from tests.harness import templates
from tests.harness.home import PROJECT
from tests.template.conftest import Template
from tests.template.evaluation import Evaluation
from tests.template.test_functions import FUNCTIONS
from tests.template.test_stages import PROD

LOGON = {"DelegatedLogon", "Session", "SamlLogon"}
DEV: dict[str, str] = {}


def alias(function: str) -> dict[str, str]:
    """A reference to the ARN of the function's alias, as SAM translates it."""
    return {"Ref": f"{function}Aliaslive"}


def versions(template: Template) -> dict[str, str]:
    """The logical id of each function's version."""
    return {
        each["Properties"]["FunctionName"]["Ref"]: name
        for name, each in template.resources.items()
        if each["Type"] == "AWS::Lambda::Version"
    }


def test_each_function_has_one_version_and_an_alias_that_leads_to_it(expanded: Template) -> None:
    published = versions(expanded)
    assert set(published) == set(FUNCTIONS)
    for name in FUNCTIONS:
        found = expanded.properties(f"{name}Aliaslive")
        assert (found["Name"], found["FunctionName"]) == ("live", {"Ref": name})
        assert found["FunctionVersion"] == {"Fn::GetAtt": [published[name], "Version"]}


def test_an_old_version_is_deleted_because_its_snapshot_would_be_charged(expanded: Template) -> None:
    assert {expanded.resources[each]["DeletionPolicy"] for each in versions(expanded).values()} == {"Delete"}


def test_each_deployment_publishes_new_versions(template: Template) -> None:
    """SAM looks at the code alone, and not at layers or values of parameters; Lambda publishes nothing where nothing
    changed, and so SAM writes the number into the description."""
    text = (PROJECT / "template.yaml").read_text()
    first, second = (Template(templates.translated(text, release=each)) for each in ("1772359200", "1772359201"))
    assert not set(versions(first).values()) & set(versions(second).values())
    for name in FUNCTIONS:
        assert template.functions[name]["AutoPublishCodeSha256"] == {"Ref": "Release"}
        assert first.properties(name)["Description"].endswith(" 1772359200")
    release = template.data["Parameters"]["Release"]
    assert (release["AllowedPattern"], "Default" in release) == ("[0-9]{10}", False)  # SAM reads ten characters


def test_gateway_queue_and_schedules_invoke_the_alias(expanded: Template) -> None:
    aliases = {str(alias(each)) for each in FUNCTIONS}
    for path, methods in expanded.properties("Api")["Body"]["paths"].items():
        for method in methods.values():
            assert "Aliaslive}/invocations" in str(method["x-amazon-apigateway-integration"]["uri"]), path
    for each in expanded.of("Lambda::Permission").values():
        assert str(each["FunctionName"]) in aliases
    for each in expanded.of("Scheduler::Schedule").values():
        assert each["Target"]["Arn"] == alias("Sweep")
    queues = expanded.of("Lambda::EventSourceMapping").values()
    assert {str(each["FunctionName"]) for each in queues} == {
        str(alias(each)) for each in ("DirectoryWorker", "HL7Worker", "ImportMail", "ImportWorker")
    }
    (failed,) = expanded.of("Lambda::EventInvokeConfig").values()
    assert (failed["FunctionName"], failed["Qualifier"]) == ({"Ref": "Sweep"}, "live")


def test_who_invokes_may_invoke_the_alias_and_finds_it_in_the_outputs(expanded: Template) -> None:
    """A policy for the ARN of a function does not hold for that of its alias (Lambda developer guide, "Resources and
    conditions for Lambda actions"): outputs and policies must name the same."""
    (operate, _) = expanded.properties("OperatorPolicy")["PolicyDocument"]["Statement"]
    names = ("Operator", "SamlOperator", "DirectoryOperator", "ImportOperator")
    assert operate["Resource"] == [alias(each) for each in names]
    invoke = expanded.statements("SweepScheduleRole")[0]
    assert (invoke["Action"], invoke["Resource"]) == ("lambda:InvokeFunction", alias("Sweep"))
    outputs = expanded.data["Outputs"]
    assert {name: each["Value"] for name, each in outputs.items() if name.endswith("Function")} == {
        f"{name}Function": alias(name) for name in FUNCTIONS
    }


@pytest.mark.parametrize("stage", [DEV, PROD])
@pytest.mark.parametrize(("snap_start", "functions"), [("none", set()), ("logon", LOGON)])
def test_only_logon_starts_from_a_snapshot_and_only_where_a_parameter_says_so(
    template: Template, stage: dict[str, str], snap_start: str, functions: set[str]
) -> None:
    """Python 3.12 and later, without provisioned concurrency and with 512 MB of storage at most (Lambda developer
    guide, "Improving startup performance with Lambda SnapStart")."""
    resources = Evaluation(template.data, stage | {"SnapStart": snap_start}).resources()
    chosen: dict[str, Any] = {name: resources[name]["Properties"].get("SnapStart") for name in FUNCTIONS}
    assert {name for name, each in chosen.items() if each == {"ApplyOn": "PublishedVersions"}} == functions
    assert {name for name, each in chosen.items() if each} == LOGON
    for name in LOGON:
        assert not {"EphemeralStorage", "ProvisionedConcurrencyConfig"} & set(resources[name]["Properties"])


def test_no_snapshot_unless_the_parameter_says_so(template: Template) -> None:
    assert template.data["Parameters"]["SnapStart"]["Default"] == "none"
