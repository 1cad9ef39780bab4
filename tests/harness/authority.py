"""An authority for tests: certificates of servers, good ones and ones that a client must refuse."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)


def _key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


@dataclass(frozen=True)
class Issued:
    """Where a certificate and its key are, in files of their own: `certificate` is PEM, `key` is PEM in PKCS #8."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class Authority:
    """An authority with a key of its own. Its files are in `folder`."""

    folder: Path
    name: str = "Koppel, authority of a test"
    key: EllipticCurvePrivateKey = field(default_factory=_key, repr=False)
    _numbers: "count[int]" = field(default_factory=count, repr=False)

    @property
    def pem(self) -> str:
        """The certificate by which clients trust it."""
        usage = x509.KeyUsage(
            digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        own = (
            self._builder(self._subject, self.key, -DAY, 30 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
        )
        return own.sign(self.key, SHA256()).public_bytes(Encoding.PEM).decode()

    def issue(self, *names: str, begins: timedelta = -DAY, ends: timedelta = 30 * DAY) -> Issued:
        """A certificate for a server with these names, valid from `begins` to `ends`, counted from now."""
        key, subject = _key(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        certificate = (
            self._builder(subject, key, begins, ends)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, SHA256())
        )
        stem = self.folder / f"server{next(self._numbers)}"
        issued = Issued(stem.with_suffix(".pem"), stem.with_suffix(".key"))
        self.folder.mkdir(parents=True, exist_ok=True)
        issued.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        issued.key.touch(mode=0o600)
        issued.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return issued

    @property
    def file(self) -> Path:
        """`pem` as a file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "authority.pem"
        if not path.exists():
            path.write_text(self.pem)
        return path

    @property
    def _subject(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])

    def _builder(
        self, subject: x509.Name, key: EllipticCurvePrivateKey, begins: timedelta, ends: timedelta
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
        )
