"""Certificates of a local stack: an authority made at its start, and one certificate for every name of this machine."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAMES = (x509.DNSName("localhost"), x509.DNSName("*.localhost"))
ADDRESSES = tuple(x509.IPAddress(ip_address(each)) for each in ("127.0.0.1", "::1"))
VALID = timedelta(days=30)


def made(folder: Path) -> tuple[Path, Path]:
    """Where `make` writes."""
    return folder / "authority.pem", folder / "server.pem"


def make(folder: Path) -> tuple[Path, Path]:
    """Writes `authority.pem`, for those who are to trust the stack, and what its server shows: certificate and key in
    `server.pem`. The authority's own key is kept nowhere, so that it never signs anything else."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, server = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Koppel, local stack")])
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    key_id = x509.SubjectKeyIdentifier.from_public_key(authority.public_key())
    own = (
        _builder(name, name, authority)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(key_id, critical=False)
        .sign(authority, SHA256())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    shown = (
        _builder(subject, name, server)
        .add_extension(x509.SubjectAlternativeName([*NAMES, *ADDRESSES]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id), critical=False)
        .sign(authority, SHA256())
    )
    trusted, served = made(folder)
    trusted.write_bytes(own.public_bytes(Encoding.PEM))
    served.unlink(missing_ok=True)
    served.touch(mode=0o600)
    secret = server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    served.write_bytes(shown.public_bytes(Encoding.PEM) + secret)
    return trusted, served


def _builder(subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
    )
