"""The gateway answers in our shape, hands on bytes, and writes no personal data down."""

import json
import re

from tests.harness.templates import Node
from tests.template.conftest import Template

LOGGED = {"requestId", "resourcePath", "httpMethod", "status", "responseLatency"}


def test_bodies_arrive_as_bytes(template: Template) -> None:
    assert template.properties("Api")["BinaryMediaTypes"] == ["*/*"]


def test_there_is_one_stage(template: Template) -> None:
    assert template.properties("Api")["StageName"] == "live"
    assert template.data["Globals"]["Api"]["OpenApiVersion"] == "3.0.1"


def test_prod_answers_on_its_own_domain_only(template: Template) -> None:
    assert template.properties("Api")["DisableExecuteApiEndpoint"] == {"Fn::If": ["Production", True, False]}


def test_the_apis_own_address_is_known_exactly_where_it_answers(template: Template) -> None:
    known = template.data["Globals"]["Function"]["Environment"]["Variables"]["GATEWAY_DOMAIN"]
    assert known == {"Fn::If": ["Production", "", {"Fn::Sub": "execute-api.${AWS::Region}.${AWS::URLSuffix}"}]}
    assert template.data["Outputs"]["ApiUrl"]["Value"] == {
        "Fn::Sub": "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"
    }


def test_the_access_log_holds_no_path_query_or_address(template: Template) -> None:
    written = template.properties("Api")["AccessLogSetting"]["Format"]
    assert set(re.findall(r"\$context\.([A-Za-z.]+)", written)) == LOGGED
    assert len(json.loads(written)) == len(LOGGED)


def test_the_gateway_neither_traces_nor_logs_bodies(template: Template) -> None:
    api = template.properties("Api")
    assert "TracingEnabled" not in api
    for setting in api["MethodSettings"]:
        assert setting["DataTraceEnabled"] is False
        assert setting["LoggingLevel"] == "OFF"


def test_what_strangers_may_call_is_throttled_path_by_path(template: Template) -> None:
    """The setting of the stage holds for each method on its own (API Gateway developer guide, "Throttle requests to
    your REST APIs"); only paths where every call needs a token have more."""
    settings = {
        (each["ResourcePath"], each["HttpMethod"]): (each["ThrottlingRateLimit"], each["ThrottlingBurstLimit"])
        for each in template.properties("Api")["MethodSettings"]
    }
    assert settings.pop(("/*", "*")) == ({"Ref": "PublicRequestsPerSecond"}, 200)
    assert {path for path, _ in settings} == {"/~1hl7", "/~1api~1{proxy+}", "/~1scim~1v2~1{proxy+}"}
    assert set(settings.values()) == {(1000, 2000)}


def test_bulk_runs_leave_room_for_logons(template: Template) -> None:
    queue = template.functions["HL7Worker"]["Events"]["Queue"]["Properties"]
    assert queue["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "WorkerConcurrency"}}
    assert template.data["Parameters"]["WorkerConcurrency"]["Default"] <= 5  # of the 10 of a new account


def test_the_gateways_own_answers_have_our_shape_and_repeat_nothing_of_the_request(template: Template) -> None:
    answers: dict[str, Node] = template.properties("Api")["GatewayResponses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "REQUEST_TOO_LARGE"} <= set(answers)
    for answer in answers.values():
        ((kind, text),) = answer["ResponseTemplates"].items()
        assert kind == "application/json"
        assert "$" not in text
        body = json.loads(text)
        assert body == {"code": int(answer["StatusCode"]), "message": body["message"], "extra": []}


def test_an_unknown_route_is_not_found(template: Template) -> None:
    answers = template.properties("Api")["GatewayResponses"]
    for kind in ("MISSING_AUTHENTICATION_TOKEN", "INVALID_SIGNATURE", "RESOURCE_NOT_FOUND"):
        assert answers[kind]["StatusCode"] == "404"


def test_functions_behind_the_gateway_give_up_before_it_does(template: Template) -> None:
    for function in template.functions.values():
        if any(each["Type"] == "Api" for each in function.get("Events", {}).values()):
            assert function["Timeout"] <= 29
