"""What the AWS account holds before a deployment, and what it answers after one: read with the shell's credentials."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.operations.deployment.intentions import Intention, Surroundings

type Client = Callable[[str], Any]
"""A boto3 client of the service of this name, in the region of the stack."""


def surroundings(client: Client, wanted: Intention) -> Surroundings:
    """What is there. Raises botocore's exceptions where the account cannot be read."""
    stack = described(client, wanted.stack)
    names, is_issued = _certificate(client, wanted) if wanted.certificate else (frozenset[str](), False)
    return Surroundings(
        account=client("sts").get_caller_identity()["Account"],
        status=stack.get("StackStatus", ""),
        parameters={each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", ())},
        has_logging_role=bool(client("apigateway").get_account().get("cloudwatchRoleArn")),
        names=names,
        is_issued=is_issued,
    )


def described(client: Client, stack: str) -> Mapping[str, Any]:
    """The stack as CloudFormation describes it, nothing where there is none."""
    cloudformation = client("cloudformation")
    try:
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except cloudformation.exceptions.ClientError as error:
        if "does not exist" not in str(error):
            raise
        return {}
    described_stack: Mapping[str, Any] = found
    return described_stack


def _certificate(client: Client, wanted: Intention) -> tuple[frozenset[str], bool]:
    certificates = client("acm")
    try:
        found = certificates.describe_certificate(CertificateArn=wanted.certificate)["Certificate"]
    except certificates.exceptions.ClientError:
        return frozenset(), False
    return frozenset(found.get("SubjectAlternativeNames", [found["DomainName"]])), found["Status"] == "ISSUED"
