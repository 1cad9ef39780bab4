"""Entra ID and AD FS: no prefix for assertions and signatures, no format of attribute names, claims named by URL."""

from dataclasses import replace

from tests.harness.saml import XENC
from tests.harness.saml_samples.making import BEARER, BINDING, CLASS, FORMAT, FORMAT_1, OK, A, P, Sample

CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
IDENTITY = "http://schemas.microsoft.com/identity/claims"
METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences"
MFA = "http://schemas.microsoft.com/claims/multipleauthn"
SECOND_FACTOR = {"second_factor_attribute": METHODS, "second_factor_values": [MFA]}
TENANT = "9b1c0d2e-0000-4000-8000-000000000001"

_ENTRA = f"""<samlp:Response ID="_response" Version="2.0" IssueInstant="{{now}}" Destination="{{acs}}"
 InResponseTo="{{request}}" xmlns:samlp="{P}"><Issuer xmlns="{A}">{{issuer}}</Issuer><samlp:Status><samlp:StatusCode
 Value="{OK}"/></samlp:Status><Assertion ID="_assertion" IssueInstant="{{now}}" Version="2.0" xmlns="{A}"><Issuer>{{issuer}}\
</Issuer><Subject><NameID Format="{FORMAT}:persistent">AAAAAGk3c1lIw0b4</NameID><SubjectConfirmation
 Method="{BEARER}"><SubjectConfirmationData InResponseTo="{{request}}" NotOnOrAfter="{{hour}}" Recipient="{{acs}}"/>\
</SubjectConfirmation></Subject><Conditions NotBefore="{{before}}" NotOnOrAfter="{{hour}}"><AudienceRestriction><Audience>\
{{audience}}</Audience></AudienceRestriction></Conditions><AttributeStatement>\
<Attribute Name="{IDENTITY}/tenantid"><AttributeValue>{TENANT}</AttributeValue></Attribute>\
<Attribute Name="{IDENTITY}/objectidentifier"><AttributeValue>00112233-4455-6677-8899-aabbccddeeff</AttributeValue>\
</Attribute><Attribute Name="{IDENTITY}/displayname"><AttributeValue>Anna Smit</AttributeValue></Attribute>\
<Attribute Name="http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"><AttributeValue>\
1a2b3c4d-0000-4000-8000-000000000002</AttributeValue><AttributeValue>1a2b3c4d-0000-4000-8000-000000000003\
</AttributeValue></Attribute><Attribute Name="{IDENTITY}/identityprovider"><AttributeValue>{{issuer}}</AttributeValue>\
</Attribute><Attribute Name="{METHODS}"><AttributeValue>\
http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password</AttributeValue><AttributeValue>{MFA}\
</AttributeValue></Attribute><Attribute Name="{CLAIMS}/name"><AttributeValue>anna@praktijk.example</AttributeValue>\
</Attribute><Attribute Name="employeeid"><AttributeValue>P1</AttributeValue></Attribute></AttributeStatement>\
<AuthnStatement AuthnInstant="{{before}}" SessionIndex="_assertion"><AuthnContext><AuthnContextClassRef>{CLASS}:Password\
</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion></samlp:Response>"""

_ENTRA_METADATA = f"""\ufeff<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_4b2f" entityID="{{issuer}}"
 xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><RoleDescriptor xsi:type="fed:SecurityTokenServiceType"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706"
 protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706"><KeyDescriptor use="signing"><KeyInfo
 xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{{other}}</X509Certificate></X509Data></KeyInfo>\
</KeyDescriptor></RoleDescriptor><IDPSSODescriptor protocolSupportEnumeration="{P}"><KeyDescriptor use="signing"><KeyInfo
 xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{{certificate}}</X509Certificate></X509Data></KeyInfo>\
</KeyDescriptor><SingleLogoutService Binding="{BINDING}:HTTP-Redirect"
 Location="https://login.microsoftonline.com/{TENANT}/saml2"/><SingleSignOnService Binding="{BINDING}:HTTP-Redirect"
 Location="https://login.microsoftonline.com/{TENANT}/saml2"/><SingleSignOnService Binding="{BINDING}:HTTP-POST"
 Location="https://login.microsoftonline.com/{TENANT}/saml2"/></IDPSSODescriptor></EntityDescriptor>"""

_ADFS = f"""<samlp:Response ID="_response" Version="2.0" IssueInstant="{{now}}" Destination="{{acs}}"
 Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" InResponseTo="{{request}}" xmlns:samlp="{P}"><Issuer
 xmlns="{A}">{{issuer}}</Issuer><samlp:Status><samlp:StatusCode Value="{OK}" /></samlp:Status><Assertion ID="_assertion"
 IssueInstant="{{now}}" Version="2.0" xmlns="{A}"><Issuer>{{issuer}}</Issuer><Subject><NameID
 Format="{FORMAT_1}:emailAddress">p1@praktijk.example</NameID><SubjectConfirmation Method="{BEARER}">\
<SubjectConfirmationData InResponseTo="{{request}}" NotOnOrAfter="{{after}}" Recipient="{{acs}}" /></SubjectConfirmation>\
</Subject><Conditions NotBefore="{{now}}" NotOnOrAfter="{{hour}}"><AudienceRestriction><Audience>{{audience}}</Audience>\
</AudienceRestriction></Conditions><AttributeStatement><Attribute Name="{CLAIMS}/emailaddress" a:OriginalIssuer="{{issuer}}"
 xmlns:a="http://schemas.xmlsoap.org/ws/2009/09/identity/claims"><AttributeValue>p1@praktijk.example</AttributeValue>\
</Attribute><Attribute Name="objectGUID"><AttributeValue>MyIRAFVEd2aImaq7zN3u/w==</AttributeValue></Attribute>\
<Attribute Name="http://schemas.xmlsoap.org/claims/Group"><AttributeValue>Domain Users</AttributeValue><AttributeValue>\
Behandelaren</AttributeValue></Attribute></AttributeStatement><AuthnStatement AuthnInstant="{{before}}"
 SessionIndex="_assertion"><AuthnContext><AuthnContextClassRef>urn:federation:authentication:windows\
</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion></samlp:Response>"""

_ADFS_METADATA = f"""<EntityDescriptor ID="_8f1c" entityID="{{issuer}}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">\
<RoleDescriptor xsi:type="fed:ApplicationServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/ws-sx/ws-trust/200512"
 ServiceDisplayName="sts.praktijk.example" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706"><KeyDescriptor use="encryption"><KeyInfo
 xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{{other}}</X509Certificate></X509Data></KeyInfo>\
</KeyDescriptor></RoleDescriptor><SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="{P}">\
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{{other}}\
</X509Certificate></X509Data></KeyInfo></KeyDescriptor><AssertionConsumerService Binding="{BINDING}:HTTP-POST"
 Location="https://sts.praktijk.example/adfs/ls/" index="0" isDefault="true"/></SPSSODescriptor><IDPSSODescriptor
 protocolSupportEnumeration="{P}"><KeyDescriptor use="encryption"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">\
<X509Data><X509Certificate>{{other}}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><KeyDescriptor use="signing">\
<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{{certificate}}</X509Certificate></X509Data>\
</KeyInfo></KeyDescriptor><SingleLogoutService Binding="{BINDING}:HTTP-Redirect"
 Location="https://sts.praktijk.example/adfs/ls/"/><SingleLogoutService Binding="{BINDING}:HTTP-POST"
 Location="https://sts.praktijk.example/adfs/ls/"/><NameIDFormat>{FORMAT_1}:emailAddress</NameIDFormat>\
<SingleSignOnService Binding="{BINDING}:HTTP-Redirect" Location="https://sts.praktijk.example/adfs/ls/"/>\
<SingleSignOnService Binding="{BINDING}:HTTP-POST" Location="https://sts.praktijk.example/adfs/ls/"/><Attribute
 Name="{CLAIMS}/emailaddress" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="E-Mail Address"
 xmlns="{A}"/></IDPSSODescriptor></EntityDescriptor>"""

_ENTRA_ID = Sample(
    name="Entra ID",
    response=_ENTRA,
    metadata=_ENTRA_METADATA,
    issuer=f"https://sts.windows.net/{TENANT}/",
    settings={"attribute": "employeeid", **SECOND_FACTOR},
    signer={"prefix": ""},
    methods=("saml", "mfa"),
)
_AD_FS = Sample(
    name="AD FS",
    response=_ADFS,
    metadata=_ADFS_METADATA,
    issuer="http://sts.praktijk.example/adfs/services/trust",
    settings={"match_on": "email", "attribute": f"{CLAIMS}/emailaddress", "email_verified": True},
)

MICROSOFT = (
    _ENTRA_ID,
    replace(
        _ENTRA_ID, name="Entra ID, response", sign="response", settings={**_ENTRA_ID.settings, "signed": "response"}
    ),
    replace(_ENTRA_ID, name="Entra ID, both", sign="both", settings={**_ENTRA_ID.settings, "signed": "both"}),
    replace(_ENTRA_ID, name="Entra ID, seven digits", digits=7),
    replace(
        _ENTRA_ID,
        name="Entra ID, encrypted",
        encrypt=f"{XENC}aes256-cbc",
        settings={**_ENTRA_ID.settings, "allow_cbc": True},
    ),
    _AD_FS,
    replace(
        _AD_FS,
        name="AD FS, encrypted",
        encrypt=f"{XENC}aes256-cbc",
        layout="issuer and serial",
        settings={**_AD_FS.settings, "allow_cbc": True},
    ),
)
