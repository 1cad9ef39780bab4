"""What is to be deployed, next to what is there: the reason to refuse it, and the parameters of the template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_CERTIFICATE = re.compile(r"arn:[a-z-]+:acm:([a-z0-9-]+):[0-9]{12}:certificate/.+")
_FIRST = frozenset({"", "REVIEW_IN_PROGRESS"})
_BROKEN = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "CREATE_FAILED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """What the person asks for; "" leaves a parameter of an existing stack as it is.

    settled  parameters that samconfig.toml sets for the stage
    """

    stage: str
    stack: str
    region: str
    domain: str = ""
    certificate: str = ""
    zone: str = ""
    table: str = ""
    alarm_email: str = ""
    organisation: str = ""
    architecture: str = ""
    settled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the account holds already.

    status            of the stack, "" where there is none
    parameters        of the stack
    has_logging_role  whether API Gateway has a logging role in this account and region
    names             domain names on the certificate that was asked for, none where it was not found
    is_issued         whether that certificate is valid
    """

    account: str
    status: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    has_logging_role: bool = False
    names: frozenset[str] = frozenset()
    is_issued: bool = False

    @property
    def is_first(self) -> bool:
        """Whether there is no stack yet."""
        return self.status in _FIRST


def refusal(wanted: Intention, found: Surroundings) -> str:
    """Why this must not be deployed, in a sentence; "" where nothing is against it."""
    if found.status in _BROKEN:
        return (
            f"The stack {wanted.stack} is {found.status}. Delete it first: "
            f"aws cloudformation delete-stack --region {wanted.region} --stack-name {wanted.stack}"
        )
    if found.status.endswith("_IN_PROGRESS") and not found.is_first:
        return f"The stack {wanted.stack} is {found.status}. Wait until that has ended."
    before = found.parameters.get("Stage", wanted.stage)
    if before != wanted.stage:
        return (
            f"The stack {wanted.stack} is of the stage {before}, and a stack keeps its stage. "
            f"Deploy the stage {wanted.stage} as another stack: STACK=…"
        )
    values = parameters(wanted, found)
    if wanted.stage == "prod":
        asked = {"DOMAIN": "DomainName", "CERTIFICATE": "Certificate", "ALARM_EMAIL": "AlarmEmail"}
        missing = [name for name, parameter in asked.items() if not values.get(parameter)]
        if values.get("AlarmTopic") and "ALARM_EMAIL" in missing:
            missing.remove("ALARM_EMAIL")
        if missing:
            return f"The stage prod needs {', '.join(f'{name}=…' for name in missing)}. `make help` says what they are."
    return _certificate_refusal(wanted, found) if wanted.certificate else ""


def _certificate_refusal(wanted: Intention, found: Surroundings) -> str:
    region = _CERTIFICATE.fullmatch(wanted.certificate)
    if not region:
        return "CERTIFICATE=… is the ARN of a certificate: arn:aws:acm:<region>:<account>:certificate/<id>"
    if region[1] != wanted.region:
        return f"The certificate is of the region {region[1]}, the stack of {wanted.region}. They must be the same."
    if not found.is_issued:
        return "The certificate is not there, or not issued yet. Certificate Manager says what it waits for."
    domain = wanted.domain or found.parameters.get("DomainName", "")
    absent = {domain, f"*.{domain}"} - found.names
    if absent:
        return f"The certificate does not hold {' and '.join(sorted(absent))}. It must hold {domain} and *.{domain}."
    return ""


def parameters(wanted: Intention, found: Surroundings) -> dict[str, str]:
    """The parameters of the template: what is asked for, else what samconfig.toml says, else what the stack has."""
    role = found.parameters.get("AccountLoggingRole") or ("existing" if found.has_logging_role else "create")
    asked = {
        "Stage": wanted.stage,
        "DomainName": wanted.domain,
        "Certificate": wanted.certificate,
        "HostedZone": wanted.zone,
        "ExistingTable": wanted.table,
        "AlarmEmail": wanted.alarm_email,
        "DefaultOrganisation": wanted.organisation,
        "Architecture": wanted.architecture,
        "AccountLoggingRole": role,
    }
    return {**found.parameters, **wanted.settled, **{name: value for name, value in asked.items() if value}}
