"""SCIM from end to end, as identity providers use it: the real client and checks, a whole staff, and a wrong filter."""

import json
import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from tests.harness.scim_client import faults, scim_client
from tests.harness.stack import Stack

PEOPLE = 300
CANARY = "Canarina"


@dataclass
class Provider:
    """An identity provider of an organisation of its own."""

    stack: Stack
    organisation: str
    token: str = ""

    def operate(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The result of a command about the organisation."""
        given = {"organisation": self.organisation, **arguments}
        answer = self.stack.invoke("Operator", {"command": command, "arguments": given, "actor": "journey"})
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def client(self) -> httpx.Client:
        """Speaks SCIM for it."""
        headers = {
            "Host": f"{self.organisation}.localhost",
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/scim+json",
        }
        return httpx.Client(base_url=f"{self.stack.base_url}/scim/v2", headers=headers, timeout=60)

    def professionals(self) -> dict[str, dict[str, Any]]:
        """The professionals by e-mail address, as another API user reads them."""
        token = self.operate("create-api-user", name="Portal", scopes=["accounts:read"])["token"]
        headers = {"Host": f"{self.organisation}.localhost", "Authorization": f"md-token {token}"}
        answer = httpx.get(f"{self.stack.base_url}/api/2/p/items", headers=headers, timeout=60)
        return {each["email"]: each for each in answer.json()["@items"]}


@pytest.fixture
def provider(stack: Stack) -> Provider:
    made = Provider(stack, f"idp-{token_hex(4)}")
    made.operate("create-organisation", name="Praktijk De Es", mode="training")
    for integration in ("rest_api", "directory_sync"):
        made.operate("make-available", integration=integration)
        made.operate("switch-on", integration=integration)
    user = made.operate("create-api-user", name="Entra ID", scopes=["scim"])
    made.token = user["token"]
    made.operate("limit-api-user", user=user["id"], per_minute=0)
    return made


def person(number: int, **values: Any) -> dict[str, Any]:
    """Somebody, as Entra ID sends them."""
    address = f"{CANARY.lower()}.{number}@praktijk.example"
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": str(UUID(int=number)),
        "userName": address,
        "active": True,
        "displayName": f"{CANARY} {number}",
        "emails": [{"primary": True, "type": "work", "value": address}],
        "name": {"formatted": f"{CANARY} {number}", "familyName": str(number), "givenName": CANARY},
        "title": "Psychologist",
        **values,
    }


def patch(client: httpx.Client, target: str, *operations: dict[str, Any]) -> httpx.Response:
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}
    return client.patch(target, content=json.dumps(body))


def test_the_demo_organisation_has_a_token_for_it(stack: Stack) -> None:
    headers = {"Authorization": f"Bearer {stack.demo['scim_token']}"}
    answer = httpx.get(f"{stack.base_url}/scim/v2/ServiceProviderConfig", headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["patch"]) == (200, {"supported": True})
    assert answer.headers["Content-Type"].startswith("application/scim+json")


def test_scim2_tester_passes_completely(provider: Provider) -> None:
    settings = {"scim": {"brake_count": 1000, "brake_share": 100}}
    provider.operate("change-settings", integration="directory_sync", settings=settings)
    base_url = f"{provider.stack.base_url}/scim/v2"
    with scim_client(base_url, provider.token, host=f"{provider.organisation}.localhost") as client:
        wrong, checks = faults(client)
    assert wrong == []
    assert checks > 60


def test_a_staff_arrives_changes_and_leaves(provider: Provider, scale: float) -> None:
    """Twice: what was pushed already is found and stays as it is. Nobody is named in a line that is logged."""
    since, count = time.time(), max(20, round(PEOPLE * scale))
    keys: dict[int, str] = {}
    roles = {"scim": {"roles": {"Secretariaat": "ith.Secretary"}}}
    provider.operate("change-settings", integration="directory_sync", settings=roles)
    with provider.client() as client:
        for _ in range(2):
            for number in range(1, count + 1):
                looked = client.get(f"/Users?filter={quote(f'externalId eq {json.dumps(str(UUID(int=number)))}')}")
                found = looked.json()["Resources"]
                assert len(found) == (number in keys)
                if not found:
                    made = client.post("/Users", content=json.dumps(person(number)))
                    assert made.status_code == 201
                    keys[number] = made.json()["id"]
        group = client.post("/Groups", content=json.dumps({"displayName": "Secretariaat"})).json()["id"]
        some = [{"value": keys[number]} for number in range(1, 11)]
        assert patch(client, f"/Groups/{group}", {"op": "Add", "path": "members", "value": some}).status_code == 200
        shown = client.get(f"/Groups/{group}").json()
        assert {each["value"] for each in shown["members"]} == {each["value"] for each in some}
        renamed = {"op": "Replace", "path": "name.familyName", "value": "Vis"}
        assert patch(client, f"/Users/{keys[1]}", renamed).json()["name"]["familyName"] == "Vis"
        assert (
            patch(client, f"/Users/{keys[2]}", {"op": "Replace", "path": "active", "value": "False"}).status_code == 200
        )
        assert client.delete(f"/Users/{keys[3]}").status_code == 204
        assert client.get(f"/Users/{keys[3]}").status_code == 404
        again = client.post("/Users", content=json.dumps(person(3)))
        assert (again.status_code, again.json()["id"]) == (201, keys[3])

    found = provider.professionals()
    assert len(found) == count
    assert {name for name, each in found.items() if not each["active"]} == {person(2)["userName"]}
    assert found[person(1)["userName"]]["last_name"] == "Vis"
    assert not [line for line in provider.stack.log_lines(since) if CANARY.lower() in line.lower()]


def test_a_wrong_filter_takes_access_from_a_few_only_until_somebody_looks(provider: Provider) -> None:
    with provider.client() as client:
        keys = [client.post("/Users", content=json.dumps(person(number))).json()["id"] for number in range(1, 21)]
        answers = [client.delete(f"/Users/{key}") for key in keys]
        assert [each.status_code for each in answers] == [204] * 3 + [503] * 17
        assert {each.headers["Retry-After"] for each in answers[3:]} == {"3600"}
        (entry,) = provider.operate("list-entries", integration="directory_sync", state="open", text="brake")["entries"]
        assert "17 professionals" in str(entry)
        assert sum(each["active"] for each in provider.professionals().values()) == 17
        assert provider.operate("release-scim-brake", count=17)["released"] == 17
        assert [client.delete(f"/Users/{key}").status_code for key in keys] == [404] * 3 + [204] * 17
    assert not any(each["active"] for each in provider.professionals().values())
