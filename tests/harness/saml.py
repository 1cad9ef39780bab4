"""An identity provider on paper: builds responses, signs and encrypts them, without xmlsec and without our own code.

What it makes is correct unless a test asks for something else. `saml_attacks.py` bends what comes out.
"""

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
NAMES = {"saml": SAML, "samlp": SAMLP, "ds": DS, "xenc": XENC}

ENTITY_ID = "https://idp.example/saml"
LOGON_URL = "https://idp.example/sso"
LOGOUT_URL = "https://idp.example/slo"

type PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class KeyPair:
    """A private key and a certificate that it has signed itself."""

    key: PrivateKey
    certificate: str

    @property
    def der(self) -> str:
        """The certificate as it stands in XML."""
        return "".join(self.certificate.splitlines()[1:-1])

    @property
    def pem(self) -> bytes:
        """The private key."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


@cache
def key_pair(name: str, *, kind: str = "rsa", bits: int = 2048, expires: int = 3650) -> KeyPair:
    """A key pair by name, made once for all tests; its certificate expires so many days after 1 January 2026."""
    key: PrivateKey = (
        rsa.generate_private_key(65537, bits) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    )
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime(2025, 1, 1, tzinfo=UTC)
    end = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=expires)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 7, start, end).sign(key, hashes.SHA256())
    return KeyPair(key, made.public_bytes(serialization.Encoding.PEM).decode())


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a response is to say. None leaves an attribute out; times are offsets in seconds from `now`."""

    now: datetime
    acs: str
    audience: str | None
    in_response_to: str | None = "_request"
    response_in_response_to: str | None = ""
    issuer: str = ENTITY_ID
    response_issuer: str | None = ENTITY_ID
    destination: str | None = ""
    recipient: str | None = ""
    name_id: str = "P1"
    name_id_format: str = PERSISTENT
    method: str = BEARER
    not_before: int | None = -30
    not_on_or_after: int | None = 300
    confirmed_until: int | None = 300
    confirmed_from: int | None = None
    session_ends: int | None = 3600
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    context: str = PASSWORD
    response_id: str = "_response"
    assertion_id: str = "_assertion"
    session_index: str = "_session"
    attributes: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: {"employeeNumber": ["P1"], "mail": ["p1@praktijk.example"], "groups": ["a", "b"]}
    )
    extra_condition: str = ""
    extra_statement: str = ""
    extra_extension: str = ""

    def _at(self, seconds: int) -> str:
        return (self.now + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def assertion(self) -> str:
        """The assertion, not signed."""
        window = _attributes(
            NotBefore=self.not_before if self.not_before is None else self._at(self.not_before),
            NotOnOrAfter=self.not_on_or_after if self.not_on_or_after is None else self._at(self.not_on_or_after),
        )
        confirmed = _attributes(
            NotBefore=None if self.confirmed_from is None else self._at(self.confirmed_from),
            NotOnOrAfter=None if self.confirmed_until is None else self._at(self.confirmed_until),
            Recipient=self.acs if self.recipient == "" else self.recipient,
            InResponseTo=self.in_response_to,
        )
        session = None if self.session_ends is None else self._at(self.session_ends)
        audience = (
            ""
            if self.audience is None
            else f"<saml:AudienceRestriction><saml:Audience>{escape(self.audience)}</saml:Audience>"
            "</saml:AudienceRestriction>"
        )
        attributes = "".join(
            f'<saml:Attribute Name={quoteattr(name)} NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">'
            + "".join(
                '<saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" '
                'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">'
                f"{escape(value)}</saml:AttributeValue>"
                for value in values
            )
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )
        return (
            f'<saml:Assertion xmlns:saml="{SAML}" ID="{self.assertion_id}" Version="2.0" IssueInstant="{self._at(0)}">'
            f"<saml:Issuer>{escape(self.issuer)}</saml:Issuer>"
            f'<saml:Subject><saml:NameID Format="{self.name_id_format}">{escape(self.name_id)}</saml:NameID>'
            f'<saml:SubjectConfirmation Method="{self.method}"><saml:SubjectConfirmationData{confirmed}/>'
            "</saml:SubjectConfirmation></saml:Subject>"
            f"<saml:Conditions{window}>{audience}{self.extra_condition}</saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{self._at(0)}" SessionIndex="{self.session_index}"'
            f"{_attributes(SessionNotOnOrAfter=session)}><saml:AuthnContext><saml:AuthnContextClassRef>{self.context}"
            "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement>{self.extra_statement}</saml:Assertion>"
        )

    def response(self, inside: str | None = None) -> str:
        """The response around the assertion, not signed; around `inside` instead when that is given."""
        asked = self.in_response_to if self.response_in_response_to == "" else self.response_in_response_to
        told = _attributes(
            Destination=self.acs if self.destination == "" else self.destination,
            InResponseTo=asked,
        )
        issuer = "" if self.response_issuer is None else f"<saml:Issuer>{escape(self.response_issuer)}</saml:Issuer>"
        return (
            f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{self.response_id}" Version="2.0" '
            f'IssueInstant="{self._at(0)}"{told}>{issuer}{self.extra_extension}'
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>'
            f"{self.assertion() if inside is None else inside}</samlp:Response>"
        )


@dataclass(frozen=True, kw_only=True)
class Signer:
    """How an element is signed: with which key, by which algorithms.

    prefix    of the elements of the signature, "" for none
    key_info  what stands in KeyInfo, with `{certificate}` for the X509Certificate and `ds:` for the prefix
    """

    pair: KeyPair
    method: str = f"{MORE}rsa-sha256"
    digest: str = f"{XENC}sha256"
    canonicalization: str = EXCLUSIVE
    transforms: Sequence[str] = (ENVELOPED, EXCLUSIVE)
    prefixes: str = ""
    prefix: str = "ds"
    key_info: str = "<ds:X509Data>{certificate}</ds:X509Data>"

    def sign(self, xml: bytes | str, element_id: str) -> bytes:
        """The document with a signature in the element that has this ID, after its Issuer."""
        root = etree.fromstring(xml)
        (owner,) = root.xpath("//*[@ID=$id]", id=element_id)
        signed = _canonical(owner, self.prefixes)
        prefixes = (
            f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="{self.prefixes}"/>' if self.prefixes else ""
        )
        transforms = "".join(
            f'<ds:Transform Algorithm="{each}">{prefixes if each == EXCLUSIVE else ""}</ds:Transform>'
            for each in self.transforms
        )
        digest = base64.b64encode(hashlib.new(_hash_name(self.digest), signed).digest()).decode()
        shown = f"<ds:X509Certificate>{self.pair.der}</ds:X509Certificate>"
        text = (
            f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>'
            f'<ds:CanonicalizationMethod Algorithm="{self.canonicalization}"/>'
            f'<ds:SignatureMethod Algorithm="{self.method}"/>'
            f'<ds:Reference URI="#{element_id}"><ds:Transforms>{transforms}</ds:Transforms>'
            f'<ds:DigestMethod Algorithm="{self.digest}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>'
            f"</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo>{self.key_info.format(certificate=shown)}</ds:KeyInfo>"
            "</ds:Signature>"
        )
        if self.prefix != "ds":
            named = f"{self.prefix}:" if self.prefix else ""
            text = text.replace("<ds:", f"<{named}").replace("</ds:", f"</{named}")
            text = text.replace("xmlns:ds=", f"xmlns:{self.prefix}=" if self.prefix else "xmlns=")
        signature = etree.fromstring(text)
        issuer = owner.find("saml:Issuer", NAMES)
        owner.insert(0 if issuer is None else owner.index(issuer) + 1, signature)
        self.resign(signature)
        return bytes(etree.tostring(root))

    def resign(self, signature: Any) -> None:
        """Fill in SignatureValue for SignedInfo as it is now."""
        value = self._signed(_canonical(signature.find("ds:SignedInfo", NAMES), ""))
        signature.find("ds:SignatureValue", NAMES).text = base64.b64encode(value).decode()

    def _signed(self, data: bytes) -> bytes:
        key, name = self.pair.key, _hash_name(self.method)
        chosen = getattr(hashes, name.upper())()
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(data, padding.PKCS1v15(), chosen)
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(chosen)))
        return r.to_bytes(32) + s.to_bytes(32)


def encrypted(
    assertion: bytes | str, certificate: str, *, algorithm: str = f"{XENC11}aes256-gcm", newer: bool = False
) -> str:
    """The assertion as an EncryptedAssertion for the owner of this certificate.

    newer  wrap the key by RSA-OAEP with SHA-256 throughout, which only XML Encryption 1.1 can say
    """
    plain = assertion.encode() if isinstance(assertion, str) else assertion
    size = int(algorithm.rpartition("aes")[2][:3]) // 8
    secret, name = os.urandom(size), algorithm.rpartition("-")[2]
    if name == "gcm":
        nonce = os.urandom(12)
        data = nonce + AESGCM(secret).encrypt(nonce, plain, None)
    else:
        vector, gap = os.urandom(16), 16 - len(plain) % 16
        encryptor = Cipher(algorithms.AES(secret), modes.CBC(vector)).encryptor()
        data = vector + encryptor.update(plain + bytes(gap - 1) + bytes([gap])) + encryptor.finalize()
    public = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    digest: hashes.HashAlgorithm = hashes.SHA256() if newer else hashes.SHA1()
    oaep = padding.OAEP(padding.MGF1(digest), digest, None)
    transport = (
        f'<xenc:EncryptionMethod Algorithm="{XENC11}rsa-oaep"><ds:DigestMethod Algorithm="{XENC}sha256"/>'
        f'<MGF xmlns="{XENC11}" Algorithm="{XENC11}mgf1sha256"/></xenc:EncryptionMethod>'
        if newer
        else f'<xenc:EncryptionMethod Algorithm="{XENC}rsa-oaep-mgf1p"/>'
    )
    wrapped = base64.b64encode(public.encrypt(secret, oaep)).decode()
    return (
        f'<saml:EncryptedAssertion xmlns:saml="{SAML}"><xenc:EncryptedData xmlns:xenc="{XENC}" '
        f'Type="{XENC}Element"><xenc:EncryptionMethod Algorithm="{algorithm}"/><ds:KeyInfo xmlns:ds="{DS}">'
        f"<xenc:EncryptedKey>{transport}<xenc:CipherData>"
        f"<xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{base64.b64encode(data).decode()}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedData></saml:EncryptedAssertion>"
    )


def metadata(*pairs: KeyPair, entity_id: str = ENTITY_ID, logout: bool = True, extra: str = "") -> bytes:
    """What the identity provider says of itself."""
    keys = "".join(
        f'<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{DS}"><ds:X509Data><ds:X509Certificate>{each.der}'
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for each in pairs
    )
    redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    slo = f'<md:SingleLogoutService Binding="{redirect}" Location="{LOGOUT_URL}"/>' if logout else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{escape(entity_id)}"{extra}>'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP}">{keys}{slo}'
        f'<md:SingleSignOnService Binding="{redirect}" Location="{LOGON_URL}"/></md:IDPSSODescriptor>'
        "</md:EntityDescriptor>"
    ).encode()


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An identity provider that knows one service provider."""

    story: Story
    signer: Signer

    def respond(self, *, sign: str = "assertion", encrypt_for: str = "", algorithm: str = "", **told: Any) -> bytes:
        """A correct response but for what is told otherwise. `sign`: assertion, response, both or nothing."""
        story = replace(self.story, **told)
        if not encrypt_for:
            xml: bytes | str = story.response()
            if sign in ("assertion", "both"):
                xml = self.signer.sign(xml, story.assertion_id)
        else:
            inner: bytes | str = story.assertion()
            if sign in ("assertion", "both"):
                inner = self.signer.sign(inner, story.assertion_id)
            chosen: dict[str, Any] = {"algorithm": algorithm} if algorithm else {}
            xml = story.response(encrypted(inner, encrypt_for, **chosen))
        if sign in ("response", "both"):
            xml = self.signer.sign(xml, story.response_id)
        return xml.encode() if isinstance(xml, str) else xml


def posted(response: bytes, **fields: str) -> dict[str, tuple[str, ...]]:
    """The form in which a browser brings the response."""
    return {
        "SAMLResponse": (base64.b64encode(response).decode(),),
        **{name: (value,) for name, value in fields.items()},
    }


def _attributes(**values: str | None) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value is not None)


def _canonical(element: Any, prefixes: str) -> bytes:
    text = etree.tostring(element, with_tail=False)  # with it come the namespaces from around the element
    root = etree.fromstring(text).getroottree()
    return bytes(etree.tostring(root, method="c14n", exclusive=True, inclusive_ns_prefixes=prefixes.split() or None))


def _hash_name(algorithm: str) -> str:
    return algorithm.rpartition("-")[2].rpartition("#")[2]
