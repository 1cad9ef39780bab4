"""scim2-tester, an independent check of SCIM servers, finds nothing to complain about."""

from collections.abc import Mapping

from tests.functions.directory_sync.conftest import ROOT, Scim
from tests.harness.gateway import gateway_event
from tests.harness.scim_client import faults, scim_client


def test_scim2_tester_passes_completely(scim: Scim) -> None:
    scim.set(brake_count=1000, brake_share=100)

    def answer(
        method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        sent = {name: value for name, value in headers.items() if name.lower() != "host"}
        answer = scim.handle(gateway_event(method, target, headers=sent, body=body, resource="/scim/v2/{proxy+}"))
        return answer.status, answer.headers, answer.text.encode()

    with scim_client(ROOT, scim.token, answer) as client:
        wrong, checks = faults(client)
    assert wrong == []
    assert checks > 60
