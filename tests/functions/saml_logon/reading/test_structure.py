"""What is shown of a response that is not believed: names of systems, nothing that could be of a person."""

import pytest

from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.reading import structure
from functions.saml_logon.xml import markup
from tests.harness.saml import Provider

STATUS = "urn:oasis:names:tc:SAML:2.0:status:"


@pytest.mark.parametrize(
    ("status", "shown"),
    [(f"{STATUS}Responder", "Responder"), ("urn:other:Responder", ""), (f"{STATUS}anna@praktijk.example", "")],
)
def test_a_status_is_shown_where_it_is_one_of_saml(provider: Provider, status: str, shown: str) -> None:
    root = markup.parse(provider.respond(status=status))
    with pytest.raises(Rejected) as refused:
        structure.check_status(root)
    assert refused.value.details == {"status": shown, "reason": ""}


@pytest.mark.parametrize(
    ("issuer", "shown"),
    [
        ("https://idp.example/saml", "https://idp.example/saml"),
        ("https://" + "x" * 300, "https://" + "x" * 192),
        ("anna@praktijk.example", "a•••@•••"),
        ("Zoë van 't Hof", "•••of"),
        ("two\nlines", "•••es"),
    ],
)
def test_an_issuer_is_shown_where_it_can_be_a_system(provider: Provider, issuer: str, shown: str) -> None:
    root = markup.parse(provider.respond(response_issuer=issuer))
    with pytest.raises(Rejected) as refused:
        structure.check_issuer(root, "https://expected.example/", needed=False)
    assert refused.value.details == {"issuer": shown}
