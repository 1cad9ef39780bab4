"""What a deployment makes of the template: a stage dev with nothing but defaults, a stage prod with its own domain."""

import pytest

from tests.harness.templates import Node
from tests.template.conftest import Template
from tests.template.evaluation import Evaluation

PROD = {
    "Stage": "prod",
    "DomainName": "hub.example.nl",
    "Certificate": "arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0",
    "AlarmEmail": "alarms@example.nl",
}
ZONE = {"HostedZone": "Z0123456789ABCDEFGHIJ"}
OWN_DOMAIN = {"BareDomain", "OrganisationDomains", "BareMapping", "OrganisationMapping"}
SIGNING_KEYS = {"FirstSigningKey", "SecondSigningKey", "RsaSigningKey"}
KEPT = {"Key", "Table", "Files", *SIGNING_KEYS, "AccountLogging", "AccountLoggingRoleForApis"}


def evaluated(template: Template, **parameters: str) -> Evaluation:
    return Evaluation(template.data, parameters)


def test_dev_needs_no_parameters(template: Template) -> None:
    assert evaluated(template).refusals() == []


def test_prod_with_all_it_needs_is_not_refused(template: Template) -> None:
    assert evaluated(template, **PROD).refusals() == []
    assert evaluated(template, **PROD, **ZONE).refusals() == []


@pytest.mark.parametrize("missing", ["DomainName", "Certificate", "AlarmEmail"])
def test_prod_is_refused_without_what_it_needs(template: Template, missing: str) -> None:
    refusals = evaluated(template, **{name: each for name, each in PROD.items() if name != missing}).refusals()
    assert any(missing in each for each in refusals)
    assert all(each.endswith(".") for each in refusals)


def test_a_topic_stands_in_for_an_address(template: Template) -> None:
    topic = PROD | {"AlarmEmail": "", "AlarmTopic": "arn:aws:sns:eu-west-1:123456789012:alarms"}
    assert evaluated(template, **topic).refusals() == []


@pytest.mark.parametrize("given", [{"Certificate": PROD["Certificate"]}, ZONE, ZONE | {"DomainName": "hub.example.nl"}])
def test_half_an_own_domain_is_refused_in_dev_too(template: Template, given: dict[str, str]) -> None:
    assert evaluated(template, **given).refusals()


def test_dev_has_no_domain_of_its_own(template: Template) -> None:
    dev = evaluated(template)
    assert not OWN_DOMAIN & set(dev.resources())
    assert not {"Names", "Alarms", "AlarmsPolicy"} & set(dev.resources())
    assert dev.resources()["Api"]["Properties"]["DisableExecuteApiEndpoint"] is False
    assert dev.resources()["Table"]["Properties"]["DeletionProtectionEnabled"] is False


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_both_names_lead_to_the_stage_with_an_empty_base_path(template: Template, stage: str) -> None:
    resources = evaluated(template, **PROD | {"Stage": stage}).resources()
    assert set(resources) >= OWN_DOMAIN
    names = {}
    for domain, mapping in (("BareDomain", "BareMapping"), ("OrganisationDomains", "OrganisationMapping")):
        properties = resources[domain]["Properties"]
        names[domain] = properties["DomainName"]
        assert properties["RegionalCertificateArn"] == {"Ref": "Certificate"}
        assert properties["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
        assert properties["SecurityPolicy"] == "TLS_1_2"
        assert resources[mapping]["Properties"] == {  # no BasePath: functions would see it in every path
            "DomainName": {"Ref": domain},
            "RestApiId": {"Ref": "Api"},
            "Stage": {"Ref": "Api.Stage"},
        }
    assert names == {"BareDomain": {"Ref": "DomainName"}, "OrganisationDomains": {"Fn::Sub": "*.${DomainName}"}}


def test_a_zone_gets_both_names(template: Template) -> None:
    assert "Names" not in evaluated(template, **PROD).resources()
    records = evaluated(template, **PROD, **ZONE).resources()["Names"]["Properties"]["RecordSets"]
    assert [each["Name"] for each in records] == [{"Ref": "DomainName"}, {"Fn::Sub": "*.${DomainName}"}]
    assert [each["AliasTarget"]["DNSName"]["Fn::GetAtt"][0] for each in records] == [
        "BareDomain",
        "OrganisationDomains",
    ]


def test_outputs_tell_what_the_names_must_lead_to(template: Template) -> None:
    told = {"BareDomainTarget", "BareDomainZone", "OrganisationDomainsTarget", "OrganisationDomainsZone"}
    assert told <= evaluated(template, **PROD).outputs()
    assert not told & evaluated(template).outputs()


@pytest.mark.parametrize(
    ("given", "heard"),
    [
        ({}, []),
        ({"AlarmEmail": "a@b.nl"}, [{"Ref": "Alarms"}]),
        ({"AlarmTopic": "arn:aws:sns:eu-west-1:123456789012:x"}, [{"Ref": "AlarmTopic"}]),
    ],
)
def test_alarms_are_heard_where_the_parameters_say(
    template: Template, given: dict[str, str], heard: list[Node]
) -> None:
    alarms = [
        each["Properties"]
        for each in evaluated(template, **given).resources().values()
        if each["Type"] == "AWS::CloudWatch::Alarm"
    ]
    assert len(alarms) >= 5
    for each in alarms:
        assert each["AlarmActions"] == heard
        assert each["OKActions"] == heard


def test_the_topic_is_encrypted_and_cloudwatch_may_use_it(template: Template) -> None:
    resources = evaluated(template, **PROD).resources()
    assert resources["Alarms"]["Properties"]["KmsMasterKeyId"] == {"Fn::GetAtt": ["Key", "Arn"]}
    (publish,) = resources["AlarmsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert publish["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    (key,) = [
        each
        for each in template.properties("Key")["KeyPolicy"]["Statement"]
        if each["Principal"] == publish["Principal"]
    ]
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]


def test_a_restored_table_takes_the_place_of_the_stacks_own(template: Template) -> None:
    own, restored = evaluated(template), evaluated(template, ExistingTable="koppel-restored")
    assert own.resources()["TableName"]["Properties"]["Value"] == {"Ref": "Table"}
    assert restored.resources()["TableName"]["Properties"]["Value"] == {"Ref": "ExistingTable"}
    assert "Table" in own.resources()
    assert "Table" not in restored.resources()  # kept in the account: see DeletionPolicy


def test_the_table_in_use_is_named_in_one_place(expanded: Template) -> None:
    def names(name: str, node: Node) -> bool:
        return name in Template({"Resources": {"X": node, name: {}}}).needs("X")

    assert [name for name, each in expanded.resources.items() if names("Table", each)] == ["TableName"]
    used = {name for name, each in expanded.resources.items() if names("TableName", each)}
    assert used >= {*(name for name, each in expanded.resources.items() if each["Type"] == "AWS::Lambda::Function")}
    assert expanded.data["Outputs"]["TableName"]["Value"] == {"Fn::GetAtt": ["TableName", "Value"]}


def test_a_first_deployment_that_fails_leaves_nothing(template: Template) -> None:
    kept = {name: each for name, each in template.resources.items() if "DeletionPolicy" in each}
    assert set(kept) == KEPT
    for each in kept.values():
        assert (each["DeletionPolicy"], each["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    first = evaluated(template, **PROD, ProtectTable="no").resources()
    assert first["Table"]["Properties"]["DeletionProtectionEnabled"] is False
    assert evaluated(template, **PROD).resources()["Table"]["Properties"]["DeletionProtectionEnabled"] is True


def test_the_account_setting_waits_for_an_api_and_the_stage_for_the_setting(expanded: Template) -> None:
    assert expanded.resources["AccountLogging"]["DependsOn"] == "Api"
    assert expanded.needs("ApiliveStage") >= {"ApiLogs", "AccountLogging", "Api"}


def test_no_resource_waits_for_itself(expanded: Template) -> None:
    for name in expanded.resources:
        assert name not in expanded.needs(name), name


def test_two_stacks_of_an_account_have_no_name_in_common(expanded: Template) -> None:
    named = {"Name", "LogGroupName", "LayerName", "DashboardName", "FunctionName", "QueueName", "TableName", "RoleName"}
    for name, each in expanded.resources.items():
        if each["Type"] == "AWS::Lambda::Alias":
            continue  # its name is one within its function
        for key in named & set(each.get("Properties", {})):
            value = each["Properties"][key]
            is_of_this_stack = isinstance(value, dict) and value.get("Ref") in expanded.resources
            assert is_of_this_stack or "AWS::StackName" in str(value), (name, key)
    namespace = expanded.properties("RestApi")["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
    assert namespace == {"Fn::Sub": "Koppel/${AWS::StackName}"}


def test_each_path_is_one_method_of_the_gateway(expanded: Template) -> None:
    paths = expanded.properties("Api")["Body"]["paths"]
    assert paths
    assert all(set(each) == {"x-amazon-apigateway-any-method"} for each in paths.values())
    assert len(expanded.resources) < 250  # half of what CloudFormation allows
