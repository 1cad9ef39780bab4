"""Welcome mail: one function may send, from the identities of a parameter; what SES tells comes back as ids."""

import json
import re

import pytest

from tests.template.conftest import Template
from tests.template.evaluation import Evaluation

SET_ARN = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailSet}"


def test_one_function_may_send_from_the_chosen_identities_and_through_the_set(template: Template) -> None:
    senders = {
        name for name in template.functions if any("ses:" in str(each) for each in template.statements(f"{name}Role"))
    }
    assert senders == {"ImportMail"}
    from_identities, through_set = (
        each for each in template.statements("ImportMailRole") if each["Action"] == "ses:SendEmail"
    )
    assert from_identities["Resource"] == {"Fn::Split": [",", {"Ref": "MailIdentities"}]}
    assert from_identities["Condition"] == {
        "StringLike": {"ses:FromAddress": {"Fn::Split": [",", {"Ref": "MailSenders"}]}}
    }
    assert through_set["Resource"] == {"Fn::Sub": SET_ARN}


@pytest.mark.parametrize(
    ("identities", "allowed"),
    [
        ("arn:aws:ses:eu-west-1:123456789012:identity/praktijk.example", True),
        (
            "arn:aws:ses:eu-west-1:123456789012:identity/a.example,"
            "arn:aws:ses:eu-west-1:123456789012:identity/welkom@b.example",
            True,
        ),
        ("arn:aws:ses:eu-west-1:123456789012:identity/*", False),
        ("arn:aws:ses:eu-west-1:123456789012:configuration-set/x", False),
        ("praktijk.example", False),
        ("", False),
    ],
)
def test_identities_are_named_one_by_one(template: Template, identities: str, allowed: bool) -> None:
    parameter = template.data["Parameters"]["MailIdentities"]
    assert bool(re.fullmatch(parameter["AllowedPattern"], identities)) is allowed
    assert ":000000000000:" in parameter["Default"], "an account that nobody has"


def test_mails_are_delivered_over_tls_only_and_bounces_are_told(template: Template) -> None:
    assert template.properties("MailSet")["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    destination = template.properties("MailSetEvents")
    assert destination["ConfigurationSetName"] == {"Ref": "MailSet"}
    assert destination["EventDestination"]["Enabled"] is True
    told = {each.title() for each in destination["EventDestination"]["MatchingEventTypes"]}
    rule = template.properties("MailEvents")
    assert set(rule["EventPattern"]["detail"]["eventType"]) == told == {"Bounce", "Complaint", "Reject"}
    assert rule["EventPattern"]["detail"]["mail"] == {"tags": {"ses:configuration-set": [{"Ref": "MailSet"}]}}


def test_the_queue_takes_events_of_the_rule_and_only_ids(template: Template) -> None:
    (target,) = template.properties("MailEvents")["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["MailQueue", "Arn"]}
    assert target["SqsParameters"] == {"MessageGroupId": "events"}
    assert template.properties("MailQueue")["ContentBasedDeduplication"] is True, "EventBridge gives no id"
    paths = target["InputTransformer"]["InputPathsMap"]
    assert set(re.findall(r"<(\w+)>", target["InputTransformer"]["InputTemplate"])) == set(paths)
    assert all("tags" in each or each == "$.detail.eventType" for each in paths.values())
    (statement,) = template.properties("MailQueuePolicy")["PolicyDocument"]["Statement"]
    assert (statement["Principal"], statement["Action"]) == ({"Service": "events.amazonaws.com"}, "sqs:SendMessage")
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["MailEvents", "Arn"]}}}
    services = [
        each["Principal"] for each in template.properties("Key")["KeyPolicy"]["Statement"] if "kms:*" not in str(each)
    ]
    assert "events.amazonaws.com" in json.dumps(services)


@pytest.mark.parametrize(
    ("parameters", "address"),
    [
        ({}, {"Fn::Sub": "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live"}),
        (
            {"DomainName": "hub.example.nl", "Certificate": "arn:aws:acm:eu-west-1:123456789012:certificate/x"},
            {"Fn::Sub": "https://${DomainName}"},
        ),
    ],
    ids=["without a domain", "with a domain"],
)
def test_links_lead_to_the_domain_or_to_the_address_of_the_api(
    template: Template, parameters: dict[str, str], address: dict[str, str]
) -> None:
    found = Evaluation(template.data, parameters).resources()["ImportMail"]["Properties"]
    assert found["Environment"]["Variables"]["PUBLIC_ADDRESS"] == address
