"""Whatever goes wrong is heard: each alarm looks at a metric there is, fires and clears, and has its runbook."""

import ast
import json
import re
from typing import Any

import pytest

from functions.operations.__main__ import parser
from tests.harness.home import PROJECT
from tests.harness.templates import Node
from tests.template.conftest import Template

RUNBOOKS = PROJECT / "functions" / "operations" / "runbooks"
OTHERS = {"Restore"}
OWN = {"Fn::Sub": "Koppel/${AWS::StackName}"}
MATHS = "SUM(METRICS())"
LOGGED = {"organisation", "reference", "route", "status", "outcome", "milliseconds", "count", "service", "message",
          "level", "error", "frames", "errorType"}  # fmt: skip
CONDITIONS = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}
INTEGRATIONS = {path.parent.name for path in (PROJECT / "functions").glob("*/tile.py")}
SERVICES = {
    *INTEGRATIONS,
    "hl7_worker",
    "session",
    "operations",
    "saml_operator",
    "directory_worker",
    "directory_operator",
    "import_worker",
    "import_mail",
    "import_operator",
    "console",
}


def alarms(template: Template) -> dict[str, Node]:
    return template.of("CloudWatch::Alarm")


def looked_at(alarm: Node) -> list[Node]:
    """The metrics of an alarm, one or several of which the sum counts."""
    several = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", ()) if "MetricStat" in each]
    return several or [alarm]


def measured() -> set[str]:
    """The names of all metrics that the code writes."""
    found = set()
    for path in (PROJECT / "layers" / "common").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "log.measure":
                found |= {each.arg for each in node.keywords if each.arg}
    return found


def state(alarm: Node, *periods: list[float]) -> str:
    """The alarm's state after these periods, of each what its metrics said; [] where none said anything.

    Amazon CloudWatch user guide, "Using Amazon CloudWatch alarms": all of the last EvaluationPeriods must breach.
    SUM of several series counts those that have a value.
    """
    breaches = []
    for values in periods[-alarm["EvaluationPeriods"] :]:
        if not values:
            breaches.append(alarm["TreatMissingData"] == "breaching")
        else:
            breaches.append(CONDITIONS[alarm["ComparisonOperator"]](sum(values), alarm["Threshold"]))
    return "ALARM" if len(breaches) == alarm["EvaluationPeriods"] and all(breaches) else "OK"


@pytest.mark.parametrize(
    ("name", "calm", "bad"),
    [
        ("HL7DeadQueueNotEmpty", [0.0], [1.0]),
        ("RunsDeadQueueNotEmpty", [0.0], [1.0]),
        ("SweepDeadQueueNotEmpty", [0.0], [1.0]),
        ("HL7QueueLate", [900.0], [901.0]),
        ("HL7WorkerErrors", [0.0], [1.0]),
        ("DirectoryWorkerErrors", [0.0], [1.0]),
        ("CyclesGivenUp", [0.0], [1.0]),
        ("ImportWorkerErrors", [0.0], [1.0]),
        ("ImportMailErrors", [0.0], [1.0]),
        ("ImportsGivenUp", [0.0], [1.0]),
        ("ApiErrors", [0.0], [1.0]),
        ("MessagesPutBack", [20.0], [21.0]),
        ("MessagesGivenUp", [0.0], [1.0]),
        ("FunctionsBroken", [0.0, 0.0], [0.0, 1.0]),
        ("OperationsBroken", [0.0, 0.0], [0.0, 1.0]),
        ("TableThrottled", [0.0], [0.0, 2.0]),
        ("TableConflicts", [100.0], [101.0]),
        ("TableSystemErrors", [], [1.0]),
        ("FunctionsThrottled", [], [1.0]),
        ("OperationsThrottled", [], [1.0]),
        ("CertificateExpires", [21.0], [20.0]),
        ("SweepSilent", [1.0], []),
    ],
)
def test_an_alarm_fires_and_clears(template: Template, name: str, calm: list[float], bad: list[float]) -> None:
    alarm = alarms(template)[name]
    enough = [bad] * alarm["EvaluationPeriods"]
    assert state(alarm, *[calm] * 3) == "OK"
    assert state(alarm, *enough) == "ALARM"
    assert state(alarm, *enough[1:], calm) == "OK"
    assert state(alarm, *enough, calm) == "OK"
    quiet = "ALARM" if name == "SweepSilent" else "OK"
    assert state(alarm, *[[]] * 3) == quiet


def test_every_alarm_was_tried(template: Template) -> None:
    (tried,) = [each.args[1] for each in test_an_alarm_fires_and_clears.pytestmark]  # type: ignore[attr-defined]
    assert {name for name, _, _ in tried} == set(alarms(template))


def test_sums_count_every_metric_once_and_nothing_else(template: Template) -> None:
    for name, alarm in alarms(template).items():
        if "Metrics" not in alarm:
            continue
        (total,) = [each for each in alarm["Metrics"] if "Expression" in each]
        assert total["Expression"] == MATHS
        assert "ReturnData" not in total  # true, for the one that counts
        parts = [each for each in alarm["Metrics"] if "MetricStat" in each]
        assert all(each["ReturnData"] is False for each in parts), name
        assert all(each["MetricStat"]["Stat"] == "Sum" for each in parts), name
        assert all(re.fullmatch(r"[a-z][A-Za-z0-9_]*", each["Id"]) for each in parts), name
        assert len({str(each["MetricStat"]["Metric"]) for each in parts}) == len(parts) <= 10, name


def test_metrics_of_our_own_are_those_that_the_code_writes(template: Template) -> None:
    written = measured()
    own = [each for alarm in alarms(template).values() for each in looked_at(alarm) if each["Namespace"] == OWN]
    assert {"PutBack", "GaveUp", "Broken", "Swept"} == {each["MetricName"] for each in own} <= written
    for each in own:
        (dimension,) = each["Dimensions"]
        assert dimension["Name"] == "service"
        assert dimension["Value"] in SERVICES


def test_what_functions_call_themselves_in_metrics_is_known_here() -> None:
    called = set(INTEGRATIONS)
    for path in (PROJECT / "functions").rglob("*.py"):
        called |= set(re.findall(r'(?:queue|direct|schedule)\.serve\([^"]*"(\w+)"', path.read_text()))
        called |= set(re.findall(r'Door\("(\w+)"', path.read_text()))
    assert called == SERVICES


def test_every_function_is_watched_for_throttling_and_the_table_for_every_request(template: Template) -> None:
    throttled = [
        each["Dimensions"]
        for name in ("FunctionsThrottled", "OperationsThrottled")
        for each in looked_at(alarms(template)[name])
    ]
    assert sorted(each["Value"]["Ref"] for (each,) in throttled) == sorted(template.functions)
    operations = {each["Dimensions"][1]["Value"] for each in looked_at(alarms(template)["TableSystemErrors"])}
    used = {action.split(":")[1] for action in re.findall(r"dynamodb:\w+", template.text)}
    assert operations == used - {"ConditionCheckItem"} | {"TransactWriteItems"}


def test_the_sweep_reports_more_often_than_its_silence_is_an_alarm(template: Template) -> None:
    alarm = alarms(template)["SweepSilent"]
    (often,) = [
        each["Properties"]["ScheduleExpression"]
        for each in template.functions["Sweep"]["Events"].values()
        if "rate" in each["Properties"]["ScheduleExpression"]
    ]
    assert often == "rate(5 minutes)"
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 3 * 5 * 60
    assert (alarm["Statistic"], alarm["TreatMissingData"]) == ("SampleCount", "breaching")


def test_each_alarm_has_its_runbook_and_says_where(template: Template) -> None:
    assert {path.stem for path in RUNBOOKS.iterdir()} == set(alarms(template)) | OTHERS
    for name, alarm in alarms(template).items():
        assert alarm["AlarmDescription"].endswith(f". See functions/operations/runbooks/{name}.md")
        assert (RUNBOOKS / f"{name}.md").read_text().startswith(f"# {name}\n")


def test_commands_in_runbooks_are_commands_there_are() -> None:
    asked = [
        re.sub(r"<[a-z]+>", "x", command)
        for path in RUNBOOKS.iterdir()
        for command in re.findall(r"CMD='([^']+)'", path.read_text())
    ]
    assert len(asked) > 8
    for command in asked:
        assert parser().parse_args(command.split()).command == command.split()[0]


def test_runbooks_name_queries_alarms_and_outputs_there_are(template: Template) -> None:
    queries = {each["Name"]["Fn::Sub"].split("/")[1] for each in template.of("Logs::QueryDefinition").values()}
    assert queries == {"By reference", "By organisation", "Slowest", "Refusals by reason", "Errors"}
    for path in RUNBOOKS.iterdir():
        text = path.read_text()
        assert set(re.findall(r"[Ss]aved query \*([^*]+)\*", text)) <= queries, path
        assert set(re.findall(r"output `?(\w+)`?", text)) <= set(template.data["Outputs"]), path
        assert set(re.findall(r"alarms? ([A-Z]\w+)", text)) <= set(alarms(template)), path


def test_saved_queries_ask_for_fields_that_are_logged(template: Template) -> None:
    for name, query in template.of("Logs::QueryDefinition").items():
        text = "\n".join(line for line in query["QueryString"].splitlines() if not line.startswith("#"))
        for asked in re.findall(r"(?:^|\| )(?:fields|filter|sort) ([^\n]*)|\bby ([^\n]*)", text):
            words = re.sub(r'"[^"]*"', "", " ".join(asked))
            names = {each.split(".")[0] for each in re.findall(r"(?<![@\w.])[a-zA-Z][\w.]*", words)}
            names -= {"asc", "desc", "like", "or", "and", "ispresent", "times", "requests", "last"}
            assert names <= LOGGED, (name, names)
        groups = {each["Ref"] for each in query["LogGroupNames"]}
        assert groups <= set(template.of("Logs::LogGroup"))
        assert len(groups) >= len(template.functions)


def test_the_dashboard_is_json_and_shows_what_there_is(template: Template) -> None:
    text = template.properties("Dashboard")["DashboardBody"]["Fn::Sub"]
    named = set(re.findall(r"\$\{(\w+)[.}]", text)) - {"AWS"}
    assert named <= set(template.resources) | set(template.data["Parameters"])
    widgets: list[Any] = json.loads(text)["widgets"]
    for widget in widgets:
        for namespace, metric, *_ in widget["properties"]["metrics"]:
            assert namespace in {"AWS/Lambda", "AWS/SQS", "AWS/DynamoDB"} or metric in measured(), metric


def test_detailed_metrics_of_the_gateway_are_off(template: Template) -> None:
    assert all(each["MetricsEnabled"] is False for each in template.properties("Api")["MethodSettings"])
