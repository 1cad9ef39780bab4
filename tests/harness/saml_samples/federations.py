"""Shibboleth, and SURFconext's EngineBlock."""

from dataclasses import replace

from tests.harness.saml import DS, XENC11
from tests.harness.saml_samples.making import BINDING, CLASS, FORMAT, NAMED, OK, XS, XSI, A, P, Sample
from tests.harness.saml_samples.pieces import MD, conditions, context, plain, subject, typed

_EPTID = f'FriendlyName="eduPersonTargetedID" Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.10" NameFormat="{NAMED}:uri"'
_SHIBBOLETH = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<saml2p:Response Destination="{{acs}}" ID="_response"'
    f' InResponseTo="{{request}}" IssueInstant="{{now}}" Version="2.0" xmlns:saml2p="{P}"><saml2:Issuer'
    f' xmlns:saml2="{A}">{{issuer}}</saml2:Issuer><saml2p:Status><saml2p:StatusCode Value="{OK}"/></saml2p:Status>'
    f'<saml2:Assertion ID="_assertion" IssueInstant="{{now}}" Version="2.0" xmlns:saml2="{A}" xmlns:xsd="{XS}">'
    "<saml2:Issuer>{issuer}</saml2:Issuer>"
    + subject(
        "saml2",
        f'<saml2:NameID Format="{FORMAT}:transient" NameQualifier="{{issuer}}" SPNameQualifier="{{audience}}">AAdzZWNyZXQx'
        "</saml2:NameID>",
        'Address="192.0.2.10" ',
    )
    + conditions("saml2", start="now")
    + '<saml2:AuthnStatement AuthnInstant="{now}" SessionIndex="_5d0c"><saml2:SubjectLocality Address="192.0.2.10"/>'
    f"<saml2:AuthnContext><saml2:AuthnContextClassRef>{CLASS}:PasswordProtectedTransport</saml2:AuthnContextClassRef>"
    "</saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement>"
    + typed(
        "saml2", f'FriendlyName="employeeNumber" Name="urn:oid:2.16.840.1.113730.3.1.3" NameFormat="{NAMED}:uri"', "P1"
    )
    + f'<saml2:Attribute {_EPTID}><saml2:AttributeValue><saml2:NameID Format="{FORMAT}:persistent"'
    ' NameQualifier="{issuer}" SPNameQualifier="{audience}">nZ5a3F0c</saml2:NameID></saml2:AttributeValue></saml2:Attribute>'
    + typed(
        "saml2",
        f'FriendlyName="eduPersonScopedAffiliation" Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.9" NameFormat="{NAMED}:uri"',
        "member@praktijk.example",
        "employee@praktijk.example",
    )
    + "</saml2:AttributeStatement></saml2:Assertion></saml2p:Response>"
)
_SHIBBOLETH_METADATA = f"""<?xml version="1.0" encoding="UTF-8"?>
<!--
     This is example metadata only. Do *NOT* supply it as is without review.
-->
<EntityDescriptor xmlns="{MD}" xmlns:ds="{DS}" xmlns:shibmd="urn:mace:shibboleth:metadata:1.0"
    xmlns:xml="http://www.w3.org/XML/1998/namespace" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" entityID="{{issuer}}">
  <IDPSSODescriptor protocolSupportEnumeration="{P} urn:oasis:names:tc:SAML:1.1:protocol urn:mace:shibboleth:1.0">
    <Extensions>
      <shibmd:Scope regexp="false">praktijk.example</shibmd:Scope>
      <!-- Fill in the details for your IdP here -->
      <mdui:UIInfo><mdui:DisplayName xml:lang="en">Praktijk</mdui:DisplayName></mdui:UIInfo>
    </Extensions>
    <!-- First signing certificate is BackChannel, the Second is FrontChannel -->
    <KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
{{other}}
    </ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>
    <KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
{{certificate}}
    </ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>
    <KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
{{other}}
    </ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>
    <ArtifactResolutionService Binding="urn:oasis:names:tc:SAML:1.0:bindings:SOAP-binding"
        Location="https://idp.praktijk.example:8443/idp/profile/SAML1/SOAP/ArtifactResolution" index="1"/>
    <!--
    <SingleLogoutService Binding="{BINDING}:HTTP-Redirect" Location="http://idp.praktijk.example/commented/out"/>
    -->
    <SingleSignOnService Binding="urn:mace:shibboleth:1.0:profiles:AuthnRequest"
        Location="https://idp.praktijk.example/idp/profile/Shibboleth/SSO"/>
    <SingleSignOnService Binding="{BINDING}:HTTP-POST"
        Location="https://idp.praktijk.example/idp/profile/SAML2/POST/SSO"/>
    <SingleSignOnService Binding="{BINDING}:HTTP-POST-SimpleSign"
        Location="https://idp.praktijk.example/idp/profile/SAML2/POST-SimpleSign/SSO"/>
    <SingleSignOnService Binding="{BINDING}:HTTP-Redirect"
        Location="https://idp.praktijk.example/idp/profile/SAML2/Redirect/SSO"/>
  </IDPSSODescriptor>
  <AttributeAuthorityDescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol">
    <AttributeService Binding="urn:oasis:names:tc:SAML:1.0:bindings:SOAP-binding"
        Location="https://idp.praktijk.example:8443/idp/profile/SAML1/SOAP/AttributeQuery"/>
  </AttributeAuthorityDescriptor>
</EntityDescriptor>
"""

_MACE, _OID = f'NameFormat="{NAMED}:uri" Name="urn:mace:dir:attribute-def:', f'NameFormat="{NAMED}:uri" Name="urn:oid:'
_SURFCONEXT = (
    f'<?xml version="1.0"?>\n<samlp:Response xmlns:samlp="{P}" xmlns:saml="{A}" ID="_response" Version="2.0"'
    ' IssueInstant="{now}" Destination="{acs}" InResponseTo="{request}"><saml:Issuer>{issuer}</saml:Issuer><samlp:Status>'
    f'<samlp:StatusCode Value="{OK}"/></samlp:Status><saml:Assertion xmlns:xsi="{XSI}" xmlns:xs="{XS}" ID="_assertion"'
    ' Version="2.0" IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer>'
    + subject("saml", f'<saml:NameID Format="{FORMAT}:persistent">0f3e9a7c5b1d8264</saml:NameID>')
    + conditions("saml", start="now")
    + context(
        "saml",
        'AuthnInstant="{now}"',
        f"{CLASS}:PasswordProtectedTransport",
        "<saml:AuthenticatingAuthority>https://idp.instelling.example/idp</saml:AuthenticatingAuthority>",
    )
    + "<saml:AttributeStatement>"
    + "".join(
        plain(f'{each}"', value)
        for value, names in (
            ("p1@praktijk.example", (f"{_MACE}mail", f"{_OID}0.9.2342.19200300.100.1.3")),
            ("P1", (f"{_MACE}employeeNumber", f"{_OID}2.16.840.1.113730.3.1.3")),
            (
                "praktijk.example",
                (f'NameFormat="{NAMED}:uri" Name="urn:mace:terena.org:attribute-def:schacHomeOrganization',),
            ),
        )
        for each in names
    )
    + plain(
        f'{_MACE}eduPersonTargetedID"',
        f'<saml:NameID Format="{FORMAT}:persistent">0f3e9a7c5b1d8264</saml:NameID>',
    )
    + "</saml:AttributeStatement></saml:Assertion></samlp:Response>"
)
_SURFCONEXT_METADATA = f"""<?xml version="1.0"?>
<!--
    Use of this metadata is subject to the terms at https://metadata.praktijk.example/terms - do not edit: it is signed.
-->
<?praktijk generated="2026-03-01"?>
<md:EntityDescriptor xmlns:md="{MD}" xmlns:ds="{DS}" xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" ID="EB1f2e3d4c"
    entityID="{{issuer}}" validUntil="2026-03-03T09:00:00Z">
  <md:IDPSSODescriptor protocolSupportEnumeration="{P}">
    <md:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang="nl">SURFconext</mdui:DisplayName></mdui:UIInfo></md:Extensions>
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
      <ds:X509Certificate>{{certificate}}</ds:X509Certificate>
    </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:NameIDFormat>{FORMAT}:persistent</md:NameIDFormat>
    <md:SingleSignOnService Binding="{BINDING}:HTTP-Redirect"
        Location="https://engine.surfconext.example/authentication/idp/single-sign-on/key:20230503"/>
    <md:SingleSignOnService Binding="{BINDING}:HTTP-POST"
        Location="https://engine.surfconext.example/authentication/idp/single-sign-on/key:20230503"/>
  </md:IDPSSODescriptor>
  <md:Organization><md:OrganizationName xml:lang="nl">SURF</md:OrganizationName></md:Organization>
</md:EntityDescriptor>
"""

_SHIBBOLETH_ENCRYPTED = Sample(
    name="Shibboleth",
    response=_SHIBBOLETH,
    metadata=_SHIBBOLETH_METADATA,
    issuer="https://idp.praktijk.example/idp/shibboleth",
    sign="response",
    settings={"attribute": "urn:oid:2.16.840.1.113730.3.1.3", "signed": "response", "must_encrypt": True},
    encrypt=f"{XENC11}aes128-gcm",
)
_ENGINE = Sample(
    name="SURFconext",
    response=_SURFCONEXT,
    metadata=_SURFCONEXT_METADATA,
    issuer="https://engine.surfconext.example/authentication/idp/metadata",
    settings={"attribute": "urn:mace:dir:attribute-def:employeeNumber"},
    digits=0,
)

FEDERATIONS = (
    _SHIBBOLETH_ENCRYPTED,
    replace(_SHIBBOLETH_ENCRYPTED, name="Shibboleth, key beside the data", layout="peer"),
    replace(
        _SHIBBOLETH_ENCRYPTED,
        name="Shibboleth, both, plain",
        sign="both",
        encrypt="",
        settings={"attribute": "urn:oid:2.16.840.1.113730.3.1.3"},
        signer={"prefixes": "xsd"},
    ),
    _ENGINE,
    replace(_ENGINE, name="SURFconext, both", sign="both", settings={**_ENGINE.settings, "signed": "both"}),
)
