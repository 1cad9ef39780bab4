"""Pieces of assertions that the products write alike but for their prefixes."""

from tests.harness.saml_samples.making import BEARER, XS, XSI

MD = "urn:oasis:names:tc:SAML:2.0:metadata"


def subject(prefix: str, name_id: str, more: str = "") -> str:
    return (
        f'<{prefix}:Subject>{name_id}<{prefix}:SubjectConfirmation Method="{BEARER}"><{prefix}:SubjectConfirmationData'
        f' {more}InResponseTo="{{request}}" NotOnOrAfter="{{after}}" Recipient="{{acs}}"/></{prefix}:SubjectConfirmation>'
        f"</{prefix}:Subject>"
    )


def conditions(prefix: str, more: str = "", start: str = "before") -> str:
    return (
        f'<{prefix}:Conditions NotBefore="{{{start}}}" NotOnOrAfter="{{after}}"><{prefix}:AudienceRestriction>'
        f"<{prefix}:Audience>{{audience}}</{prefix}:Audience></{prefix}:AudienceRestriction>{more}</{prefix}:Conditions>"
    )


def context(prefix: str, attributes: str, name: str, more: str = "") -> str:
    return (
        f"<{prefix}:AuthnStatement {attributes}><{prefix}:AuthnContext><{prefix}:AuthnContextClassRef>{name}"
        f"</{prefix}:AuthnContextClassRef>{more}</{prefix}:AuthnContext></{prefix}:AuthnStatement>"
    )


def typed(prefix: str, attributes: str, *values: str) -> str:
    shown = "".join(
        f'<{prefix}:AttributeValue xmlns:xs="{XS}" xmlns:xsi="{XSI}" xsi:type="xs:string">{each}</{prefix}:AttributeValue>'
        for each in values
    )
    return f"<{prefix}:Attribute {attributes}>{shown}</{prefix}:Attribute>"


def plain(attributes: str, *values: str) -> str:
    shown = "".join(f"<saml:AttributeValue>{each}</saml:AttributeValue>" for each in values)
    return f"<saml:Attribute {attributes}>{shown}</saml:Attribute>"
