"""Okta, Google Workspace and JumpCloud: prefixes saml2 and saml2p, values with a type."""

from dataclasses import replace

from tests.harness.saml import XENC11
from tests.harness.saml_samples.making import BEARER, BINDING, CLASS, FORMAT, FORMAT_1, NAMED, OK, XS, XSI, A, P, Sample

_ANY, _BASIC = f'NameFormat="{NAMED}:unspecified"', f'NameFormat="{NAMED}:basic"'
_ENTITY = f"{FORMAT}:entity"
_BY_EMAIL = {"match_on": "email", "email_verified": True}


def _subject(form: str) -> str:
    return (
        f'<saml2:Subject><saml2:NameID Format="{form}">p1@praktijk.example</saml2:NameID><saml2:SubjectConfirmation'
        f' Method="{BEARER}"><saml2:SubjectConfirmationData InResponseTo="{{request}}" NotOnOrAfter="{{after}}"'
        ' Recipient="{acs}"/></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="{before}"'
        ' NotOnOrAfter="{after}"><saml2:AudienceRestriction><saml2:Audience>{audience}</saml2:Audience>'
        "</saml2:AudienceRestriction></saml2:Conditions>"
    )


def _context(attributes: str, name: str) -> str:
    return (
        f"<saml2:AuthnStatement {attributes}><saml2:AuthnContext><saml2:AuthnContextClassRef>{CLASS}:{name}"
        "</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>"
    )


def _value(text: str, kind: str = "xs:string", around: str = f'xmlns:xs="{XS}" ') -> str:
    shown = f'xmlns:xsi="{XSI}" xsi:type="{kind}"'
    return f"<saml2:AttributeValue {around}{shown}>{text}</saml2:AttributeValue>"


_OKTA = (
    f'<?xml version="1.0" encoding="UTF-8"?><saml2p:Response Destination="{{acs}}" ID="_response"'
    f' InResponseTo="{{request}}" IssueInstant="{{now}}" Version="2.0" xmlns:saml2p="{P}" xmlns:xs="{XS}"><saml2:Issuer'
    f' Format="{_ENTITY}" xmlns:saml2="{A}">{{issuer}}</saml2:Issuer><saml2p:Status xmlns:saml2p="{P}">'
    f'<saml2p:StatusCode Value="{OK}"/></saml2p:Status><saml2:Assertion ID="_assertion" IssueInstant="{{now}}"'
    f' Version="2.0" xmlns:saml2="{A}" xmlns:xs="{XS}"><saml2:Issuer Format="{_ENTITY}" xmlns:saml2="{A}">{{issuer}}'
    f"</saml2:Issuer>{_subject(f'{FORMAT_1}:emailAddress')}"
    + _context('AuthnInstant="{now}" SessionIndex="_4f2a" SessionNotOnOrAfter="{day}"', "PasswordProtectedTransport")
    + f'<saml2:AttributeStatement xmlns:saml2="{A}"><saml2:Attribute Name="employeeNumber" {_ANY}>'
    f'{_value("P1", around="")}</saml2:Attribute><saml2:Attribute Name="groups" {_ANY}>'
    f"{_value('Zorg &amp; Behandeling', around='')}{_value('Everyone', around='')}</saml2:Attribute>"
    f'<saml2:Attribute Name="middleName" {_ANY}>{_value("", around="")}</saml2:Attribute>'
    "</saml2:AttributeStatement></saml2:Assertion></saml2p:Response>"
)
_OKTA_METADATA = (
    '<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID="{issuer}"'
    ' xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:IDPSSODescriptor WantAuthnRequestsSigned="false"'
    f' protocolSupportEnumeration="{P}"><md:KeyDescriptor use="signing"><ds:KeyInfo'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate>'
    f"</ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:NameIDFormat>{FORMAT_1}:emailAddress</md:NameIDFormat>"
    f'<md:SingleSignOnService Binding="{BINDING}:HTTP-POST" Location="https://praktijk.okta.com/app/x/sso/saml"/>'
    f'<md:SingleSignOnService Binding="{BINDING}:HTTP-Redirect" Location="https://praktijk.okta.com/app/x/sso/saml"/>'
    "</md:IDPSSODescriptor></md:EntityDescriptor>"
)

_GOOGLE = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="no"?><saml2p:Response xmlns:saml2p="{P}" Destination="{{acs}}"'
    f' ID="_response" InResponseTo="{{request}}" IssueInstant="{{now}}" Version="2.0"><saml2:Issuer xmlns:saml2="{A}">'
    f'{{issuer}}</saml2:Issuer><saml2p:Status><saml2p:StatusCode Value="{OK}"/></saml2p:Status><saml2:Assertion'
    f' xmlns:saml2="{A}" ID="_assertion" IssueInstant="{{now}}" Version="2.0"><saml2:Issuer>{{issuer}}</saml2:Issuer>'
    f"{_subject(f'{FORMAT_1}:emailAddress')}<saml2:AttributeStatement>"
    f'<saml2:Attribute Name="employeeId">{_value("P1", "xs:anyType")}</saml2:Attribute>'
    '<saml2:Attribute Name="department"/>'
    "</saml2:AttributeStatement>"
    + _context('AuthnInstant="{before}" SessionIndex="_8c2e"', "unspecified")
    + "</saml2:Assertion></saml2p:Response>"
)
_GOOGLE_METADATA = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<md:EntityDescriptor'
    ' xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{issuer}" validUntil="2030-11-16T16:42:58.000Z">\n'
    f'  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="{P}">\n'
    '    <md:KeyDescriptor use="signing">\n      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    "        <ds:X509Data>\n          <ds:X509Certificate>{certificate}</ds:X509Certificate>\n        </ds:X509Data>\n"
    f"      </ds:KeyInfo>\n    </md:KeyDescriptor>\n    <md:NameIDFormat>{FORMAT_1}:emailAddress</md:NameIDFormat>\n"
    f'    <md:SingleSignOnService Binding="{BINDING}:HTTP-Redirect"'
    ' Location="https://accounts.google.com/o/saml2/idp?idpid=C01praktijk"/>\n'
    f'    <md:SingleSignOnService Binding="{BINDING}:HTTP-POST"'
    ' Location="https://accounts.google.com/o/saml2/idp?idpid=C01praktijk"/>\n'
    "  </md:IDPSSODescriptor>\n</md:EntityDescriptor>"
)

_JUMPCLOUD = (
    f'<?xml version="1.0" encoding="UTF-8"?><saml2p:Response xmlns:saml2p="{P}" Destination="{{acs}}" ID="_response"'
    f' InResponseTo="{{request}}" IssueInstant="{{now}}" Version="2.0"><saml2:Issuer xmlns:saml2="{A}"'
    f' Format="{_ENTITY}">{{issuer}}</saml2:Issuer><saml2p:Status><saml2p:StatusCode Value="{OK}"/></saml2p:Status>'
    f'<saml2:Assertion xmlns:saml2="{A}" xmlns:xs="{XS}" ID="_assertion" IssueInstant="{{now}}" Version="2.0">'
    f'<saml2:Issuer Format="{_ENTITY}">{{issuer}}</saml2:Issuer>'
    + _subject("urn:oasis:names:tc:SAML:1.0:nameid-format:unspecified")
    + _context('AuthnInstant="{now}" SessionIndex="3e1d"', "PasswordProtectedTransport")
    + f'<saml2:AttributeStatement><saml2:Attribute Name="employeeNumber" {_BASIC}>'
    f'{_value("P1", around="")}</saml2:Attribute><saml2:Attribute Name="memberOf" {_ANY}>'
    f'{_value("All Users", around="")}</saml2:Attribute><saml2:Attribute Name="memberOf" {_ANY}>'
    f"{_value('Behandelaren', around='')}</saml2:Attribute></saml2:AttributeStatement></saml2:Assertion></saml2p:Response>"
)
_JUMPCLOUD_METADATA = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
    ' entityID="{issuer}">\n  <md:IDPSSODescriptor WantAuthnRequestsSigned="false"'
    f' protocolSupportEnumeration="{P}">\n    <md:KeyDescriptor use="signing">\n      <ds:KeyInfo'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n        <ds:X509Data>\n          <ds:X509Certificate>{certificate}'
    "</ds:X509Certificate>\n        </ds:X509Data>\n      </ds:KeyInfo>\n    </md:KeyDescriptor>\n"
    "    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.0:nameid-format:unspecified</md:NameIDFormat>\n"
    f'    <md:SingleSignOnService Binding="{BINDING}:HTTP-POST" Location="https://sso.jumpcloud.com/saml2/koppel"/>\n'
    "  </md:IDPSSODescriptor>\n</md:EntityDescriptor>\n"
)

_OKTA_BOTH = Sample(
    name="Okta",
    response=_OKTA,
    metadata=_OKTA_METADATA,
    issuer="http://www.okta.com/exk8praktijk",
    sign="both",
    settings={"attribute": "employeeNumber", "signed": "both"},
    signer={"prefixes": "xs"},
)
_GOOGLE_ASSERTION = Sample(
    name="Google",
    response=_GOOGLE,
    metadata=_GOOGLE_METADATA,
    issuer="https://accounts.google.com/o/saml2?idpid=C01praktijk",
    settings=_BY_EMAIL,
    signer={
        "key_info": "<ds:X509Data><ds:X509SubjectName>CN=Google,O=Google Inc.</ds:X509SubjectName>{certificate}"
        "</ds:X509Data>"
    },
)

CLOUD = (
    _OKTA_BOTH,
    replace(_OKTA_BOTH, name="Okta, assertion", sign="assertion", settings=_BY_EMAIL),
    replace(_OKTA_BOTH, name="Okta, encrypted", encrypt=f"{XENC11}aes256-gcm"),
    _GOOGLE_ASSERTION,
    replace(_GOOGLE_ASSERTION, name="Google, response", sign="response", settings={**_BY_EMAIL, "signed": "response"}),
    Sample(
        name="JumpCloud",
        response=_JUMPCLOUD,
        metadata=_JUMPCLOUD_METADATA,
        issuer="JumpCloud",
        sign="response",
        settings={"attribute": "employeeNumber", "signed": "response"},
    ),
    Sample(
        name="JumpCloud, assertion",
        response=_JUMPCLOUD,
        metadata=_JUMPCLOUD_METADATA,
        issuer="JumpCloud",
        settings=_BY_EMAIL,
        signer={"prefixes": "xs"},
    ),
)
