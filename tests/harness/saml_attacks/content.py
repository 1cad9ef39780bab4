"""Responses that are signed correctly and say what they should not."""

from tests.harness.saml import Provider
from tests.harness.saml_attacks.making import Attack, told


def _from_elsewhere(provider: Provider) -> bytes:
    """An assertion that was given to somebody at another network address, which proves nothing either way."""
    xml = provider.story.response().replace(
        "<saml:SubjectConfirmationData", '<saml:SubjectConfirmationData Address="192.0.2.1"', 1
    )
    return provider.signer.sign(xml, "_assertion")


def _endless(provider: Provider) -> bytes:
    """The last moment that can be written; nothing can be added to it."""
    xml = provider.story.response()
    end = xml.partition('NotOnOrAfter="')[2][:20]
    return provider.signer.sign(xml.replace(end, "9999-12-31T23:59:59Z"), "_assertion")


CONTENT = (
    Attack("status denied", "status", told(status="urn:oasis:names:tc:SAML:2.0:status:Responder")),
    Attack("other issuer of the response", "wrong-issuer", told(response_issuer="https://other.example/saml")),
    Attack("no issuer of the response", "", told(response_issuer=None)),
    Attack("other issuer of the assertion", "wrong-issuer", told(issuer="https://other.example/saml")),
    Attack("issuer with a slash more", "wrong-issuer", told(issuer="https://idp.example/saml/")),
    Attack("other destination", "wrong-destination", told(destination="https://other.example/acs")),
    Attack("no destination", "wrong-destination", told(destination=None)),
    Attack("other recipient", "wrong-recipient", told(recipient="https://other.example/acs")),
    Attack("no recipient", "wrong-recipient", told(recipient=None)),
    Attack("other audience", "wrong-audience", told(audience="https://other.example/metadata")),
    Attack("no audience", "no-audience", told(audience=None)),
    Attack(
        "second audience restriction",
        "wrong-audience",
        told(
            extra_condition="<saml:AudienceRestriction><saml:Audience>https://other.example/</saml:Audience></saml:AudienceRestriction>"
        ),
    ),
    Attack(
        "unknown condition",
        "unknown-condition",
        told(
            extra_condition='<saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xsi:type="saml:OneTimeUseType"/>'
        ),
    ),
    Attack("expired", "expired", told(not_on_or_after=-120)),
    Attack("confirmation expired", "expired", told(confirmed_until=-120)),
    Attack("not yet valid", "not-yet-valid", told(not_before=120)),
    Attack("confirmation not yet valid", "not-yet-valid", told(confirmed_from=120)),
    Attack("no end", "no-upper-bound", told(not_on_or_after=None)),
    Attack("confirmation without end", "no-upper-bound", told(confirmed_until=None)),
    Attack("session over", "session-over", told(session_ends=-120)),
    Attack("nobody", "no-subject", told(name_id=" ")),
    Attack("unsolicited", "unsolicited", told(in_response_to=None)),
    Attack("response without request, assertion with", "", told(response_in_response_to=None)),
    Attack("response answers another request", "request-differs", told(response_in_response_to="_other")),
    Attack("holder of key", "not-bearer", told(method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key")),
    Attack("bearer of another address", "", _from_elsewhere),
    Attack("good until the end of time", "", _endless),
    Attack("sender vouches", "not-bearer", told(method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches")),
    Attack(
        "attribute in two elements",
        "",
        told(
            extra_statement='<saml:AttributeStatement><saml:Attribute Name="mail">'
            "<saml:AttributeValue>x</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"
        ),
    ),
    Attack(
        "two statements of authentication",
        "no-authentication",
        told(
            extra_statement='<saml:AuthnStatement AuthnInstant="2026-03-02T09:00:00Z"><saml:AuthnContext>'
            "<saml:AuthnContextClassRef>x</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        ),
    ),
)
