"""Signed links to pages of the console, which come here below `/aux`."""

from tests.functions.delegated_logon.conftest import Logon


def test_a_signed_link_logs_on_and_leads_back_to_the_console(logon: Logon) -> None:
    answer = logon.get(logon.link(path="/aux/console/demo/hl7_intake"))
    assert (answer.status, answer.location) == (303, "/console/demo/hl7_intake")
    assert answer.cookie
