"""Messages of ours: requests, answers and metadata, as XML (SAML 2.0 core section 3, metadata section 2.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lxml import etree

from functions.saml_logon.reading.assertions import NameId
from functions.saml_logon.sending.addresses import Addresses
from functions.saml_logon.xml.markup import Element
from functions.saml_logon.xml.names import (
    ASSERTION,
    METADATA,
    POST,
    PROTOCOL,
    REDIRECT,
    SIGNATURE,
    SUCCESS,
    ds,
    md,
    saml,
    samlp,
)

_PREFIXES: Final = {"samlp": PROTOCOL, "saml": ASSERTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What all messages tell of themselves."""

    id: str
    now: datetime
    issuer: str
    destination: str


@dataclass(frozen=True, slots=True)
class Certificates:
    """Certificates (PEM) that our metadata show: of all keys that sign, now or soon; of the one to encrypt for."""

    signing: Sequence[str]
    encryption: Sequence[str] = field(default=())


def authn_request(envelope: Envelope, acs: str, *, force: bool = False) -> bytes:
    """Asks the identity provider to log somebody on and to post the response to `acs`."""
    attributes = {
        "AssertionConsumerServiceURL": acs,
        "ProtocolBinding": POST,
        **({"ForceAuthn": "true"} if force else {}),
    }
    root = _message("AuthnRequest", envelope, attributes)
    etree.SubElement(root, samlp("NameIDPolicy"), {"AllowCreate": "true"})
    return _bytes(root)


def logout_request(envelope: Envelope, name_id: NameId, session_index: str) -> bytes:
    """Asks the identity provider to log somebody out everywhere."""
    root = _message("LogoutRequest", envelope, {})
    named = etree.SubElement(root, saml("NameID"), {"Format": name_id.format} if name_id.format else {})
    named.text = name_id.value
    if session_index:
        etree.SubElement(root, samlp("SessionIndex")).text = session_index
    return _bytes(root)


def logout_response(envelope: Envelope, in_response_to: str, status: str = SUCCESS) -> bytes:
    """Answers the identity provider's request to log somebody out."""
    root = _message("LogoutResponse", envelope, {"InResponseTo": in_response_to})
    etree.SubElement(etree.SubElement(root, samlp("Status")), samlp("StatusCode"), {"Value": status})
    return _bytes(root)


def metadata(addresses: Addresses, certificates: Certificates, *, sign_requests: bool, sign_assertions: bool) -> bytes:
    """Who we are, for the administrator of an identity provider."""
    root = etree.Element(
        md("EntityDescriptor"), {"entityID": addresses.entity_id}, nsmap={"md": METADATA, "ds": SIGNATURE}
    )
    attributes = {
        "AuthnRequestsSigned": _word(sign_requests),
        "WantAssertionsSigned": _word(sign_assertions),
        "protocolSupportEnumeration": PROTOCOL,
    }
    role = etree.SubElement(root, md("SPSSODescriptor"), attributes)
    for use, shown in (("signing", certificates.signing), ("encryption", certificates.encryption)):
        for each in shown:
            _key(role, use, each)
    for binding in (REDIRECT, POST):
        etree.SubElement(role, md("SingleLogoutService"), {"Binding": binding, "Location": addresses.logout})
    service = {"Binding": POST, "Location": addresses.acs, "index": "0", "isDefault": "true"}
    etree.SubElement(role, md("AssertionConsumerService"), service)
    return _bytes(root, declaration=True)


def _message(name: str, envelope: Envelope, attributes: Mapping[str, str]) -> Element:
    attributes = {
        "ID": envelope.id,
        "Version": "2.0",
        "IssueInstant": envelope.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Destination": envelope.destination,
        **attributes,
    }
    root = etree.Element(samlp(name), attributes, nsmap=_PREFIXES)
    etree.SubElement(root, saml("Issuer")).text = envelope.issuer
    return root


def _key(role: Element, use: str, certificate: str) -> None:
    info = etree.SubElement(etree.SubElement(role, md("KeyDescriptor"), {"use": use}), ds("KeyInfo"))
    value = etree.SubElement(etree.SubElement(info, ds("X509Data")), ds("X509Certificate"))
    value.text = "".join(certificate.split("-----")[2].split())


def _word(value: bool) -> str:
    return "true" if value else "false"


def _bytes(root: Element, *, declaration: bool = False) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=declaration, encoding="utf-8")
    return written
