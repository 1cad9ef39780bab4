"""Tokens, by real msal and over HTTPS: what proves who the application is, and each way to be refused."""

import logging
import os
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from functions.directory_sync.entra.clouds import VARIABLE
from functions.directory_sync.entra.credentials import Certificate, Secret, read
from functions.directory_sync.entra.sign_in import sign_in
from functions.directory_sync.people import DirectoryIncomplete
from koppel.domain.problems.refusal import Declined
from tests.functions.directory_sync.entra.conftest import Place
from tests.harness import certificates
from tests.harness.graph.tenant import Json
from tests.harness.world import START


def certificate(
    days: float = 365, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None
) -> tuple[str, x509.Certificate]:
    """A private key with its certificate, PEM, and the certificate alone."""
    key = key or rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Koppel")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START - timedelta(days=400))
        .not_valid_after(START + timedelta(days=days))
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    return pem.decode(), made


def refused(place: Place) -> tuple[str, dict[str, str]]:
    """The problem with which the sign-in ends, and its details."""
    with pytest.raises(DirectoryIncomplete) as failed:
        sign_in(place.source).token()
    return failed.value.problem.slug, failed.value.details


def test_nothing_is_asked_before_a_token_is_needed_and_a_token_is_kept(place: Place) -> None:
    place.directory()
    assert place.graph.received == []
    token = sign_in(place.source).token()
    assert sign_in(place.source).token() == token
    assert len(place.graph.received) == 2
    assert sign_in(place.source).token(anew=True) != token
    assert len(place.graph.received) == 3


def test_another_secret_is_another_sign_in(place: Place) -> None:
    first = sign_in(place.source).token()
    place.application.secrets["next"] = place.clock() + timedelta(days=1)
    place.source = replace(place.source, credential=Secret("next"))
    assert sign_in(place.source).token() != first


def test_a_tenant_can_be_named_by_its_domain(place: Place) -> None:
    assert sign_in(replace(place.source, tenant="LINDE.example")).token()


def test_a_certificate_proves_who_the_application_is(place: Place) -> None:
    pem, made = certificate()
    place.application.certificates.append(made)
    place.source = replace(place.source, credential=read(pem))
    assert sign_in(place.source).token()
    assert isinstance(place.source.credential, Certificate)
    assert place.source.credential.end == START + timedelta(days=365)


def _unknown_certificate(place: Place) -> None:
    place.source = replace(place.source, credential=read(certificate()[0]))


def _expired_certificate(place: Place) -> None:
    pem, made = certificate(days=-1)
    place.application.certificates.append(made)
    place.source = replace(place.source, credential=read(pem))


def _other_key(place: Place) -> None:
    pem, made = certificate()
    place.application.certificates.append(made)
    other = read(certificate()[0])
    assert isinstance(other, Certificate)
    place.source = replace(place.source, credential=replace(other, certificate=pem[pem.index("-----BEGIN CERT") :]))


def _wrong_secret(place: Place) -> None:
    place.source = replace(place.source, credential=Secret("wrong"))


def _no_secret(place: Place) -> None:
    place.source = replace(place.source, credential=Secret(""))


def _expired_secret(place: Place) -> None:
    place.clock.move(days=181)


def _unknown_application(place: Place) -> None:
    place.source = replace(place.source, client_id="00000000-0000-0000-0000-000000000000")


def _disabled_application(place: Place) -> None:
    place.application.disabled = True


def _blocked_application(place: Place) -> None:
    place.application.blocked = True


def _unknown_tenant(place: Place) -> None:
    place.source = replace(place.source, tenant="elsewhere.example")


def _tenant_that_is_a_path(place: Place) -> None:
    place.source = replace(place.source, tenant=f"{place.tenant.id}/../{place.tenant.id}")


def _other_scope(place: Place) -> None:
    place.graph.sign_in.graph = "https://graph.microsoft.us"


REFUSALS: tuple[tuple[Callable[[Place], None], str, int], ...] = (
    (_unknown_certificate, "entra-certificate-refused", 700027),
    (_expired_certificate, "entra-certificate-refused", 700027),
    (_other_key, "entra-certificate-refused", 700027),
    (_wrong_secret, "entra-secret-wrong", 7000215),
    (_no_secret, "entra-secret-wrong", 7000218),
    (_expired_secret, "entra-secret-expired", 7000222),
    (_unknown_application, "entra-application-unknown", 700016),
    (_disabled_application, "entra-application-disabled", 7000112),
    (_blocked_application, "entra-sign-in-blocked", 53003),
    (_unknown_tenant, "entra-tenant-unknown", 90002),
    (_tenant_that_is_a_path, "entra-tenant-unknown", 90002),
    (_other_scope, "entra-sign-in-refused", 1002012),
)


@pytest.mark.parametrize(("spoil", "slug", "code"), REFUSALS, ids=[each[0].__name__[1:] for each in REFUSALS])
def test_each_refusal_has_its_problem(place: Place, spoil: Callable[[Place], None], slug: str, code: int) -> None:
    spoil(place)
    assert refused(place) == (slug, {"code": str(code)})


def test_what_is_mended_works_at_once(place: Place) -> None:
    """msal keeps a refusal for a minute, and metadata for a day."""
    del place.graph.applications[place.application.id]
    assert refused(place)[0] == "entra-application-unknown"
    place.graph.applications[place.application.id] = place.application
    assert sign_in(place.source).token()


def test_a_sign_in_that_is_busy_is_asked_again(place: Place) -> None:
    place.graph.faults.refuse(503, path="openid-configuration")
    place.graph.faults.refuse(429, path="oauth2", Retry_After="7")
    assert sign_in(place.source).token()
    assert place.pauses[1:] == [7]


def test_the_secret_goes_nowhere_else(place: Place) -> None:
    def lead_away(body: Json) -> Json:
        return body | {"token_endpoint": f"https://localhost.example/{place.tenant.id}/oauth2/v2.0/token"}

    place.graph.faults.tamper(lead_away, path="openid-configuration")
    assert refused(place)[0] == "entra-elsewhere"
    place.graph.faults.redirect(f"{place.graph.graph}/steal", path="oauth2", status=307)
    assert refused(place)[0] == "entra-elsewhere"
    assert place.graph.targets("steal") == []


@pytest.mark.parametrize("missing", ["token_endpoint", "authorization_endpoint"])
def test_metadata_without_what_is_needed_are_refused(place: Place, missing: str) -> None:
    place.graph.faults.tamper(lambda body: {name: body[name] for name in body if name != missing}, path="openid")
    assert refused(place) == ("entra-sign-in-refused", {"code": "0"})


def test_an_answer_that_is_cut_off_is_in_no_log(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """msal logs an answer that is no JSON, and the token with it."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("tests.harness.graph.applications.secrets.token_urlsafe", lambda _: "T0KEN" * 40)
    place.graph.faults.halve(path="oauth2", times=6)
    assert refused(place) == ("entra-answer-broken", {"host": place.graph.login.removeprefix("https://")})
    sign_in(place.source).token()
    assert "T0KEN" not in caplog.text
    assert "right" not in caplog.text


def test_nobody_sees_a_secret_in_a_source(place: Place) -> None:
    pem, _ = certificate()
    for each in (place.source, Secret("right"), read(pem)):
        assert "right" not in repr(each)
        assert "PRIVATE KEY" not in repr(each)


def test_certificates_of_this_machine_do_not_count(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ssl.get_default_verify_paths().cafile or os.devnull)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert sign_in(place.source).token()


def test_a_server_that_another_authority_vouches_for_is_not_trusted(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other, _ = certificates.make(tmp_path / "other")
    monkeypatch.setenv(VARIABLE, place.graph.endpoints.replace(str(place.graph.authority), str(other)))
    assert refused(place)[0] == "entra-untrusted"
    assert place.graph.received == []
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(place.graph.authority))
    assert refused(place)[0] == "entra-untrusted"
    place.forget()


def _weak() -> str:
    return certificate(key=rsa.generate_private_key(65537, 1024))[0]


def _elliptic() -> str:
    return certificate(key=ec.generate_private_key(ec.SECP256R1()))[0]


def _of_two() -> str:
    one, other = certificate()[0], certificate()[0]
    return one[: one.index("-----BEGIN CERT")] + other[other.index("-----BEGIN CERT") :]


def _without_key() -> str:
    pem = certificate()[0]
    return pem[pem.index("-----BEGIN CERT") :]


def _broken() -> str:
    return certificate()[0].replace("A", "B")


@pytest.mark.parametrize("make", [_weak, _elliptic, _of_two, _without_key, _broken])
def test_pem_that_cannot_be_used_is_refused(make: Callable[[], str]) -> None:
    with pytest.raises(Declined) as declined:
        read(make())
    assert declined.value.problem.slug == "entra-credential-unusable"


def test_any_other_text_is_a_secret() -> None:
    assert read(" a~b \n") == Secret("a~b")
