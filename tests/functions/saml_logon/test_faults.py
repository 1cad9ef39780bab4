"""SAML logon with each request to AWS failing in turn: the same answers, one session, and an assertion is used once."""

from tests.functions.saml_logon.conftest import Saml
from tests.harness.faults import endure


def test_professional_logs_on_and_out_and_a_response_is_used_again(saml: Saml) -> None:
    def journey() -> object:
        saml.cookies.clear()
        saml.requests = 0
        _, provider = saml.start("/c/")
        response = provider.respond(assertion_id="_assertion1")
        logged_on, again = saml.post(response), saml.post(response)
        out = saml.get(saml.at("slo"))
        return [(each.status, each.location) for each in (logged_on, again)], out.status

    assert endure(saml.world, journey, lambda: {slug: each.count for slug, each in saml.entries().items()}) > 15
