"""What a sample is, and how it becomes a response that is signed, and encrypted where the product does so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from tests.harness.saml import DS, NAMES, SAML, SAMLP, XENC, KeyPair, Signer, encrypted, key_pair

P, A = SAMLP, SAML
XS, XSI = "http://www.w3.org/2001/XMLSchema", "http://www.w3.org/2001/XMLSchema-instance"
OK = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format"
FORMAT_1 = "urn:oasis:names:tc:SAML:1.1:nameid-format"
CLASS = "urn:oasis:names:tc:SAML:2.0:ac:classes"
NAMED = "urn:oasis:names:tc:SAML:2.0:attrname-format"
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One way in which a product answers.

    response   the text, with `{names}` to fill in
    metadata   its metadata, with `{certificate}` in base64
    issuer     its entity id
    sign       what is signed: assertion, response or both
    settings   of the connection, where they differ from what it starts with
    digits     of a second in its times
    signer     how its signatures look
    encrypt    algorithm, "" for none; `layout` says where the key stands and what it says, `cut_out` that the assertion
               is encrypted without the namespaces that are declared around it
    methods    how the person was authenticated, as the session has it
    """

    name: str
    response: str
    metadata: str
    issuer: str
    sign: str = "assertion"
    settings: Mapping[str, Any] = field(default_factory=dict)
    digits: int = 3
    signer: Mapping[str, Any] = field(default_factory=dict)
    encrypt: str = ""
    layout: str = ""
    cut_out: bool = False
    methods: tuple[str, ...] = ("saml",)

    def respond(self, pair: KeyPair, now: datetime, encrypt_for: str, **told: str) -> bytes:
        """The response at this time, signed with this key; `told` has acs, audience and request."""

        def at(minutes: int) -> str:
            fraction = f".{'1234567'[: self.digits]}" if self.digits else ""
            return f"{(now + timedelta(minutes=minutes)).strftime('%Y-%m-%dT%H:%M:%S')}{fraction}Z"

        times = {"now": at(0), "before": at(-5), "after": at(5), "hour": at(60), "day": at(720)}
        text = self.response.format(**times, issuer=self.issuer, **told)
        start = text[: text.index("?>") + 2] if text.startswith("<?xml") else ""
        xml = text.removeprefix(start).strip().encode()
        signer = Signer(pair=pair, **self.signer)
        if self.sign != "response":
            xml = signer.sign(xml, "_assertion")
        if self.encrypt:
            xml = self._encrypted(xml, encrypt_for)
        if self.sign != "assertion":
            xml = signer.sign(xml, "_response")
        return start.encode() + xml

    def describe(self, pair: KeyPair) -> str:
        """Its metadata with this key."""
        return self.metadata.format(certificate=pair.der, other=key_pair("sample-other").der, issuer=self.issuer)

    def _encrypted(self, xml: bytes, certificate: str) -> bytes:
        root = etree.fromstring(xml)
        assertion = root.find("saml:Assertion", NAMES)
        plain = etree.tostring(assertion, with_tail=False)
        if self.cut_out:
            for prefix, uri in root.nsmap.items():
                plain = plain.replace(f' xmlns:{prefix}="{uri}"'.encode(), b"", 1)
        made = etree.fromstring(encrypted(plain, certificate, algorithm=self.encrypt))
        key = made.find(".//xenc:EncryptedKey", NAMES)
        if self.layout == "peer":
            _put_beside(made, key)
        elif self.layout == "issuer and serial":
            key.insert(1, etree.fromstring(ISSUER_AND_SERIAL))
        root.replace(assertion, made)
        return bytes(etree.tostring(root))


ISSUER_AND_SERIAL = (
    f'<KeyInfo xmlns="{DS}"><ds:X509Data xmlns:ds="{DS}"><ds:X509IssuerSerial><ds:X509IssuerName>CN=koppel'
    "</ds:X509IssuerName><ds:X509SerialNumber>7</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></KeyInfo>"
)


def _put_beside(made: Any, key: Any) -> None:
    """Move the key beside the data, which refer to it."""
    info = key.getparent()
    info.remove(key)
    retrieval = etree.SubElement(info, f"{{{DS}}}RetrievalMethod")
    retrieval.set("Type", f"{XENC}EncryptedKey")
    retrieval.set("URI", "#_key")
    key.set("Id", "_key")
    made.append(key)
