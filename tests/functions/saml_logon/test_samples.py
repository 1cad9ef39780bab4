"""Identity providers in use: each sample response logs on, and each of their metadata is taken as it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from functions.saml_logon.connection import provider_metadata
from functions.saml_logon.rules import Expected
from functions.saml_logon.tile import Connection
from tests.functions.saml_logon.conftest import ACS, OUR_ENTITY_ID, Reading, Saml
from tests.functions.saml_logon.sending.test_posts import form_of
from tests.functions.saml_logon.test_logon import encryption_certificate
from tests.harness.saml import KeyPair, Signer, key_pair
from tests.harness.saml_opinion import signed
from tests.harness.saml_samples import SAMPLES, Sample
from tests.harness.saml_samples.pieces import MD
from tests.harness.world import START

PRODUCTS = {
    "Entra ID", "AD FS", "Okta", "Google", "JumpCloud", "Keycloak", "Shibboleth", "authentik", "SURFconext",
}  # fmt: skip
PAIR = key_pair("idp")


def _named(sample: Sample) -> str:
    return sample.name


def connect(saml: Saml, sample: Sample) -> dict[str, str]:
    """A connection to this provider; what its response has to name."""
    created = saml.operate("saml-create-connection", name=sample.name)
    saml.connection = created["connection"]
    saml.operate("saml-load-metadata", connection=saml.connection, metadata=sample.describe(PAIR))
    saml.configure(**sample.settings)
    return {"acs": created["ours"]["acs"], "audience": created["ours"]["entity_id"]}


def asked(saml: Saml) -> str:
    """The id of a new request, however it goes to the provider."""
    before = set(saml.cookies)
    answer = saml.get(saml.at("login"))
    if answer.status == 200:
        form_of(answer)
    (cookie,) = set(saml.cookies) - before
    return cookie.removeprefix("__Host-saml-")


def test_every_product_is_among_them() -> None:
    assert {each.name.partition(",")[0] for each in SAMPLES} == PRODUCTS
    assert len({each.name for each in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=_named)
def test_a_response_logs_on(saml: Saml, sample: Sample) -> None:
    told = connect(saml, sample)
    ours = encryption_certificate(saml)
    response = sample.respond(PAIR, saml.world.clock(), ours, **told, request=asked(saml))
    answer = saml.post(response)
    assert answer.location == "/", saml.last()
    session = saml.session()
    assert session is not None
    assert session.logon.account == saml.professional.key
    assert session.logon.methods == sample.methods
    assert {each for each in saml.entries() if "expire" not in each} == set()


@pytest.mark.parametrize("sample", SAMPLES, ids=_named)
def test_the_same_response_is_refused_where_one_thing_is_wrong(sample: Sample) -> None:
    provider, ours = provider_metadata.read(sample.describe(PAIR).encode(), START), key_pair("ours")
    connection = Connection.model_validate({**sample.settings, "must_encrypt": False})
    expected = Expected(acs=ACS, entity_id=OUR_ENTITY_ID, now=START, skew=timedelta(seconds=60), idp_initiated=False)
    reading = Reading(connection.trust(provider, lambda: [ours.pem]), expected)

    def made(pair: KeyPair = PAIR, of: Sample = sample, audience: str = OUR_ENTITY_ID) -> bytes:
        return of.respond(pair, START, ours.certificate, acs=ACS, audience=audience, request="_request")

    assert reading.verdict(made()) == "accepted"
    assert reading.verdict(made(key_pair("attacker"))) == "signature-invalid"
    assert reading.verdict(made(audience="https://other.example/metadata")) == "wrong-audience"
    plain = made(of=replace(sample, encrypt=""))
    other = plain.replace(b">P1<", b">P2<").replace(b">p1@", b">p2@")
    assert other != plain
    assert reading.verdict(other) == "digest-differs"


@pytest.mark.parametrize("sample", SAMPLES, ids=_named)
def test_metadata_are_taken_as_they_are(sample: Sample) -> None:
    found = provider_metadata.read(sample.describe(PAIR).encode(), START)
    assert found.entity_id == sample.issuer
    assert PAIR.certificate.strip() in [each.pem for each in found.certificates]
    assert found.logon_url.startswith("https://")
    assert "commented" not in found.logout_url
    assert found.logon_binding == ("post" if sample.issuer == "JumpCloud" else "redirect")


def test_signed_metadata_with_a_comment_need_no_editing() -> None:
    """What is loaded is what was signed: signxml agrees with the signature in the very file that is read."""
    (sample,) = [each for each in SAMPLES if each.name == "SURFconext"]
    start, _, body = sample.describe(PAIR).partition("<md:EntityDescriptor")
    content = start.encode() + Signer(pair=PAIR).sign(f"<md:EntityDescriptor{body}", "EB1f2e3d4c")
    assert content.startswith(b'<?xml version="1.0"?>\n<!--')
    assert signed(content, PAIR.certificate).tag == f"{{{MD}}}EntityDescriptor"
    assert provider_metadata.read(content, START) == provider_metadata.read(sample.describe(PAIR).encode(), START)
    assert etree.fromstring(content).find("{*}Signature") is not None
