"""Keycloak and authentik."""

from dataclasses import replace

from tests.harness.saml import DS, XENC
from tests.harness.saml_samples.making import BINDING, CLASS, FORMAT, FORMAT_1, NAMED, OK, A, P, Sample
from tests.harness.saml_samples.pieces import MD, conditions, context, plain, subject, typed

_ROLE = f'FriendlyName="" Name="Role" NameFormat="{NAMED}:basic"'
_KEYCLOAK = (
    f'<samlp:Response xmlns:samlp="{P}" xmlns:saml="{A}" Destination="{{acs}}" ID="_response" InResponseTo="{{request}}"'
    f' IssueInstant="{{now}}" Version="2.0"><saml:Issuer>{{issuer}}</saml:Issuer><samlp:Status><samlp:StatusCode'
    f' Value="{OK}"/></samlp:Status><saml:Assertion xmlns="{A}" ID="_assertion" IssueInstant="{{now}}" Version="2.0">'
    "<saml:Issuer>{issuer}</saml:Issuer>"
    + subject("saml", f'<saml:NameID Format="{FORMAT}:persistent">G-4f2a9c1e-0000</saml:NameID>')
    + conditions("saml", "<saml:OneTimeUse/>", start="now")
    + context(
        "saml",
        'AuthnInstant="{now}" SessionIndex="1f2e3d4c::5b6a7988" SessionNotOnOrAfter="{day}"',
        f"{CLASS}:unspecified",
    )
    + "<saml:AttributeStatement>"
    + typed("saml", f'FriendlyName="employeeNumber" Name="employeeNumber" NameFormat="{NAMED}:basic"', "P1")
    + "".join(typed("saml", _ROLE, each) for each in ("offline_access", "uma_authorization", "default-roles-zorg"))
    + "</saml:AttributeStatement></saml:Assertion></samlp:Response>"
)
_KEYCLOAK_METADATA = (
    f'<md:EntityDescriptor xmlns="{MD}" xmlns:md="{MD}" xmlns:saml="{A}" xmlns:ds="{DS}" entityID="{{issuer}}">'
    f'<md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="{P}"><md:KeyDescriptor use="signing">'
    "<ds:KeyInfo><ds:KeyName>wYq0V9</ds:KeyName><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate>"
    f'</ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:ArtifactResolutionService Binding="{BINDING}:SOAP"'
    ' Location="https://id.praktijk.example/realms/zorg/protocol/saml/resolve" index="0"/>'
    + "".join(
        f'<md:SingleLogoutService Binding="{BINDING}:{each}"'
        ' Location="https://id.praktijk.example/realms/zorg/protocol/saml"/>'
        for each in ("HTTP-POST", "HTTP-Redirect", "HTTP-Artifact", "SOAP")
    )
    + f"<md:NameIDFormat>{FORMAT}:persistent</md:NameIDFormat>"
    + "".join(
        f'<md:SingleSignOnService Binding="{BINDING}:{each}"'
        ' Location="https://id.praktijk.example/realms/zorg/protocol/saml"/>'
        for each in ("HTTP-POST", "HTTP-Redirect", "SOAP", "HTTP-Artifact")
    )
    + "</md:IDPSSODescriptor></md:EntityDescriptor>"
)

_AUTHENTIK = (
    f'<samlp:Response xmlns:ds="{DS}" xmlns:md="{MD}" xmlns:saml="{A}" xmlns:samlp="{P}" Version="2.0"'
    ' IssueInstant="{now}" Destination="{acs}" ID="_response" InResponseTo="{request}"><saml:Issuer>{issuer}</saml:Issuer>'
    f'<samlp:Status><samlp:StatusCode Value="{OK}"/></samlp:Status><saml:Assertion Version="2.0" ID="_assertion"'
    ' IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer>'
    + subject("saml", f'<saml:NameID Format="{FORMAT_1}:unspecified">P1</saml:NameID>')
    + conditions("saml")
    + context(
        "saml",
        'AuthnInstant="{before}" SessionIndex="_assertion" SessionNotOnOrAfter="{day}"',
        f"{CLASS}:MobileTwoFactorContract",
    )
    + "<saml:AttributeStatement>"
    + plain(
        'FriendlyName="email" Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"',
        "anna@x.example",
    )
    + plain('Name="http://schemas.xmlsoap.org/claims/Group"', "authentik Admins", "Behandelaren")
    + plain('Name="http://schemas.goauthentik.io/2021/02/saml/uid"', "7")
    + "</saml:AttributeStatement></saml:Assertion></samlp:Response>"
)
_AUTHENTIK_METADATA = (
    f'<md:EntityDescriptor xmlns:ds="{DS}" xmlns:md="{MD}" xmlns:saml="{A}" xmlns:samlp="{P}" ID="_6f0a"'
    f' entityID="{{issuer}}">\n  <md:IDPSSODescriptor protocolSupportEnumeration="{P}">\n    <md:KeyDescriptor use="signing">\n'
    "      <ds:KeyInfo>\n        <ds:X509Data>\n          <ds:X509Certificate>{certificate}</ds:X509Certificate>\n"
    "        </ds:X509Data>\n      </ds:KeyInfo>\n    </md:KeyDescriptor>\n"
    f"    <md:NameIDFormat>{FORMAT_1}:emailAddress</md:NameIDFormat>\n    <md:SingleSignOnService"
    f' Binding="{BINDING}:HTTP-Redirect" Location="https://auth.praktijk.example/application/saml/koppel/sso/binding/redirect/"'
    f'/>\n    <md:SingleSignOnService Binding="{BINDING}:HTTP-POST"'
    ' Location="https://auth.praktijk.example/application/saml/koppel/sso/binding/post/"/>\n  </md:IDPSSODescriptor>\n'
    "</md:EntityDescriptor>\n"
)

_KEYCLOAK_BOTH = Sample(
    name="Keycloak",
    response=_KEYCLOAK,
    metadata=_KEYCLOAK_METADATA,
    issuer="https://id.praktijk.example/realms/zorg",
    sign="both",
    settings={"attribute": "employeeNumber", "signed": "both"},
    signer={
        "prefix": "dsig",
        "key_info": "<ds:KeyName>wYq0V9</ds:KeyName><ds:X509Data>{certificate}</ds:X509Data><ds:KeyValue><ds:RSAKeyValue>"
        "<ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>",
    },
)
_AUTHENTIK_ASSERTION = Sample(
    name="authentik",
    response=_AUTHENTIK,
    metadata=_AUTHENTIK_METADATA,
    issuer="authentik",
    settings={"second_factor_contexts": [f"{CLASS}:MobileTwoFactorContract"]},
    digits=0,
    methods=("saml", "mfa"),
)
OWN = (
    _KEYCLOAK_BOTH,
    replace(_KEYCLOAK_BOTH, name="Keycloak, assertion", sign="assertion", settings={"attribute": "employeeNumber"}),
    replace(
        _KEYCLOAK_BOTH,
        name="Keycloak, response",
        sign="response",
        settings={"attribute": "employeeNumber", "signed": "response"},
    ),
    replace(
        _KEYCLOAK_BOTH,
        name="Keycloak, encrypted",
        encrypt=f"{XENC}aes128-cbc",
        settings={**_KEYCLOAK_BOTH.settings, "allow_cbc": True},
    ),
    _AUTHENTIK_ASSERTION,
    replace(
        _AUTHENTIK_ASSERTION,
        name="authentik, encrypted",
        encrypt=f"{XENC}aes128-cbc",
        cut_out=True,
        settings={**_AUTHENTIK_ASSERTION.settings, "allow_cbc": True},
    ),
)
